import pytest

from tests.builders import samples
from tests.builders.samples import JOB

PIN = "name a version, which always is the same model; tidegate release --model writes the version that an alias has"
SLASHES = "write the scheme in lower case, and as many slashes behind it as it has"


def said(uri: str) -> list[str]:
    return samples.problems(JOB | {"model": uri}, None, None)


@pytest.mark.parametrize(
    "uri",
    [
        "models:/x@champion",
        "models:/x/latest",
        "models:/x/Production",
        "s3://models/fraud/latest",
        "oci://ghcr.io/acme/m:latest",
    ],
)
def test_what_can_be_another_model_tomorrow_is_a_warning(uri: str) -> None:
    fact = f'"{uri}" can be another model tomorrow: pods that start then run that one, beside others'
    assert said(uri) == [f"components.api.model: {fact} -> {PIN}"]


def test_a_model_of_mlflow_without_a_version_is_a_warning() -> None:
    assert said("models:/fraud") == [
        (
            'components.api.model: "models:/fraud" names neither a version nor an alias, and MLflow reads no such address'
            " -> name one, models:/fraud/7, or an alias that release resolves, models:/fraud@champion"
        )
    ]


@pytest.mark.parametrize(
    ("uri", "scheme", "meant"),
    [
        ("s3:/m/x", "s3", "s3://m/x"),
        ("gs:///m/x", "gs", "gs://m/x"),
        ("S3://m/x", "s3", "s3://m/x"),
        ("models://fraud/7", "models", "models:/fraud/7"),
        ("hf:/acme/m", "hf", "hf://acme/m"),
        ("file://models/x", "file", "file:///models/x"),
    ],
)
def test_the_wrong_slashes_are_a_warning(uri: str, scheme: str, meant: str) -> None:
    fact = f'"{uri}" is no address that a store of {scheme} reads'
    assert said(uri) == [f'components.api.model: {fact} -> did you mean "{meant}"? {SLASHES}']


def test_a_bucket_without_a_path_is_a_warning() -> None:
    assert said("s3://models") == [
        (
            'components.api.model: "s3://models" names no model: there is nothing behind "models"'
            " -> write the path, too: s3://models/fraud/12"
        )
    ]


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "s3://models/fraud/12",
            "models:/fraud/12",
            "models:/m-" + "0a" * 16,
            "runs:/0a1b/model",
            "hf://gpt2",
            "hf://acme/m",
        ),
        *(
            "file:///models/x",
            "file:/models/x",
            "pvc://models/x",
            "oci://ghcr.io/acme/m:1",
            "https://a.dev/latest.bin",
            "x:y/z",
        ),
    ],
)
def test_other_addresses_are_fine(uri: str) -> None:
    assert [each for each in said(uri) if "is not a model" not in each] == []
