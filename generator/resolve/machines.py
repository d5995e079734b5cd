"""Checks of a platform's machines that the schema cannot express."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Mark
from generator.resolve.resources import NO_LIMIT
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import quantity

CLAIMS_SINCE = (1, 34)
"""The first version of Kubernetes in which ResourceClaims (`resource.k8s.io/v1`) are on by default."""


def check(root: nodes.Mapping, data: Mapping[str, Any], mark: Mark) -> Iterator[Finding]:
    """Yield machines of an environment whose values contradict each other; `root` is the environment's merged tree."""
    kubernetes = data.get("cluster", {}).get("kubernetes", "")
    for name, machine in data.get("machines", {}).items():
        for path, fact, hint in (*_sizes(machine), *_claims(machine, kubernetes)):
            full: Path = ("machines", name, *path)
            node, position = finding.locate(root, full, mark=mark)
            yield Finding(node=node, mark=position, path=full, fact=fact, hint=hint, code="machine")


def _sizes(machine: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    for section, what in (("limits", "limit"), ("max", "maximum")):
        for name, most in machine.get(section, {}).items():
            if name == "gpu":
                count = next(iter(machine.get("gpu", {}).values()), 0)
                if most < count or not count:
                    fact = f"{most} is less than the {count} GPUs of the machine" if count else "the machine has no gpu"
                    yield (
                        (section, name),
                        fact,
                        "write gpu: {nvidia.com/gpu: 1}, and at least that many here",
                    )
            elif name in machine and most != NO_LIMIT and quantity.parse(most) < quantity.parse(machine[name]):
                hint = f"a {what} is at least the machine's {name}"
                yield (section, name), f"{most} is less than {name} {machine[name]}", hint
    if machine.get("resizable", False) and not machine.get("max"):
        hint = 'write the largest size: max: {cpu: "16", memory: 128Gi}; what is not in it is fixed'
        yield ("resizable",), 'a resizable machine needs "max"', hint
    if "max" in machine and not machine.get("resizable", False):
        yield (
            ("max",),
            '"max" has no meaning: the machine is not resizable',
            "write resizable: true, or remove max",
        )


def _claims(machine: Mapping[str, Any], kubernetes: str) -> Iterator[tuple[Path, str, str]]:
    version = tuple(int(part) for part in kubernetes.split(".") if part.isdigit())
    if machine.get("claims") and version and version < CLAIMS_SINCE:
        fact = f"claims of devices need Kubernetes 1.34, and the cluster has {kubernetes}"
        yield ("claims",), fact, "use gpu: {nvidia.com/gpu: 1} there"
