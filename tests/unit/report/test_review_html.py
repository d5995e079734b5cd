import re
from typing import Any

from generator.comparison.changes import FieldChange
from generator.errors import Mark, Problem
from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.kubernetes.effects.effect import Effect
from generator.report import review_html
from generator.review.review import Review
from tests.builders.html_pages import Page
from tests.builders.states import container, deployment, state


def changed(value: str = "debug", name: str = "fraud-api-blue") -> EnvironmentChange:
    pod = {"containers": [container(env=[{"name": "A", "value": value}])]}
    before = {"containers": [container(env=[{"name": "A", "value": "info"}])]}
    found = environment_change.of(state(deployment(name, pod=before)), state(deployment(name, pod=pod)))
    assert found is not None
    return found


def written(*environments: EnvironmentChange, **more: Any) -> str:
    found = Review(base="4f1c2d3e4f5a6b", head="working tree", environments=environments, **more)
    return "".join(each.text for each in review_html.output(found) if not each.err)


def test_everything_can_be_read_without_scripts() -> None:
    page = Page(written(changed()))
    text = " ".join(page.texts)
    for part in (
        "tidegate diff: restart",
        "risk/fraud production",
        "1 rolling restart (1 pod",
        "info",
        "debug",
        "pods 1, 2",
    ):
        assert part in text
    assert [each.get("open", "closed") for each in page.all("details")] == [None]
    assert "hidden" in page.all("form")[0]


def test_text_of_values_is_no_markup() -> None:
    attack = "</pre><script>alert(1)</script>&amp;"
    page = Page(written(changed(attack)))
    assert attack in "".join(page.texts)
    assert len(page.all("script")) == 1


def test_a_source_is_a_link_only_if_it_is_the_address_of_a_page() -> None:
    change = changed()
    held = change.objects[0].change
    fields = tuple(
        FieldChange(path, 1, 2, Effect.NONE, (), "why", source, hidden=False)
        for path, source in (("a", "https://kubernetes.io/"), ("b", "javascript:alert(1)"))
    )
    objects = (change.objects[0]._replace(change=held._replace(fields=fields)),)
    links = [each["href"] for each in Page(written(change._replace(objects=objects))).all("a")]
    assert links == ["#e0", "https://kubernetes.io/"]


def test_hidden_values_are_not_in_the_page() -> None:
    change = changed()
    held = change.objects[0].change
    secret = FieldChange("a", "old-secret", "new-secret", Effect.NONE, (), "why", "", hidden=True)
    objects = (change.objects[0]._replace(change=held._replace(fields=(secret,))),)
    text = written(change._replace(objects=objects))
    assert "secret" not in text
    assert text.count("(changed, not shown)") == 2


def test_a_reader_of_the_screen_finds_its_way() -> None:
    text = written(changed())
    page = Page(text)
    assert page.all("html") == [{"lang": "en"}]
    assert [tag for tag in ("header", "main", "h1", "title") if len(page.all(tag)) == 1] == [
        "header",
        "main",
        "h1",
        "title",
    ]
    assert all("scope" in each for each in page.all("th"))
    assert {each["id"] for _, each in page.elements if "id" in each} >= {
        each["aria-labelledby"] for _, each in page.elements if "aria-labelledby" in each
    }
    assert re.findall(r"<label>(\w+)<(?:input|select) ", text) == ["Search", "Environment", "Effect"]


def test_objects_are_searched_with_their_environment_and_chosen_by_any_of_their_effects() -> None:
    page = Page(written(changed()))
    assert page.all("details")[0]["data-group"] == "risk/fraud production"
    (found,) = page.all("article")
    assert found == {"data-item": None, "data-environment": "production", "data-effect": "restart"}


def test_problems_are_listed_and_counted_in_the_title() -> None:
    problem = Problem(mark=Mark("a.yaml", 3, 4), where="", fact="wrong <b>", hint="mend", code="x")
    page = Page(written(problems=(problem,)))
    assert "a.yaml:3:4: wrong <b> (mend)" in "".join(page.texts)
    assert "tidegate diff: 1 problem" in page.texts
    assert page.all("script") == []


def test_the_page_grows_with_its_objects_and_no_faster() -> None:
    one, many = (len(written(*(changed(name=f"w{each}") for each in range(count)))) for count in (1, 1000))
    assert many < 1000 * one
