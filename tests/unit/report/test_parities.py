"""Environments side by side, as text and as JSON."""

import json

from generator.report import parities
from generator.report.output import note
from generator.review.parity import Cell, ComponentParity, Field, ProjectParity
from generator.spec.release import Release, Version

STEADY = Release(active=Version("ghcr.io/acme/api:1"))
CELL = Cell("ghcr.io/acme/api:1", "", "canary", (2, 4), "small", {"cpu": "500m"}, STEADY)


def project(other: Cell | None, *fields: Field) -> ProjectParity:
    component = ComponentParity("api", {"dev": CELL, "production": other}, fields)
    return ProjectParity("ml-project.yaml", "risk", "fraud", ("dev", "production"), (component,))


def text(*found: ProjectParity, colour: bool = False) -> str:
    return "".join(each.text for each in parities.parity(found, "text", colour=colour) if not each.err)


def test_what_differs_has_a_mark_and_its_fields_say_why() -> None:
    field = Field("scale.max", {"dev": "4", "production": "9"}, ("team", "platform"))
    assert text(project(CELL._replace(scale=(2, 9)), field)) == (
        "risk/fraud\n"
        "COMPONENT  ENVIRONMENT  IMAGE  MODEL  STRATEGY  SCALE  MACHINE           RELEASE\n"
        "api        dev          1      -      canary    2-4 *  small (cpu 500m)  steady\n"
        "api        production   1      -      canary    2-9 *  small (cpu 500m)  steady\n"
        "\n"
        "FIELD          dev  production  FROM\n"
        "api.scale.max  4    9           team, platform\n"
    )


def test_positions_of_releases_are_told_in_words() -> None:
    candidate = STEADY._replace(candidate=Version("a:2"), step=1, steps=(10, 50))
    assert "candidate 2, step 1/2, 10 % *\n" in text(project(CELL._replace(release=candidate)))
    assert "candidate 2, 0 % *\n" in text(project(CELL._replace(release=candidate._replace(step=0, steps=()))))
    previous = STEADY._replace(previous=Version("a:0"))
    assert "100 %, previous 0 warm *\n" in text(project(CELL._replace(release=previous)))


def test_a_component_that_is_left_out_is_said_so() -> None:
    assert "api        production   not there *\n" in text(project(None))


def test_a_value_that_is_long_or_has_lines_stays_on_one_line() -> None:
    long = Field("args", {"dev": ["x" * 90], "production": "a\nb"}, ("team",))
    assert f'api.args  ["{"x" * 37}…  a\\nb        team\n' in text(project(CELL, long))


def test_only_a_terminal_gets_colours() -> None:
    other = CELL._replace(scale=(9, 9))
    assert "\x1b[" not in text(project(other))
    assert text(project(other), colour=True).count("\x1b[33m") == 2


def test_several_projects_are_apart() -> None:
    assert text(project(CELL), project(CELL)).count("\n\nrisk/fraud\n") == 1


def test_no_differences_are_said_so() -> None:
    assert list(parities.parity([project(CELL)], "text", colour=False))[-1] == note("no differences")


def test_environments_that_a_project_does_not_run_in_are_named_on_stderr() -> None:
    found = project(CELL)._replace(environments=(), components=(), missing=("staging", "qa"))
    assert list(parities.parity([found], "text", colour=False)) == [
        note("tidegate: risk/fraud does not run in staging, qa"),
    ]


def test_notes_are_on_stderr_beside_json_too() -> None:
    found = project(CELL)._replace(missing=("qa",))
    assert [each for each in parities.parity([found], "json", colour=False) if each.err] == [
        note("tidegate: risk/fraud does not run in qa"),
        note("no differences"),
    ]


def test_of_one_environment_nothing_is_said_to_be_equal() -> None:
    alone = project(CELL)._replace(environments=("dev",))
    assert [each for each in parities.parity([alone], "text", colour=False) if each.err] == []


def test_json_has_the_cells_by_environment() -> None:
    field = Field("scale.max", {"dev": "4"}, ("team",))
    (output,) = parities.parity([project(None, field)], "json", colour=False)
    (found,) = json.loads(output.text)
    assert found == {
        "team": "risk",
        "project": "fraud",
        "file": "ml-project.yaml",
        "environments": ["dev", "production"],
        "components": [
            {
                "component": "api",
                "environments": {
                    "dev": {
                        "image": "ghcr.io/acme/api:1",
                        "model": None,
                        "strategy": "canary",
                        "scale": {"min": 2, "max": 4},
                        "machine": "small",
                        "resources": {"cpu": "500m"},
                        "release": {
                            "state": "steady",
                            "slot": "blue",
                            "step": 0,
                            "steps": [],
                            "share": 0,
                            "candidate": None,
                            "previous": None,
                        },
                    },
                    "production": None,
                },
                "differing": [],
                "fields": [{"field": "scale.max", "values": {"dev": "4"}, "from": ["team"]}],
            }
        ],
    }
