"""Flagger itself beside a control plane, and releases that it judges by a stand-in for Prometheus and for its load tester."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from tests.cluster import definitions
from tests.cluster.api import Object
from tests.cluster.control_plane import ControlPlane
from tests.cluster.processes import BIN, free_ports
from tests.cluster.releases import IMAGE, STRATEGIES, Place, Release, Waiting, done
from tests.unit.external.front import Asked, Said, serving

NAMESPACE = "flagger-system"
DEFINED = tuple(f"{plural}.flagger.app" for plural in ("canaries", "metrictemplates", "alertproviders"))
ENDED = ("Initialized", "Succeeded", "Failed")
MOVES = ("release", "fail", "begin", "back")
SETTINGS = """\
engine: flagger
metrics: {{prometheus: "{address}"}}
flagger: {{loadTester: "{address}"}}
analysis:
  {{interval: 10s, threshold: 1, iterations: 2, webhooks: [{{name: gate, type: confirm-promotion, url: "{address}/gate"}}]}}"""
"""Flagger looks no more often than every 10 seconds."""


class Measurements:
    """What is measured of new versions, by namespace: all is well, but where a test says something else."""

    def __init__(self) -> None:
        self.bad: set[str] = set()
        self.held: set[str] = set()
        """Where no version may be promoted yet."""
        self.address = ""

    def say(self, asked: Asked) -> Said:
        """The answer of Prometheus to a query, and those of webhooks."""
        if asked.path == "/gate":
            return Said(403 if json.loads(asked.body)["namespace"] in self.held else 200)
        query = unquote_plus(asked.path.partition("?query=")[2])
        bad = any(f'"{namespace}"' in query for namespace in self.bad)
        value = "100" if bad else "1" if query == "vector(1)" else "0"
        found = {"status": "success", "data": {"resultType": "vector", "result": [{"value": [0, value]}]}}
        return Said(200, (("Content-Type", "application/json"),), json.dumps(found).encode())


@contextlib.contextmanager
def running(plane: ControlPlane) -> Iterator[Measurements]:
    """Flagger, and what it judges by."""
    definitions.install_released(plane.api, DEFINED)
    measurements = Measurements()
    with serving(measurements.say) as front:
        measurements.address = front.url
        (port,) = free_ports(1)
        plane.run(
            "flagger",
            *(str((BIN / "flagger").resolve()), f"-kubeconfig={plane.kubeconfig}", f"-port={port}", "-threadiness=8"),
            *("-mesh-provider=gatewayapi:v1", f"-metrics-server={front.url}", "-control-loop-interval=1s"),
            *("-kubeconfig-qps=200", "-kubeconfig-burst=400", "-log-level=info"),
        )
        yield measurements


class CanaryRelease(Release):
    """A service that Flagger releases. A release `begin`s, and then is promoted or fails by what is measured."""

    def __init__(self, place: Place, measurements: Measurements, name: str, strategy: str, scale: str) -> None:
        super().__init__(place, name, strategy, scale)
        self.measurements = measurements
        self.image = f"{IMAGE}:1"
        self.promoted = [self.image]
        self.object: Object = {
            "apiVersion": "flagger.app/v1beta1",
            "kind": "Canary",
            "metadata": {"name": self.base, "namespace": self.namespace},
        }

    def __repr__(self) -> str:
        return f"{super().__repr__()}: {self.image}, {self.status()}"

    def move(self, move: str) -> Waiting:
        """Make one move, and wait until Flagger goes no further by itself."""
        if move in STRATEGIES:
            self.strategy = move
            yield from super().move(move)
            yield self.settled
            return
        measured = self.measurements
        (measured.bad.add if move == "fail" else measured.bad.discard)(self.namespace)
        self.image = self._before() if move == "back" else f"{IMAGE}:{next(self.versions)}"
        applied = self.status().get("lastAppliedSpec", "")
        done(self.command("release", "--image", self.image, "--offline"))
        if move == "begin":
            measured.held.add(self.namespace)
        yield from self.sync()
        if move == "begin":
            yield self.judged
            return
        measured.held.discard(self.namespace)
        yield lambda: self.settled() and self._followed(move, applied)
        if self.primary()[1] == self.image != self.promoted[-1]:
            self.promoted.append(self.image)

    def _followed(self, move: str, applied: str) -> bool:
        """Whether what Flagger says is about the move, and not about an older one."""
        if move == "fail" and self.strategy != "rolling":
            return bool(self.status()["lastAppliedSpec"] != applied and self.status()["phase"] == "Failed")
        return self.primary()[1] == self.image

    def _before(self) -> str:
        """The version that has all of the traffic, or the one before it."""
        return self.promoted[-1] if self.promoted[-1] != self.image else self.promoted[-2]

    def status(self) -> Any:
        """What Flagger says."""
        return (self.place.api.get(self.object) or {}).get("status", {})

    def primary(self) -> tuple[str, str]:
        """The phase of the last release, and the version that has the traffic outside of releases."""
        wanted = self.base if self.strategy == "rolling" else f"{self.base}-primary"
        for each in self.place.api.all("apps/v1", "Deployment", self.namespace):
            if each["metadata"]["name"] == wanted:
                return self.status().get("phase", ""), each["spec"]["template"]["spec"]["containers"][0]["image"]
        return "", self.image

    def judged(self) -> bool:
        """Whether the new version is good, and only waits to be promoted; a canary has the traffic of its last step."""
        return bool(self.status().get("phase") == "WaitingPromotion")

    def settled(self) -> bool:
        """Whether no release goes on, and the version that has the traffic has its pods."""
        if self.strategy == "rolling":
            return super().settled()
        if self.status().get("phase") not in ENDED:
            return False
        scalers = self.place.api.all("autoscaling/v2", "HorizontalPodAutoscaler", self.namespace)
        least = {each["metadata"]["name"]: each["spec"]["minReplicas"] for each in scalers}.get(f"{self.base}-primary")
        found = self.pods("primary")
        return least is not None and found is not None and found[0] == found[1] >= least
