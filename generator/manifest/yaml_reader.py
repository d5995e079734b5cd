"""YAML that we wrote ourselves, read back fast; what people wrote is read with places instead."""

import orjson
import ryml

from generator.manifest.shape import KubernetesObject

_room = bytearray(16 * 1024)
"""Where ryml prints JSON, and more where an object needs it: what its `emit_json` allocates is never freed."""


def read(text: str) -> KubernetesObject:
    """One document as plain data; ValueError where it is no YAML."""
    try:
        found: KubernetesObject = orjson.loads(_json(ryml.parse_in_arena(text.encode())))
    except ryml.ExceptionBasic as error:
        raise ValueError((str(error) or "is no YAML").splitlines()[0]) from error
    return found


def _json(tree: ryml.Tree) -> memoryview:
    failed, size = ryml.emit_json_to_substr(tree, tree.root_id(), _room)
    if failed:
        _room.extend(bytes(size - len(_room)))
        return _json(tree)
    return memoryview(_room)[:size]
