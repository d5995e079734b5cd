"""Names inside a pod that follow from paths: volumes, claims, keys of a ConfigMap."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from generator.spec import naming

LABEL_ROOM = 40
KEY_ROOM = 200


def volume(path: str) -> str:
    """The name of the volume mounted at a path: `/data/models` is `data-models`; a very long one ends in a hash."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "root"
    if len(slug) > LABEL_ROOM:
        slug = f"{slug[:LABEL_ROOM].rstrip('-')}-{naming.content_hash(path.encode())}"
    return f"volume-{slug}"


def claim(base: str, path: str) -> str:
    """The name of the claim made for a path of a component."""
    return f"{base}-{volume(path).removeprefix('volume-')}"


def file_keys(paths: Iterable[str]) -> Mapping[str, str]:
    """Path to ConfigMap key, in the order given: `/etc/fraud/rules.yaml` is `etc_fraud_rules.yaml`; doubles end in a hash."""
    return _file_keys(tuple(paths))


@lru_cache(maxsize=256)
def _file_keys(paths: tuple[str, ...]) -> Mapping[str, str]:
    keys = {path: _key(path) for path in paths}
    count = Counter(keys.values())
    return {
        path: key if count[key] == 1 else f"{key}.{naming.content_hash(path.encode())}" for path, key in keys.items()
    }


def _key(path: str) -> str:
    key = re.sub(r"[^-._a-zA-Z0-9]+", "_", path.strip("/"))[-KEY_ROOM:] or "_"
    return f"_{key}" if key.startswith("..") else key  # Kubernetes keeps keys that begin with `..` for itself
