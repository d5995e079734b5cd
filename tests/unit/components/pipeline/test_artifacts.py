import pytest

from tests.builders import pipelines, samples
from tests.builders.documents import Data
from tests.builders.pipelines import HANDED_OVER, OUT

A: Data = {"command": ["a"]}


def read(source: Data, environment: Data | None = None, **more: Data) -> Data:
    """The artifact of Argo that a step reads."""
    steps = {"a": {**A, "inputs": {"raw": {"path": "/raw", **source}}}}
    (found,) = pipelines.step("a", {"steps": steps, **more}, environment)["inputs"]["artifacts"]
    artifact: Data = found
    return artifact


def test_what_a_step_reads_comes_from_the_task_that_writes_it() -> None:
    dag, *_ = pipelines.spec(HANDED_OVER)["templates"]
    assert dag["dag"]["tasks"][1] == {
        "name": "b",
        "template": "b",
        "dependencies": ["a"],
        "arguments": {"artifacts": [{"name": "out", "from": "{{tasks.a.outputs.artifacts.out}}"}]},
    }


def test_without_a_uri_argo_keeps_it_in_its_own_repository() -> None:
    assert pipelines.step("a", HANDED_OVER)["outputs"] == {"artifacts": [{"name": "out", "path": OUT}]}
    assert pipelines.step("b", HANDED_OVER)["inputs"] == {"artifacts": [{"name": "out", "path": "/data/out"}]}


def test_with_a_uri_it_is_there_as_it_is() -> None:
    assert read({"uri": "s3://lake/a/b", "secret": "keys"}) == {
        "name": "raw",
        "path": "/raw",
        "archive": {"none": {}},
        "s3": {
            "endpoint": "s3.amazonaws.com",
            "bucket": "lake",
            "key": "a/b",
            "accessKeySecret": {"name": "keys", "key": "AWS_ACCESS_KEY_ID"},
            "secretKeySecret": {"name": "keys", "key": "AWS_SECRET_ACCESS_KEY"},
        },
    }


def test_without_a_secret_the_account_of_the_pods_has_the_rights() -> None:
    assert read({"uri": "s3://lake/a"})["s3"] == {
        "endpoint": "s3.amazonaws.com",
        "bucket": "lake",
        "key": "a",
        "useSDKCreds": True,
    }
    assert read({"uri": "gs://lake/a"})["gcs"] == {"bucket": "lake", "key": "a"}


def test_google_has_one_key() -> None:
    key = {"name": "keys", "key": "serviceAccountKey"}
    assert read({"uri": "gs://lake/a", "secret": "keys"})["gcs"]["serviceAccountKeySecret"] == key


def test_the_platform_says_where_buckets_are() -> None:
    store = {"endpoint": "minio.minio:9000", "insecure": True, "region": "eu"}
    operators = {"operators": {"pipeline": {"api": "argo-workflows", "s3": store}}}
    assert read({"uri": "s3://lake/a"}, operators)["s3"] == {**store, "bucket": "lake", "key": "a", "useSDKCreds": True}


def test_a_uri_may_have_parameters() -> None:
    found = read({"uri": "s3://lake/$(DAY)/a"}, parameters={"DAY": "1"})
    assert found["s3"]["key"] == "{{workflow.parameters.DAY}}/a"


@pytest.mark.parametrize(
    ("uri", "keys"),
    [("s3://lake/a", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]), ("gs://lake/a", ["serviceAccountKey"])],
)
def test_its_secret_is_made_with_the_keys_that_argo_reads(uri: str, keys: list[str]) -> None:
    written = {"steps": {"a": {**A, "inputs": {"raw": {"path": "/raw", "uri": uri, "secret": "lake"}}}}}
    secrets = {"provider": "external-secrets", "store": "vault"}
    made = pipelines.objects(written, {"secrets": secrets})["ExternalSecret/lake"]
    assert [each["secretKey"] for each in made["spec"]["data"]] == keys


def test_an_environment_changes_a_part_of_an_artifact() -> None:
    artifact = {"path": OUT, "uri": "s3://lake/a", "secret": "keys"}
    steps = {"a": {**A, "artifacts": {"out": artifact}}}
    section = {"steps": {"a": {"artifacts": {"out": {"uri": "gs://prod/a", "secret": None}}}}}
    objects = samples.objects(
        {**samples.PIPELINE, "steps": steps}, {"components": {"api": section}}, pipelines.OPERATORS
    )
    (workflow,) = [each for each in objects.values() if each["kind"] == "Workflow"]
    (found,) = workflow["spec"]["templates"][1]["outputs"]["artifacts"]
    assert (found["path"], found["gcs"]) == (OUT, {"bucket": "prod", "key": "a"})


def test_steps_of_which_one_reads_what_the_other_writes_are_not_counted_together() -> None:
    said = pipelines.said(HANDED_OVER, {"quota": {"cpu": "1"}})
    assert any(each.startswith("steps: 1.1 of cpu may be needed") for each in said)
