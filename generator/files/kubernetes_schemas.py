"""The schemas of Kubernetes objects that ship with tidegate; kubeconform reads the same files."""

import json
import os
from functools import lru_cache
from typing import Any

from generator.files import package_data


@lru_cache(maxsize=64)
def schema(kubernetes: str, api_version: str, kind: str) -> Any:
    """The JSON Schema of a kind, a core one's for Kubernetes `kubernetes` (`1.34`); None where there is none."""
    group, _, version = api_version.rpartition("/")
    core = "-".join((kind.lower(), *filter(None, (group.partition(".")[0], version))))
    for place in (f"resources/{group}/{kind.lower()}_{version}.json", f"kubernetes/v{kubernetes}/{core}.json"):
        path = os.path.join(package_data.path("schemas"), place)
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                return json.load(file)
    return None
