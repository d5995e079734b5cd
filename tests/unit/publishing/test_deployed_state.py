"""What a GitOps repository says of a component, whatever engine moves its traffic."""

from typing import Any

import pytest

from generator.errors import Mark
from generator.generation import overlay_changes, work
from generator.generation.results import ProjectResult, ReleasePositions, RenderedFiles
from generator.publishing import deployed_state
from generator.publishing.deployed_state import DeployedState
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case

EXPOSED: Data = SERVICE | {"expose": {"host": "api.example.org"}, "scale": {"min": 2, "max": 6}}
CANARY: Data = EXPOSED | {"strategy": {"type": "canary", "steps": [10, 50]}}
RECREATE: Data = EXPOSED | {"strategy": "recreate"}
TAKEN = (
    "removing the Canary removes the Services and the primary that Flagger created: the service would be interrupted"
)
TOGETHER = "the strategy changes together with the version: it would be promoted at once"


class Memory:
    """A repository's files by path."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._held = files

    def folders(self, path: str) -> list[str]:
        below = {name[len(path) + 1 :] for name in self._held if name.startswith(f"{path}/")}
        return sorted({name.split("/")[0] for name in below if "/" in name})

    def files(self, path: str) -> list[str]:
        return sorted(name.rpartition("/")[2] for name in self._held if name.rpartition("/")[0] == path)

    def read(self, path: str) -> str:
        return self._held.get(path, b"").decode()


def skipped(before: Case, after: Case) -> list[str]:
    """What is refused of `after` over a repository that holds `before`, without where it was compared."""
    checked = cases.judged(after)
    now = work.snapshots(checked)
    here = dict.fromkeys(now, Mark("f.yaml", 1, 1))
    positions = ReleasePositions(now, here, work.places(checked, now))
    result = ProjectResult(file="f.yaml", team="risk", project="fraud", positions=positions)
    files = cases.build(before).files()
    found = DeployedState(result, Memory(files), overlay_changes.overlays(files)).jumps()
    return [problem.fact.removesuffix(" (compared with what the repository holds)") for problem in found]


class Counting(Memory):
    """A repository that knows which files were read."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(files)
        self.read_paths: list[str] = []

    def read(self, path: str) -> str:
        self.read_paths.append(path)
        return super().read(path)


def test_the_position_is_read_once_and_only_of_overlays_that_change() -> None:
    built = case(CANARY)
    checked = cases.judged(built)
    now = work.snapshots(checked)
    positions = ReleasePositions(now, dict.fromkeys(now, Mark("f.yaml", 1, 1)), work.places(checked, now))
    result = ProjectResult(file="f.yaml", team="risk", project="fraud", positions=positions)
    store = Counting(cases.build(built).files())
    untouched = DeployedState(result, store, [])
    assert ([*untouched.jumps(), *untouched.moves()], store.read_paths) == ([], [])
    DeployedState(result, store, overlay_changes.overlays(cases.build(built).files()))
    (service,) = store.read_paths
    state = DeployedState(result, store, overlay_changes.overlays(cases.build(built).files()))
    assert [*state.moves()] == []
    assert store.read_paths == [service, service]


def on(engine: str, component: Data) -> Case:
    return case(component, None, {"engine": engine})


ENGINES = ("native", "argo-rollouts", "flagger")


@pytest.mark.parametrize("now", ENGINES)
@pytest.mark.parametrize("then", ENGINES)
@pytest.mark.parametrize("component", [EXPOSED, RECREATE, CANARY], ids=["rolling", "recreate", "canary"])
def test_a_live_component_keeps_its_engine(component: Data, then: str, now: str) -> None:
    facts = [] if then == now else [f"engine changes from {then} to {now} while it runs"]
    assert skipped(on(then, component), on(now, component)) == facts


@pytest.mark.parametrize(
    ("engine", "before", "after", "facts"),
    [
        ("flagger", CANARY, EXPOSED, [TAKEN]),
        ("flagger", CANARY, EXPOSED | {"strategy": "blue-green", "image": "ghcr.io/acme/api:2"}, [TOGETHER]),
        ("flagger", EXPOSED, CANARY | {"image": "ghcr.io/acme/api:2"}, [TOGETHER]),
        ("flagger", CANARY, CANARY | {"image": "ghcr.io/acme/api:2"}, []),
        ("flagger", EXPOSED, CANARY, []),
        ("argo-rollouts", EXPOSED, CANARY | {"image": "ghcr.io/acme/api:2"}, [TOGETHER]),
        ("argo-rollouts", CANARY, EXPOSED, []),
    ],
)
def test_a_change_that_a_controller_makes_an_outage_of_is_refused(
    engine: str, before: Data, after: Data, facts: Any
) -> None:
    assert skipped(on(engine, before), on(engine, after)) == facts


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("component", [EXPOSED, CANARY], ids=["rolling", "canary"])
def test_a_port_of_running_pods_is_not_renamed_on_any_engine(component: Data, engine: str) -> None:
    renamed = on(engine, component | {"ports": {"web": 8080}})
    assert skipped(on(engine, component), renamed) == [
        'the port "http" (8080) is renamed to "web" while it runs: the running pods have no such port'
    ]
    assert skipped(on(engine, component), on(engine, component | {"ports": {"http": 8080, "web": 8081}})) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("traffic", ["gateway-api", "ingress"])
