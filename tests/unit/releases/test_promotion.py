import pytest

from generator.release.state_machine import Command
from generator.releases import promotion
from generator.releases.promotion import Pinned
from generator.releases.release_request import ReleaseRequest
from generator.spec.release import Version

ONE, TWO = (f"sha256:{digit * 64}" for digit in "12")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("a:1", "a:1", True),
        ("a:1", "a:2", False),
        (f"a:1@{ONE}", f"a:2@{ONE}", True),
        (f"a:1@{ONE}", f"a:1@{TWO}", False),
        (f"a:1@{ONE}", f"b:1@{ONE}", False),
        (f"nginx@{ONE}", f"docker.io/library/nginx@{ONE}", True),
        (f"a:1@{ONE}", "a:1", False),
    ],
)
def test_images_are_the_same_by_digest_where_both_have_one(first: str, second: str, *, same: bool) -> None:
    assert promotion.is_same(Version(image=first), Version(image=second)) is same


def test_another_model_is_another_version() -> None:
    assert not promotion.is_same(Version(image="a:1", model="s3://m/1"), Version(image="a:1", model="s3://m/2"))


@pytest.mark.parametrize(
    ("image", "model", "unasked"),
    [
        ("a:1", "", ("a:1",)),
        (f"a:1@{ONE}", "s3://m/1", ()),
        ("a:1", "models:/fraud@champion", ("a:1", "models:/fraud@champion")),
        (f"a@{ONE}", "models:/fraud/3", ()),
    ],
)
def test_offline_everything_stays_as_written_and_what_may_move_is_named(
    image: str, model: str, unasked: tuple[str, ...]
) -> None:
    request = ReleaseRequest(command=Command.RELEASE, component="api", environment="dev", image=image, model=model)
    assert promotion.pin(request, offline=True) == Pinned(request, skipped=unasked)
