"""What a GitOps repository says of a component, whatever engine moves its traffic."""

from typing import Any

import pytest

from generator.errors import Mark
from generator.generation import work
from generator.generation.result import Result
from generator.publishing import deployed_state
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case

EXPOSED: Data = SERVICE | {"expose": {"host": "api.example.org"}, "scale": {"min": 2, "max": 6}}
CANARY: Data = EXPOSED | {"strategy": {"type": "canary", "steps": [10, 50]}}
TAKEN = "with its Canary go the Services and the primary that Flagger made: nothing would answer"
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
    now = work.positions(cases.judged(after))
    here = dict.fromkeys(now, Mark("f.yaml", 1, 1))
    result = Result(file="f.yaml", team="risk", project="fraud", positions=now, moves=here)
    found = deployed_state.skipped(result, Memory(cases.build(before).files()))
    return [problem.fact.removesuffix(" (compared with what the repository holds)") for problem in found]


def on(engine: str, component: Data) -> Case:
    return case(component, None, {"engine": engine})


ENGINES = ("native", "argo-rollouts", "flagger")


@pytest.mark.parametrize("now", ENGINES)
@pytest.mark.parametrize("then", ENGINES)
@pytest.mark.parametrize("component", [EXPOSED, CANARY], ids=["rolling", "canary"])
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


@pytest.mark.parametrize("folder", ["projects/risk/fraud", "projects/risk/fraud/overlays"])
def test_a_service_outside_of_an_overlay_is_of_no_environment(folder: str) -> None:
    path = f"{folder}/fraud-api.service.yaml"
    files = cases.build(case(CANARY, None)).files()
    service = next(content for name, content in files.items() if name.endswith("fraud-api.service.yaml"))
    result = Result(file="f.yaml", team="risk", project="fraud")
    assert list(deployed_state.taken_away(result, [path], Memory({path: service}))) == []
