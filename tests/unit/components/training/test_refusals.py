import pytest

from tests.builders import samples, trainings
from tests.builders.documents import Data

ASK = "ask the platform team for operators"


@pytest.mark.parametrize("api", ["jobset", "trainjob", "pytorchjob"])
def test_the_job_alone_has_a_clock(api: str) -> None:
    (said,) = trainings.said(api, {"run": {"schedule": "@daily"}})
    assert said == (
        f"run: training has no schedule with operators.training: {api} in dev"
        f" -> write what it runs as a step of a pipeline, which has one: image, command and args; or {ASK}: {{training: job}}"
    )


@pytest.mark.parametrize("api", ["job", "jobset", "pytorchjob"])
def test_one_operator_alone_knows_of_mpi(api: str) -> None:
    assert trainings.said(api, {"framework": "mpi"}) == [
        (
            f"framework: nothing gives MPI its hosts with operators.training: {api} in dev"
            f" -> write another framework; or {ASK}: {{training: trainjob}}"
        )
    ]


ELASTIC: Data = {"kind": "training", "image": "a/b:1", "elastic": {"min": 1, "max": 2}}


@pytest.mark.parametrize("api", ["job", "jobset", "trainjob"])
def test_nodes_come_and_go_under_one_operator_alone(api: str) -> None:
    assert samples.problems(ELASTIC, None, trainings.operators("pytorchjob")) == []
    assert samples.problems(ELASTIC, None, trainings.operators(api)) == [
        (
            f"components.api.elastic: the number of nodes cannot change with operators.training: {api} in dev"
            f" -> write nodes in its place; or {ASK}: {{training: pytorchjob}}"
        )
    ]
