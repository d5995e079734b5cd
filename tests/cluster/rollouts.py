"""Argo Rollouts' own controller beside a control plane, and releases whose traffic it moves.

Its Gateway API plugin is not in the Go module proxy: a program of `tools/cluster/rollouts` moves the weights in its place.
"""

import os
import shlex
import subprocess
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.cluster import definitions
from tests.cluster.api import MERGE
from tests.cluster.control_plane import ControlPlane
from tests.cluster.processes import BIN, free_ports
from tests.cluster.releases import IMAGE, STRATEGIES, Place, Release, Waiting, done
from tests.cluster.sequences import Sequences

NAMESPACE = "argo-rollouts"
DEFINED = tuple(
    f"{plural}.argoproj.io"
    for plural in ("rollouts", "analysisruns", "analysistemplates", "clusteranalysistemplates", "experiments")
)
PLUGIN = "argoproj-labs/gatewayAPI"
TOUR = (
    *(
        "release",
        "blue-green",
        "release",
        "promote",
        "canary",
        "release",
        "promote",
        "promote",
        "blue-green",
        "release",
    ),
    *("abort", "back", "rolling", "release", "canary", "release", "promote", "abort", "back", "rolling", "release"),
)
"""Each change from one strategy to another, from `rolling` on, with releases between them."""


def start(plane: ControlPlane) -> None:
    """Start the controller, with the program that moves weights as its plugin."""
    definitions.install_released(plane.api, DEFINED)
    location = f"file://{(BIN / 'rollouts-weights').resolve()}"
    about = {"name": "argo-rollouts-config", "namespace": NAMESPACE}
    plugins = f'[{{"name": "{PLUGIN}", "location": "{location}"}}]'
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": about, "data": {"trafficRouterPlugins": plugins}}
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    for each in (space, settings):
        assert not plane.api.apply(each, "tests").refusal
    metrics, health = free_ports(2)
    plane.run(
        "rollouts-controller",
        *(str((BIN / "rollouts-controller").resolve()), f"--kubeconfig={plane.kubeconfig}", "--leader-elect=false"),
        *(f"--metricsPort={metrics}", f"--healthzPort={health}", "--qps=200", "--burst=400"),
        variables={"KUBECONFIG": str(plane.kubeconfig), "POD_NAMESPACE": NAMESPACE},
    )


SECONDS_LOST = 10
"""After which a command is taken for lost."""


class State(NamedTuple):
    """How far the controller is with a release."""

    phase: str
    seen: bool
    """Whether it has seen what Git wants."""
    wanted: str
    """The hash of the pods that Git wants."""
    step: int
    switched: str
    """The hash of the pods to which blue-green has switched."""

    @property
    def place(self) -> tuple[object, ...]:
        """What the controller changes when it follows a move."""
        return (self.wanted, self.step, self.switched, self.phase == "Degraded")


