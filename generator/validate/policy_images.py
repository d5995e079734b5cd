"""The platform's rules for the image of a container."""

from collections.abc import Iterator

from generator.environment.environment import Policy
from generator.source.finding import Finding
from generator.spec import image
from generator.spec.image import Image
from generator.validate import refusal
from generator.validate.context import CheckedComponent

FLOATING_TAG = "latest"
TAG_HINT = "write repository:tag, with the tag of a version"
DIGEST_HINT = "write repository:tag@sha256:...; tidegate release resolves it"


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Check the image of a container against `policy.images`; see `context.parts` for those of a component."""
    shown = component.data.get("image")
    if shown is None:
        return  # its operator has one, or its steps have
    for rule, fact, hint in violations(component.environment.policy, image.parse(shown)):
        yield refusal.of(component, ("image",), fact=f'"{shown}" {fact}', rule=("images", rule), hint=hint)


def violations(policy: Policy, written: Image) -> Iterator[tuple[str, str, str]]:
    """The key of each rule of `policy.images` that an image breaks, with a fact that reads on from its name, and a hint."""
    if policy.registries is not None and not any(image.is_under(written, prefix) for prefix in policy.registries):
        yield "registries", "is not from an allowed registry", f"allowed: {', '.join(policy.registries)}"
    if policy.require_tag and not written.tag:
        yield "requireTag", "has no tag", TAG_HINT
    if policy.require_tag and written.tag == FLOATING_TAG:
        yield "requireTag", f"has the floating tag {FLOATING_TAG}", TAG_HINT
    if policy.require_digest and not written.digest:
        yield "requireDigest", "has no digest", DIGEST_HINT
