import pytest

from tests.builders import samples, trainings
from tests.builders.documents import Data

ASK = "ask the platform team for operators"


@pytest.mark.parametrize(
    ("api", "written", "said"),
    [
        (
            "jobset",
            {"run": {"schedule": "@daily"}},
            (
                "run: training has no schedule with operators.training: jobset in dev"
                f" -> make it a step of a pipeline, which has one; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "job",
            {"framework": "mpi"},
            (
                "framework: nothing gives MPI its hosts with operators.training: job in dev"
                f" -> write another framework; or {ASK}: {{training: trainjob}}"
            ),
        ),
        (
            "pytorchjob",
            {"framework": "jax"},
            (
                "framework: nothing tells jax its ranks with operators.training: pytorchjob in dev"
                f" -> write pytorch or tensorflow; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "trainjob",
            {"framework": "tensorflow"},
            (
                "framework: no runtime of Kubeflow Trainer is named for framework tensorflow in dev"
                f" -> {ASK}: {{training: {{runtimes: {{tensorflow: NAME}}}}}}"
            ),
        ),
        (
            "trainjob",
            {"retries": 1},
            (
                "retries: nothing starts a failed run again with operators.training: trainjob in dev"
                f" -> write retries: 0; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "trainjob",
            {"serviceAccount": {"token": True}},
            (
                "serviceAccount.token: pods get no token with operators.training: trainjob in dev"
                f" -> remove it there; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "jobset",
            {"restart": "container"},
            (
                "restart: all nodes start again together, each in another pod with operators.training: jobset in dev"
                f" -> remove it, or write restart: pod; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "pytorchjob",
            {"restart": "pod"},
            (
                "restart: a container starts again in its pod with operators.training: pytorchjob in dev"
                f" -> remove it, or write restart: container; or {ASK}: {{training: job}}"
            ),
        ),
        (
            "pytorchjob",
            {"init": {"pytorch": {"command": ["a"]}}},
            'init.pytorch: "pytorch" is the name of the container that trains -> give it another name',
        ),
    ],
)
def test_what_an_operator_cannot_do_is_told_with_one_that_can(api: str, written: Data, said: str) -> None:
    assert trainings.said(api, written) == [said]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("init", {"a": {"command": ["a"]}}),
        ("sidecars", {"a": {"image": "a/b:1"}}),
        ("envFrom", [{"secret": "a"}]),
        ("health", {"live": {"command": ["a"]}}),
        ("spread", "node"),
        ("hostAliases", [{"ip": "10.0.0.1", "hostnames": ["a"]}]),
        ("restart", "pod"),
    ],
)
def test_a_patch_of_a_runtime_has_no_place_for_some_fields(field: str, value: object) -> None:
    assert trainings.said("trainjob", {field: value}) == [
        (
            f'{field}: "{field}" has no place with operators.training: trainjob in dev'
            f" -> remove it there; or {ASK}: {{training: job}}"
        )
    ]


@pytest.mark.parametrize("field", ["runtimeClassName", "priorityClassName", "claims"])
def test_nor_for_classes_of_a_machine(field: str) -> None:
    value: object = {"gpu": {"template": "one"}} if field == "claims" else "x"
    machines = {"machines": {"m": {"cpu": "1", "memory": "1Gi", field: value}}}
    assert trainings.said("trainjob", {"machine": "m"}, machines) == [
        (
            f"machine: a machine with {field} has no place with operators.training: trainjob in dev"
            f" -> choose another machine; or {ASK}: {{training: job}}"
        )
    ]


def test_runtimes_that_restart_failed_runs_let_a_team_write_retries() -> None:
    assert trainings.said("trainjob", {"retries": 3}, retriesByRuntime=True) == []
    assert trainings.said("trainjob", {}) == []


def test_what_the_operator_injects_runs_restricted_only_if_the_platform_says_so() -> None:
    said = trainings.said("pytorchjob", {}, restricted=False)
    assert said == [
        (
            "nodes: the init container that waits for the master has no securityContext, which podSecurity: restricted"
            f" refuses in dev -> {ASK}: {{training: jobset}}, or, where that container runs restricted, for"
            " {training: {api: pytorchjob, restricted: true}}"
        )
    ]
    assert trainings.said("pytorchjob", {"nodes": 1}, restricted=False) == []
    assert trainings.said("pytorchjob", {}, {"podSecurity": "baseline"}, restricted=False) == []
    assert trainings.said("pytorchjob", {"framework": "tensorflow"}, restricted=False) == []


def test_nodes_come_and_go_under_one_operator_alone() -> None:
    written = {"kind": "training", "image": "a/b:1", "elastic": {"min": 1, "max": 2}}
    assert samples.problems(written, None, trainings.operators("pytorchjob")) == []
    assert samples.problems(written, None, trainings.operators("jobset")) == [
        (
            "components.api.elastic: the number of nodes cannot change with operators.training: jobset in dev"
            f" -> write nodes in its place; or {ASK}: {{training: pytorchjob}}"
        )
    ]
