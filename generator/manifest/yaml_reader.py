"""A fast parser for YAML that this tool generated; for other YAML, `source/document.py` also records positions.

For one thread at a time: the buffer is shared, and what other threads write to stderr while a text is parsed is lost.
"""

import functools
import os

import orjson
import ryml

from generator.manifest.object_template import KubernetesObject

STDERR = 2
_buffer = bytearray(16 * 1024)
"""The buffer into which ryml prints JSON; it grows on demand. `emit_json` without a buffer leaks what it allocates."""


def read(text: str) -> KubernetesObject:
    """Parse one document to plain data; raises ValueError if it is not YAML."""
    encoded = text.encode()
    shown = _hidden_errors()
    try:
        tree = ryml.parse_in_arena(encoded)
    except ryml.ExceptionBasic as error:
        raise ValueError((str(error) or "is no YAML").splitlines()[0]) from error
    finally:
        _show_errors(shown)
    data: KubernetesObject = orjson.loads(_json(tree))
    return data


def _hidden_errors() -> int | None:
    """Point the descriptor of stderr at nothing: ryml prints its errors there itself, with paths of the machine that built it."""
    try:
        shown = os.dup(STDERR)
    except OSError:  # it is closed
        return None
    os.dup2(_nothing(), STDERR)
    return shown


@functools.cache
def _nothing() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _show_errors(shown: int | None) -> None:
    if shown is not None:
        os.dup2(shown, STDERR)
        os.close(shown)


def _json(tree: ryml.Tree) -> memoryview:
    failed, size = ryml.emit_json_to_substr(tree, tree.root_id(), _buffer)
    if failed:
        _buffer.extend(bytes(size - len(_buffer)))
        return _json(tree)
    return memoryview(_buffer)[:size]