class RolloutRelease(Release):
    """A service that Argo Rollouts releases: `promote` and `abort` are its commands, as tidegate prints them."""

    def __init__(self, place: Place, name: str, strategy: str, scale: str) -> None:
        super().__init__(place, name, strategy, scale)
        self.image = f"{IMAGE}:1"
        self.complete = [self.image]
        self.asked = 0.0
        self.object = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Rollout",
            "metadata": {"name": self.base, "namespace": self.namespace},
        }

    def __repr__(self) -> str:
        return f"{super().__repr__()}: {self.image}, {self.state()}"

    def move(self, move: str) -> Waiting:
        """Make one move, and wait until the controller can go no further by itself; it has to be where the move leads."""
        before = self.state()
        self.asked = time.monotonic()
        if move in STRATEGIES:
            self.strategy = move
            yield from super().move(move)
            yield self.settled
            return
        if move in {"promote", "abort"}:
            self._follow_hint("advance" if move == "promote" else "abort")
        else:
            self.image = f"{IMAGE}:{next(self.versions)}" if move == "release" else self._before()
            done(self.command("release", "--image", self.image, "--offline"))
            yield from self.sync()
        yield lambda: self._followed(before) and self.settled()
        after = self.state()
        assert after.phase == self._expected(move, after), (self.strategy, move, before, after)
        if after.phase == "Healthy" and self.complete[-1] != self.image:
            self.complete.append(self.image)

    def _followed(self, before: State) -> bool:
        """Whether the controller has followed a move.

        Argo Rollouts 1.9.1 may overwrite what it has read of a Rollout with an older state. Then it knows nothing of a command that
        came in the second before, until the Rollout changes again.
        """
        if self.state().place != before.place:
            return True
        if time.monotonic() > self.asked + SECONDS_LOST:
            self.asked = time.monotonic()
            body = {"metadata": {"annotations": {"tests/asked": str(self.asked)}}}
            self.place.api.request("PATCH", self.place.api.path(self.object), body, media=MERGE)
        return False

    def _before(self) -> str:
        """The version that has all of the traffic, or the one before it."""
        return self.complete[-1] if self.complete[-1] != self.image else self.complete[-2]

    def _expected(self, move: str, after: State) -> str:
        if move == "abort":
            return "Degraded"
        ended = after.step == len(STEPS) if self.strategy == "canary" else after.switched == after.wanted
        # blue-green switches at once to a version whose pods are still there
        back = move == "back" and (self.strategy == "blue-green" or self.complete[-1] == self.image)
        return "Healthy" if self.strategy == "rolling" or back or (move == "promote" and ended) else "Paused"

    def _follow_hint(self, command: str) -> None:
        told = self.command(command)
        assert told.code == 4, told
        hint = told.err.partition("hint: ")[2].partition(";")[0].strip()
        path = f"{BIN}:{os.environ['PATH']}"
        variables = {"PATH": path, "KUBECONFIG": os.environ["KUBECONFIG"], "HOME": os.environ["HOME"]}
        ran = subprocess.run(shlex.split(hint), env=variables, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (hint, ran.stderr)

    def state(self) -> State:
        """What the controller says."""
        found = self.place.api.get(self.object) or {"metadata": {"generation": 0}}
        status: dict[str, Any] = found.get("status", {})
        return State(
            phase=status.get("phase", ""),
            seen=status.get("observedGeneration") == str(found["metadata"]["generation"]),
            wanted=status.get("currentPodHash", ""),
            step=status.get("currentStepIndex", 0),
            switched=status.get("blueGreen", {}).get("activeSelector", ""),
        )

    def settled(self) -> bool:
        """Whether the controller waits, for people or for the next version, with all the pods of the autoscaler's minimum."""
        state = self.state()
        scalers = self.place.api.all("autoscaling/v2", "HorizontalPodAutoscaler", self.namespace)
        found = self.place.api.get(self.object)
        if not (found and scalers and state.seen and state.phase in {"Paused", "Healthy", "Degraded"}):
            return False
        least = scalers[0]["spec"]["minReplicas"]
        return bool(found["spec"].get("replicas", 1) >= least and found["status"].get("readyReplicas", 0) >= least)


STEPS = ("scale", "pause", "weight", "pause", "scale")
"""What tidegate writes for a canary of one step."""


def chosen(length: int) -> Sequences:
    """All sequences of so many moves on both strategies with two versions, and a tour through all strategies."""
    slotted = [(strategy, moves) for strategy in ("blue-green", "canary") for moves in legal(strategy, length)]
    return [("rolling", TOUR), *slotted]


def legal(strategy: str, length: int) -> list[tuple[str, ...]]:
    """All sequences of so many moves: a version is promoted step by step, taken back, or replaced by the next."""
    steps = 2 if strategy == "canary" else 1
    found: list[tuple[tuple[str, ...], tuple[str, int, int]]] = [((), ("steady", 0, 1))]
    for _ in range(length):
        found = [((*moves, move), after) for moves, state in found for move, after in _following(steps)(*state)]
    return [moves for moves, _ in found]


def _following(steps: int) -> Callable[[str, int, int], list[tuple[str, tuple[str, int, int]]]]:
    def following(state: str, step: int, versions: int) -> list[tuple[str, tuple[str, int, int]]]:
        """What may follow a state, with the step of its candidate, and how many versions have had all of the traffic."""
        release = ("release", ("candidate", 0, versions))
        if state == "steady":
            again = ("steady", 0, versions + 1) if steps == 1 else ("candidate", 0, versions)
            return [release, ("back", again)] if versions > 1 else [release]
        back = ("back", ("steady", 0, versions))
        if state == "aborted":
            return [release, back]
        last = step + 1 == steps
        promote = ("promote", ("steady", 0, versions + 1) if last else ("candidate", step + 1, versions))
        return [promote, ("abort", ("aborted", 0, versions)), release, back]

    return following
