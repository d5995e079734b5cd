"""Random sequences of commands, legal and not, on random projects: no moment of any merge takes traffic from ready pods.

Each command is the real one, on a real file; each state is rendered, and its objects arrive in a random order.
"""

import math
import random
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import RefusedError
from generator.generation import work
from generator.layout import tree
from generator.manifest.manifest import Overlay
from generator.release import refused_changes
from generator.release.state_machine import Command
from generator.releases import transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.source import document, splice
from generator.validation import project_check, project_render
from generator.validation.platform import Platform
from tests.builders import cases
from tests.builders.documents import Data
from tests.properties import capacity, strategies
from tests.properties.capacity import Cluster, Key, Objects

DIGEST = "sha256:" + "0a" * 32
LEGAL = {
    "steady": {Command.RELEASE},
    "candidate": {Command.ADVANCE, Command.ABORT},
    "previous": {Command.ROLLBACK, Command.FINISH},
}
WITH = strategies.WITH | {"resources": st.just({"cpu": "0.5", "memory": "2Gi"})}


class Written(yaml.SafeDumper):
    """Writes each value out: two that are one object here are not two places of one value in a person's file."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


Place = tuple[str, str]
"""An environment and a component."""


@st.composite
def service(draw: st.DrawFn, name: str) -> Data:
    held: Data = {"kind": "service", "image": f"ghcr.io/acme/{name}:0", "ports": {"http": 8080}}
    least = draw(st.integers(1, 3))
    scale: Any = least
    if draw(st.sampled_from([True, True, False])):
        scale = {"min": least, "max": draw(st.integers(least, 12)), "cpu": 50}
    held["scale"] = scale
    held["expose"] = {"host": f"{name}.{{environment}}.acme.dev"}
    more = {key: strategies.COMMON[key] for key in ("model", "env", "files", "args")}
    held |= draw(strategies.some(more)) | draw(st.sampled_from([{}, {"machine": "gpu-small"}]))
    return held | {"strategy": draw(strategy(scale))}


@st.composite
def strategy(draw: st.DrawFn, scale: Any) -> Data:
    kind = draw(st.sampled_from(["canary", "canary", "blue-green", "blue-green", "rolling"]))
    held: Data = {"type": kind}
    if kind == "canary":
        held["steps"] = draw(strategies.SHARES)
    if kind != "rolling" and isinstance(scale, dict) and draw(st.booleans()):
        held["prescale"] = draw(st.integers(scale["min"], scale["max"]))
    return held


@st.composite
def projects(draw: st.DrawFn) -> tuple[str, dict[str, Data]]:
    """A file in a person's style, and its platform's environments."""
    names = draw(st.lists(st.sampled_from(["api", "web", "db"]), min_size=1, max_size=3, unique=True))
    environments = draw(st.sampled_from([("dev",), ("dev", "production")]))
    components = {name: draw(service(name)) for name in names}
    sections: dict[str, Any] = dict.fromkeys(environments)
    for environment in environments:
        slots = st.fixed_dictionaries(
            {"slot": st.sampled_from(["blue", "green"]), "image": st.just("busybox:0")},
            optional={"model": st.just("s3://models/0"), "with": strategies.some(WITH)},
        )
        held = draw(st.dictionaries(st.sampled_from(names), slots.map(lambda active: {"active": active})))
        own = st.fixed_dictionaries({}, optional={"image": st.just("busybox:7"), "model": st.just("s3://models/7")})
        overrides = draw(st.dictionaries(st.sampled_from(names), own.filter(bool), max_size=1))
        section = {"components": overrides} if overrides else {}
        sections[environment] = section | ({"releases": held} if held else {}) or None
    project = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk"}
    style = draw(st.sampled_from([False, None]))
    text = yaml.dump(
        project | {"components": components, "environments": sections},
        Dumper=Written,
        default_flow_style=style,
        sort_keys=False,
        allow_unicode=True,
        width=1000,
    )
    return text, {name: platform_environment(name, draw) for name in environments}


def platform_environment(name: str, draw: st.DrawFn) -> Data:
    return {
        "apiVersion": "tidegate.dev/v1",
        "name": name,
        "extends": "defaults",
        "cluster": {"name": name, "kubernetes": "1.34"},
        "autoscaler": draw(st.sampled_from(["hpa", "hpa", "keda"])),
        "metrics": {"prometheus": "http://prometheus.monitoring:9090"},
    }


class State(NamedTuple):
    """What a file becomes: overlays as objects and as bytes, the snapshots that revisions are compared by, and what is unread."""

    objects: Mapping[str, Objects]
    files: Mapping[str, bytes]
    snapshots: Mapping[Place, Any]
    unread: frozenset[str]


def state(file: str, platform: Platform) -> State:
    judged = project_check.check_file(file, platform)
    assert not judged.invalid, judged.problems
    overlays = project_render.render(judged, platform).overlays
    return State(
        {each.environment: _objects(each) for each in overlays},
        {path: content for each in overlays for path, content in tree.files(each).items()},
        work.snapshots(judged),
        frozenset(each.where for each in judged.problems if each.code == "unread"),
    )


def _objects(overlay: Overlay) -> dict[Key, Data]:
    return {(manifest.kind, manifest.name): manifest.object for manifest in overlay.manifests}


class Before(NamedTuple):
    """What was there when a release began: its overlays' and the file's bytes, and how many moves others had made."""

    files: Mapping[str, bytes]
    content: bytes
    entry: bool
    moves: int


class Walk:
    """A project on its way: the file, what it renders to, and a cluster for each environment."""

    def __init__(self, folder: str, text: str, platform: Platform, chance: random.Random) -> None:
        self.path = Path(folder, "ml-project.yaml")
        self.path.write_text(text, encoding="utf-8")
        self.platform, self.chance = platform, chance
        self.state = state(str(self.path), platform)
        self.clusters = {name: Cluster(objects) for name, objects in self.state.objects.items()}
        self.full: dict[tuple[str, str], int] = {}
        self.begun: dict[Place, Before] = {}
        self.unread = self.state.unread  # what a person has left so; commands leave nothing
        self.done: list[Any] = []
        self.versions = 0
        self._read: tuple[bytes, Data] = (b"", {})
        self._remember()

    def data(self) -> Data:
        """The file as plain data, read once."""
        content = self.path.read_bytes()
        if content != self._read[0]:
            self._read = content, yaml.load(content, Loader=yaml.CSafeLoader)
        return self._read[1]

    def entry(self, place: Place) -> Data:
        environment, name = place
        releases = (self.data()["environments"][environment] or {}).get("releases") or {}
        entry: Data = releases.get(name, {})
        return entry

    def places(self) -> list[Place]:
        data = self.data()
        return [(environment, name) for environment in data["environments"] for name in data["components"]]

    def at(self, place: Place) -> str:
        entry = self.entry(place)
        return next((role for role in ("candidate", "previous") if role in entry), "steady")

    def strategy(self, place: Place) -> Data:
        found: Data = self.data()["components"][place[1]]["strategy"]
        return found

    def legal(self, place: Place) -> set[Command]:
        return {Command.RELEASE} if self.strategy(place)["type"] == "rolling" else LEGAL[self.at(place)]

    def load(self, part: float) -> None:
        """More load on a random Deployment."""
        environment = self.chance.choice(sorted(self.clusters))
        cluster = self.clusters[environment]
        cluster.grow(self.chance.choice(sorted(cluster.pods)), part)
        self._remember()

    def refused(self, place: Place, command: Command) -> None:
        """A command that the table does not have here: nothing changes."""
        before = self.path.read_bytes()
        with pytest.raises(RefusedError) as caught:
            transition.move(ProjectFile(str(self.path), self.platform), ask(place, command, image="busybox:9"))
        assert (caught.value.exit_code, bool(caught.value.hint)) == (4, True)
        assert self.path.read_bytes() == before

    def run(self, wanted: ReleaseRequest) -> None:
        """A legal command, and its merge."""
        place = (wanted.environment, wanted.component)
        slots = self.strategy(place)["type"] != "rolling"
        if wanted.command is Command.RELEASE:
            moves = len(self.done)
            self.begun[place] = Before(self.state.files, self.path.read_bytes(), bool(self.entry(place)), moves)
        self.apply(wanted)
        before, self.state = self.state, state(str(self.path), self.platform)
        assert self.state.unread <= self.unread, (wanted, self.state.unread)
        now = self.state.snapshots
        assert not [each for key, was in before.snapshots.items() for each in refused_changes.judge(was, now[key])]
        changed = {path for path in before.files.keys() | self.state.files if self._differs(before, path)}
        assert all(f"/overlays/{wanted.environment}/" in path for path in changed), changed
        Merge(self, wanted, before, slots=slots).check()
        self.clusters[wanted.environment].settle()
        self._remember()
        if wanted.command is Command.ABORT and self.at(place) == "steady":
            self._back(place)

    def change(self, name: str, strategy: Data) -> None:
        """Another strategy between releases: no pod and no traffic moves."""
        self.apply((name, strategy))
        before, self.state = self.state, state(str(self.path), self.platform)
        for key, was in before.snapshots.items():
            assert not list(refused_changes.judge(was, self.state.snapshots[key]))
        base = f"fraud-{name}"
        for environment, cluster in self.clusters.items():
            cluster.settle()  # the load is over: what an autoscaler takes then is not the change's doing
            traffic, least = cluster.traffic(base), dict(cluster.pods)
            for key, found in self.shuffled(before.objects[environment], self.state.objects[environment]):
                assert key[1].startswith(base)
                assert found is not None or key[0] == "Service"
                cluster.apply(key, found)
                assert cluster.traffic(base) == traffic
                assert cluster.pods == least
            moved = [key for key in before.objects[environment] if key[0] in {*capacity.AUTOSCALERS, "ConfigMap"}]
            assert all(before.objects[environment][key] == self.state.objects[environment][key] for key in moved)
            cluster.settle()

    def shuffled(self, before: Objects, after: Objects) -> Iterator[tuple[Key, Data | None]]:
        changed = sorted(capacity.changes(before, after).items(), key=lambda each: each[0])
        self.chance.shuffle(changed)
        return iter(changed)

    def replayed(self, text: str) -> bytes:
        """What the same commands make of the same file."""
        self.path.write_text(text, encoding="utf-8")
        for each in list(self.done):
            self.apply(each)
        return self.path.read_bytes()

    def apply(self, step: Any) -> None:
        """Write what one command, or another strategy, makes of the file."""
        self.done.append(step)
        if isinstance(step, ReleaseRequest):
            transition.write(transition.move(ProjectFile(str(self.path), self.platform), step))
        else:
            name, strategy = step
            parsed = document.parse(self.path.read_bytes(), str(self.path))
            text = splice.edit(parsed, [splice.Put(("components", name, "strategy"), strategy)])
            self.path.write_text(text, encoding="utf-8")

    def _differs(self, before: State, path: str) -> bool:
        return before.files.get(path) != self.state.files.get(path)

    def _remember(self) -> None:
        """How many pods each Deployment has while it carries all of the traffic."""
        for environment, cluster in self.clusters.items():
            for name in self.data()["components"]:
                for shares in cluster.traffic(f"fraud-{name}")[-1:]:
                    for deployment, share in shares.items():
                        if share == 100:
                            self.full[environment, deployment] = cluster.pods[deployment]

    def _back(self, place: Place) -> None:
        """An abort to the end: the overlay is what it was before the release, and the file too where the entry was there."""
        was = self.begun[place]
        base = f"fraud-{place[1]}"
        alone = all(
            isinstance(each, ReleaseRequest) and (each.environment, each.component) == place
            for each in self.done[was.moves :]
        )
        for path, content in was.files.items():
            own = path.rpartition("/")[2].startswith((f"{base}.", f"{base}-"))
            if f"/overlays/{place[0]}/" in path and (own or alone):
                assert self.state.files[path] == content, path
        if alone:
            assert self.state.files.keys() == was.files.keys()
            assert not was.entry or self.path.read_bytes() == was.content


class Merge:
    """One command's change of one environment: what is true before it, and at each moment of it."""

    def __init__(self, walk: Walk, wanted: ReleaseRequest, before: State, *, slots: bool) -> None:
        self.walk, self.command, self.slots = walk, wanted.command, slots
        self.environment, self.base = wanted.environment, f"fraud-{wanted.component}"
        self.before, self.after = before.objects[self.environment], walk.state.objects[self.environment]
        self.cluster = walk.clusters[self.environment]
        self.pods = dict(self.cluster.pods)
        data = walk.data()["components"][wanted.component]
        scale = data["scale"]
        self.least: int = scale if isinstance(scale, int) else scale["min"]
        self.prescale: int = data["strategy"].get("prescale", scale if isinstance(scale, int) else scale["max"])

    def check(self) -> None:
        traffic = self.cluster.traffic(self.base)
        after = self._after()
        changed = capacity.changes(self.before, self.after)
        assert all(name == self.base or name.startswith(f"{self.base}-") for _, name in changed), changed
        busy = {name for way in (*traffic, *after) for name in way}
        assert "" not in busy, "traffic goes where no pods are"
        self._beforehand(traffic, after)
        self._kinds({kind for kind, _ in changed})
        if traffic != after:
            self._kept(busy)
        for key, found in self.walk.shuffled(self.before, self.after):
            self.cluster.apply(key, found)
            self._moment(busy, moves=traffic != after)
        assert self.cluster.traffic(self.base) == after

    def _after(self) -> list[dict[str, int]]:
        """The traffic once the merge is synced."""
        return Cluster(self.after).traffic(self.base)

    def _beforehand(self, traffic: list[dict[str, int]], after: list[dict[str, int]]) -> None:
        for was, now in zip(traffic, after, strict=True):
            for name, share in now.items():
                if share <= was.get(name, 0):
                    continue
                if self.command is Command.ADVANCE:
                    wanted = math.ceil(self.prescale * share / 100)
                else:
                    assert self.command in {Command.ABORT, Command.ROLLBACK}
                    wanted = self.walk.full[self.environment, name]
                assert self.pods[name] >= wanted, (self.command, name, self.pods, wanted)

    def _kinds(self, changed: set[str]) -> None:
        """What kinds of object a command may change at all."""
        if not self.slots:
            assert changed <= {"Deployment", "ConfigMap", "Service"}
            return
        scalers, route = set(capacity.AUTOSCALERS), {"Service", "HTTPRoute"}
        allowed = {
            Command.RELEASE: {"Service", "Deployment", "PodDisruptionBudget", "ConfigMap", *scalers},
            Command.ADVANCE: route | scalers,
            Command.ROLLBACK: route,
            Command.FINISH: {"Service", "Deployment", "PodDisruptionBudget", "ConfigMap", *scalers},
            Command.ABORT: {"HTTPRoute", "Service", "Deployment", "PodDisruptionBudget", "ConfigMap", *scalers},
        }[self.command]
        assert changed <= allowed, (self.command, changed)

    def _kept(self, busy: set[str]) -> None:
        """Who has traffic in a merge that moves it keeps its workload, minimum, image, config and selector."""
        for name in busy:
            assert self.before["Deployment", name] == self.after["Deployment", name]
            assert self.before["PodDisruptionBudget", name] == self.after["PodDisruptionBudget", name]
            for config in capacity.config(self.after["Deployment", name]):
                key = ("ConfigMap", config)
                assert key not in self.before or self.before[key] == self.after[key]
        scales = {scale.target: scale for scale in Cluster(self.after).scales()}
        for name in busy:
            assert (scales[name].frozen, scales[name].least >= self.least) == (True, True)

    def _moment(self, busy: set[str], *, moves: bool) -> None:
        ending = self.command in {Command.FINISH, Command.RELEASE} or (self.command is Command.ABORT and not moves)
        for way in self.cluster.traffic(self.base):
            for name, share in way.items():
                assert share == 0 or self.cluster.pods.get(name, 0) >= self.least, (self.command, way)
        if not self.slots:
            return
        for name in busy:
            kept = self.pods[name] if not ending else min(self.pods[name], self.least)
            assert self.cluster.pods[name] >= kept, f"{self.command} takes pods of {name}"
        for name in () if ending else self.pods.keys() & {f"{self.base}-blue", f"{self.base}-green"}:
            assert self.cluster.pods[name] >= self.pods[name], f"{name} loses pods while in a release"


