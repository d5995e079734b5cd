"""What each change of a position, a strategy or a scale moves, and above all what it leaves as it was."""

import copy
import math
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.builders.cases import Case, build
from tests.builders.documents import Data
from tests.builders.samples import DEV
from tests.properties import strategies

Objects = dict[tuple[str, str], Data]
RELEASE = "tidegate.dev/release"
SLOT = "tidegate.dev/slot"
NAME = "fraud-api"

few = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def other(slot: str) -> str:
    return {"blue": "green", "green": "blue"}[slot]


EITHER: st.SearchStrategy[Any] = st.sampled_from(["rolling", "blue-green"])
CANARY = strategies.SHARES.map(lambda steps: {"type": "canary", "steps": steps})
SLOTS: st.SearchStrategy[Any] = st.just("blue-green") | CANARY


@st.composite
def services(draw: st.DrawFn, strategy: st.SearchStrategy[Any] = EITHER) -> Case:
    """One exposed service in `dev` behind a gateway, without a position; every strategy and scale may be tried on it."""
    component = draw(strategies.component("service"))
    for key in ("strategy", "scale"):
        component.pop(key, None)
    component["expose"] = {"host": "x.acme.dev"}
    if draw(st.booleans()):
        low = draw(st.integers(1, 9))
        component["scale"] = {"min": low, "max": draw(st.integers(low, 30)), "cpu": 50}
    else:
        component["scale"] = draw(st.integers(1, 9))
    component["strategy"] = draw(strategy)
    project: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk-ml"}
    project |= {"components": {"api": component}, "environments": {"dev": None}}
    traffic = (
        draw(st.sampled_from(["gateway-api", "gateway-api", "ingress"]))
        if "steps" not in component["strategy"]
        else "gateway-api"
    )
    return Case(project, {"dev": DEV | {"traffic": traffic, "ingress": {"class": "nginx"}}})


def at(case: Case, position: Data | None, **component: Any) -> Case:
    """The case with a position, and with fields of the component replaced."""

    def change(project: Data) -> None:
        project["components"]["api"].update(component)
        project["environments"]["dev"] = {"releases": {"api": position}} if position else None

    return case.but(change)


def objects(case: Case) -> Objects:
    return {(m.kind, m.name): m.object for _, m in build(case).manifests()}


def changed(before: Objects, after: Objects) -> set[tuple[str, str]]:
    """What is in both, but not the same."""
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


def autoscaler(found: Objects, slot: str) -> Data:
    spec: Data = found["HorizontalPodAutoscaler", f"{NAME}-{slot}"]["spec"]
    return spec


def frozen(found: Objects, slot: str) -> bool:
    return bool(autoscaler(found, slot)["behavior"]["scaleDown"]["selectPolicy"] == "Disabled")


def weights(found: Objects) -> dict[str, int]:
    """Share of the traffic by slot, from the route, else from the main Service."""
    if ("HTTPRoute", NAME) not in found:
        return {found["Service", NAME]["spec"]["selector"][SLOT]: 100}
    refs = found["HTTPRoute", NAME]["spec"]["rules"][0]["backendRefs"]
    return {ref["name"].removeprefix(f"{NAME}-"): ref["weight"] for ref in refs if ref["weight"]}


def slots(found: Objects) -> set[str]:
    return {name.removeprefix(f"{NAME}-") for kind, name in found if kind == "Deployment"}


# Capacity (docs/releases.md#capacity): `prescale` (default `scale.max`) carries 100 %. A candidate at step k has HPA minimum
# `max(scale.min, ceil(prescale x next share))`; after the last step, and for blue-green at step 0, the next share is 100 %.
# From `release` until `finish` no slot's HPA may scale down. With a fixed scale every slot has min = max = that number.


