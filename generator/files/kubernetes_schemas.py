"""The bundled JSON Schemas of Kubernetes objects; kubeconform reads the same files."""

import json
import os
from functools import lru_cache
from typing import Any

from generator.files import package_data
from generator.kubernetes import object_kinds


def schema(kubernetes: str, api_version: str, kind: str) -> Any:
    """The JSON Schema of a kind, for built-in kinds that of Kubernetes `kubernetes` (`1.34`); None if there is none."""
    row = object_kinds.TABLE.get(kind.lower())
    file = row.schema_file(kubernetes) if row is not None and row.api_version == api_version else ""
    path = os.path.join(package_data.path("schemas"), file)
    return _read(path) if os.path.isfile(path) else None


@lru_cache(maxsize=64)
def _read(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)
