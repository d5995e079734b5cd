from generator.errors import Mark, Problem, Severity
from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.report import review_headlines
from generator.review.review import Review, Skipped
from tests.builders.states import autoscaler, container, deployment, state


def changes(projects: int, environments: int, *, alike: bool = True) -> list[EnvironmentChange]:
    found = []
    for project in range(projects):
        for environment in range(environments):
            pods = 2 if alike else 2 + project * environments + environment
            debug = {"containers": [container(env=[{"name": "A", "value": "debug"}])]}
            scale = autoscaler(pods, pods)
            change = environment_change.of(state(deployment(), scale), state(deployment(pod=debug), scale))
            assert change is not None
            found.append(change._replace(key=("risk", f"p{project:03}", f"e{environment}")))
    return found


def test_a_title_tells_what_was_not_compared() -> None:
    skipped = Skipped(("risk", "p000", "e0"), "head")
    problems = [
        Problem(mark=Mark("a.yaml", 1, 1), where="", fact=fact, code="type", severity=severity)
        for fact, severity in (("a", Severity.ERROR), ("b", Severity.REFUSAL), ("c", Severity.WARNING))
    ]
    review = Review("base", "head", tuple(changes(1, 1)), tuple(problems), (skipped,))
    assert review_headlines.title(review) == "tidegate diff: restart, 1 environment not compared, 2 problems"
    nothing = review._replace(environments=())
    assert review_headlines.title(nothing) == "tidegate diff: 1 environment not compared, 2 problems"
    assert review_headlines.title(nothing._replace(problems=(), skipped=())) == "tidegate diff: no differences"


def test_each_environment_has_its_headline() -> None:
    assert [each.subject for each in review_headlines.of(changes(2, 1))] == ["risk/p000 e0", "risk/p001 e0"]


def test_many_that_say_the_same_share_a_line_by_environment() -> None:
    found = review_headlines.of(changes(500, 3))
    assert [each.subject for each in found] == ["e0 of 500 projects", "e1 of 500 projects", "e2 of 500 projects"]
    assert found[0].text == (
        "1 rolling restart (2 pods in batches of 1, about 30 s without scheduling and pulls), 1 object changed"
    )


def test_many_that_say_different_things_share_a_line_by_effect() -> None:
    (found,) = review_headlines.of(changes(20, 5, alike=False))
    assert found.subject == "5 environments of 20 projects"
    assert found.text.startswith(
        "pods are replaced a few at a time; 100 objects, the first is risk/p000 e0: 1 rolling restart (2 pods "
    )


def test_the_worst_come_first_and_equal_ones_stay_in_order() -> None:
    mild, bad = changes(2, 1), environment_change.of(state(deployment()), state(deployment(), namespace="other"))
    assert bad is not None
    assert [each.key[1] for each in review_headlines.worst_first([*mild, bad])] == ["fraud", "p000", "p001"]
