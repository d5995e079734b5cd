"""What a commit of `publish` says, and what is checked out for it."""

from pathlib import Path

import pytest

from generator.generation.results import ProjectResult, ProjectUpdate
from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.impact.state import EnvironmentState
from generator.kubernetes.effects.effect import Effect
from generator.publishing import commit_contents
from generator.publishing.commit_contents import MOST_HEADLINES, MOST_LINES, PATTERN_LIMIT, PublishedProject
from tests.builders.states import container, deployment, state


def published(project: str, folder: Path, *, removed: bool = False) -> PublishedProject:
    return PublishedProject("risk", project, str(folder / "ml-project.yaml"), (), (), (), removed)


def update(project: str) -> ProjectUpdate:
    return ProjectUpdate(ProjectResult(file="ml-project.yaml", team="risk", project=project))


def test_the_message_for_one_project_names_it(tmp_path: Path) -> None:
    assert commit_contents.message([published("fraud", tmp_path)]) == "publish risk/fraud\n\n"


def test_the_message_for_several_projects_lists_them(tmp_path: Path) -> None:
    changed = [published("fraud", tmp_path), published("old", tmp_path, removed=True)]
    assert commit_contents.message(changed) == "publish 2 projects\n\n- risk/fraud\n- remove risk/old\n\n"


def test_the_message_says_what_the_releases_do(tmp_path: Path) -> None:
    moved = published("fraud", tmp_path)._replace(
        moves=("release fraud/api 2 to dev\n  It starts.\n", "finish fraud/web\n")
    )
    assert commit_contents.message([moved]) == (
        "publish risk/fraud\n\nrelease fraud/api 2 to dev\n  It starts.\n\nfinish fraud/web\n\n"
    )


def restarted(environment: str, pods: int = 1) -> EnvironmentChange:
    def at(value: str) -> EnvironmentState:
        pod = {"containers": [container(env=[{"name": "A", "value": value}])]}
        deployments = (deployment(f"w{each}", slot="", pod=pod) for each in range(pods))
        return state(*deployments)._replace(key=("risk", "fraud", environment))

    found = environment_change.of(at("info"), at("debug"))
    assert found is not None
    return found


def test_the_message_has_the_headline_of_each_environment_wrapped(tmp_path: Path) -> None:
    moved = published("fraud", tmp_path)._replace(
        changes=(restarted("dev"), restarted("production")), moves=("finish fraud/web\n",)
    )
    assert commit_contents.message([moved]) == (
        "publish risk/fraud\n\n"
        "risk/fraud dev: restart: 1 rolling restart (1 pod, about 30 s without\n"
        "  scheduling and pulls), 1 object changed\n"
        "risk/fraud production: restart: 1 rolling restart (1 pod, about 30 s\n"
        "  without scheduling and pulls), 1 object changed\n"
        "\nfinish fraud/web\n\n"
    )


def test_the_worst_headline_comes_first(tmp_path: Path) -> None:
    moved_away = restarted("production")._replace(effects=(Effect.REPLACED,))
    moved = published("fraud", tmp_path)._replace(changes=(restarted("dev"), moved_away))
    found = commit_contents.message([moved]).splitlines()
    assert [line.partition(": ")[0] for line in found if line.startswith("risk/")] == [
        "risk/fraud production",
        "risk/fraud dev",
    ]


def test_a_long_headline_is_cut_after_four_lines(tmp_path: Path) -> None:
    moved = published("fraud", tmp_path)._replace(
        changes=(restarted("dev")._replace(moved=("c" * 90, "n" * 300)), restarted("dev", 300))
    )
    body = commit_contents.message([moved]).splitlines()[2:]
    assert [line[:3] for line in body].count("ris") == 2
    assert len(body) <= 2 * MOST_LINES + 1


def test_of_many_headlines_the_rest_is_counted(tmp_path: Path) -> None:
    changes = tuple(restarted(f"e{number}") for number in range(MOST_HEADLINES + 2))
    found = commit_contents.message([published("fraud", tmp_path)._replace(changes=changes)])
    assert found.count("restart: 1 rolling") == MOST_HEADLINES
    assert found.endswith("\nand 2 more environments\n\n")


def test_the_source_folder_of_a_removed_file_is_the_nearest_that_exists(tmp_path: Path) -> None:
    assert commit_contents.source_folder(str(tmp_path / "gone/below/ml-project.yaml")) == str(tmp_path)


def test_the_branch_of_a_pull_request_depends_on_the_projects_and_not_on_their_order() -> None:
    one, two = update("a"), update("b")
    assert commit_contents.proposal_branch([one]) == "tidegate/risk.a"
    assert commit_contents.proposal_branch([one, two]) == commit_contents.proposal_branch([two, one])
    assert commit_contents.proposal_branch([one, two]).startswith("tidegate/2-projects-")


@pytest.mark.parametrize(
    ("count", "patterns"),
    [
        (1, ["/clusters/", "/projects/risk/p0/"]),
        (PATTERN_LIMIT + 1, ["/clusters/", "/projects/"]),
    ],
)
def test_only_the_files_of_few_projects_are_checked_out(count: int, patterns: list[str]) -> None:
    assert list(commit_contents.checkout_patterns([update(f"p{n}") for n in range(count)])) == patterns
