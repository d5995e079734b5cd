import pytest

from tests.builders import cases, pipelines, samples
from tests.builders.cases import Case
from tests.builders.documents import Data

INGEST: Data = {"kind": "job", "image": "ghcr.io/acme/ingest:1", "command": ["ingest"]}
INSTEAD = "write what the step runs in place of component: image, command and args"
KINDS = f"name a component of kind job, cronjob or training, or {INSTEAD}"


def case(name: str, ingest: Data, section: Data | None = None, environment: Data | None = None) -> Case:
    """A pipeline with a step that names a component, beside the component `ingest`."""
    pipeline = {"kind": "pipeline", "steps": {"a": {"component": name}}}
    found = samples.case(pipeline, section, pipelines.OPERATORS | (environment or {}))
    return found._replace(project={**found.project, "components": {"ingest": ingest, "api": pipeline}})


def said(name: str, ingest: Data, section: Data | None = None, environment: Data | None = None) -> list[str]:
    problems = cases.judged(case(name, ingest, section, environment)).problems
    return [f"{each.where.removeprefix('components.')}: {each.fact} -> {each.hint}" for each in problems]


@pytest.mark.parametrize(
    ("name", "change", "fact"),
    [
        ("ingset", {}, f'there is no component "ingset" -> did you mean "ingest"? {INSTEAD}'),
        ("api", {}, f'"api" is of kind pipeline, which becomes no container that ends -> {KINDS}'),
        (
            "ingest",
            {"kind": "worker"},
            f'"ingest" is of kind worker, which becomes no container that ends -> {KINDS}',
        ),
        ("ingest", {"completions": 2}, f'"ingest" has completions: 2, and a step is one pod -> {INSTEAD}'),
        (
            "ingest",
            {"kind": "training", "nodes": 2},
            f'"ingest" has nodes: 2, and a step is one pod -> {INSTEAD}',
        ),
        (
            "ingest",
            {"init": {"wait": {"image": "ghcr.io/acme/wait:1"}}},
            f'"ingest" has init, and a step is one container in one pod -> {INSTEAD}',
        ),
        (
            "ingest",
            {
                "kind": "inference",
                "format": "sklearn",
                "models": {"eu": "file:///m/eu"},
                "volumes": {"/m": {"claim": "m"}},
            },
            f'"ingest" is of kind inference, which becomes no container that ends -> {KINDS}',
        ),
        (
            "ingest",
            {"model": "s3://models/a/1"},
            (
                '"ingest" has a model of its own, and all steps have that of the pipeline'
                f" -> write the same model beside steps, or {INSTEAD}"
            ),
        ),
    ],
)
def test_a_step_names_a_component_that_becomes_one_container_which_ends(name: str, change: Data, fact: str) -> None:
    assert said(name, {**INGEST, **change}) == [f"api.steps.a.component: {fact}"]


def test_a_step_names_no_component_that_the_environment_removes() -> None:
    assert said("ingest", INGEST, {"components": {"ingest": None}}) == [
        (
            'api.steps.a.component: there is no component "ingest" in dev'
            f" -> remove the step there, too, with null in environments.dev.components, or {INSTEAD}"
        )
    ]


def test_training_that_an_operator_runs_is_no_step() -> None:
    environment = {"operators": {"pipeline": "argo-workflows", "training": "jobset"}}
    assert said("ingest", {**INGEST, "kind": "training"}, None, environment) == [
        (
            'api.steps.a.component: "ingest" is no container of its own, since an operator runs training in dev'
            f" -> {INSTEAD}"
        )
    ]


def test_what_is_wrong_with_the_component_is_said_once() -> None:
    assert said("ingest", {**INGEST, "files": {"/a": {"from": "none"}}}) == [
        ('ingest.files["/a"].from: "none": there is no such file -> name a file in the project\'s folder or below it')
    ]


def test_a_component_with_what_the_pipeline_has_too_is_a_step() -> None:
    found = case("ingest", {**INGEST, "model": "s3://models/a/1"})
    components = found.project["components"]
    components = {**components, "api": {**components["api"], "model": "s3://models/a/1"}}
    assert cases.judged(found._replace(project={**found.project, "components": components})).problems == ()
