"""Rules for one component, of any kind, that its schema cannot express: combinations of values, and of values and environment."""

from collections.abc import Collection, Iterator

from generator.errors import Severity
from generator.source.finding import Finding
from generator.spec import devices, image, quantity, suggest
from generator.validate import amounts, command_words, context, pods, sizes, variables, volumes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rule, Rules

CONFIG_LIMIT = 1024 * 1024
"""Maximum bytes of the data of a ConfigMap (`MaxSecretSize` of core/v1)."""
ANNOTATIONS_LIMIT = 256 * 1024
"""Maximum bytes of all annotations of an object (`TotalAnnotationSizeLimitB` of apimachinery)."""
OWN_ANNOTATIONS = 16 * 1024
"""Bytes of these that are reserved for generated ones."""
MOUNTED_FOLDERS = ("/tmp", "/dev/shm")  # noqa: S108 - paths in the container
PRECISION_CHECKS = {
    "cpu": amounts.pod_cpu,
    "memory": amounts.pod_bytes,
    "ephemeral-storage": amounts.pod_bytes,
}
QUOTA_PREFIX = "requests."
"""How a ResourceQuota names the requests of a resource; the API server refuses it as the name of one (`IsExtendedResourceName`)."""
GPU_RESOURCE = "nvidia.com/gpu"


def check(component: CheckedComponent, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Run the rules for all kinds, except those that read a field in `broken`, whose value is invalid."""
    yield from context.check(RULES, component, broken)


def _resources(component: CheckedComponent) -> Iterator[Finding]:
    """Names and precision of requests and limits, and that no request is more than its limit."""
    resources = component.data.get("resources", {})
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    for section in ("requests", "limits"):
        for name, amount in resources.get(section, {}).items():
            is_countable = devices.is_countable(name)
            if name.startswith(QUOTA_PREFIX):
                meant = name.removeprefix(QUOTA_PREFIX)
                fact, path = f'"{name}" is the name of a quota, not of a resource', ("resources", section, name)
                yield component.finding(path, fact=fact, hint="", code="unknown-resource", subject=name, meant=meant)
            elif name not in devices.BUILT_IN and not is_countable:
                meant, hint = (GPU_RESOURCE, "") if name in {"gpu", "gpus"} else suggest.of(name, devices.BUILT_IN)
                yield component.finding(
                    ("resources", section, name),
                    fact=f'there is no resource "{name}"',
                    hint=hint,
                    code="unknown-resource",
                    subject=name,
                    meant=meant,
                )
            elif error := (amounts.whole if is_countable else PRECISION_CHECKS[name])(amount):
                path = ("resources", section, name)
                yield component.finding(path, fact=error.fact, hint=error.hint, code="resources", meant=error.meant)
    for name, request in requests.items():
        path, limit = ("resources", "requests", name), limits.get(name)
        if devices.is_countable(name):
            if limit is None or quantity.parse(request) != quantity.parse(limit):
                hint = f"write {name} in limits with the same number"
                yield component.finding(
                    path, fact=f'"{name}" needs a limit equal to its request', hint=hint, code="resources"
                )
        elif limit is not None and quantity.parse(request) > quantity.parse(limit):
            hint = f"a request is at most its limit: raise the limit to {request}, or lower this"
            yield component.finding(path, fact=f"{request} is more than the limit {limit}", hint=hint, code="resources")


def _huge_pages(component: CheckedComponent) -> Iterator[Finding]:
    """Amounts are whole pages, beside CPU or memory (`validateResourceRequirements` and `ValidatePodSpec` of the API server)."""
    resources = component.data.get("resources", {})
    written = {**resources.get("requests", {}), **resources.get("limits", {})}
    section = "limits" if "limits" in resources else "requests"
    for name in (name for name in written if name.startswith(devices.HUGE_PAGES)):
        path = ("resources", section, name)
        page = name.removeprefix(devices.HUGE_PAGES)
        if not _is_multiple(written[name], page):
            fact, hint = f"{written[name]} is not a number of pages of {page}", "write a multiple: hugepages-2Mi: 512Mi"
            yield component.finding(path, fact=fact, hint=hint, code="resources")
        elif not written.keys() & {"cpu", "memory"}:
            fact = "Kubernetes takes huge pages only beside cpu or memory"
            hint = "add cpu or memory to requests or limits"
            yield component.finding(path, fact=fact, hint=hint, code="resources")


def _is_multiple(amount: str, page: str) -> bool:
    try:
        size = quantity.parse(page)
    except ValueError:
        return False
    return size > 0 and quantity.parse(amount) % size == 0


def _image(component: CheckedComponent) -> Iterator[Finding]:
    if "image" not in component.data:
        return  # its operator has one, or its steps have
    written = image.parse(component.data["image"])
    if not written.tag and not written.digest:
        hint = "write a tag or, better, a digest; otherwise the registry decides which version runs"
        yield component.finding(
            ("image",),
            fact=f'"{component.data["image"]}" has no tag and no digest',
            hint=hint,
            code="image-floating",
            severity=Severity.WARNING,
        )
    elif not written.digest and image.is_moving(written.tag) and not _is_refused(component):
        yield component.finding(
            ("image",),
            fact=f'the tag "{written.tag}" moves: pods that start tomorrow may run another version than those of today',
            hint="write the tag of a version or, better, a digest: tidegate release --image writes the digest of a tag",
            code="image-floating",
            severity=Severity.WARNING,
        )


def _is_refused(component: CheckedComponent) -> bool:
    """Whether the platform's policy refuses a tag that moves, so that a warning would say it twice."""
    policy = component.environment.policy
    return policy.require_tag or policy.require_digest


def _files(component: CheckedComponent) -> Iterator[Finding]:
    files = component.data.get("files", {})
    size = sum(
        len(content.encode() if isinstance(content, str) else component.files.get(content["from"], b""))
        for content in files.values()
    )
    if size > CONFIG_LIMIT:
        hint = "a ConfigMap can hold no more; put large files into the image or storage"
        yield component.finding(
            ("files",), fact=f"{size} bytes are more than {CONFIG_LIMIT}", hint=hint, code="files-size"
        )
    for folder in MOUNTED_FOLDERS:
        if folder in files:
            yield component.finding(
                ("files", folder), fact=f'"{folder}" is a folder', hint="name a file below it", code="mount-twice"
            )


def _annotations(component: CheckedComponent) -> Iterator[Finding]:
    own = {**component.data.get("annotations", {}), "description": component.data.get("description", "")}
    annotations = {**component.project_annotations, **own}
    size = sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items())
    if size > ANNOTATIONS_LIMIT - OWN_ANNOTATIONS:
        hint = "Kubernetes allows no more on an object; move long texts to files"
        yield component.finding(
            ("annotations",),
            fact=f"{size} bytes are more than {ANNOTATIONS_LIMIT - OWN_ANNOTATIONS}",
            hint=hint,
            code="too-long",
        )