def ask(place: Place, command: Command, **more: Any) -> ReleaseRequest:
    return ReleaseRequest(command=command, component=place[1], environment=place[0], **more)


def release(walk: Walk, place: Place, draw: st.DataObject) -> ReleaseRequest:
    """A `release`, or what `promote` makes of another environment's active version."""
    others = [environment for environment, name in walk.places() if name == place[1] and environment != place[0]]
    source = draw.draw(st.sampled_from([None, None, *others]))
    file = ProjectFile(str(walk.path), walk.platform)
    runs = transition.promoted(file, place[1], place[0])
    if source is not None and (found := transition.promoted(file, place[1], source)) != runs:
        version, difference = found
        return ask(place, Command.RELEASE, image=version.image, model=version.model, difference=difference)
    walk.versions += 1
    digest = draw.draw(st.sampled_from(["", f"@{DIGEST}"]))
    return ask(
        place,
        Command.RELEASE,
        image=f"ghcr.io/acme/x:{walk.versions}{digest}",
        model=draw.draw(st.sampled_from(["", "s3://models/1"])),
        difference=draw.draw(strategies.some(WITH)),
    )


def step(walk: Walk, draw: st.DataObject) -> None:
    places = walk.places()
    place = draw.draw(st.sampled_from([*places[:1] * 4, *places]))
    legal = walk.legal(place)
    steady = all(walk.at(each) == "steady" for each in walk.places() if each[1] == place[1])
    kinds = ["legal"] * 5 + ["illegal", "load"] + ["strategy"] * steady
    match draw.draw(st.sampled_from(kinds)):
        case "load":
            walk.load(draw.draw(st.floats(0, 1)))
        case "illegal":
            walk.refused(place, draw.draw(st.sampled_from(sorted(set(Command) - legal))))
        case "strategy":
            scale = walk.data()["components"][place[1]]["scale"]
            walk.change(place[1], draw.draw(strategy(scale)))
        case _:
            command = draw.draw(st.sampled_from(sorted(legal)))
            walk.run(release(walk, place, draw) if command is Command.RELEASE else ask(place, command))


