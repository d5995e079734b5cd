"""The pod templates of an object, found by the paths in the table of object kinds."""

from collections.abc import Mapping
from typing import Any

from generator.kubernetes import object_kinds
from generator.manifest import object_fields

Path = tuple[str, ...]


def find(kind: str, content: Mapping[str, Any]) -> dict[Path, Any]:
    """The pod templates in an object of a kind, by path; they may be of any type. Paths that the object lacks are left out.

    Of a kind whose controller makes them of something else (`as_pod`), they are what it makes.
    """
    row = object_kinds.of(kind)
    found = (each for path in row.pod_templates for each in object_fields.found(content, path.split(".")))
    if row.as_pod is None:
        return dict(found)
    made = ((where, row.as_pod(each, content["spec"])) for where, each in found)
    return {where: template for where, template in made if template is not None}
