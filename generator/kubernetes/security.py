"""The security contexts of a pod: the user and groups of its processes."""

from collections.abc import Iterator
from typing import Any

from generator.errors import Severity
from generator.kubernetes.workload import slot_finding
from generator.source.finding import Finding
from generator.spec.component import Component, Security
from generator.spec.project import Target

ROOT = 0


def values(target: Target, component: Component) -> dict[str, Any]:
    """The values of the security contexts in `pod/spec.yaml` and `pod/container.yaml`.

    With `as_image` the container runs as its image does: it may be root, with the capabilities that the runtime gives.
    """
    written = component.security
    return {
        "user": written.user,
        "group": written.group,
        "fs_group": written.fs_group,
        "supplemental_groups": written.supplemental_groups,
        "as_image": is_as_image(target, written),
        "writable_root": written.writable_root,
    }


def is_as_image(target: Target, written: Security) -> bool:
    """Whether a container runs as its image does, which only Pod Security "baseline" allows."""
    return target.environment.pod_security == "baseline" and written.user in {None, ROOT}


def problems(target: Target) -> Iterator[Finding]:
    """Yield root where the namespace refuses it, and a note on images whose user the kubelet cannot check.

    It knows only numbers: with `runAsNonRoot` it starts no image whose user is a name (`security_context.go` of the kubelet).
    """
    environment = target.environment
    if environment.pod_security == "baseline":
        return
    for slot, component in target.slots.items():
        path = ("security", "runAsUser")
        if component.security.user == ROOT:
            fact = "0 is root, and podSecurity: restricted refuses it"
            hint = "write a number from 1, such as 10001; root needs podSecurity: baseline, which is the platform's to choose"
            yield slot_finding(target, slot, path, fact=fact, hint=hint, code="pod-security", place=environment.name)
        if component.security.user is None and component.image:
            fact = "Kubernetes starts the image only if its user is a number, and not 0"
            hint = "see USER in the image's Dockerfile: with a name there, write its number as runAsUser"
            yield slot_finding(target, slot, path, fact=fact, hint=hint, code="image-user", severity=Severity.WARNING)
