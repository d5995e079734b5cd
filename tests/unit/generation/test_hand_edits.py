"""Edits by hand as data."""

from generator.generation import hand_edits
from generator.generation.hand_edits import Answer, Budget, Explained, HandEdit, Setting


def edit(answer: Answer) -> HandEdit:
    return HandEdit("f.yaml", "a.yaml", 1, "field", answer)


def test_a_run_explains_so_many_edits_and_looks_at_so_many_environments() -> None:
    budget = Budget(2)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    assert [budget.look() for _ in range(3)] == [True, True, False]


def test_of_the_patches_of_a_component_the_last_list_has_all() -> None:
    path, other = ("environments", "dev", "components", "api", "patches"), ("environments", "dev")
    answers = [Answer("patch", Setting(path, [1])), Answer("none"), Answer("field", Setting(other, 0))]
    edits = [*map(edit, answers), edit(Answer("patch", Setting(path, [1, 2])))]
    assert list(hand_edits.settings(edits)) == [Setting(path, [1, 2]), Setting(other, 0)]


def test_projects_come_together() -> None:
    one = edit(Answer("none"))
    assert hand_edits.together([]) == Explained()
    assert hand_edits.together([Explained((one,), 2), Explained((one,), 1, 3)]) == Explained((one, one), 3, 3)
