"""Secrets that an operator makes: an ExternalSecret for each one that a project refers to, never a Secret.

With `sealed-secrets`, `sops` and `none` the Secrets come from elsewhere, and are only referred to. Components of a project share
them, so each is written once, with all keys that any of them asks for. A Secret that changes does not restart pods.
"""

from collections.abc import Iterator, Sequence

from generator.environment.environment import Secrets
from generator.kubernetes import labels
from generator.kubernetes.keda import KAFKA
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.project import Target

Asked = dict[str, dict[str, Target]]


def drafts(targets: Sequence[Target]) -> Iterator[tuple[Target, Draft]]:
    """The ExternalSecrets of one project in one environment, each with the first target that asks for it."""
    asked: Asked = {}
    for target in targets:
        if target.environment.secrets.provider == "external-secrets":
            for component in target.slots.values():
                for secret, key in _references(component):
                    asked.setdefault(secret, {}).setdefault(key, target)
    for secret, keys in asked.items():
        first = next(iter(keys.values()))
        yield first, _draft(first, secret, sorted(keys))


def _references(component: Component) -> Iterator[tuple[str, str]]:
    yield from ((variable.secret, variable.key) for variable in component.env if variable.secret)
    queue = component.service.scale.queue if component.service is not None else None
    if queue is not None and queue.secret:
        yield from ((queue.secret, key) for key in ((queue.key,) if queue.key else KAFKA))


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
    """Where the store has a value: the path alone where it names the key, or a property of what the path names."""
    names = {"team": target.project.team, "project": target.project.name, "environment": target.environment.name}
    path = store.path
    for place, name in {**names, "secret": secret, "key": key}.items():
        path = path.replace(f"{{{place}}}", name)
    return {"key": path} if "{key}" in store.path else {"key": path, "property": key}
