"""The release board as a page."""

from html import escape
from typing import Any

from generator.errors import Mark, Problem
from generator.git.last_change import LastChange
from generator.report import board_html
from generator.review import board
from generator.review.board import BoardProject, Place, Wait
from generator.review.parity import Cell, ComponentParity, Field, ProjectParity
from generator.spec.release import Release, Version
from tests.builders.html_pages import Page

STEADY = Release(active=Version("ghcr.io/acme/api:1", "s3://models/1"))
CANARY = STEADY._replace(candidate=Version("ghcr.io/acme/api:2@sha256:abc"), step=1, steps=(10, 50))
CELL = Cell("ghcr.io/acme/api:1", "s3://models/1", "canary", (2, 4), "small", {"cpu": "500m"}, STEADY)
PLACE = Place("eu", "fraud-dev", slotted=True, commands=("release",))


def project(
    *fields: Field, name: str = "fraud", cells: dict[str, Cell | None] | None = None, **more: Any
) -> BoardProject:
    cells = cells or {"dev": CELL, "production": CELL}
    component = ComponentParity("api", cells, fields)
    found = ProjectParity("ml-project.yaml", "risk", name, tuple(cells), (component,))
    places = {("api", each): PLACE for each in cells}
    return BoardProject("ml-project.yaml", found, **{"places": places, **more})


def written(*projects: BoardProject) -> str:
    return board_html.text(board.ordered("from their files", projects))


def words(text: str) -> str:
    return " ".join(" ".join(Page(text).texts).split())


def test_a_component_shows_what_it_runs_in_each_environment() -> None:
    text = words(written(project()))
    said = (
        "blue, active, 100 % of the traffic ghcr.io/acme/api:1 model s3://models/1 "
        "strategy canary pods 2-4 machine small (cpu 500m) next release"
    )
    assert f"api dev cluster eu, namespace fraud-dev {said} production cluster eu, namespace fraud-dev {said}" in text
    assert ("What waits Nothing." in text, "differs" in text, "drift" in text) == (True, False, False)


def test_a_release_shows_both_versions_with_their_share_and_waits() -> None:
    cell = CELL._replace(release=CANARY)
    waits = (Wait("release", "production", "api", since=LastChange("4f1c2d3e4f5a6b", "2026-11-20")),)
    places = {("api", "production"): PLACE._replace(commands=("advance", "abort"))}
    found = written(project(cells={"production": cell}, places=places, waits=waits))
    text = words(found)
    assert (
        "candidate on slot green at step 1 of 2, 10 % of the traffic since 2026-11-20 (4f1c2d3e4f5a); next: advance or abort"
        in text
    )
    assert "blue, active, 90 % of the traffic" in text
    assert "green, candidate, 10 % of the traffic ghcr.io/acme/api:2 @sha256:abc step 1 of 2 (10 %, 50 %)" in text
    assert [each["value"] for each in Page(found).all("progress")] == ["90", "10"]
    (item,) = (each for each in Page(found).all("li") if "data-item" in each)
    assert (item["data-team"], item["data-environment"], item["data-state"]) == ("risk", "production", "release")


def test_a_promotion_and_consent_wait() -> None:
    promotion = Wait("promotion", "production", "api", version=Version("ghcr.io/acme/api:2"), source="staging")
    consent = Wait("consent", text="dev/api", line=7)
    text = words(written(project(waits=(promotion, consent))))
    assert "risk/fraud production api: staging runs 2, which is not here; next: promote" in text
    assert 'risk/fraud consent to removals stands in ml-project.yaml:7: allowPrune has "dev/api"' in text


def test_what_differs_is_marked_and_its_fields_say_why() -> None:
    field = Field("scale.max", {"dev": "4", "production": "9"}, ("team", "platform"))
    other = CELL._replace(scale=(2, 9), image="ghcr.io/acme/api:0")
    text = words(written(project(field, cells={"dev": CELL, "production": other})))
    assert text.count("differs") == 5
    assert "1 field of api differs field dev production from scale.max 4 9 team, platform" in text


def test_a_component_that_is_left_out_is_said_so() -> None:
    assert "api drift dev not there" in words(written(project(cells={"dev": None, "production": CELL})))


def test_a_project_with_problems_shows_them_and_what_is_sound() -> None:
    problem = Problem(mark=Mark("b.yaml", 3, 4), where="name", fact="wrong <b>", hint="mend", code="x")
    lost = BoardProject("b.yaml", None, {}, problems=(problem,), invalid=True)
    found = written(lost, project(problems=(problem,), invalid=True))
    text = words(found)
    assert "Projects with problems b.yaml: 1 problem risk/fraud: 1 problem" in text
    assert text.count("b.yaml:3:4: name: wrong <b> (mend)") == 2
    assert Page(found).all("b") == []


def test_no_value_is_markup() -> None:
    attack = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    version = Version(attack, attack)
    cell = CELL._replace(
        image=attack,
        model=attack,
        strategy=attack,
        machine=attack,
        release=CANARY._replace(active=version, candidate=version),
    )
    component = ComponentParity(attack, {attack: cell}, (Field(attack, {attack: attack}, ("team",)),))
    found = ProjectParity(attack, attack, attack, (attack,), (component,))
    waits = (
        Wait("release", attack, attack),
        Wait("promotion", attack, attack, version=version, source=attack),
        Wait("consent", text=attack),
    )
    problem = Problem(mark=Mark(attack, 3, 4), where=attack, fact=attack, hint=attack, code="x")
    places = {(attack, attack): Place(attack, attack, slotted=True, commands=(attack,))}
    text = written(BoardProject(attack, found, places, waits, (problem,), invalid=True))
    page = Page(text)
    assert (len(page.all("script")), page.all("img")) == (1, [])
    assert text.count(escape(attack)) > 20


def test_the_page_grows_with_its_projects_and_no_faster() -> None:
    one, many = (len(written(*(project(name=f"p{each}") for each in range(count)))) for count in (1, 300))
    assert many < 300 * one


def test_an_empty_board_has_nothing_to_search() -> None:
    assert Page(written()).all("form") == []
