"""Whole projects in random legal shapes, as plain data: components of all kinds, overrides, positions, platforms."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.builders.cases import Case
from tests.builders.documents import Data

LETTERS = "abcxyzABCXYZ0189_.-"
NAMES = ("api", "web", "batch", "nightly", "a", "x1")
ENVIRONMENTS = ("dev", "staging", "production")
IMAGES = (
    "ghcr.io/acme/fraud-api:1.4.2",
    "ghcr.io/acme/fraud-api:1.5.0@sha256:" + "0a" * 32,
    "registry.example.org:5000/team/x@sha256:" + "9f" * 32,
    "busybox:1.37",
)
MODELS = ("s3://models/fraud/12", "hf://org/model", "models:/fraud@champion", "file:///models/$HOME/x")
PIECES = (
    "on", "No", "0123", "1e3", "12:30", "=", "<<", "---", "...", "{{ x }}", "{% raw %}", "'", '"', "\\", "#", ": ", "- ", "\n",
    "\t", " ", "$", "$$", "$(HOME)", "$(A)", "$(B_B)", "\U0001f600", "\u2028", "é", "&a", "*a", "!!str", "|", ">", "%", "@",
    "`", "null", "~",
)  # fmt: skip
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\t\n", exclude_characters="\ufffe\uffff"
)
TEXTS = st.one_of(st.text(CHARACTERS, max_size=20), st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
"""Every character that a file may hold; secrets do not come up by chance."""

QUANTITIES = st.sampled_from(["1", "0.5", "250m", "1500m", "2", "0.1"])
MEMORY = st.sampled_from(["256Mi", "1Gi", "1024Mi", "1.5Gi", "1e9", "500M", "0.5Gi"])
DURATIONS = st.sampled_from(["1s", "45s", "5m", "1h30m", "596523h14m7s"])
PATHS = ("/etc/app/a.yaml", "/etc/app/b c", "/etc/..data/x", "/srv/ü", "/a_b", "/a-b", "/..b")
MOUNTS = ("/models", "/data/cache", "/mnt/a b", "/var/lib/Thing", "/tmp")  # noqa: S108 - a path in the container
LABEL_KEYS = ("costCentre", "acme.dev/owner", "tier")
VARIABLES = ("A", "B_B", "LOG_LEVEL", "spring.profiles", "c-d")


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def some(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> Data:
    """A mapping with a random choice of the fields."""
    chosen = draw(st.sets(st.sampled_from(sorted(fields)), max_size=5)) if fields else set()
    return {key: draw(fields[key]) for key in fields if key in chosen}


def keyed(keys: tuple[str, ...], values: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Data]:
    return st.dictionaries(st.sampled_from(keys), values, min_size=least, max_size=3)


LABELS = keyed(LABEL_KEYS, st.sampled_from(["", "4711", "a_b.C", "true", "1e3"]))
ANNOTATIONS = keyed(LABEL_KEYS, TEXTS.filter(lambda text: not text.startswith("\t")))
VALUES = st.one_of(
    TEXTS,
    TEXTS.map(lambda text: {"value": text, "public": True}),
    st.just({"secret": "api", "key": "token"}),
    st.just({"configMap": "shared", "key": "a.b"}),
    st.sampled_from(["metadata.name", "status.podIP"]).map(lambda field: {"field": field}),
)
SHORT_RESOURCES = st.fixed_dictionaries(
    {}, optional={"cpu": QUANTITIES, "memory": MEMORY, "gpu": st.integers(1, 4), "ephemeralStorage": MEMORY}
)
FULL_RESOURCES = st.fixed_dictionaries(
    {"requests": st.fixed_dictionaries({"cpu": QUANTITIES, "memory": st.just("256Mi")})},
    optional={"limits": st.fixed_dictionaries({}, optional={"memory": st.just("4Gi"), "cpu": st.just("8")})},
)
PLACES: st.SearchStrategy[Data] = st.one_of(
    st.sampled_from(["cpu-small", "cpu-large", "gpu-small"]).map(lambda name: {"machine": name}),
    (SHORT_RESOURCES | FULL_RESOURCES).map(lambda resources: {"resources": resources}),
    st.just({}),
)
VOLUMES = st.one_of(
    st.just({"claim": "there"}),
    st.fixed_dictionaries(
        {"size": MEMORY, "access": st.sampled_from(["many", "read-many"])}, optional={"class": st.just("fast.ssd")}
    ),
    MEMORY.map(lambda size: {"scratch": size}),
    MEMORY.map(lambda size: {"memory": size}),
)
PATCHES = st.sampled_from(
    [
        [],
        [{"target": {"kind": "ServiceAccount"}, "ops": [{"op": "add", "path": "/metadata/labels/patched", "value": "on"}]}],
        [{"target": {"kind": "NetworkPolicy"}, "ops": [{"op": "test", "path": "/kind", "value": "NetworkPolicy"}]}],
    ]
)  # fmt: skip
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "description": TEXTS.filter(lambda text: not text.startswith("\t")),
    "labels": LABELS,
    "annotations": ANNOTATIONS,
    "model": st.sampled_from(MODELS) | st.just({"uri": "s3://m/x", "env": "MODEL_AT"}),
    "command": st.lists(TEXTS, min_size=1, max_size=3),
    "args": st.lists(TEXTS | st.integers(0, 99), max_size=3),
    "env": keyed(VARIABLES, VALUES),
    "files": keyed(PATHS, TEXTS),
    "volumes": keyed(MOUNTS, VOLUMES),
    "serviceAccount": st.fixed_dictionaries(
        {}, optional={"annotations": keyed(("eks.amazonaws.com/role-arn",), TEXTS)}
    ),
    "security": st.fixed_dictionaries({}, optional={"runAsUser": st.integers(1, 9), "writableRoot": st.booleans()}),
    "patches": PATCHES,
    "spread": st.sampled_from(["node", "zone", "none"]),
    "hostAliases": st.lists(st.just({"ip": "fd00::7", "hostnames": ["a.example.org", "b"]}), max_size=1),
}
BATCH: dict[str, st.SearchStrategy[Any]] = {
    "retries": st.integers(0, 9),
    "timeout": DURATIONS,
    "parallelism": st.integers(1, 9),
    "completions": st.integers(1, 9),
    "indexed": st.booleans(),
    "restart": st.sampled_from(["pod", "container"]),
    "peers": st.integers(1, 65535),
    "shutdown": DURATIONS,
    "health": st.sampled_from(["5s", "1h"]).map(lambda period: {"live": {"command": ["a", "$(A)"], "period": period}}),
}
TUNING = st.fixed_dictionaries({}, optional={"period": DURATIONS, "timeout": DURATIONS, "failures": st.integers(1, 99)})
STARTUPS = DURATIONS | st.tuples(TUNING, st.sampled_from([{}, {"http": "/s"}, {"tcp": "http"}])).map(
    lambda parts: parts[0] | parts[1]
)
READY_FOR = st.integers(0, 1000)
SHUTDOWNS = DURATIONS | st.sampled_from([{"grace": "60s"}, {"grace": "60s", "drain": "59s"}, {"drain": "0s"}])
PROBES = st.sampled_from(
    [{"tcp": "http", "period": "1s"}, {"http": "/a", "scheme": "HTTPS", "delay": "0s"},
     "/readyz", {"http": "/a?b=c", "port": "http"}, {"tcp": 8080}, {"tcp": "http"}, {"grpc": "http"}, {"command": ["a", "$(A)"]}]
)  # fmt: skip
PROBES_BY_NUMBER = st.sampled_from(
    [{"http": "/a?b=c", "port": 8080}, {"tcp": 8080}, {"grpc": 9000}, {"command": ["a", "$(A)"]}]
)
MORE_PORTS = {
    "metrics": 9090,
    "alt": {"port": 8079, "targetPort": 8080},
    "grpc": {"port": 81, "targetPort": 8081, "protocol": "TCP", "appProtocol": "kubernetes.io/h2c"},
    "dns": {"port": 53, "targetPort": 5353, "protocol": "UDP"},
}
SHARES = st.sets(st.integers(1, 99), min_size=1, max_size=4).map(sorted)


@st.composite
def ports(draw: st.DrawFn) -> Data:
    chosen = draw(st.sets(st.sampled_from(sorted(MORE_PORTS))))
    main = draw(st.sampled_from([8080, {"port": 80, "targetPort": 8080}, {"port": 8080}]))
    return {"http": main} | {name: port for name, port in MORE_PORTS.items() if name in chosen}


@st.composite
def scale(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return draw(st.integers(1, 9))
    least = draw(st.integers(1, 9))
    targets = {"cpu": st.integers(1, 100), "memory": st.integers(1, 100), "metrics": st.just({"queue": "0.5"})}
    bounds = {"min": least} if draw(st.booleans()) else {}
    return {**bounds, "max": draw(st.integers(least, 20))} | draw(st.fixed_dictionaries({}, optional=targets))


@st.composite
def strategy(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(["rolling", "recreate", "blue-green", "canary"]))
    prescale = draw(st.fixed_dictionaries({}, optional={"prescale": st.integers(1, 20)}))
    match kind:
        case "canary":
            return {"type": kind, "steps": draw(SHARES), **prescale}
        case "blue-green":
            return draw(st.sampled_from([kind, {"type": kind, **prescale}]))
        case "recreate":
            return draw(st.sampled_from([kind, {"type": kind}]))
        case _:
            room = {"surge": 2, "unavailable": "25%"}
            return draw(st.sampled_from([kind, {"type": kind}, {"type": kind, **room}]))


@st.composite
def reached(draw: st.DrawFn) -> Data:
    """Ports, and perhaps traffic from outside."""
    held: Data = {"ports": draw(ports())}
    host = st.sampled_from(["{component}.{project}.{environment}.acme.dev", "*.{component}.acme.dev"])
    main = held["ports"]["http"]
    number = main if isinstance(main, int) else main["port"]
    outside = {"path": st.sampled_from(["/", "/v1"]), "port": st.sampled_from(["http", number])}
    if draw(st.booleans()):
        held["expose"] = draw(st.fixed_dictionaries({"host": host}, optional=outside))
    return held


def health(probes: st.SearchStrategy[Any], startups: st.SearchStrategy[Any] = DURATIONS) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={"ready": probes, "live": probes, "startup": startups})


IN_PLACE = st.sampled_from(["rolling", "recreate", {"type": "rolling", "surge": 2, "unavailable": "25%"}])
OWN_CLAIM = st.fixed_dictionaries({"size": MEMORY}, optional={"class": st.just("fast"), "access": st.just("once")})


@st.composite
def component(draw: st.DrawFn, kind: str) -> Data:
    held: Data = {"kind": kind, "image": draw(st.sampled_from(IMAGES)), **draw(PLACES)}
    more: dict[str, st.SearchStrategy[Any]]
    match kind:
        case "service":
            held |= draw(reached())
            more = {
                "health": health(PROBES, STARTUPS),
                "scale": scale(),
                "strategy": strategy(),
                "shutdown": SHUTDOWNS,
                "minReadySeconds": READY_FOR,
            }
        case "worker":
            held |= draw(reached()) if draw(st.booleans()) else {}
            asked = PROBES if "ports" in held else PROBES_BY_NUMBER
            more = {
                # a start-up probe asks as ready does, and a worker has no such probe of its own
                "health": health(asked).filter(lambda written: "ready" in written or "startup" not in written),
                "scale": scale(),
                "strategy": IN_PLACE,
                "shutdown": SHUTDOWNS,
                "minReadySeconds": READY_FOR,
            }
        case "store":
            held |= draw(reached())
            more = {"health": health(PROBES, STARTUPS), "scale": st.integers(1, 9), "shutdown": SHUTDOWNS}
            more["volumes"] = keyed(MOUNTS, VOLUMES | OWN_CLAIM)
        case "job":
            more = {**BATCH, "run": st.sampled_from(["on-change", "once"])}
        case _:
            held["schedule"] = draw(st.sampled_from(["0 2 * * *", "@daily", "*/5 1-3 * JAN MON"]))
            more = {**BATCH, "timeZone": st.just("Europe/Berlin"), "suspend": st.booleans()}
            more["concurrency"] = st.sampled_from(["forbid", "allow", "replace"])
            more |= {"startWithin": st.sampled_from(["10s", "6h"]), "history": st.just({"failed": 0})}
    return held | draw(some(COMMON)) | draw(some(more))


OVERRIDES: dict[str, st.SearchStrategy[Any]] = {
    "env": keyed(VARIABLES, st.none() | TEXTS),
    "args": st.lists(TEXTS, max_size=2),
    "files": keyed(PATHS, st.none() | TEXTS),
    "labels": LABELS,
    "annotations": st.none(),
    "image": st.sampled_from(IMAGES),
}
WITH: dict[str, st.SearchStrategy[Any]] = {
    "args": st.lists(TEXTS, max_size=2),
    "command": st.lists(TEXTS, min_size=1, max_size=2),
    "env": keyed(VARIABLES, TEXTS),
    "files": keyed(PATHS, TEXTS),
    "health": st.just({"startup": "2m"}),
    "resources": SHORT_RESOURCES,
}


@st.composite
def version(draw: st.DrawFn, kind: str) -> Data:
    fields = WITH if kind == "service" else {key: value for key, value in WITH.items() if key != "health"}
    more = {"model": st.sampled_from(MODELS), "with": some(fields)}
    return {"image": draw(st.sampled_from(IMAGES)), **draw(st.fixed_dictionaries({}, optional=more))}


@st.composite
def position(draw: st.DrawFn, kind: str, strategy_type: str) -> Data:
    active = draw(version(kind))
    if kind != "service":
        return {"active": active}
    active["slot"] = draw(st.sampled_from(["blue", "green"]))
    role = draw(st.sampled_from(["", "candidate", "previous"])) if strategy_type in {"blue-green", "canary"} else ""
    if not role:
        return {"active": active}
    if role == "previous":
        return {"active": active, "previous": draw(version(kind))}
    candidate, steps = draw(version(kind)), draw(SHARES)
    if strategy_type == "canary":
        candidate["steps"] = steps
    step = draw(st.integers(0, len(steps))) if strategy_type == "canary" else 0
    return {"active": active, "candidate": candidate, "step": step}


def settled(component: Data, override: Data, key: str, default: Any) -> Any:
    """A field under an override that is written whole, or adds to a mapping of the same type."""
    held = component.get(key, default)
    if key not in override:
        return held
    above = override[key]
    if key == "strategy":
        held, above = ({"type": each} if isinstance(each, str) else each for each in (held, above))
        if above.get("type", held["type"]) != held["type"]:
            held = {}
    elif not isinstance(held, dict):
        held = {}
    return {**held, **above} if isinstance(above, dict) else above


def _legal(component: Data, override: Data, environment: Data) -> None:
    """What random overrides break is mended in the override: only what the rules ask for."""
    bounds = settled(component, override, "scale", 1)
    if isinstance(bounds, dict) and bounds.get("min", 1) > bounds["max"]:
        override["scale"] = {**override.get("scale", {}), "min": 1}
        bounds = {**bounds, "min": 1}
    exposed = "expose" in component and environment["traffic"] != "service"
    if "expose" in component and not exposed:
        override["expose"] = None
    chosen = settled(component, override, "strategy", "rolling")
    kind = chosen if isinstance(chosen, str) else chosen["type"]
    if kind == "canary" and not (exposed and environment["traffic"] == "gateway-api"):
        override["strategy"] = (
            "blue-green" if settled(component, {}, "strategy", {"type": ""}) != "blue-green" else "rolling"
        )
        chosen = settled(component, override, "strategy", "rolling")
    prescale = chosen.get("prescale") if isinstance(chosen, dict) else None
    fits = isinstance(bounds, dict) and prescale is not None and bounds.get("min", 1) <= prescale <= bounds["max"]
    if prescale is not None and not fits:
        above = override.get("strategy", {})
        override["strategy"] = {**({"type": above} if isinstance(above, str) else above), "prescale": None}


CHANGED_ABOVE: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "service": {"scale": scale(), "strategy": strategy()},
    "worker": {"scale": scale(), "strategy": IN_PLACE},
    "store": {"scale": st.integers(1, 9)},
}
"""What an environment may change of kinds that run until they are replaced."""


@st.composite
def section(draw: st.DrawFn, components: dict[str, Data], environment: Data) -> Any:
    """One entry of `environments`: null, or overrides and positions that fit them."""
    overrides: Data = {}
    for name, written in components.items():
        override = draw(some(OVERRIDES)) if draw(st.booleans()) else {}
        if written["kind"] in CHANGED_ABOVE:
            override |= draw(some(CHANGED_ABOVE[written["kind"]]))
            _legal(written, override, environment)
        if override:
            overrides[name] = override
    releases = {}
    for name, written in components.items():
        if draw(st.booleans()):
            chosen = settled(written, overrides.get(name, {}), "strategy", "rolling")
            kind = chosen if isinstance(chosen, str) else chosen["type"]
            releases[name] = draw(position(written["kind"], kind))
    return {key: value for key, value in (("components", overrides), ("releases", releases)) if value} or None


@st.composite
def environment(draw: st.DrawFn, name: str) -> Data:
    traffic = draw(st.sampled_from(["gateway-api", "gateway-api", "ingress", "service"]))
    held: Data = {
        "apiVersion": "tidegate.dev/v1",
        "name": name,
        "extends": "defaults",
        "cluster": {"name": name, "kubernetes": draw(st.sampled_from(["1.31", "1.34", "1.37"]))},
        "gitops": {"tool": draw(st.sampled_from(["flux", "argocd"])), "version": "2.9"},
        "traffic": traffic,
    }
    if held["gitops"]["tool"] == "argocd":
        held["gitops"] |= {"version": "3.5", "repository": "https://git.example.org/deploy.git"}
    more = {
        "metrics": st.just({"namespace": "monitoring"}),
        "images": st.just({"pullSecrets": ["registry"]}),
        "network": st.sampled_from(
            [{"egress": []}, {"egress": [{"cidr": "10.0.0.0/8", "ports": [5432]}, {"cidr": "0.0.0.0/0"}]}]
        ),
        "defaults": st.sampled_from([{"shutdown": "60s", "retries": 1}, {"machine": "cpu-small"}]),
    }
    if traffic == "ingress":
        optional = {"tlsSecret": st.just("tls"), "namespace": st.just("ingress-nginx")}
        held["ingress"] = draw(st.fixed_dictionaries({"class": st.just("nginx")}, optional=optional))
    return held | draw(some(more))


ONCE = ("job", "cronjob", "worker", "store")
"""The kinds without slots."""


@st.composite
def cases(draw: st.DrawFn, kinds: tuple[str, ...] = ("service", "service", *ONCE)) -> Case:
    """A legal project on a random platform."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    components = {name: draw(component(draw(st.sampled_from(kinds)))) for name in names}
    chosen = draw(st.lists(st.sampled_from(ENVIRONMENTS), min_size=1, max_size=2, unique=True))
    platform = {name: draw(environment(name)) for name in chosen}
    head = {
        "description": TEXTS.filter(lambda text: not text.startswith("\t")),
        "labels": LABELS,
        "annotations": ANNOTATIONS,
    }
    project = {
        "apiVersion": "tidegate.dev/v1",
        "name": "fraud",
        "team": "risk-ml",
        **draw(some(head)),
        "components": components,
        "environments": {name: draw(section(components, platform[name])) for name in chosen},
    }
    return Case(project, platform)


def many(drawn: st.SearchStrategy[Case], count: int) -> list[Case]:
    """So many random cases, each with a platform of its own: for what is tested of all of them in one run of a program."""
    held: list[Case] = []

    @given(drawn)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def gather(case: Case) -> None:
        held.append(case)

    gather()
    return held
