from tests.builders import trainings

ASK = "ask the platform team for operators"


def test_all_nodes_start_again_together() -> None:
    assert trainings.said("jobset", {"restart": "container"}) == [
        (
            "restart: all nodes start again together, each in another pod with operators.training: jobset in dev"
            f" -> remove it, or write restart: pod; or {ASK}: {{training: job}}"
        )
    ]


def test_an_older_version_has_no_rules_for_failures() -> None:
    assert trainings.said("jobset", {}, version="0.6.0") == trainings.said("jobset", {}) == []
    assert trainings.said("jobset", {}, version="0.5.2") == [
        "kind: jobset 0.5.2 has no rules of a failurePolicy in dev -> ask the platform team for jobset 0.6 or newer"
    ]
