"""Sequences of release commands, which many projects play at once: most of the time each waits for its pods."""

import inspect
import itertools
import json
import time
from collections.abc import Callable, Sequence

from tests import patience
from tests.acceptance.deploying import tidegate
from tests.acceptance.machines import objects
from tests.cluster.api import Object
from tests.cluster.releases import ENVIRONMENT, STRATEGIES, Place, Release, Waiting, done
from tests.cluster.traffic import Judgement

Sequences = Sequence[tuple[str, tuple[str, ...]]]
"""A strategy and the moves from there on."""
OLD = {"http": 8080}
NEW = {"web": {"port": 80, "targetPort": 8080}}
RELEASED = ("release", "advance", "finish")
TOUR = (
    *("blue-green", *RELEASED, "canary", "release", "advance", *RELEASED[1:], "rolling", "release"),
    *("canary", "release", "advance", "abort", "abort", "blue-green", "release", "abort", "rolling", "release"),
)
"""Each change from one strategy to another, from `rolling` on, with releases between them."""


def chosen(length: int) -> Sequences:
    """All sequences of so many commands on both strategies with slots, and a tour through all strategies."""
    slotted = [(strategy, moves) for strategy in ("blue-green", "canary") for moves in legal(strategy, length)]
    return [*slotted, ("rolling", TOUR)]


def legal(strategy: str, length: int) -> list[tuple[str, ...]]:
    """All sequences of so many commands from a steady service on that the states of docs/releases.md allow."""
    steps = 1 if strategy == "canary" else 0
    following = {("steady", 0): [("release", ("candidate", 0))], ("previous", 0): []}
    following["previous", 0] = [("rollback", ("previous", 0)), ("finish", ("steady", 0))]
    for step in range(steps + 1):
        back = ("abort", ("candidate", 0) if step else ("steady", 0))
        onward = ("advance", ("candidate", step + 1) if step < steps else ("previous", 0))
        following["candidate", step] = [onward, back]
    found: list[tuple[tuple[str, ...], tuple[str, int]]] = [((), ("steady", 0))]
    for _ in range(length):
        found = [((*moves, move), state) for moves, before in found for move, state in following[before]]
    return [moves for moves, _ in found]


def judged(
    place: Place,
    scale: str,
    wanted: Sequences,
    ready: Callable[[], object] = list,
    at_once: int = 8,
    made: Callable[..., Release] = Release,
) -> dict[str, Judgement]:
    """What callers find during sequences that are played side by side, by their strategy and moves, once the place is ready."""
    played = [(made(place, scale, strategy, scale), strategy, moves) for strategy, moves in wanted]
    ready()
    together([_once(release, moves) for release, _, moves in played], at_once)
    found = {f"{strategy}: {' '.join(moves)}": release.judge() for release, strategy, moves in played}
    for release, *_ in played:
        place.api.prune(release.space)
    return found


def _once(release: Release, moves: Sequence[str]) -> Waiting:
    yield from release.play(*moves)
    release.overlay.rest()


def bootstrap(place: Place) -> None:
    """Apply what an owner of the cluster applies once, for all projects of the place."""
    printed = done(tidegate("bootstrap", place.folder, "-e", ENVIRONMENT, *place.bootstrap)).out
    for each in sorted(objects(printed), key=lambda each: each["kind"] != "Namespace"):
        assert place.api.apply(each, "owner").words == ()


def goes_back(release: Release, followed: Object) -> Judgement:
    """Let the API server refuse the merge of a release, and go back as soon as the GitOps tool says so; what callers have found."""
    refused(release, followed)
    together([release.move("abort")])
    judgement = release.judge()
    release.place.api.prune(release.space)
    return judgement


def new_port(release: Release) -> Waiting:
    """Replace a port in the three merges of docs/releases.md#a-new-port, after a release that was taken back."""
    yield from release.play("release")
    if release.strategy != "rolling":
        yield from release.move("abort")
    host = {"host": f"{release.name}.acme.dev"}
    for fields in ({"ports": OLD | NEW}, {"expose": {**host, "port": "web"}}, {"ports": NEW}):
        yield from release.change(**fields)


def new_ports(followed: Place) -> list[Judgement]:
    """Replace a port of a service of each strategy, side by side, and judge each."""
    releases = [Release(followed, "port", strategy, "autoscaled") for strategy in STRATEGIES]
    bootstrap(followed)
    together([new_port(each) for each in releases])
    judged = [each.judge() for each in releases]
    for each in releases:
        followed.api.prune(each.space)
    return judged


def refused(release: Release, followed: Object) -> None:
    """Let the API server refuse the merge of a release, and wait until the GitOps tool says so."""
    together([release.play()])
    release.limit("count/deployments.apps", 1)
    next(release.move("release"))
    assert patience.until(lambda: "exceeded quota" in json.dumps(release.place.api.get(followed)))


def together(playing: Sequence[Waiting], at_once: int = 8) -> None:
    """Go on with each as soon as what it waits for has come; an error if nothing comes for long."""
    waiting = iter(playing)
    held: dict[Waiting, Callable[[], bool]] = {}
    end = time.monotonic() + patience.LONG
    while True:
        for each in itertools.islice(waiting, at_once - len(held)):
            held[each] = lambda: True
        if not held:
            return
        for each, ready in list(held.items()):
            if ready():
                end = time.monotonic() + patience.LONG
                following = next(each, None)
                if following is None:
                    del held[each]
                else:
                    held[each] = following
        assert time.monotonic() < end, [inspect.getgeneratorlocals(each) for each in held]
        time.sleep(0.05)
