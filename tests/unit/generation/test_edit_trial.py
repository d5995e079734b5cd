"""An environment as it would be generated with edits."""

import shutil
from pathlib import Path

import pytest

from generator.generation.edit_trial import Trial
from generator.generation.hand_edits import Setting
from generator.validation import platform as platforms

EXAMPLES = Path(__file__).parents[3] / "examples"
FILE = str(EXAMPLES / "podinfo" / "ml-project.yaml")
WEB = ("environments", "dev", "components", "web")
PLATFORM = platforms.at(str(EXAMPLES))
DEPLOYMENT = "projects/demo/podinfo/overlays/dev/rolling/podinfo-web-blue.deployment.yaml"


def beside(folder: Path) -> Trial:
    """Of podinfo in dev, on the cluster of staging."""
    shutil.copytree(EXAMPLES / "environments", folder / "environments")
    shutil.copytree(EXAMPLES / "podinfo", folder / "podinfo")
    shutil.copy(EXAMPLES / "tidegate-platform.yaml", folder)
    staging = folder / "environments" / "staging.yaml"
    staging.write_text(staging.read_text().replace("name: staging, kub", "name: dev, kub"))
    return Trial(str(folder / "podinfo" / "ml-project.yaml"), platforms.at(str(folder)), "dev")


@pytest.fixture(scope="module")
def trial() -> Trial:
    return Trial(FILE, PLATFORM, "dev")


def test_settings_are_what_the_file_says_in_place_of_its_own(trial: Trial) -> None:
    settings = [Setting((*WEB, "env", "A"), "1"), Setting((*WEB, "env", "PODINFO_UI_COLOR"), None)]
    settings += [Setting((*WEB, "minReadySeconds"), 5), Setting((*WEB, "security"), {"writableRoot": True})]
    found = trial.run(settings)
    spec = found.objects[DEPLOYMENT]["spec"]
    (main,) = spec["template"]["spec"]["containers"]
    assert [each["name"] for each in main["env"]] == ["HOME", "PODINFO_POD", "PODINFO_UI_MESSAGE", "A"]
    assert (spec["minReadySeconds"], main["securityContext"]["readOnlyRootFilesystem"]) == (5, False)
    assert [unit.target.name for unit in found.units] == ["web"]
    assert trial.run(()).objects[DEPLOYMENT]["spec"] != spec


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ((*WEB, "scale"), 0, "0 is less than 1"),
        ((*WEB, "scale"), 1.5, '"1.5" is not a whole number or a mapping'),
        (("name", "x"), "y", "name is not a mapping"),
    ],
)
def test_a_file_that_is_refused_gives_nothing_but_the_reason(
    path: tuple[str, ...], value: object, problem: str, trial: Trial
) -> None:
    found = trial.run([Setting(path, value)])
    assert (dict(found.objects), found.problem) == ({}, problem)


def test_what_other_environments_do_not_allow_is_a_conflict(tmp_path: Path) -> None:
    trial = beside(tmp_path)
    settings = [Setting((*WEB, "expose", "host"), "podinfo.staging.example.org")]
    assert trial.run(settings).problem == ""
    host = '"podinfo.staging.example.org/"'
    assert trial.conflict(()) == ""
    assert trial.conflict(settings) == f"{host} is in staging what it is in dev, and both are on cluster dev"
