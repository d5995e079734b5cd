import pytest

from generator.environment.environment import Downloader
from generator.spec import model_uri

S3, OTHERS = Downloader(image="s3"), Downloader(image="others")


@pytest.mark.parametrize(("uri", "image"), [("s3://a", "s3"), ("S3://a", "s3"), ("models:/a", "others")])
def test_the_scheme_chooses_the_downloader(uri: str, image: str) -> None:
    found = model_uri.downloader(uri, {"s3": S3, "*": OTHERS})
    assert found is not None
    assert found.image == image


def test_a_scheme_may_have_none() -> None:
    assert model_uri.downloader("gs://a", {"s3": S3}) is None


@pytest.mark.parametrize(
    ("path", "volume"), [("/a", "/a"), ("/a/b/c", "/a/b"), ("/ab", ""), ("/x", ""), ("/a/c", "/a")]
)
def test_the_nearest_volume_has_a_path(path: str, volume: str) -> None:
    assert model_uri.holder(path, {"/a": {}, "/a/b": {}}) == volume


def test_the_reference_of_an_image() -> None:
    assert model_uri.reference("oci://ghcr.io/acme/m@sha256:ab") == "ghcr.io/acme/m@sha256:ab"