@given(projects(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_moment_of_any_sequence_takes_traffic_from_ready_pods(
    project: tuple[str, dict[str, Data]], chance: random.Random, data: st.DataObject
) -> None:
    text, environments = project
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(folder, text, cases.platform(environments), chance)
        for _ in range(data.draw(st.integers(3, 16))):
            step(walk, data)
        end = walk.path.read_bytes()
        assert walk.replayed(text) == end


def without_releases(text: str) -> str:
    """The project before its first release: what it says is what runs."""
    project = yaml.load(text, Loader=yaml.CSafeLoader)
    for section in project["environments"].values():
        (section or {}).pop("releases", None)
    return yaml.dump(project, Dumper=Written, sort_keys=False, allow_unicode=True, width=1000)


ONWARD = {Command.RELEASE, Command.ADVANCE, Command.FINISH}


@given(projects(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_of_commands_leaves_an_image_or_a_model_that_nothing_reads(
    project: tuple[str, dict[str, Data]], chance: random.Random, data: st.DataObject
) -> None:
    text, environments = project
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(folder, without_releases(text), cases.platform(environments), chance)
        place = walk.places()[0]
        for _ in range(data.draw(st.integers(6, 16))):
            place = data.draw(st.sampled_from([place] * 6 + walk.places()))
            legal = sorted(walk.legal(place))
            command = data.draw(st.sampled_from([*legal, *(each for each in legal if each in ONWARD)]))
            walk.apply(release(walk, place, data) if command is Command.RELEASE else ask(place, command))
            found = project_check.check_file(str(walk.path), walk.platform).problems
            assert [each.where for each in found if each.code == "unread"] == []
