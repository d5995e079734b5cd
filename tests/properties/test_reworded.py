"""No decision of tidegate's hangs on the words of a message, whatever is written: with other words only the words differ."""

from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from generator.validation import project_check, project_render
from tests.builders import documents, reworded
from tests.builders.documents import Data
from tests.properties import strategies
from tests.properties.bending import bent
from tests.properties.test_broken_platform import BREAKS, platform

HELD = settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def judged(project: Any, environments: dict[str, Data]) -> list[tuple[object, ...]]:
    """Everything about the problems but their words."""
    content = documents.dump(project).encode()
    of_environments = platform(environments)
    checked = project_check.check(content, "ml-project.yaml", of_environments)
    found = checked if checked.invalid else project_render.render(checked, of_environments).checked
    return [(each.mark, each.where, each.code, each.severity) for each in found.problems]


@given(st.data())
@HELD
def test_other_words_change_nothing_but_the_words(data: st.DataObject) -> None:
    case = data.draw(strategies.cases())
    project = data.draw(bent(case.project))
    environments = {name: held | data.draw(st.just({}) | BREAKS) for name, held in case.platform.items()}
    note(project)
    note(environments)
    with reworded.other_words():
        other = judged(project, environments)
    assert other == judged(project, environments)
