"""What all HTML pages have in common."""

import base64
import hashlib
import re

from generator.errors import Mark, Problem, Severity
from generator.report import page
from tests.builders.html_pages import Page


def written(*body: str, searched: bool = True) -> str:
    return "".join(page.page("a title", "about it", body, searched=searched))


def test_a_page_asks_no_network_and_runs_no_other_script() -> None:
    text = written()
    found = Page(text)
    digest = base64.b64encode(hashlib.sha256(page.script().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    assert found.all("meta")[1] == {"http-equiv": "Content-Security-Policy", "content": policy}
    assert text.count("<script>") == 1
    assert f"<script>{page.script()}</script>" in text
    assert [tag for tag, held in found.elements if "src" in held or "style" in held] == []
    assert not re.search(r"url\(|@import", text)


def test_a_page_without_a_form_has_no_script() -> None:
    assert Page(written(searched=False)).all("script") == []


def test_title_and_description_are_no_markup() -> None:
    found = Page("".join(page.page("<i>", "<b>", (), searched=False)))
    assert (found.all("i"), found.all("b")) == ([], [])
    assert [each for each in found.texts if each.strip()] == ["<i>", "<i>", "<b>"]


def test_a_form_is_hidden_until_the_script_shows_it() -> None:
    found = Page("".join(page.form("objects", {"team": ["risk", '<i>"']})))
    assert found.all("form") == [{"hidden": None, "role": "search", "aria-label": "Objects"}]
    assert [each["name"] for each in (*found.all("input"), *found.all("select"))] == ["search", "team"]
    assert [each for each in found.texts if each.strip()] == ["Search", "Team", "all", "risk", '<i>"']


def test_problems_are_told_with_their_place_and_way_out() -> None:
    problem = Problem(mark=Mark("a.yaml", 3, 4), where="", fact="is <wrong>", hint="mend", code="x")
    warning = problem._replace(severity=Severity.WARNING, hint="", mark=Mark("b.yaml", 1, 1))
    told = page.told([problem, warning])
    assert told == ["a.yaml:3:4: is <wrong> (mend)", "b.yaml:1:1: warning: is <wrong>"]
    assert page.items(told, kind="bad").splitlines()[1] == '<li class="bad">a.yaml:3:4: is &lt;wrong&gt; (mend)</li>'
    assert page.items([]) == ""
