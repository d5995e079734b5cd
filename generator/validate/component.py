"""What a schema cannot say of one settled component: how its values fit each other and the environment."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark, Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import dollar, image, mounts, quantity, suggest
from generator.validate import secrets

CONFIG_LIMIT = 1024 * 1024
SCRATCH = "/tmp"  # noqa: S108 - a path in the container
NATIVE = ("cpu", "memory", "ephemeral-storage")
"""Resources that Kubernetes itself knows; all others have a domain, and huge pages their size, in the name."""


class Case(NamedTuple):
    """One settled component: its tree, its plain data, the files that it names, and where it goes."""

    kind: str
    node: nodes.Mapping
    mark: Mark
    data: Mapping[str, Any]
    environment: Environment
    files: Mapping[str, bytes]

    def found(self, path: Path, fact: str, hint: str, code: str, severity: Severity = Severity.ERROR) -> Finding:
        """A finding at a path of the component, placed where its value was written."""
        node, mark = finding.at(self.node, path, mark=self.mark)
        return Finding(node, mark, path, fact, hint, code, severity)


def check(case: Case, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Every rule that concerns the component's kind, but those of fields whose shape is `broken`."""
    for rule, fields in (*(SERVICE_RULES if case.kind == "service" else {}).items(), *RULES.items()):
        if fields.isdisjoint(broken):
            yield from rule(case)


def _machine(case: Case) -> Iterator[Finding]:
    name = case.data.get("machine")
    machines = case.environment.machines
    if name is not None and name not in machines:
        fact = f'there is no machine "{name}" in {case.environment.name}'
        yield case.found(("machine",), fact, suggest.hint(name, tuple(machines)), "unknown-machine")
    if name is not None and "resources" in case.data:
        yield case.found(("resources",), '"resources" does not go with "machine"', "keep one of the two", "choice")


def _resources(case: Case) -> Iterator[Finding]:
    resources = case.data.get("resources", {})
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    for part in ("requests", "limits"):
        for name in resources.get(part, {}):
            if "/" not in name and name not in NATIVE and not name.startswith("hugepages-"):
                fact = f'there is no resource "{name}"'
                yield case.found(("resources", part, name), fact, suggest.hint(name, NATIVE), "unknown-resource")
    yield from _bytes(case, resources)
    for name, most in limits.items():
        if name in requests and quantity.parse(requests[name]) > quantity.parse(most):
            path = ("resources", "requests", name)
            yield case.found(
                path, f"{requests[name]} is more than the limit {most}", "a request is at most its limit", "resources"
            )
    for name, wanted in requests.items():
        if "/" in name and limits.get(name) != wanted:
            hint = f"write {name} in limits with the same number"
            yield case.found(("resources", "requests", name), f'"{name}" needs the same limit', hint, "resources")


def _bytes(case: Case, resources: Mapping[str, Any]) -> Iterator[Finding]:
    """Memory in thousandths: `512m` is half a byte, and `512Mi` was meant."""
    for path in (("memory",), ("ephemeralStorage",), *((p, n) for p in ("requests", "limits") for n in NATIVE[1:])):
        held: Any = resources
        for part in path:
            held = held.get(part) if isinstance(held, Mapping) else None
        if isinstance(held, str) and quantity.parse(held) % 1:
            fact = f'"{held}" is not a whole number of bytes'
            hint = f'did you mean "{held[:-1]}Mi"?' if held.endswith("m") else "write it with a suffix: 512Mi, 4Gi"
            yield case.found(("resources", *path), fact, hint, "resources")


def _image(case: Case) -> Iterator[Finding]:
    written = image.parse(case.data["image"])
    if not written.tag and not written.digest:
        hint = "write a tag or, better, a digest: which version runs is decided by the registry otherwise"
        yield case.found(
            ("image",), f'"{case.data["image"]}" has no tag and no digest', hint, "image-floating", Severity.WARNING
        )


def _metrics(case: Case) -> Iterator[Finding]:
    scale, resources = case.data["scale"], case.data.get("resources", {})
    full = {**resources.get("limits", {}), **resources.get("requests", {})}
    for name in ("cpu", "memory"):
        if isinstance(scale, dict) and name in scale and resources.keys() & {"requests", "limits"} and name not in full:
            fact = f"scaling on {name} needs a request of {name}"
            yield case.found(("scale", name), fact, f"add {name} to resources.requests", "scale")


