"""YAML that we wrote ourselves, read back fast; what people wrote is read with places instead."""

import orjson
import ryml

from generator.manifest.manifest import KubernetesObject


def read(text: str) -> KubernetesObject:
    """One document as plain data; ValueError where it is no YAML."""
    try:
        tree = ryml.parse_in_arena(text.encode())
        found: KubernetesObject = orjson.loads(ryml.emit_json_malloc(tree, tree.root_id()))
    except ryml.ExceptionBasic as error:
        raise ValueError((str(error) or "is no YAML").splitlines()[0]) from error
    return found
