"""A fast parser for YAML that this tool generated; for other YAML, `source/document.py` also records positions."""

import orjson
import ryml

from generator.manifest.object_template import KubernetesObject

_buffer = bytearray(16 * 1024)
"""The buffer into which ryml prints JSON; it grows on demand. `emit_json` without a buffer leaks what it allocates."""


def read(text: str) -> KubernetesObject:
    """Parse one document to plain data; raises ValueError if it is not YAML."""
    try:
        data: KubernetesObject = orjson.loads(_json(ryml.parse_in_arena(text.encode())))
    except ryml.ExceptionBasic as error:
        raise ValueError((str(error) or "is no YAML").splitlines()[0]) from error
    return data


def _json(tree: ryml.Tree) -> memoryview:
    failed, size = ryml.emit_json_to_substr(tree, tree.root_id(), _buffer)
    if failed:
        _buffer.extend(bytes(size - len(_buffer)))
        return _json(tree)
    return memoryview(_buffer)[:size]
