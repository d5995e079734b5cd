"""Projects that are published, synced, and released by the tool's own commands on a cluster."""

import itertools
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator.files import package_data
from tests import patience
from tests.acceptance.deploying import Told, tidegate
from tests.cluster import traffic
from tests.cluster.api import Api
from tests.cluster.syncing import Applier, Rendered
from tests.cluster.traffic import Bounds, Judgement
from tests.cluster.watching import Watch

ENVIRONMENT = "live"
PLATFORM = """\
apiVersion: tidegate.dev/v1
name: live
extends: defaults
cluster: {{name: live, kubernetes: "1.34"}}
gitops: {gitops}
"""
LIVE = ("--live", "--context", "tests")
NUMBERS = itertools.count()
"""Tell projects of all tests apart, since the cluster keeps traces of those that are gone."""
IMAGE = "ghcr.io/acme/api"
STRATEGIES: dict[str, Any] = {
    "rolling": "rolling",
    "blue-green": "blue-green",
    "canary": {"type": "canary", "steps": [50]},
}
SCALES: dict[str, Any] = {"autoscaled": {"min": 2, "max": 4}, "fixed": 3}
BOUNDS = {"autoscaled": Bounds(least=2, full=4), "fixed": Bounds(least=3, full=3)}
Waiting = Generator[Callable[[], bool], None, None]
"""What a project waits for, one thing after the other."""


class Place(NamedTuple):
    """Where projects are released: a cluster with its watch, the GitOps repository, and the folder of the projects."""

    api: Api
    watch: Watch
    repository: Path
    folder: Path
    applier: Callable[[str, Rendered], Applier]
    """Makes what applies an overlay, by its path."""
    bootstrap: Sequence[str] = ()
    """The options of `bootstrap`, if the cluster's own tool clones the repository."""

    @property
    def environment(self) -> Path:
        """The file of the platform's environment."""
        return self.folder / "environments" / f"{ENVIRONMENT}.yaml"

    def template(self, name: str, right: str, wrong: str) -> None:
        """Let the platform have a template of its own, which is wrong."""
        text = (package_data.folder("overlays") / name).read_text(encoding="utf-8")
        assert right in text
        own = self.folder / "overlays" / name
        own.parent.mkdir(parents=True)
        own.write_text(text.replace(right, wrong, 1), encoding="utf-8")

    def add(self, settings: str) -> None:
        """Write more settings into that file."""
        with self.environment.open("a", encoding="utf-8") as environment:
            environment.write(f"{settings}\n")


