"""Changes that a patch must not make, found by comparing the object before and after: they would make releases unsafe.

They concern names, selectors, numbers of pods, weights, the position (`fixed` in the table of object kinds), and the image of each
pod template. Pod Security is checked again on every pod template.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from generator.kubernetes import object_kinds, pod_templates
from generator.manifest import object_fields
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject
from generator.render import patch_limits, patch_reach, patch_values, patch_workloads
from generator.source import secrets
from generator.spec import image
from generator.spec.project import Target
from generator.validate import names, pod_security, policy_images

Templates = Mapping[pod_templates.Path, Any]


class Rule(Enum):
    """The rules for patches; each has its own hint."""

    FIXED = 1
    DEADLINE = 2
    POD_SECURITY = 3
    POD_TEMPLATE = 4
    WIDENED = 5
    VALUE = 6
    REACH = 7


HINTS: Mapping[Rule, str] = {
    Rule.FIXED: "a patch may add to an object, not change what keeps a release safe",
    Rule.DEADLINE: "give both, the deadline the larger one",
    Rule.POD_SECURITY: (
        'leave out what it refuses, and give each container the securityContext of "main"; there is no exception from the '
        "standard"
    ),
    Rule.POD_TEMPLATE: "a patch may add containers to the pods of an object, but no other pods: write a component for them",
    Rule.WIDENED: "a patch may only narrow this: others rely on it",
    Rule.REACH: "leave it out: a patch reaches only what the component may have itself",
    Rule.VALUE: "the API server refuses it: write a value that it takes",
}


class Violation(NamedTuple):
    """A rule that a patch violates: `subject` is a dotted path in the object or a container's name."""

    rule: Rule
    subject: str
    fact: str


IDENTITY: tuple[tuple[str, ...], ...] = (("metadata", "name"), ("metadata", "namespace"))
LABELS = ("metadata", "labels")
OWN_DOMAINS = (
    "app.kubernetes.io/",
    "tidegate.dev/",
    "argocd.argoproj.io/",
    "kustomize.toolkit.fluxcd.io/",
    "scaledobject.keda.sh/",
    "autoscaling.keda.sh/",
    "config.kubernetes.io/",
    "kustomize.config.k8s.io/",
)


def check(target: Target, before: KubernetesObject, after: Any) -> Iterator[Violation]:
    """Yield every rule that the object after a patch violates.

    AttributeError, KeyError, TypeError or ValueError if a value has another type than in Kubernetes' schema.
    """
    if violations := list(_identity(before, after)):
        yield from violations
    else:
        yield from _changes(target, before, after)


def _identity(before: KubernetesObject, after: Any) -> Iterator[Violation]:
    """Why the result of a patch is no object, or none of the same kind."""
    if (
        not isinstance(after, dict)
        or not isinstance(after.get("metadata"), dict)
        or not isinstance(after.get("spec", {}), dict)
    ):
        yield _fixed("", "it is not a Kubernetes object after the patch")
        return
    if changed := [key for key in ("apiVersion", "kind") if after.get(key) != before[key]]:
        yield from (_fixed(key, f"{key} is fixed") for key in changed)


def _changes(target: Target, before: KubernetesObject, after: KubernetesObject) -> Iterator[Violation]:
    """The rules for two objects of the same kind."""
    kind = before["kind"]
    for path in (*IDENTITY, *(tuple(each.split(".")) for each in object_kinds.of(kind).fixed)):
        was, now = (dict(object_fields.found(each, path)) for each in (before, after))
        changed = [".".join(each) for each in dict.fromkeys((*was, *now)) if was.get(each) != now.get(each)]
        yield from (_fixed(each, f"{each} is fixed") for each in changed)
    for key in ("labels", "annotations"):
        if _own(value_at(before, ("metadata", key))) != _own(value_at(after, ("metadata", key))):
            yield _fixed(f"metadata.{key}", f"metadata.{key} of the tool are fixed")
        yield from _added_metadata(key, value_at(before, ("metadata", key)) or {}, value_at(after, ("metadata", key)))
    if _has_merge_key(after):
        yield _fixed("<<", 'kustomize would drop the key "<<"')
    yield from (_fixed(*each) for each in patch_limits.metadata(before, after))
    for fact in patch_limits.widened(kind, before.get("spec", {}), after.get("spec", {})):
        yield Violation(rule=Rule.WIDENED, subject="spec", fact=fact)
    for subject, fact in patch_reach.violations(kind, before, after):
        yield Violation(rule=Rule.REACH, subject=subject, fact=fact)
    yield from (_fixed("spec.ports", fact) for fact in patch_limits.ports(kind, before, after))
    for where, fact in (*patch_values.violations(after), *patch_workloads.violations(after)):
        yield Violation(rule=Rule.VALUE, subject=where, fact=f"{where}: {fact}")
    yield from _deadline(after)
    yield from _pods(target, pod_templates.find(kind, before), pod_templates.find(kind, after))


def _fixed(subject: str, fact: str) -> Violation:
    return Violation(rule=Rule.FIXED, subject=subject, fact=fact)


def _deadline(after: KubernetesObject) -> Iterator[Violation]:
    """The API server rejects such a Deployment, the controller of Argo Rollouts such a Rollout."""
    ready, deadline = (value_at(after, ("spec", name)) for name in ("minReadySeconds", "progressDeadlineSeconds"))
    if isinstance(ready, int) and isinstance(deadline, int) and ready >= deadline:
        fact = f"spec.minReadySeconds {ready} is not less than spec.progressDeadlineSeconds {deadline}"
        yield Violation(rule=Rule.DEADLINE, subject="spec.minReadySeconds", fact=fact)


