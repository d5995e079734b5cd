import pytest

from tests.builders import cases, pipelines, samples
from tests.builders.documents import Data
from tests.builders.samples import PIPELINE

WIDE: Data = {
    "steps": {
        "start": {"command": ["a"]},
        **{name: {"after": ["start"], "command": ["b"]} for name in ("one", "two", "three")},
        "end": {"after": ["one", "two", "three"], "command": ["c"], "resources": {"cpu": "2"}},
    }
}


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"image": "ghcr.io/acme/steps:2"}, True),
        ({"steps": {**PIPELINE["steps"], "extra": {"command": ["x"]}}}, True),
        ({"parameters": {"A": "1"}}, True),
        ({"files": {"/a": "b"}}, True),
        ({"concurrency": 1}, True),
        ({"description": "nightly"}, False),
        ({"labels": {"team": "a"}}, False),
        ({"run": "keep"}, False),
    ],
)
def test_what_changes_a_run_makes_another_one(change: Data, again: bool) -> None:  # noqa: FBT001 - a case
    assert (pipelines.run(change)["metadata"]["name"] != pipelines.run()["metadata"]["name"]) is again


@pytest.mark.parametrize(("concurrency", "cpu"), [(None, "3.3"), (2, "3.2"), (1, "2.1")])
def test_quota_counts_the_steps_that_may_run_at_the_same_time(concurrency: int | None, cpu: str) -> None:
    written = WIDE if concurrency is None else {**WIDE, "concurrency": concurrency}
    said = pipelines.said(written, {"quota": {"cpu": "1"}})
    assert said[0].startswith(f"steps: {cpu} of cpu may be needed")


def test_a_release_changes_the_image_of_the_steps_that_have_none_in_place() -> None:
    section = {"releases": {"api": {"active": {"image": "ghcr.io/acme/steps:9"}}}}
    steps = {**PIPELINE["steps"], "own": {"image": "ghcr.io/acme/own:1", "command": ["x"]}}
    found = cases.build(samples.case({**PIPELINE, "steps": steps}, section, pipelines.OPERATORS))
    (run,) = [each.object for _, each in found.manifests() if each.kind == "Workflow"]
    images = [each["container"]["image"] for each in run["spec"]["templates"] if "container" in each]
    assert images == ["ghcr.io/acme/steps:9"] * 2 + ["ghcr.io/acme/own:1"]


def test_it_needs_an_operator() -> None:
    assert samples.problems(PIPELINE) == [
        (
            "components.api.kind: no operator runs pipeline in dev"
            " -> no environment has one: ask the platform team for operators: {pipeline: argo-workflows}"
        )
    ]