def test_a_route_does_not_move_to_a_port_that_comes_in_the_same_merge(engine: str, traffic: str) -> None:
    chosen = {"engine": engine, "traffic": traffic, "ingress": {"class": "nginx"}}
    moved = EXPOSED | {"ports": {"http": 8080, "web": 8081}, "expose": {"host": "api.example.org", "port": "web"}}
    assert skipped(case(EXPOSED, None, chosen), case(moved, None, chosen)) == [
        "the route moves to port 8081, which comes in the same merge: no running pod has it"
    ]


DATA: Data = {"kind": "job", "image": "a:1", "volumes": {"/data": {"size": "10Gi", "class": "fast"}}}


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"size": "5Gi"}, 'the size of the claim at "/data" changes from 10Gi to 5Gi'),
        ({"class": "slow"}, 'the class of the claim at "/data" changes from fast to slow'),
        ({"access": "many"}, 'the access of the claim at "/data" changes from once to many'),
        ({"size": "20Gi"}, ""),
    ],
)
@pytest.mark.parametrize("more", [{}, {"kind": "service", "ports": {"http": 8080}, "strategy": "recreate"}])
def test_a_claim_in_the_repository_only_grows(more: Data, change: Data, fact: str) -> None:
    before = DATA | more
    after = before | {"volumes": {"/data": {"size": "10Gi", "class": "fast"} | change}}
    assert skipped(case(before), case(after)) == ([fact] if fact else [])


MOVING = SERVICE | {"strategy": "blue-green", "scale": {"min": 2, "max": 6}}
RELEASED = {"releases": {"api": {"active": {"slot": "blue", "image": "a:1"}, "candidate": {"image": "a:2"}, "step": 0}}}
AWAY = "the component is removed while a release is under way (compared with what the repository holds)"


def removed(stale: str, *, kept: str) -> list[tuple[str, str]]:
    """What is refused where the repository has a release on its way at `stale`, and the project's new files are `kept`."""
    before = cases.build(case(MOVING, RELEASED)).files()
    service = before["projects/risk/fraud/overlays/dev/blue-green/fraud-api.service.yaml"]
    result = ProjectResult(file="f.yaml", team="risk", project="fraud", files=RenderedFiles({kept: b""}))
    found = deployed_state.removals(result, [stale], Memory({stale: service}))
    return [(problem.where, problem.fact) for problem in found]


def test_a_component_that_goes_while_its_release_is_on_its_way_is_refused() -> None:
    gone = "projects/risk/fraud/overlays/dev/blue-green/fraud-api.service.yaml"
    here = gone.replace("-api", "-web")
    assert removed(gone, kept=here) == [("environments.dev.releases.api", AWAY)]


def test_a_component_that_only_changes_its_strategy_does_not_go() -> None:
    gone = "projects/risk/fraud/overlays/dev/blue-green/fraud-api.service.yaml"
    assert removed(gone, kept=gone.replace("blue-green", "canary")) == []


@pytest.mark.parametrize(
    "kept",
    [
        "projects/ads/fraud/overlays/dev/blue-green/fraud-api.service.yaml",
        "projects/risk/fraud/overlays/de/blue-green/vfraud-api.service.yaml",
    ],
    ids=["another team", "an environment whose name ends elsewhere"],
)
def test_what_another_place_holds_under_the_name_does_not_keep_a_component(kept: str) -> None:
    gone = "projects/risk/fraud/overlays/dev/blue-green/fraud-api.service.yaml"
    assert removed(gone, kept=kept) == [("environments.dev.releases.api", AWAY)]


@pytest.mark.parametrize("folder", ["projects/risk/fraud", "projects/risk/fraud/overlays"])
def test_a_service_outside_of_an_overlay_is_of_no_environment(folder: str) -> None:
    path = f"{folder}/fraud-api.service.yaml"
    files = cases.build(case(CANARY, None)).files()
    service = next(content for name, content in files.items() if name.endswith("fraud-api.service.yaml"))
    result = ProjectResult(file="f.yaml", team="risk", project="fraud")
    assert list(deployed_state.removals(result, [path], Memory({path: service}))) == []


@pytest.mark.parametrize("engine", ["native", "flagger"])
def test_a_deployment_is_recreated_from_now_on(engine: str) -> None:
    assert skipped(on(engine, EXPOSED), on(engine, RECREATE)) == []
    assert skipped(on(engine, RECREATE), on(engine, EXPOSED)) == []


def test_a_rollout_is_not_followed_by_a_deployment() -> None:
    then, now = on("argo-rollouts", EXPOSED), on("argo-rollouts", RECREATE)
    assert skipped(then, now) == [
        "the strategy changes from rolling to recreate: a Deployment would replace the running Rollout"
    ]
    assert skipped(now, then) == [
        "the strategy changes from recreate to rolling: a Rollout would replace the running Deployment"
    ]
    assert skipped(now, now) == []
