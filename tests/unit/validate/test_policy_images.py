"""Which images break which rule; the messages stand in test_policy."""

import pytest

from generator.environment.environment import Policy
from generator.spec import image
from generator.validate import policy_images

DIGEST = f"sha256:{'0a' * 32}"


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("ghcr.io/acme/a:1", ["requireDigest"]),
        (f"ghcr.io/acme/a:1@{DIGEST}", []),
        (f"ghcr.io/acme/a@{DIGEST}", ["requireTag"]),
        (f"ghcr.io/acme/a:latest@{DIGEST}", ["requireTag"]),
        ("nginx", ["registries", "requireTag", "requireDigest"]),
    ],
)
def test_rules_are_independent(written: str, broken: list[str]) -> None:
    policy = Policy(registries=("ghcr.io/acme",), require_tag=True, require_digest=True)
    assert [rule for rule, _, _ in policy_images.violations(policy, image.parse(written))] == broken
