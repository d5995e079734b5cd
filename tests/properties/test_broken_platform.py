"""What is said with a broken environment is said with the whole one, too: nothing follows from what is broken alone."""

from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from generator.components import kinds
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.resolve import platform as resolve
from generator.source import document
from generator.validation import project_check
from generator.validation.platform import Platform
from tests.builders import documents
from tests.builders.documents import Data
from tests.properties import strategies
from tests.properties.bending import bent

HELD = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
DEFAULTS = st.sampled_from(
    [
        {},
        {"scale": {"min": 2, "max": 4}, "shutdown": "60s"},
        {"strategy": {"type": "blue-green", "prescale": 2}},
        {"strategy": {"type": "rolling", "unavailable": 1}, "ports": {"admin": 9000}},
        {"resources": {"limits": {"cpu": "4", "memory": "8Gi", "nvidia.com/gpu": "1"}}},
        {"machine": "gpu-small", "env": {"MODEL_URI": "x", "B_B": {"secret": "s", "key": "k"}}},
        {
            "files": {"/etc/app/a.yaml": "x"},
            "volumes": {"/models": {"size": "1Gi"}},
            "health": {"ready": {"tcp": "admin"}},
        },
    ]
)
BREAKS = st.sampled_from(
    [
        {"cluster": {"name": "one", "kubernetes": "1.20"}},
        {"engine": "istio"},
        {"policy": {"minReplicas": 0}},
        {"extends": "nobody"},
        {"traffic": "gateway-api", "gateway": None},
        {"machines": {"Big": {"cpu": "1"}}},
        {"default": {"shutdown": "5s"}},
    ]
)


def platform(environments: dict[str, Data]) -> Platform:
    defaults = platform_folder.read(None).environments["defaults"]
    files = {
        name: document.parse(documents.dump(data).encode(), f"environments/{name}.yaml")
        for name, data in environments.items()
    }
    found = resolve.read({"defaults": defaults, **files}, platform_folder.schemas(), TABLES, kinds.fields)
    return Platform(
        folder="",
        environments=dict(found.environments),
        requires="",
        narrowing={},
        invalid_environments=found.invalid_environments,
    )


def said(project: Any, environments: dict[str, Data]) -> set[tuple[Any, str]]:
    content = documents.dump(project).encode()
    return {
        (problem.mark, problem.fact)
        for problem in project_check.check(content, "ml-project.yaml", platform(environments)).problems
    }


@given(st.data())
@HELD
def test_nothing_is_said_that_the_whole_environment_would_not_say(data: st.DataObject) -> None:
    case = data.draw(strategies.cases())
    project = data.draw(bent(case.project))
    whole = {name: held | {"defaults": data.draw(DEFAULTS)} for name, held in case.platform.items()}
    broken = {name: held | data.draw(BREAKS) for name, held in whole.items()}
    note(project)
    note(broken)
    assert said(project, broken) - said(project, whole) == set()
