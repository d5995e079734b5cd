import pytest

from tests.builders import trainings
from tests.builders.documents import Data

ASK = "ask the platform team for operators"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"framework": "tensorflow"},
            (
                "framework: a TrainJob needs a runtime of Kubeflow Trainer that starts framework tensorflow, and none is named in "
                f"dev -> write framework: pytorch or jax; or {ASK}: {{training: {{runtimes: {{tensorflow: NAME}}}}}}, one of those "
                "that kubectl get clustertrainingruntimes lists"
            ),
        ),
        (
            {"retries": 1},
            (
                "retries: nothing starts a failed run again with operators.training: trainjob in dev"
                " -> write retries: 0 there alone: environments: {ENVIRONMENT: {components: {NAME: {retries: 0}}}}; or "
                f"{ASK}: {{training: job}}, or for retriesByRuntime: true if the runtime starts failed pods again"
            ),
        ),
        (
            {"serviceAccount": {"token": True}},
            (
                "serviceAccount.token: pods get no token with operators.training: trainjob in dev"
                f" -> remove it there; or {ASK}: {{training: job}}"
            ),
        ),
    ],
)
def test_what_a_train_job_cannot_do_is_told_with_an_operator_that_can(written: Data, said: str) -> None:
    assert trainings.said("trainjob", written) == [said]


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


def test_a_runtime_for_mpi_is_named_as_kubeflow_trainer_does() -> None:
    (said,) = trainings.said("trainjob", {"framework": "mpi"})
    assert f"{ASK}: {{training: {{runtimes: {{mpi: deepspeed-distributed}}}}}}" in said
    assert trainings.said("trainjob", {"framework": "mpi"}, runtimes={"mpi": "ours"}) == []


def test_a_runtime_of_the_platform_runs_restricted_if_the_platform_says_so() -> None:
    runtimes = {"mpi": "ours"}
    assert trainings.said("trainjob", {"framework": "mpi"}, restricted=False, runtimes=runtimes) == [
        (
            "framework: nothing says that all containers of runtime ours run as podSecurity: restricted wants them in dev -> "
            "ask the platform team; where they do, for operators: {training: {api: trainjob, restricted: true}}"
        )
    ]
    assert trainings.said("trainjob", {}, restricted=False, runtimes=runtimes) == []
    baseline = {"podSecurity": "baseline"}
    assert trainings.said("trainjob", {"framework": "mpi"}, baseline, restricted=False, runtimes=runtimes) == []


@pytest.mark.parametrize(
    ("version", "written", "said"),
    [
        (
            "2.1",
            {},
            ["kind: trainjob 2.1 has no runtimePatches in dev -> ask the platform team for trainjob 2.2 or newer"],
        ),
        ("2.2", {}, []),
        (
            "2.2",
            {"shutdown": "1m"},
            [
                (
                    "shutdown: trainjob 2.2 has no terminationGracePeriodSeconds in runtimePatches in dev"
                    " -> ask the platform team for trainjob 2.3 or newer"
                )
            ],
        ),
        ("2.3.1", {"shutdown": "1m"}, []),
        ("2", {"shutdown": "1m"}, []),
    ],
)
def test_fields_that_came_with_a_version(version: str, written: Data, said: list[str]) -> None:
    assert trainings.said("trainjob", written, version=version) == said