def _env(case: Case) -> Iterator[Finding]:
    for name, source in case.data.get("env", {}).items():
        value = source.get("value")
        if value and not source.get("public", False) and secrets.name_is_secret(name):
            hint = (
                f"write {name}: {{secret: NAME, key: KEY}}; if it only looks so: {name}: {{value: ..., public: true}}"
            )
            yield case.found(("env", name), "a plain value stands where the name says secret", hint, "secret")
    model = case.data.get("model", {})
    variable = model.get("env", "MODEL_URI")
    if model and variable in case.data.get("env", {}):
        yield case.found(
            ("env", variable),
            f'"{variable}" is set from "model" already',
            "name another one: model: {uri, env}",
            "env-twice",
        )


def _env_order(case: Case) -> Iterator[Finding]:
    """Kubernetes fills in what stands above; what comes later stays as it is written, without a word."""
    names = list(case.data.get("env", {}))
    for i, name in enumerate(names):
        for later in dict.fromkeys(dollar.references(case.data["env"][name].get("value", ""))):
            if later in names[i:]:
                fact = f'"$({later})" is not filled in: it refers to itself'
                hint = "give one of the two another name"
                if later != name:
                    fact, hint = f'"$({later})" is not filled in: {later} comes later', f"move {later} above {name}"
                yield case.found(("env", name), fact, hint, "env-order", Severity.WARNING)


def _files(case: Case) -> Iterator[Finding]:
    files = case.data.get("files", {})
    size = sum(
        len(content.encode() if isinstance(content, str) else case.files.get(content["from"], b""))
        for content in files.values()
    )
    if size > CONFIG_LIMIT:
        hint = "a ConfigMap holds no more; bring large files in the image or from storage"
        yield case.found(("files",), f"{size} bytes are more than {CONFIG_LIMIT}", hint, "files-size")
    if SCRATCH in files:
        yield case.found(("files", SCRATCH), f'"{SCRATCH}" is a folder', "name a file below it", "mount-twice")


def _mounts(case: Case) -> Iterator[Finding]:
    for path in case.data.get("files", {}):
        if path in case.data.get("volumes", {}):
            yield case.found(
                ("volumes", path), f'"{path}" is a file already', "give the volume another path", "mount-twice"
            )


def _volumes(case: Case) -> Iterator[Finding]:
    fixed = case.data.get("scale") == 1 and case.data.get("strategy", {}).get("type") == "rolling"
    for path, source in case.data.get("volumes", {}).items():
        if "size" in source and source.get("access", "once") == "once" and case.kind == "service" and not fixed:
            fact = "access: once lets one node at a time mount it, and this service may have several pods"
            yield case.found(
                ("volumes", path),
                fact,
                "use scale: 1 with strategy: rolling, or access: many or read-many",
                "volume-access",
            )
    taken: dict[str, str] = {}
    for path in case.data.get("volumes", {}):
        name = mounts.volume(path)
        if name in taken:
            fact = f'"{path}" and "{taken[name]}" make the same volume name'
            yield case.found(("volumes", path), fact, "rename one of the paths", "mount-twice")
        taken[name] = path


def _ports(case: Case) -> Iterator[Finding]:
    taken: dict[tuple[int, str], str] = {}
    for name, port in case.data["ports"].items():
        key = (port["port"], port.get("protocol", "TCP"))
        if key in taken:
            fact = f'{port["port"]} is the number of "{taken[key]}" already'
            yield case.found(("ports", name), fact, "each port has its own number", "port-twice")
        taken.setdefault(key, name)


def _references(case: Case) -> Iterator[Finding]:
    ports = case.data["ports"]
    wanted: list[tuple[Path, Any]] = []
    for probe in ("ready", "live"):
        written = case.data["health"].get(probe, {})
        wanted += [(("health", probe, key), written[key]) for key in ("port", "tcp", "grpc") if key in written]
    for path, name in wanted:
        if isinstance(name, str) and name not in ports:
            yield case.found(path, f'there is no port "{name}"', suggest.hint(name, tuple(ports)), "unknown-port")


def _door(case: Case) -> Iterator[Finding]:
    ports, expose = case.data["ports"], case.data.get("expose", {})
    numbers = [port["port"] for port in ports.values()]
    if "port" in expose and expose["port"] not in ports and expose["port"] not in numbers:
        hint = suggest.hint(str(expose["port"]), tuple(ports))
        yield case.found(("expose", "port"), f'there is no port "{expose["port"]}"', hint, "unknown-port")


