"""Components that a template makes of its models, through the commands: each is released, changed and removed alone."""

import re
from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import edit, tidegate
from tests.acceptance.serving_team import Team
from tests.builders.inferences import KNATIVE, PLATFORM, STANDARD
from tests.builders.repositories import git

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  score:
    kind: inference
    format: sklearn
    models:
      eu: s3://models/eu/1  # Europe
      us: {uri: s3://models/us/1, env: US_URI}
    scale: {min: 2, max: 4}
    strategy: {type: canary, steps: [10]}
environments:
  production:
"""
DOWNLOADED = PLATFORM + "downloaders: {s3: {image: 'ghcr.io/acme/download:1', command: [get]}}\n"
FORMS = {"deployment": DOWNLOADED, "kserve-standard": STANDARD, "kserve-knative": KNATIVE}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=FORMS)
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    """A team on each of the forms, with what it has generated."""
    exposed = PROJECT.replace("    scale:", "    expose: {host: '{component}.acme.dev'}\n    scale:")
    return start(tmp_path, FORMS[request.param], exposed if request.param == "deployment" else PROJECT)


@pytest.fixture
def standard(tmp_path: Path) -> Team:
    return start(tmp_path, STANDARD)


def start(tmp_path: Path, platform: str, project: str = PROJECT) -> Team:
    team = Team(tmp_path / "team", platform, project)
    assert generate(team).code == 0
    return team


def generate(team: Team, *more: str) -> deploying.Told:
    return tidegate("generate", team.file, "--platform", team.platform, "--into", team.folder / "deploy", *more)


def contents(team: Team, model: str) -> dict[Path, str]:
    """The objects of a model that are generated."""
    return {path: path.read_text() for path in team.folder.glob(f"deploy/**/fraud-score-{model}*.yaml")}


def test_a_model_is_released_to_the_end_and_the_other_one_stays(team: Team) -> None:
    us = contents(team, "us")
    for command in ("release", "advance", "advance", "finish"):
        more = ("--model", "s3://models/eu/2") if command == "release" else ()
        assert team.does(command, *more, component="score-eu").code == 0
    assert contents(team, "us") == us
    assert {"s3://models/eu/2" in text for text in contents(team, "eu").values() if "s3://" in text} == {True}
    assert "score-us" not in team.releases
    assert "eu: s3://models/eu/2  # Europe\n" in team.file.read_text()
    assert tidegate("validate", team.file, "--platform", team.platform).out == ""


def test_a_candidate_is_given_up(team: Team) -> None:
    team.does("release", "--model", "s3://models/eu/2", component="score-eu")
    team.does("advance", component="score-eu")
    assert team.does("abort", component="score-eu").code == 0
    assert team.does("abort", component="score-eu").code == 0
    assert "eu: s3://models/eu/1  # Europe\n" in team.file.read_text()


def test_a_version_goes_back(team: Team) -> None:
    for command in ("release", "advance", "advance", "rollback"):
        more = ("--model", "s3://models/us/2") if command == "release" else ()
        assert team.does(command, *more, component="score-us").code == 0


def test_a_setting_of_a_version_is_that_of_one_model(tmp_path: Path) -> None:
    team = start(tmp_path, DOWNLOADED, PROJECT.replace("{type: canary, steps: [10]}", "rolling"))
    us = contents(team, "us")
    assert team.does("release", "--set", "env.LOG_LEVEL=debug", component="score-eu").code == 0
    assert (
        "score-eu:\n        active: {slot: blue, model: s3://models/eu/1, with: {env: {LOG_LEVEL: debug}}}"
        in team.releases
    )
    assert contents(team, "us") == us
    assert any("LOG_LEVEL" in text for text in contents(team, "eu").values())


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ("score", 'tidegate: "score" is the template of score-eu, score-us in {}\n  hint: name one of them\n'),
        (
            "score-usa",
            'tidegate: there is no component "score-usa" in {}\n  hint: did you mean "score-us"? choose from: score-eu, score-us\n',
        ),
    ],
)
@pytest.mark.parametrize("command", ["release", "advance", "abort", "rollback", "finish"])
def test_a_command_is_about_one_model(standard: Team, command: str, component: str, said: str) -> None:
    more = ("--model", "s3://models/eu/2") if command == "release" else ()
    told = standard.does(command, *more, component=component)
    assert (told.code, told.err) == (2, said.format(standard.file))


@pytest.mark.parametrize(
    ("section", "way_out"),
    [
        ("{score: null}", "environments.production.components.score is null: remove that line"),
        (
            "{score: {models: {us: null}}}",
            "environments.production.components.score.models.us is null: remove that line",
        ),
        ("{score-us: null}", "environments.production.components.score-us is null: remove that line"),
    ],
)
def test_a_model_that_the_environment_has_not_is_not_released(tmp_path: Path, section: str, way_out: str) -> None:
    team = start(tmp_path, STANDARD, PROJECT + f"    components: {section}\n")
    told = team.does("release", "--model", "s3://models/us/2", component="score-us")
    assert (told.code, told.err) == (4, f'tidegate: "score-us" does not go to "production"\n  hint: {way_out}\n')


def test_a_model_that_goes_needs_the_consent_of_a_component_that_goes(standard: Team) -> None:
    edit(standard.file, "      us: {uri: s3://models/us/1, env: US_URI}\n", "")
    refused = generate(standard)
    assert refused.code == 4
    assert "allowPrune: [production/score-us]" in refused.out
    edit(standard.file, "environments:", "allowPrune: [production/score]\nenvironments:")
    told = generate(standard, "--check")
    assert '"production/score" allows nothing: "score" is the template of score-eu\n' in told.out
    edit(standard.file, "production/score]", "production/score-us]")
    assert generate(standard).code == 0
    assert contents(standard, "us") == {}


def test_a_template_is_explained_by_its_models(standard: Team) -> None:
    told = tidegate("explain", "score.scale.max", standard.file, "--platform", standard.platform)
    assert told.out.splitlines()[-2:] == [
        f"production   components.score-eu.scale.max  4      {standard.file}:11",
        f"production   components.score-us.scale.max  4      {standard.file}:11",
    ]
    us = [
        f"production   components.score-us.model.uri  s3://models/us/1  {standard.file}:10",
        f"production   components.score-us.model.env  US_URI            {standard.file}:10",
    ]
    eu = f"production   components.score-eu.model.uri  s3://models/eu/1  {standard.file}:9"
    for field, lines in {
        "score-us.model": us,
        "score.models.us": us,
        "score.models": [eu, *us],
        "models": [eu, *us],
    }.items():
        told = tidegate("explain", field, standard.file, "--platform", standard.platform)
        assert [line for line in told.out.splitlines() if line.startswith("production ")] == lines


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("components.score.models", ""),
        ("score.labels", "score.labels is not set\n"),
    ],
)
def test_a_template_that_no_environment_has_is_explained(tmp_path: Path, field: str, said: str) -> None:
    team = start(tmp_path, STANDARD, PROJECT + "    components: {score: null}\n")
    told = tidegate("explain", field, team.file, "--platform", team.platform)
    assert told.err == f'"score" is the template of score-eu, score-us: {team.file}:5\n{said}'


def test_an_edit_by_hand_is_given_by_the_component_of_its_model(standard: Team) -> None:
    [edited] = [path for path, text in contents(standard, "eu").items() if "maxReplicas: 4" in text]
    edit(edited, "maxReplicas: 4", "maxReplicas: 5")
    told = generate(standard, "--check")
    way = ("environments", "production", "components", "score-eu", "scale", "max: 5")
    lines = [f"{'  ' * depth}{key}{':' * (depth <= len(way))}" for depth, key in enumerate(way, 1)]
    assert "\n".join(lines).removesuffix(":") + "\n" in told.out


def test_the_names_that_a_command_lists_are_those_of_the_models(
    standard: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(standard.folder)
    told = tidegate("abort", "-e", "production", "--platform", standard.platform)
    assert (told.code, "Choose from: score-eu, score-us" in told.err) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("s3://models/eu/1 ", "s3://models/eu/2 ", ["14:3", "9:11"]),
        ("max: 4", "max: 5", ["11:26"]),
        ("  production:\n", "  production:\n    components: {score-us: {scale: 3}}\n", ["14:3"]),
    ],
)
def test_a_review_shows_a_change_where_it_is_written(standard: Team, old: str, new: str, places: list[str]) -> None:
    git(standard.folder, "add", "--all")
    git(standard.folder, "commit", "--quiet", "--message=generated")
    edit(standard.file, old, new)
    told = tidegate("diff", standard.file, "--platform", standard.platform, "--format", "github")
    assert [":".join(each) for each in re.findall(r"line=(\d+),col=(\d+)", told.out)] == places
