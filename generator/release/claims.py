"""Claims for storage, and changes of them that Kubernetes refuses.

Of the claims that a StatefulSet makes for each of its pods nothing may change (`ValidateStatefulSetUpdate`), of any other claim
only its size, upwards (`ValidatePersistentVolumeClaimUpdate`). A refused claim stops the sync of its whole overlay, and so every
later commit.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components.supporting_objects import ACCESS
from generator.manifest.manifest import Draft
from generator.spec import quantity

HINT = (
    "Kubernetes lets nobody change the claims of a StatefulSet: build the new one beside it under another component name, "
    "copy the data, move its callers, then remove this one"
)


OWN_HINT = (
    "Kubernetes lets a claim grow, but neither shrink nor change its class or access; the whole environment would be refused "
    "until it is set back: make a new claim at another path, copy the data and let the program use that, then remove this one"
)


class Claim(NamedTuple):
    """A claim in the words of the project file; an empty `storage_class` is the cluster's default. `size` is a quantity."""

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
    """The claims of a StatefulSet as it was written; if by something else, one of `object_fields.BROKEN`."""
    spec = content["spec"]
    pod = spec["template"]["spec"]
    containers = (*pod["containers"], *pod.get("initContainers", ()))
    mounts = [mount for container in reversed(containers) for mount in container.get("volumeMounts", ())]
    paths = {each["name"]: each["mountPath"] for each in mounts}
    return {paths[each["metadata"]["name"]]: _of_spec(each["spec"]) for each in spec.get("volumeClaimTemplates", ())}


def own_of_drafts(drafts: Sequence[Draft]) -> Claims:
    """The claims that a component makes itself."""
    claims = (draft.values for draft in drafts if draft.kind == "persistentvolumeclaim")
    return {each["path"]: Claim(each["size"], each["storage_class"], _word(each["access"])) for each in claims}


def own_of_object(content: Mapping[str, Any]) -> Claim:
    """A claim as it was written; if by something else, one of `object_fields.BROKEN`."""
    return _of_spec(content["spec"])


def _of_spec(spec: Mapping[str, Any]) -> Claim:
    size, modes = str(spec["resources"]["requests"]["storage"]), spec["accessModes"]
    quantity.parse(size)  # a patch may have written a number, and a person anything
    return Claim(size, spec.get("storageClassName", ""), _word(modes[0]))


def _word(mode: str) -> str:
    return next((word for word, name in ACCESS.items() if name == mode), mode)


def changes(before: Claims | None, after: Claims | None) -> Iterator[tuple[str, str]]:
    """Yield what changes in the claims of live pods: the path of a claim, and a fact for each of its properties."""
    if before is None or after is None:
        return
    for path in dict.fromkeys((*before, *after)):
        if path not in after:
            yield path, f'the claim at "{path}" is removed from pods that run'
        elif path not in before:
            yield path, f'a claim at "{path}" is added to pods that run'
        else:
            yield from ((path, f"{fact} while it runs") for fact in _differences(path, before[path], after[path]))


def own_changes(before: Claims, after: Claims) -> Iterator[tuple[str, str]]:
    """Yield what Kubernetes refuses of a component's own claims: the path of a claim, and a fact for each of its properties."""
    for path, now in after.items():
        was = before.get(path, now)
        if quantity.parse(now.size) > quantity.parse(was.size):
            was = was._replace(size=now.size)  # whether it can grow, its class in the cluster says
        yield from ((path, fact) for fact in _differences(path, was, now))


def _differences(path: str, before: Claim, after: Claim) -> Iterator[str]:
    if quantity.parse(before.size) == quantity.parse(after.size):
        before = before._replace(size=after.size)
    for what, was, now in zip(("size", "class", "access"), before, after, strict=True):
        if was != now:
            default = "the default of the cluster"
            yield f'the {what} of the claim at "{path}" changes from {was or default} to {now or default}'
