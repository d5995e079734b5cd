"""What a schema cannot say of one settled component: how its values fit each other and the environment."""

from collections.abc import Collection, Iterator

from generator.errors import Severity
from generator.kubernetes import mounts
from generator.source.finding import Finding
from generator.spec import image, quantity, suggest, variable_expansion
from generator.validate import amounts, context, secrets
from generator.validate.context import ENVIRONMENT, Case, Rules

CONFIG_LIMIT = 1024 * 1024
ANNOTATIONS_LIMIT = 256 * 1024
"""Bytes of all annotations of one object (API server's validation); ours take a part of them."""
OURS = 16 * 1024
FOLDERS = ("/tmp", "/dev/shm")  # noqa: S108 - paths in the container
FINE = {"cpu": amounts.whole_thousandths, "memory": amounts.whole_bytes, "ephemeral-storage": amounts.whole_bytes}
NATIVE = tuple(FINE)
"""Resources that Kubernetes itself knows; all others are counted whole and have a domain in the name."""
PAGES = "hugepages-"
GPU = "nvidia.com/gpu"


def check(case: Case, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Every rule that concerns all kinds, but those of fields whose shape is `broken`."""
    yield from context.check(RULES, case, broken)


def _machine(case: Case) -> Iterator[Finding]:
    name = case.data.get("machine")
    machines = case.environment.machines
    if name is not None and name not in machines:
        fact = f'there is no machine "{name}" in {case.environment.name}'
        meant, hint = suggest.of(name, tuple(machines))
        yield case.found(("machine",), fact=fact, hint=hint, code="unknown-machine", subject=name, meant=meant)
    if name is not None and "resources" in case.data:
        yield case.found(
            ("resources",),
            fact='"resources" does not go with "machine"',
            hint="keep one of the two: a machine brings its resources",
            code="choice",
        )


def _resources(case: Case) -> Iterator[Finding]:
    """Requests and limits in full: known names, amounts as fine as Kubernetes keeps them, and how the two fit."""
    resources = case.data.get("resources", {})
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    for part in ("requests", "limits"):
        for name, amount in resources.get(part, {}).items():
            counted = "/" in name or name.startswith(PAGES)
            if name not in NATIVE and not counted:
                meant, hint = (GPU, "") if name in {"gpu", "gpus"} else suggest.of(name, NATIVE)
                yield case.found(
                    ("resources", part, name),
                    fact=f'there is no resource "{name}"',
                    hint=hint,
                    code="unknown-resource",
                    subject=name,
                    meant=meant,
                )
            elif error := (amounts.whole if counted else FINE[name])(amount):
                path = ("resources", part, name)
                yield case.found(path, fact=error.fact, hint=error.hint, code="resources", meant=error.meant)
    for name, wanted in requests.items():
        path, most = ("resources", "requests", name), limits.get(name)
        if "/" in name or name.startswith(PAGES):
            if most is None or quantity.parse(wanted) != quantity.parse(most):
                hint = f"write {name} in limits with the same number"
                yield case.found(path, fact=f'"{name}" needs the same limit', hint=hint, code="resources")
        elif most is not None and quantity.parse(wanted) > quantity.parse(most):
            hint = f"a request is at most its limit: raise the limit to {wanted}, or lower this"
            yield case.found(path, fact=f"{wanted} is more than the limit {most}", hint=hint, code="resources")


def _image(case: Case) -> Iterator[Finding]:
    written = image.parse(case.data["image"])
    if not written.tag and not written.digest:
        hint = "write a tag or, better, a digest: which version runs is decided by the registry otherwise"
        yield case.found(
            ("image",),
            fact=f'"{case.data["image"]}" has no tag and no digest',
            hint=hint,
            code="image-floating",
            severity=Severity.WARNING,
        )


def _env(case: Case) -> Iterator[Finding]:
    for name, source in case.data.get("env", {}).items():
        value = source.get("value")
        if value and not source.get("public", False) and secrets.name_is_secret(name):
            hint = (
                f"write {name}: {{secret: NAME, key: KEY}}; if it only looks so: {name}: {{value: ..., public: true}}"
            )
            yield case.found(
                ("env", name), fact="a plain value stands where the name says secret", hint=hint, code="secret"
            )
    model = case.data.get("model", {})
    variable = model.get("env", "MODEL_URI")
    if model and variable in case.data.get("env", {}):
        yield case.found(
            ("env", variable),
            fact=f'"{variable}" is set from "model" already',
            hint="give the model's variable another name: model: {uri: ..., env: MODEL_PATH}",
            code="env-twice",
        )


def _env_order(case: Case) -> Iterator[Finding]:
    """Kubernetes fills in what stands above; what comes later stays as it is written, without a word."""
    names = list(case.data.get("env", {}))
    for i, name in enumerate(names):
        for later in dict.fromkeys(variable_expansion.references(case.data["env"][name].get("value", ""))):
            if later in names[i:]:
                fact = f'"$({later})" is not filled in: it refers to itself'
                hint = "give one of the two another name"
                if later != name:
                    fact, hint = f'"$({later})" is not filled in: {later} comes later', f"move {later} above {name}"
                yield case.found(("env", name), fact=fact, hint=hint, code="env-order", severity=Severity.WARNING)


def _files(case: Case) -> Iterator[Finding]:
    files = case.data.get("files", {})
    size = sum(
        len(content.encode() if isinstance(content, str) else case.files.get(content["from"], b""))
        for content in files.values()
    )
    if size > CONFIG_LIMIT:
        hint = "a ConfigMap holds no more; bring large files in the image or from storage"
        yield case.found(("files",), fact=f"{size} bytes are more than {CONFIG_LIMIT}", hint=hint, code="files-size")
    for folder in FOLDERS:
        if folder in files:
            yield case.found(
                ("files", folder), fact=f'"{folder}" is a folder', hint="name a file below it", code="mount-twice"
            )


def _annotations(case: Case) -> Iterator[Finding]:
    held = {**case.data.get("annotations", {}), "description": case.data.get("description", "")}
    size = sum(len(key.encode()) + len(value.encode()) for key, value in held.items())
    if size > ANNOTATIONS_LIMIT - OURS:
        hint = "an object holds no more; keep long texts in files"
        yield case.found(
            ("annotations",), fact=f"{size} bytes are more than {ANNOTATIONS_LIMIT - OURS}", hint=hint, code="too-long"
        )


def _mounts(case: Case) -> Iterator[Finding]:
    files, volumes = case.data.get("files", {}), case.data.get("volumes", {})
    for path in files:
        if path in volumes:
            yield case.found(
                ("volumes", path),
                fact=f'"{path}" is a file already',
                hint="give the volume another path",
                code="mount-twice",
            )
    for field, paths in (("files", files), ("volumes", volumes)):
        for path in paths:
            parts = path.split("/")
            for above in ("/".join(parts[:i]) for i in range(2, len(parts))):
                if above in files:
                    fact = f'"{path}" cannot be below "{above}", which is a file'
                    yield case.found((field, path), fact=fact, hint="give it another path", code="mount-twice")


def _volumes(case: Case) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for path in case.data.get("volumes", {}):
        name = mounts.volume(path)
        if name in taken:
            fact = f'"{path}" and "{taken[name]}" make the same volume name'
            yield case.found(("volumes", path), fact=fact, hint="rename one of the paths", code="mount-twice")
        taken[name] = path


RULES: Rules = {
    _machine: frozenset({"machine", ENVIRONMENT}),
    _resources: frozenset({"resources"}),
    _image: frozenset({"image"}),
    _env: frozenset({"env", "model"}),
    _env_order: frozenset({"env"}),
    _files: frozenset({"files"}),
    _mounts: frozenset({"files", "volumes"}),
    _annotations: frozenset({"annotations", "description"}),
    _volumes: frozenset({"volumes"}),
}
