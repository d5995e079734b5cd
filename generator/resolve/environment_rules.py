"""Rules for an environment that its schema cannot express: what must be there, and values that do not go together."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Mark
from generator.resolve import machines, operator_settings
from generator.source import finding, nodes, schema_rules
from generator.source.finding import Finding, Path
from generator.spec import device_names, model_uri

REQUIRED = ("name", "cluster", "gitops")


def check(
    name: str, node: nodes.Mapping, data: Mapping[str, Any], start: Mark, rule: schema_rules.Rule
) -> Iterator[Finding]:
    """Check the environment in the file `name`, merged with its parents; `data` are its valid parts, `start` its beginning."""
    yield from _complete(name, node, data, start, rule)
    yield from _devices(node, start)
    yield from _traffic(node, data)
    yield from _replicas(node, data)
    yield from _image_volumes(node, data)
    yield from machines.check(node, data, start)
    yield from operator_settings.check(node, data, start)
    for machine, values in data.get("machines", {}).items():
        yield from _tolerations(node, machine, values)


def _complete(
    name: str, node: nodes.Mapping, data: Mapping[str, Any], start: Mark, rule: schema_rules.Rule
) -> Iterator[Finding]:
    for key in REQUIRED:
        if key not in node.entries:
            yield Finding(
                node=node,
                mark=start,
                path=(),
                fact=f'"{key}" is missing',
                hint=rule.hint_of(key),
                code="missing",
                subject=key,
            )
    if "name" in data and data["name"] != name:
        value = node.entries["name"].value
        yield Finding(
            node=value,
            mark=value.mark,
            path=("name",),
            fact=f'"{data["name"]}" is not the file\'s name',
            hint=f"write {name}, or rename the file",
            code="name",
        )


def _devices(node: nodes.Mapping, start: Mark) -> Iterator[Finding]:
    """Names of folders in the GitOps repository."""
    for path in (("name",), ("cluster", "name")):
        value, mark = finding.locate(node, path, mark=start)
        if isinstance(value, nodes.Scalar) and device_names.is_device(value.text):
            fact, hint = device_names.fact(value.text), device_names.HINT
            yield Finding(node=value, mark=mark, path=path, fact=fact, hint=hint, code="device-name")


def _traffic(node: nodes.Mapping, data: Mapping[str, Any]) -> Iterator[Finding]:
    needed = {"gateway-api": "gateway", "ingress": "ingress"}.get(data.get("traffic", ""), "")
    if needed and needed not in node.entries:
        value = node.entries["traffic"].value
        hint = f"write {needed}: " + (
            "{name: public, namespace: gateways}" if needed == "gateway" else "{class: nginx}"
        )
        yield Finding(
            node=value,
            mark=value.mark,
            path=("traffic",),
            fact=f'traffic "{data["traffic"]}" needs "{needed}"',
            hint=hint,
            code="missing",
            subject=needed,
        )


def _replicas(node: nodes.Mapping, data: Mapping[str, Any]) -> Iterator[Finding]:
    policy = data.get("policy", {})
    minimum, maximum = policy.get("minReplicas"), policy.get("maxReplicas")
    if minimum is not None and maximum is not None and minimum > maximum:
        fact, hint = f"minReplicas {minimum} is more than maxReplicas {maximum}", f"write {maximum}, or less"
        yield _found(node, ("policy", "minReplicas"), fact=fact, hint=hint)


def _image_volumes(node: nodes.Mapping, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Schemes whose addresses name no image: without their scheme they would be taken for one of Docker Hub."""
    for scheme, written in data.get("downloaders", {}).items():
        if written == "image-volume" and scheme != "oci":
            fact = f"image-volume mounts the image that an address names, and no address of {scheme}:// names one"
            if scheme == model_uri.ANY:
                fact = "image-volume mounts the image that an address names, and of all others only oci:// names one"
            hint = f'write oci: image-volume, and {{image: ..., args: [$(MODEL_URI), $(MODEL_PATH)]}} for "{scheme}"'
            yield _found(node, ("downloaders", scheme), fact=fact, hint=hint)


def _tolerations(node: nodes.Mapping, machine: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    """What the API server refuses in a pod (`ValidateTolerations` of Kubernetes)."""
    for i, toleration in enumerate(values.get("tolerations", ())):
        path: Path = ("machines", machine, "tolerations", i)
        if toleration.get("operator") == "Exists" and toleration.get("value"):
            hint = "leave value out, or write operator: Equal"
            yield _found(node, (*path, "value"), fact='"value" does not go with operator Exists', hint=hint)
        if not toleration.get("key") and toleration.get("operator") != "Exists":
            fact = "a toleration without a key needs operator Exists, which tolerates every taint"
            yield _found(node, path, fact=fact, hint="write the key of the taint: key: nvidia.com/gpu")
        if "tolerationSeconds" in toleration and toleration.get("effect") != "NoExecute":
            fact = '"tolerationSeconds" needs effect NoExecute'
            yield _found(node, (*path, "tolerationSeconds"), fact=fact, hint="write effect: NoExecute, or leave it out")


def _found(node: nodes.Mapping, path: Path, *, fact: str, hint: str) -> Finding:
    place, mark = finding.locate(node, path, mark=node.mark)
    return Finding(node=place, mark=mark, path=path, fact=fact, hint=hint, code="environment")
