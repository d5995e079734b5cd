import pytest

from tests.builders import cases, samples, sparks
from tests.builders.documents import Data
from tests.builders.samples import SPARK


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"image": "ghcr.io/acme/spark:2"}, True),
        ({"executors": {"count": 5}}, True),
        ({"conf": {"spark.a": "1"}}, True),
        ({"files": {"/a": "b"}}, True),
        ({"description": "nightly"}, False),
        ({"labels": {"team": "a"}}, False),
        ({"run": "keep"}, False),
    ],
)
def test_what_changes_a_run_makes_another_one(change: Data, again: bool) -> None:  # noqa: FBT001 - a case
    assert (sparks.run(change)["metadata"]["name"] != sparks.run()["metadata"]["name"]) is again


def test_quota_counts_the_driver_and_all_executors_that_there_may_be() -> None:
    said = sparks.said({"executors": {"min": 1, "max": 7}}, {"quota": {"cpu": "7"}})
    assert said[0].startswith("executors: 8 of cpu may be needed")


def test_a_release_changes_it_in_place() -> None:
    section = {"releases": {"api": {"active": {"image": "ghcr.io/acme/spark:9"}}}}
    found = cases.build(samples.case(SPARK, section, sparks.OPERATORS))
    (run,) = [each.object for _, each in found.manifests() if each.kind == "SparkApplication"]
    images = [run["spec"][part]["template"]["spec"]["containers"][0]["image"] for part in ("driver", "executor")]
    assert [run["spec"]["image"], *images] == ["ghcr.io/acme/spark:9"] * 3


def test_it_needs_an_operator() -> None:
    assert samples.problems(SPARK) == [
        (
            "components.api.kind: no operator runs spark in dev"
            " -> no environment has one: ask the platform team for operators: {spark: spark-operator}"
        )
    ]
