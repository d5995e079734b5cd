"""Names derived from paths in a container: volumes, claims, keys of a ConfigMap."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from generator.spec import naming

MAX_SLUG = 40
MAX_KEY = 200


def volume(path: str) -> str:
    """The name of the volume mounted at a path: `volume-data-models` for `/data/models`; a long name ends in a hash."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "root"
    if len(slug) > MAX_SLUG:
        slug = f"{slug[:MAX_SLUG].rstrip('-')}-{naming.content_hash(path.encode())}"
    return f"volume-{slug}"


def of_container(container: str, path: str, taken: Container[str]) -> str:
    """The name of a volume that one container has at a path of its own, such as `sidecar-data` for `/data`."""
    name = f"{container}-{volume(path).removeprefix('volume-')}"
    if len(name) <= naming.LIMIT and name not in taken:
        return name
    return f"volume-{naming.content_hash(f'{container} {path}'.encode())}"


def share(name: str) -> str:
    """The name of the volume for a share of the platform; a long name ends in a hash."""
    if len(name) > MAX_SLUG:
        name = f"{name[:MAX_SLUG].rstrip('-')}-{naming.content_hash(name.encode())}"
    return f"share-{name}"


def claim(base: str, path: str) -> str:
    """The name of the PersistentVolumeClaim for a path of a component."""
    return f"{base}-{volume(path).removeprefix('volume-')}"


def file_keys(paths: Iterable[str]) -> Mapping[str, str]:
    """ConfigMap keys by path: `etc_fraud_rules.yaml` for `/etc/fraud/rules.yaml`; equal keys get a hash."""
    return _file_keys(tuple(paths))


@lru_cache(maxsize=256)
def _file_keys(paths: tuple[str, ...]) -> Mapping[str, str]:
    keys = {path: _key(path) for path in paths}
    count = Counter(keys.values())
    return {
        path: key if count[key] == 1 else f"{key}.{naming.content_hash(path.encode())}" for path, key in keys.items()
    }


def _key(path: str) -> str:
    key = re.sub(r"[^-._a-zA-Z0-9]+", "_", path.strip("/"))[-MAX_KEY:] or "_"
    return f"_{key}" if key.startswith("..") else key  # Kubernetes rejects keys that start with `..`