def _bounds(case: Case) -> Iterator[Finding]:
    scale = case.data["scale"]
    if not isinstance(scale, int) and scale["min"] > scale["max"]:
        fact = f"min {scale['min']} is more than max {scale['max']}"
        yield case.found(("scale", "min"), fact, "scale.min is at most scale.max", "scale")


def _prescale(case: Case) -> Iterator[Finding]:
    scale, prescale = case.data["scale"], case.data["strategy"].get("prescale")
    if prescale is None:
        return
    path = ("strategy", "prescale")
    if isinstance(scale, int):
        hint = f"remove it: every slot has {scale} pod{'s' if scale > 1 else ''}"
        yield case.found(path, "prescale has no meaning with a fixed scale", hint, "prescale")
    elif scale["min"] <= scale["max"] and not scale["min"] <= prescale <= scale["max"]:
        fact = f"{prescale} is not within {scale['min']} to {scale['max']}"
        yield case.found(path, fact, "scale.min <= prescale <= scale.max", "prescale")


def _strategy(case: Case) -> Iterator[Finding]:
    strategy = case.data["strategy"]
    steps = strategy.get("steps", [])
    for i in range(1, len(steps)):
        if steps[i] <= steps[i - 1]:
            hint = "steps rise within 1 to 99; all of the traffic comes after the last one"
            yield case.found(("strategy", "steps", i), f"{steps[i]} is not more than {steps[i - 1]}", hint, "steps")
    nothing = {0, "0%"}
    if strategy.get("surge") in nothing and strategy.get("unavailable") in nothing:
        hint = "one of surge and unavailable must be more than 0"
        yield case.found(("strategy", "unavailable"), "no pod could be replaced", hint, "rolling")


def _canary(case: Case) -> Iterator[Finding]:
    strategy = case.data["strategy"]
    if strategy["type"] == "canary" and (case.environment.traffic != "gateway-api" or "expose" not in case.data):
        lacks = (
            'an "expose"'
            if case.environment.traffic == "gateway-api"
            else f"traffic: gateway-api in {case.environment.name}"
        )
        fact = f"canary needs {lacks}: only a route can split traffic"
        yield case.found(("strategy", "type"), fact, "use blue-green, or add what is missing", "canary-traffic")


def _expose(case: Case) -> Iterator[Finding]:
    if "expose" in case.data and case.environment.traffic == "service":
        fact = f"{case.environment.name} has no traffic from outside (traffic: service)"
        yield case.found(("expose",), fact, "remove it there with expose: null, or ask the platform", "expose-traffic")


def _gpu(case: Case) -> Iterator[Finding]:
    machine = case.environment.machines.get(case.data.get("machine", ""))
    gpu = bool(machine.gpu) if machine else "gpu" in case.data.get("resources", {})
    scale, strategy = case.data["scale"], case.data["strategy"]
    least = scale if isinstance(scale, int) else scale["min"]
    if gpu and least == 1 and strategy["type"] == "rolling" and strategy.get("surge") in {0, "0%"}:
        fact = "with one GPU pod and no surge, a change in place stops it before the new one starts"
        hint = "use scale.min: 2, strategy: blue-green, or surge: 1 where a GPU is spare"
        yield case.found(("scale",), fact, hint, "gpu-gap", Severity.WARNING)


Rule = Callable[[Case], Iterator[Finding]]
RULES: Mapping[Rule, frozenset[str]] = {
    _machine: frozenset({"machine"}),
    _resources: frozenset({"resources"}),
    _image: frozenset({"image"}),
    _env: frozenset({"env", "model"}),
    _env_order: frozenset({"env"}),
    _files: frozenset({"files"}),
    _mounts: frozenset({"files", "volumes"}),
    _volumes: frozenset({"scale", "strategy", "volumes"}),
}
"""Each rule and the fields that it reads: where one of them is broken, its own problem comes first."""

SERVICE_RULES: Mapping[Rule, frozenset[str]] = {
    _ports: frozenset({"ports"}),
    _references: frozenset({"health", "ports"}),
    _door: frozenset({"expose", "ports"}),
    _bounds: frozenset({"scale"}),
    _prescale: frozenset({"scale", "strategy"}),
    _metrics: frozenset({"resources", "scale"}),
    _strategy: frozenset({"strategy"}),
    _canary: frozenset({"expose", "strategy"}),
    _expose: frozenset({"expose"}),
    _gpu: frozenset({"machine", "resources", "scale", "strategy"}),
}