class Release:
    """One project with one service, which is published, synced, and released by commands."""

    def __init__(
        self, place: Place, name: str, strategy: str, scale: str, rendered: Rendered = list, image: str = "1"
    ) -> None:
        self.place, self.strategy, self.scale = place, strategy, scale
        self.name = f"{name}-{next(NUMBERS)}"
        self.base, self.namespace = f"{self.name}-api", f"risk-{self.name}-{ENVIRONMENT}"
        self.file = place.folder / self.name / "ml-project.yaml"
        self.versions = itertools.count(2)
        path = f"projects/risk/{self.name}/overlays/{ENVIRONMENT}"
        self.overlay = place.applier(path, rendered)
        self.suffix = ""
        self._write(image)
        self.space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}}
        assert not place.api.apply(self.space, "tests").refusal

    def __repr__(self) -> str:
        return f"{self.name} ({self.strategy})"

    def play(self, *moves: str) -> Waiting:
        """Bring the service up, make each move as soon as the one before is synced, or `advance --live` agrees; then wait."""
        yield from self.sync()
        yield self.settled
        for move in moves:
            yield from self.move(move)
        yield self.settled

    def move(self, move: str) -> Waiting:
        """Make one move, and sync it."""
        if move in STRATEGIES:
            self._edit(strategy=STRATEGIES[move])
        elif move == "advance":
            if not self._advances():
                yield self.settled
                yield self._advances
        else:
            done(self.command(move, *(self.version() if move == "release" else ())))
        yield from self.sync()

    def version(self) -> Sequence[str]:
        """The options of `release` with the next version."""
        return ("--image", f"{IMAGE}:{next(self.versions)}{self.suffix}", "--offline")

    def _advances(self) -> bool:
        """Advance if the cluster is ready for it; every other reason to refuse is an error."""
        told = self.command("advance", *LIVE)
        assert told.code == 0 or (told.code, told.err.startswith("tidegate: not yet: ")) == (4, True), told
        return told.code == 0

    def command(self, name: str, *options: str, component: Sequence[str] = ("api",)) -> Told:
        """A command about the service."""
        return tidegate(name, *component, self.file, "-e", ENVIRONMENT, *options)

    def sync(self) -> Waiting:
        """Publish the project, and apply its overlay."""
        done(tidegate("publish", self.file, "--repo", self.place.repository, "--allow-prune"))
        self.overlay.sync()
        yield self.overlay.synced

    def settled(self) -> bool:
        """Whether every slot has the pods that its autoscaler wants, all of them ready, and no others."""
        deployments = self.place.api.all("apps/v1", "Deployment", self.namespace)
        scalers = self.place.api.all("autoscaling/v2", "HorizontalPodAutoscaler", self.namespace)
        least = {each["metadata"]["name"]: each["spec"]["minReplicas"] for each in scalers}
        names = {each["metadata"]["name"] for each in deployments}
        if not names or names - least.keys():
            return False
        return all(_rolled_out(each, least[each["metadata"]["name"]]) for each in deployments)

    def pods(self, slot: str) -> tuple[int, int] | None:
        """How many pods of a slot are ready, and how many there should be; None if there is no such slot now."""
        for each in self.place.api.all("apps/v1", "Deployment", self.namespace):
            if each["metadata"]["name"] == f"{self.base}-{slot}":
                return each["status"].get("readyReplicas", 0), each["spec"]["replicas"]
        return None

    def limit(self, what: str, most: int) -> None:
        """Give the namespace a quota, and wait until it counts."""
        about = {"name": "few", "namespace": self.namespace}
        quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": about, "spec": {"hard": {what: str(most)}}}
        assert not self.place.api.apply(quota, "tests").refusal
        assert patience.until(lambda: what in self.place.api.get(quota).get("status", {}).get("used", {}))

    def judge(self, missing: int = 0) -> Judgement:
        """What callers have found so far."""
        self.place.watch.catch_up(self.namespace)
        events = self.place.watch.events(self.namespace)
        return traffic.judge(events, self.base, BOUNDS[self.scale], missing)

    def change(self, **fields: Any) -> Waiting:
        """Write fields of the service in place, sync them, and wait until all pods have them."""
        self._edit(**fields)
        yield from self.sync()
        yield self.settled

    def _edit(self, **fields: Any) -> None:
        project = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        project["components"]["api"] |= fields
        self.file.write_text(yaml.safe_dump(project, sort_keys=False), encoding="utf-8")

    def component(self, version: str) -> dict[str, Any]:
        """What the service is besides its scale and strategy, in its first version."""
        return {
            "kind": "service",
            "image": f"{IMAGE}:{version}",
            "ports": {"http": 8080, "metrics": 9090},
            "expose": {"host": f"{self.name}.acme.dev"},
        }

    def _write(self, version: str) -> None:
        released = {"scale": SCALES[self.scale], "strategy": STRATEGIES[self.strategy]}
        project = {
            "apiVersion": "tidegate.dev/v1",
            "name": self.name,
            "team": "risk",
            "components": {"api": self.component(version) | released},
            "environments": {ENVIRONMENT: None},
        }
        self.file.parent.mkdir(parents=True)
        self.file.write_text(yaml.safe_dump(project, sort_keys=False), encoding="utf-8")


def done(told: Told) -> Told:
    """What a command said, which had to succeed."""
    assert told.code == 0, told
    return told


def _rolled_out(deployment: Any, least: int) -> bool:
    status = deployment.get("status", {})
    seen = status.get("observedGeneration") == deployment["metadata"]["generation"]
    counts = {status.get(key, 0) for key in ("replicas", "updatedReplicas", "readyReplicas")}
    return seen and counts == {deployment["spec"]["replicas"]} and deployment["spec"]["replicas"] >= least