@given(strategies.cases(kinds=("service",)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_slot_has_the_bounds_of_its_position(case: Case) -> None:
    built = build(case)
    for environment, overlay in built.overlays.items():
        section = case.project["environments"][environment] or {}
        found = {(m.kind, m.name): m.object for m in overlay.manifests}
        for name, component in case.project["components"].items():
            override = section.get("components", {}).get(name, {})
            scale = strategies.settled(component, override, "scale", 1)
            strategy = strategies.settled(component, override, "strategy", "rolling")
            position = section.get("releases", {}).get(name, {})
            wanted = _bounds(scale, strategy if isinstance(strategy, dict) else {}, position)
            autoscalers = {
                slot: found["HorizontalPodAutoscaler", f"fraud-{name}-{slot}"]["spec"]
                for slot in ("blue", "green")
                if ("HorizontalPodAutoscaler", f"fraud-{name}-{slot}") in found
            }
            assert {slot: (a["minReplicas"], a["maxReplicas"]) for slot, a in autoscalers.items()} == wanted
            disabled = [a["behavior"]["scaleDown"]["selectPolicy"] == "Disabled" for a in autoscalers.values()]
            assert disabled == [bool({"candidate", "previous"} & position.keys())] * len(wanted)


def _bounds(scale: Any, strategy: Data, position: Data) -> dict[str, tuple[int, int]]:
    least, most = (scale, scale) if isinstance(scale, int) else (scale.get("min", 1), scale["max"])
    slot = position.get("active", {}).get("slot", "blue")
    bounds = {slot: (least, most)}
    if "previous" in position:
        bounds[other(slot)] = (least, most)
    if "candidate" in position:
        steps = [*position["candidate"].get("steps", []), 100]
        full = strategy.get("prescale") or most
        bounds[other(slot)] = (max(least, math.ceil(full * steps[position["step"]] / 100)), most)
    return bounds


@given(services(), strategies.SHARES, st.sampled_from(["blue", "green", None]))
@few
def test_a_change_of_strategy_moves_only_what_belongs_to_the_empty_slot(
    case: Case, steps: list[int], slot: str | None
) -> None:
    position = {"active": {"slot": slot, "image": "busybox:1"}} if slot else None
    idle = other(slot or "blue")
    assume(case.platform["dev"]["traffic"] == "gateway-api")
    before = objects(at(case, position, strategy="rolling"))
    for strategy in ("blue-green", {"type": "canary", "steps": steps}):
        after = objects(at(case, position, strategy=strategy))
        assert after.keys() - before.keys() == {("Service", f"{NAME}-{idle}"), ("Service", f"{NAME}-preview")}
        assert before.keys() <= after.keys()
        assert changed(before, after) == {("HTTPRoute", NAME)}
        assert weights(before) == weights(after)


@given(services(), st.sampled_from([{"surge": 2}, {"unavailable": "50%"}]))
@few
def test_surge_and_unavailable_change_a_deployments_strategy_alone(case: Case, room: Data) -> None:
    before = objects(at(case, None, strategy="blue-green"))
    after = objects(at(case, None, strategy={"type": "rolling", **room}))
    key = ("Deployment", f"{NAME}-blue")
    held = [copy.deepcopy(found[key]) for found in (before, after)]
    for deployment in held:
        del deployment["spec"]["strategy"]
    assert held[0] == held[1]


@given(services(), st.integers(1, 9), st.integers(1, 9), st.integers(0, 9))
@few
def test_a_change_between_fixed_and_autoscaled_moves_autoscalers_alone(
    case: Case, fixed: int, least: int, more: int
) -> None:
    before = objects(at(case, None, scale=fixed))
    after = objects(at(case, None, scale={"min": least, "max": least + more, "memory": 60}))
    assert before.keys() == after.keys()
    assert {kind for kind, _ in changed(before, after)} <= {"HorizontalPodAutoscaler"}


@given(services(SLOTS))
@few
def test_the_position_written_out_gives_the_same_bytes_as_none(case: Case) -> None:
    component = case.project["components"]["api"]
    active = {"slot": "blue", "image": component["image"]}
    model = component.get("model")
    if model is not None:
        active["model"] = model if isinstance(model, str) else model["uri"]
    assert build(at(case, None)).files() == build(at(case, {"active": active})).files()


@st.composite
def sections(draw: st.DrawFn) -> tuple[Case, Any]:
    """A project for dev and production, and another section for dev."""
    case = draw(strategies.cases())
    platform = {name: draw(strategies.environment(name)) for name in ("dev", "production")}
    first, second, live = (
        draw(strategies.section(case.project["components"], platform[name])) for name in ("dev", "dev", "production")
    )
    project = {**case.project, "environments": {"dev": first, "production": live}}
    return Case(project, platform), second


@given(sections())
@few
def test_changing_devs_section_changes_no_byte_under_production(found: tuple[Case, Any]) -> None:
    case, section = found
    before = build(case).files()
    after = build(case.but(lambda project: project["environments"].update(dev=section))).files()
    live = "projects/risk-ml/fraud/overlays/production/"
    assert {p: c for p, c in before.items() if p.startswith(live)} == {
        p: c for p, c in after.items() if p.startswith(live)
    }


def selectors(found: Data) -> list[Any]:
    spec = found.get("spec", {})
    return [spec.get("selector"), spec.get("podSelector"), spec.get("scaleTargetRef"), spec.get("rules")]


@given(strategies.cases(), strategies.TEXTS, strategies.LABELS)
@few
def test_descriptions_and_labels_are_in_no_selector_and_no_name(case: Case, text: str, labels: Data) -> None:
    assume(not text.startswith("\t"))

    def change(project: Data) -> None:
        for holder in (project, *project["components"].values()):
            holder["description"] = text
            holder["labels"] = labels

    before, after = ({(e, m.kind, m.file): m.object for e, m in build(c).manifests()} for c in (case, case.but(change)))
    assert before.keys() == after.keys()
    for key, found in before.items():
        assert selectors(found) == selectors(after[key])


# A walk through releases: the commands of docs/releases.md#states-and-commands on plain data, each merge synced before the next.


class Walk:
    """One service through its releases, and how many pods it surely has: an autoscaler that may shrink is at its minimum."""

    def __init__(self, case: Case, slot: str) -> None:
        self.case = case
        self.position: Data = {"active": {"slot": slot, "image": "busybox:0"}}
        self.found = objects(at(case, self.position))
        self.pods = {slot: autoscaler(self.found, slot)["minReplicas"]}
        self.full = dict(self.pods)
        scale = case.project["components"]["api"]["scale"]
        self.prescale = scale if isinstance(scale, int) else scale["max"]
        self.releases = 0

    def commands(self) -> list[str]:
        if "candidate" in self.position:
            return ["advance", "abort"]
        return ["rollback", "finish"] if "previous" in self.position else ["release", "grow"]

    def run(self, command: str, draw: st.DataObject) -> None:
        before, self.position = self.found, self._after(command, draw)
        self.found = objects(at(self.case, self.position))
        self._hold(command, before)

    def _after(self, command: str, draw: st.DataObject) -> Data:
        position = copy.deepcopy(self.position)
        active, slot = position["active"], position["active"]["slot"]
        match command:
            case "grow":  # load comes, and its autoscaler answers
                bounds = autoscaler(self.found, slot)
                self.pods[slot] = draw.draw(st.integers(bounds["minReplicas"], bounds["maxReplicas"]))
            case "release":
                self.releases += 1
                strategy = self.case.project["components"]["api"]["strategy"]
                steps = {} if strategy == "blue-green" else {"steps": strategy["steps"]}
                more = draw.draw(strategies.version("service")) | {"image": f"busybox:{self.releases}"}
                position |= {"candidate": {**more, **steps}, "step": 0}
            case "advance" if position["step"] < len(position["candidate"].get("steps", [])):
                position["step"] += 1
            case "advance":
                candidate = {k: v for k, v in position["candidate"].items() if k != "steps"}
                old = {k: v for k, v in active.items() if k != "slot"}
                return {"active": {"slot": other(slot), **candidate}, "previous": old}
            case "abort" if position["step"]:
                position["step"] = 0
            case "abort":
                return {"active": active}
            case "rollback":
                old = {k: v for k, v in active.items() if k != "slot"}
                return {"active": {"slot": other(slot), **position["previous"]}, "previous": old}
            case _:
                return {"active": active}
        return position

    def _hold(self, command: str, before: Objects) -> None:
        traffic, was, after = weights(self.found), weights(before), self.found
        assert sum(traffic.values()) == 100
        for slot in slots(before) - slots(after):
            assert slot not in was, f"{command} removes a slot with traffic"
        for slot, share in traffic.items():
            if share > was.get(slot, 0):
                assert slot in slots(before), f"{command} gives traffic to a slot that is not there"
                wanted = math.ceil(self.prescale * share / 100) if command == "advance" else self.full[slot]
                assert self.pods[slot] >= wanted, f"{command}: {self.pods[slot]} pods of {slot}, {wanted} are wanted"
        moved = changed(before, after)
        kinds = {kind for kind, _ in moved}
        allowed = (
            {"Service", "HTTPRoute", "HorizontalPodAutoscaler"} if command != "rollback" else {"Service", "HTTPRoute"}
        )
        assert kinds <= allowed, f"{command} changes {moved}"
        self._scaled(before)

    def _scaled(self, before: Objects) -> None:
        """A slot that may not shrink keeps its pods; one that may is at its minimum as soon as the load allows."""
        held = {}
        for slot in slots(self.found):
            least = autoscaler(self.found, slot)["minReplicas"]
            kept = self.pods.get(slot, 0) if slot in slots(before) else 0
            steady = self.position.keys() == {"active"}
            assert frozen(self.found, slot) is not steady
            held[slot] = max(least, kept)
        self.pods = held
        for slot, share in weights(self.found).items():
            if share == 100:
                self.full[slot] = self.pods[slot]


@given(services(SLOTS), st.sampled_from(["blue", "green"]), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_of_commands_loses_traffic_or_pods(case: Case, slot: str, data: st.DataObject) -> None:
    walk = Walk(case, slot)
    for _ in range(data.draw(st.integers(4, 12))):
        walk.run(data.draw(st.sampled_from(walk.commands())), data)


@given(services(SLOTS), strategies.version("service"), st.sampled_from(["blue", "green"]))
@few
def test_a_release_adds_a_slot_and_freezes_the_active_one(case: Case, version: Data, slot: str) -> None:
    strategy = case.project["components"]["api"]["strategy"]
    steady = {"active": {"slot": slot, "image": "busybox:1"}}
    steps = {} if strategy == "blue-green" else {"steps": strategy["steps"]}
    before = objects(at(case, steady))
    after = objects(at(case, {**steady, "candidate": {**version, **steps}, "step": 0}))
    new, kinds = f"{NAME}-{other(slot)}", {"Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    added = {(kind, name) for kind, name in after.keys() - before.keys() if kind != "ConfigMap"}
    assert added == {(kind, new) for kind in kinds}
    assert before.keys() <= after.keys()
    assert changed(before, after) == {("HorizontalPodAutoscaler", f"{NAME}-{slot}"), ("Service", NAME)}
    held = copy.deepcopy(after["Service", NAME])
    held["metadata"]["annotations"][RELEASE] = before["Service", NAME]["metadata"]["annotations"][RELEASE]
    assert held == before["Service", NAME]
