from generator.release.state_machine import Command
from generator.releases.release_request import ReleaseRequest
from generator.spec.release import Version
from tests.builders import releases


def request(**more: object) -> ReleaseRequest:
    return ReleaseRequest(command=Command.RELEASE, component="api", environment="dev", image="a:2", **more)  # type: ignore[arg-type]


def test_a_release_keeps_the_image_unless_another_is_asked_for() -> None:
    kept = ReleaseRequest(command=Command.RELEASE, component="api", environment="dev", model="s3://m/2")
    assert kept.version(releases.version("1")) == Version(image=releases.version("1").image, model="s3://m/2")


def test_a_release_keeps_the_model_unless_another_is_asked_for_or_it_is_exact() -> None:
    active = releases.version("1", model="s3://m/1")
    assert request().version(active) == Version(image="a:2", model="s3://m/1")
    assert request(model="s3://m/2").version(active) == Version(image="a:2", model="s3://m/2")
    assert request(exact=True).version(active) == Version(image="a:2")
