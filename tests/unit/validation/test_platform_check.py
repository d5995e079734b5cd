from pathlib import Path

import pytest

from generator.components.kinds import KINDS
from generator.validation import platform as platforms
from generator.validation import platform_check, project_check, project_render

EXAMPLES = Path(__file__).parents[3] / "examples"
PLATFORM = platforms.at(str(EXAMPLES))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sample_that_is_rendered_where_the_platform_runs_it(kind: str) -> None:
    checked = [
        project_check.check(text, "f.yaml", PLATFORM) for name, text in platform_check.samples(PLATFORM) if name == kind
    ]
    assert [each.problems for each in checked if each.invalid] == []
    assert any(project_render.render(each, PLATFORM)[1] for each in checked)
