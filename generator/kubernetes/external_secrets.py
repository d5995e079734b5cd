"""ExternalSecrets: one for each Secret that a project refers to; the operator creates the Secret.

With the providers `sealed-secrets`, `sops` and `none` Secrets are only referred to. Components of a project share Secrets, so each
is written once, with all keys that any component refers to. A changed Secret does not restart pods.
"""

from collections.abc import Iterator, Sequence

from generator.environment.environment import Secrets
from generator.kubernetes import labels
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.project import Target

Requested = dict[str, dict[str, Target]]


def drafts(targets: Sequence[Target]) -> Iterator[tuple[Target, Draft]]:
    """The ExternalSecrets of a project in an environment, each with the first target that refers to it."""
    requested: Requested = {}
    for target in targets:
        if target.environment.secrets.provider == "external-secrets":
            for component in target.slots.values():
                for secret, key in _references(component):
                    requested.setdefault(secret, {}).setdefault(key, target)
    for secret, keys in requested.items():
        first = next(iter(keys.values()))
        yield first, _draft(first, secret, sorted(keys))


def _references(component: Component) -> Iterator[tuple[str, str]]:
    yield from ((variable.secret, variable.key) for variable in component.env if variable.secret)
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
        "data": [{"key": key, "remote": _remote(target, store, secret, key)} for key in keys],
    }
    return Draft(template="secrets/externalsecret.yaml", folder="secrets", file=secret, values=values)


def _remote(target: Target, store: Secrets, secret: str, key: str) -> dict[str, str]:
    """The reference to a value in the store: the path if it contains `{key}`, else the property `key` of the path."""
    names = {"team": target.project.team, "project": target.project.name, "environment": target.environment.name}
    path = store.path
    for placeholder, name in {**names, "secret": secret, "key": key}.items():
        path = path.replace(f"{{{placeholder}}}", name)
    return {"key": path} if "{key}" in store.path else {"key": path, "property": key}
