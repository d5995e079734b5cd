"""What a commit of `publish` says, and what is checked out for it."""

from pathlib import Path

import pytest

from generator.generation.results import ProjectResult, ProjectUpdate
from generator.publishing import commit_contents
from generator.publishing.commit_contents import PATTERN_LIMIT, PublishedProject


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
