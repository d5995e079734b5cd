"""What the edit of a release command does when it is merged."""

from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.releases.transition import Transition
from generator.review import rendering
from generator.validation.platform import Platform


def of(moved: Transition, platform: Platform, environment: str) -> EnvironmentChange | None:
    """The change of the environment in which a release moves; None if its file was changed without any effect."""
    before = rendering.render(moved.checked, platform, environment).states.get(environment)
    after = rendering.render(moved.rendered.checked, platform, environment).states.get(environment)
    return environment_change.of(before, after)