def _added_metadata(key: str, before: Mapping[str, Any], after: Any, of: str = "") -> Iterator[Violation]:
    """Labels or annotations that a patch adds must be valid, and their keys not reserved."""
    subject = f"{of}metadata.{key}"
    if after is not None and not isinstance(after, Mapping):
        yield _fixed(subject, f"{subject} is not a mapping")
        return
    for name, value in (after or {}).items():
        if before.get(name) == value:
            continue
        if not isinstance(value, str):
            yield _fixed(subject, f'{subject} "{name}" is not text')
            continue
        check_value = names.label_value if key == "labels" else names.annotation_value
        error = (None if name in before else names.object_annotation(name)) or check_value(value)
        if error is not None:
            yield _fixed(subject, f'{subject} "{name}": {error.fact}')


def _has_merge_key(node: Any) -> bool:
    if isinstance(node, Mapping):
        return "<<" in node or any(_has_merge_key(value) for value in node.values())
    return isinstance(node, list) and any(_has_merge_key(item) for item in node)


def _pods(target: Target, before: Templates, after: Templates) -> Iterator[Violation]:
    """Check each pod template; messages name the template if the object has several."""
    for path in sorted(after.keys() - before.keys()):
        where = ".".join(path)
        fact = f"{where} is a pod template that was not there"
        yield Violation(rule=Rule.POD_TEMPLATE, subject=where, fact=fact)
    for path, template in before.items():
        prefix = "" if len(before) == 1 else f"{'.'.join(path)}: "
        for violation in _pod(target, path, template, after.get(path)):
            yield violation._replace(fact=f"{prefix}{violation.fact}")


def _pod(target: Target, path: pod_templates.Path, before: Any, after: Any) -> Iterator[Violation]:
    spec, old = value_at(after, ("spec",)), value_at(before, ("spec",))
    if not isinstance(spec, Mapping) or not isinstance(old, Mapping) or "containers" not in spec:
        yield _fixed("", "its pod template has no valid spec after the patch")
        return
    if facts := list(pod_security.shape(spec)):
        yield from (_fixed("", fact) for fact in facts)
        return
    if _own(value_at(before, LABELS)) != _own(value_at(after, LABELS)):
        yield _fixed(".".join((*path, *LABELS)), "the pod's labels of the tool are fixed")
    for key in ("labels", "annotations"):
        known = value_at(before, ("metadata", key)) or {}
        yield from _added_metadata(key, known, value_at(after, ("metadata", key)), "pod's ")
    first = old["containers"][0]
    main = [container for container in spec["containers"] if container.get("name") == first["name"]]
    if len(main) != 1 or main[0].get("image") != first.get("image"):
        yield _fixed(first["name"], f'the container "{first["name"]}" and its image are fixed')
    standard = target.environment.pod_security
    for fact in pod_security.check(spec, standard, value_at(after, ("metadata", "annotations"))):
        yield Violation(rule=Rule.POD_SECURITY, subject="", fact=f'Pod Security "{standard}": {fact}')
    yield from (_fixed(*each) for each in patch_limits.pod(old, spec))
    yield from _images(target, spec, first["name"])
    yield from _plain_secrets(old, spec)


def _plain_secrets(old: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[Violation]:
    """Variables that a patch adds with a plain value although their name says that it is secret."""
    known = [variable for container in old["containers"] for variable in container.get("env", ())]
    for container in (c for key in pod_security.CONTAINERS for c in spec.get(key) or () if isinstance(c, dict)):
        for variable in container.get("env") or ():
            name = str(variable.get("name")) if isinstance(variable, dict) else ""
            if variable not in known and secrets.is_plain_secret(name, str(variable.get("value") or "")):
                yield _container(container, f'"{name}" holds a plain value where the name says secret')


def _images(target: Target, spec: Mapping[str, Any], main: str) -> Iterator[Violation]:
    """The images of all containers but the main one, and of volumes."""
    for key in pod_security.CONTAINERS:
        for container in (each for each in spec.get(key) or () if isinstance(each, dict)):
            if container.get("name") != main:
                for fact in _image(target, container.get("image", "")):
                    yield _container(container, fact)
    for volume in spec.get("volumes") or ():
        reference = value_at(volume, ("image", "reference"))
        for fact in _image(target, reference) if reference else ():
            yield _fixed(str(volume.get("name")), f'volume "{volume.get("name")}": {fact}')


def _image(target: Target, written: Any) -> Iterator[str]:
    try:
        parsed = image.parse(str(written))
    except ValueError as error:
        yield str(error)
        return
    for rule, fact, _ in policy_images.violations(target.environment.policy, parsed):
        allowed = f" ({', '.join(target.environment.policy.registries or ())})" if rule == "registries" else ""
        yield f"the image {fact}{allowed}"


def _container(container: Mapping[str, Any], fact: str) -> Violation:
    name = container.get("name")
    return _fixed(str(name), f'container "{name}": {fact}')


def _own(named: Any) -> dict[str, Any]:
    return (
        {key: value for key, value in named.items() if key.startswith(OWN_DOMAINS)}
        if isinstance(named, Mapping)
        else {}
    )
