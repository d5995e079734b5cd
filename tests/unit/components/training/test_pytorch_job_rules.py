import pytest

from tests.builders import samples, trainings
from tests.builders.documents import Data

ASK = "ask the platform team for operators"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"framework": "jax"},
            (
                "framework: nothing tells jax its ranks with operators.training: pytorchjob in dev"
                f" -> write pytorch or tensorflow; or {ASK}: {{training: job}}"
            ),
        ),
        (
            {"restart": "pod"},
            (
                "restart: a container starts again in its pod with operators.training: pytorchjob in dev"
                f" -> remove it, or write restart: container; or {ASK}: {{training: job}}"
            ),
        ),
        (
            {"init": {"pytorch": {"command": ["a"]}}},
            'init.pytorch: "pytorch" is the name of the container that trains -> give it another name',
        ),
    ],
)
def test_what_the_training_operator_cannot_do(written: Data, said: str) -> None:
    assert trainings.said("pytorchjob", written) == [said]


def test_only_pytorch_trains_on_while_nodes_come_and_go() -> None:
    written = {"kind": "training", "image": "a/b:1", "framework": "tensorflow", "elastic": {"min": 1, "max": 2}}
    assert samples.problems(written, None, trainings.operators("pytorchjob")) == [
        ("components.api.elastic: tensorflow cannot train on while nodes come and go -> write nodes in its place")
    ]


def test_an_older_version_starts_one_process_alone() -> None:
    assert trainings.said("pytorchjob", {}, version="1.6") == [
        "kind: pytorchjob 1.6 has no nprocPerNode of a PyTorchJob in dev -> ask the platform team for pytorchjob 1.7 or newer"
    ]
    assert trainings.said("pytorchjob", {"framework": "tensorflow"}, version="1.6") == []
    assert trainings.said("pytorchjob", {}, version="1.9.4") == []


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