def _mounts(component: CheckedComponent) -> Iterator[Finding]:
    files, mounted = component.data.get("files", {}), component.data.get("volumes", {})
    of_one_key = {path for path, source in mounted.items() if "key" in source}
    for path in files:
        if path in mounted:
            yield component.finding(
                ("volumes", path),
                fact=f'"{path}" is already the path of a file',
                hint="give the volume another path",
                code="mount-twice",
            )
    for field, paths in (("files", files), ("volumes", mounted)):
        for path in paths:
            parts = path.split("/")
            for parent in ("/".join(parts[:i]) for i in range(2, len(parts))):
                if parent in files or parent in of_one_key:
                    fact = f'"{path}" cannot be below "{parent}", which is a file'
                    yield component.finding((field, path), fact=fact, hint="give it another path", code="mount-twice")


def _model(component: CheckedComponent) -> Iterator[Finding]:
    if "model" in component.data:
        from generator.validate import model_uris

        yield from model_uris.check(component)
    if component.data.get("model", {}).keys() - {"uri", "env"}:
        from generator.validate import model_download  # few components download a model

        yield from model_download.check(component)


def _account(component: CheckedComponent) -> Iterator[Finding]:
    """Few components say more of their account than annotations; these rules are imported for those that do."""
    if component.data.get("serviceAccount", {}).keys() - {"annotations"}:
        from generator.validate import service_account

        for rule in service_account.RULES:
            yield from rule(component)


def _containers(component: CheckedComponent) -> Iterator[Finding]:
    """The rules for one container, for each one beside the main one."""
    _, *views = context.parts(component)
    if not views:
        return
    from generator.validate import containers  # few components have other containers

    yield from containers.check(component)
    for view in views:
        for rule in OF_CONTAINER:
            yield from rule(view)
        if view.data.get("files") is not component.data.get("files"):
            yield from _files(view)  # of a step, in place of those of the component


OF_RESOURCES: tuple[Rule, ...] = (*sizes.RULES, _resources, _huge_pages)
"""The rules about the machine or the resources of a container."""
OF_CONTAINER: tuple[Rule, ...] = (
    *OF_RESOURCES,
    _image,
    *command_words.RULES,
    *variables.RULES,
    _mounts,
    *volumes.RULES,
)
"""The rules about fields that every container has."""

RULES: Rules = {
    **sizes.RULES,
    **pods.RULES,
    _resources: frozenset({"resources"}),
    _huge_pages: frozenset({"resources"}),
    _image: frozenset({"image", ENVIRONMENT}),
    **command_words.RULES,
    **variables.RULES,
    _files: frozenset({"files"}),
    _mounts: frozenset({"files", "volumes"}),
    _annotations: frozenset({"annotations", "description"}),
    **volumes.RULES,
    _model: frozenset({"env", "files", "model", "volumes", *PARTS, ENVIRONMENT}),
    _account: frozenset({"serviceAccount", ENVIRONMENT}),
    _containers: frozenset(
        {"concurrency", "env", "envFrom", "files", "model", "parallelism", "ports", "security", "volumes", *PARTS}
    ),
}
