"""The claims that a workload makes for each of its pods. Kubernetes does not let them change (`ValidateStatefulSetUpdate`)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components.supporting_objects import ACCESS
from generator.manifest.manifest import Draft

HINT = (
    "Kubernetes lets nobody change the claims of a StatefulSet: build the new one beside it under another component name, "
    "copy the data, move its callers, then remove this one"
)


class Claim(NamedTuple):
    """A claim of each pod, in the words of the project file; an empty `storage_class` is the cluster's default."""

    size: str
    storage_class: str
    access: str


Claims = Mapping[str, Claim]
"""Claims by mount path."""


def of_drafts(drafts: Sequence[Draft]) -> Claims | None:
    """The claims of a component's pods; None if its kind makes none."""
    for draft in drafts:
        if "claim_templates" in draft.values:
            claims = draft.values["claim_templates"]
            return {each["path"]: Claim(each["size"], each["storage_class"], _word(each["access"])) for each in claims}
    return None


def of_object(content: Mapping[str, Any]) -> Claims:
    """The claims of a StatefulSet as it was written; KeyError, TypeError or IndexError if it was written by something else."""
    spec = content["spec"]
    pod = spec["template"]["spec"]
    containers = (*pod["containers"], *pod.get("initContainers", ()))
    mounts = [mount for container in reversed(containers) for mount in container.get("volumeMounts", ())]
    paths = {each["name"]: each["mountPath"] for each in mounts}
    return {
        paths[each["metadata"]["name"]]: Claim(
            each["spec"]["resources"]["requests"]["storage"],
            each["spec"].get("storageClassName", ""),
            _word(each["spec"]["accessModes"][0]),
        )
        for each in spec.get("volumeClaimTemplates", ())
    }


def _word(mode: str) -> str:
    return next((word for word, name in ACCESS.items() if name == mode), mode)


def changes(before: Claims | None, after: Claims | None) -> Iterator[str]:
    """Yield what changes in the claims of live pods, as a fact for each claim and property."""
    if before is None or after is None:
        return
    for path in dict.fromkeys((*before, *after)):
        if path not in after:
            yield f'the claim at "{path}" is removed from pods that run'
        elif path not in before:
            yield f'a claim at "{path}" is added to pods that run'
        else:
            for what, was, now in zip(("size", "class", "access"), before[path], after[path], strict=True):
                if was != now:
                    default = "the default of the cluster"
                    yield f'the {what} of the claim at "{path}" changes from {was or default} to {now or default} while it runs'
