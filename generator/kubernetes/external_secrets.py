"""ExternalSecrets: one for each Secret that a project refers to; the operator creates the Secret.

With the providers `sealed-secrets`, `sops` and `none` Secrets are only referred to, as are those that the platform shares.
Components of a project share Secrets, so each is written once, with all keys that any component refers to; where one refers to the
whole Secret, it has all keys that the store has. A changed Secret does not restart pods.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Environment, Secrets
from generator.kubernetes import labels
from generator.kubernetes.workload import slot_finding
from generator.manifest.manifest import Draft
from generator.source.finding import Finding, Path
from generator.spec.component import Component
from generator.spec.project import Target

ALL_KEYS = ""
"""In place of a key: the whole Secret is referred to."""


def drafts(targets: Sequence[Target]) -> Iterator[tuple[Target, Draft]]:
    """The ExternalSecrets of a project in an environment, each with the first target that refers to it."""
    requested: dict[str, dict[str, Target]] = {}
    for target in targets:
        for component in target.slots.values():
            for secret, key in _references(component):
                if _is_generated(target.environment, secret):
                    requested.setdefault(secret, {}).setdefault(key, target)
    for secret, keys in requested.items():
        first = next(iter(keys.values()))
        yield first, _draft(first, secret, sorted(keys))


def problems(target: Target) -> Iterator[Finding]:
    """Yield whole Secrets that cannot be read from the store, because the path of each key is its own."""
    for slot, component in target.slots.items():
        for secret, where, way_out in _whole_secrets(component):
            environment, path = target.environment, target.environment.secrets.path
            if _is_generated(environment, secret) and "{key}" in path:
                fact = f'the keys of "{secret}" are not known: each has a path of its own ({path})'
                hint = f"name each key, {way_out}, or ask the platform for a path without {{key}}"
                yield slot_finding(
                    target, slot, where, fact=fact, hint=hint, code="secret-keys", place=environment.name
                )


def _whole_secrets(component: Component) -> Iterator[tuple[str, Path, str]]:
    """Each Secret that is named as a whole, where that is, and how its keys can be named there."""
    for path, part in component.written_parts:
        for i, source in enumerate(part.env_from):
            yield source.secret, (*path, "envFrom", i, "secret"), "env: {NAME: {secret: SECRET, key: KEY}}"
        for volume in part.volumes:
            if not volume.items:
                yield volume.secret, (*path, "volumes", volume.path, "secret"), "{secret: SECRET, items: {KEY: PATH}}"
    for part in component.download.containers:
        for source in part.env_from:
            yield source.secret, ("model", "download", "secret"), "env: {NAME: {secret: SECRET, key: KEY}}"


def _is_generated(environment: Environment, secret: str) -> bool:
    """Whether the Secret needs an ExternalSecret in this environment; False for no Secret at all."""
    store = environment.secrets
    return bool(secret) and store.provider == "external-secrets" and secret not in store.shared


def _references(component: Component) -> Iterator[tuple[str, str]]:
    for part in component.parts:
        yield from ((source.secret, ALL_KEYS) for source in part.env_from)
        yield from ((variable.secret, variable.key) for variable in part.env)
        for volume in part.volumes:
            yield from ((volume.secret, key) for key, _ in volume.items or ((ALL_KEYS, ""),))
    for pod in (component, *component.pods.values()):
        yield from pod.credentials
    queue = component.service.scale.queue if component.service is not None else None
    if queue is not None and queue.secret:
        from generator.kubernetes.keda import KAFKA_KEYS  # imported late: few components scale on a queue

        yield from ((queue.secret, key) for key in ((queue.key,) if queue.key else KAFKA_KEYS))


def _draft(target: Target, secret: str, keys: Sequence[str]) -> Draft:
    store = target.environment.secrets
    values = {
        "name": secret,
        "labels": labels.project(target),
        "annotations": target.project.annotations,
        "store": {"kind": store.kind, "name": store.store},
        **_content(target, store, secret, keys),
    }
    return Draft(template="secrets/externalsecret.yaml", folder="secrets", file=secret, values=values)


def _content(target: Target, store: Secrets, secret: str, keys: Sequence[str]) -> Mapping[str, Any]:
    """What the Secret gets: all that is at its path in the store, or the value of each key."""
    if ALL_KEYS in keys:
        return {"whole": _path(target, store, secret, ""), "data": ()}
    return {"whole": "", "data": [{"key": key, "remote": _remote(target, store, secret, key)} for key in keys]}


def _remote(target: Target, store: Secrets, secret: str, key: str) -> dict[str, str]:
    """The reference to a value in the store: the path if it contains `{key}`, else the property `key` of the path."""
    path = _path(target, store, secret, key)
    return {"key": path} if "{key}" in store.path else {"key": path, "property": key}


def _path(target: Target, store: Secrets, secret: str, key: str) -> str:
    names = {"team": target.project.team, "project": target.project.name, "environment": target.environment.name}
    path = store.path
    for placeholder, name in {**names, "secret": secret, "key": key}.items():
        path = path.replace(f"{{{placeholder}}}", name)
    return path
