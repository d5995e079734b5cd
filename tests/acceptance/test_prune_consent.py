"""`allowPrune`: consent to removals that is written, and reviewed, in the project file (docs/output.md#prune-consent)."""

from pathlib import Path

import pytest

from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject
from tests.acceptance import deploying
from tests.acceptance.deploying import Told, bare, edit, tidegate, tree
from tests.builders.repositories import git

PROJECT = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api: {kind: service, image: "ghcr.io/acme/api:1", ports: {http: 8080}}
  web: {kind: service, image: "ghcr.io/acme/web:1", ports: {http: 8080}}
  nightly: {kind: cronjob, image: "ghcr.io/acme/etl:1", schedule: "0 3 * * *"}
environments:
  dev:
  production:
"""
OVERLAYS = "projects/risk/fraud/overlays"
NIGHTLY = "jobs/fraud-nightly.cronjob.yaml"
UNUSED = (
    'warning: "{}" allows nothing: there is nothing to remove\n'
    "  hint: remove this entry, so that it does not allow a later removal\n"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project file, in the current folder; `../into` holds what is generated from it."""
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))
    deploying.at_home(tmp_path / "home", monkeypatch)
    top = tmp_path / "top"
    top.mkdir()
    monkeypatch.chdir(top)
    git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    file = top / "ml-project.yaml"
    file.write_text(PROJECT)
    commit()
    assert generate().code == 0
    return file


def commit() -> None:
    git(Path(), "add", "--all")
    git(Path(), "commit", "--quiet", "--message=x")


def generate(*more: str) -> Told:
    return tidegate("generate", "--into", "../into", *more)


def problems(told: Told) -> str:
    """What was told, without the files that differ and what that does."""
    lines = told.out.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("new ", "changed ", "stale ", "risk/fraud ")))


def lies(path: str) -> bool:
    return Path("../into", path).exists()


def drop(file: Path, component: str, consent: str) -> None:
    """Take a component out of the file and write `allowPrune` in place of what is there."""
    lines = [line for line in file.read_text().splitlines() if not line.startswith((f"  {component}:", "allowPrune"))]
    file.write_text("\n".join([*lines, f"allowPrune: {consent}", ""]))


@pytest.mark.parametrize("consent", ["[dev/nightly, production/nightly]", "[dev, production]", '["*"]'])
def test_what_the_file_consents_to_is_removed(file: Path, consent: str) -> None:
    drop(file, "nightly", consent)
    told = generate()
    assert told == Told(0, "risk/fraud: 6 written, 8 removed, 34 unchanged\n", "1 file, 0 problems\n")
    assert not lies(f"{OVERLAYS}/production/{NIGHTLY}")


def test_consent_for_one_environment_is_none_for_another(file: Path) -> None:
    drop(file, "nightly", "[dev]")
    path = f"{OVERLAYS}/production/{NIGHTLY}"
    assert generate() == Told(
        4,
        f"ml-project.yaml:1:1: {path} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, write allowPrune: [production/nightly], or add --allow-prune\n",
        "1 file, 1 problem\n",
    )
    assert lies(f"{OVERLAYS}/dev/{NIGHTLY}")


def test_consent_for_one_component_is_none_for_another(file: Path) -> None:
    drop(file, "nightly", "[dev/web, production/web]")
    assert (generate().code, lies(f"{OVERLAYS}/dev/{NIGHTLY}")) == (4, True)


def test_check_lists_what_waits_for_consent(file: Path) -> None:
    drop(file, "nightly", "[dev/nightly]")
    told = generate("--check")
    assert told.code == 4
    assert problems(told) == (
        f"ml-project.yaml:1:1: {OVERLAYS}/production/{NIGHTLY} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, write allowPrune: [production/nightly], or add --allow-prune\n"
    )
    drop(file, "nightly", "[dev/nightly, production/nightly]")
    told = generate("--check")
    assert (told.code, problems(told)) == (1, "")


def test_an_entry_that_allows_nothing_is_a_warning(file: Path) -> None:
    drop(file, "nightly", "[production]")
    edit(
        file,
        "components:\n",
        'components:\n  nightly: {kind: cronjob, image: "ghcr.io/acme/etl:1", schedule: "0 3 * * *"}\n',
    )
    told = generate()
    assert told.code == 0
    assert problems(told).startswith("ml-project.yaml:11:14: allowPrune[0]: " + UNUSED.format("production"))
    assert generate() == told._replace(out=told.out)
    assert generate("-e", "dev").out == "risk/fraud: 0 written, 0 removed, 24 unchanged\n"


def test_a_project_goes_by_an_empty_list_of_environments(file: Path) -> None:
    text = file.read_text()
    file.write_text(text[: text.index("environments:")] + "environments: {}\n")
    told = tidegate("validate", file)
    assert told.out == (
        f"{file}:8:1: environments: at least one entry is needed\n"
        "  hint: list the environments that the project runs in: environments: {dev: }\n"
    )
    file.write_text(file.read_text() + 'allowPrune: ["*"]\n')
    assert tidegate("validate", file).code == 0
    assert generate().out == "risk/fraud: 2 written, 48 removed, 0 unchanged\n"
    file.unlink()
    assert [path for path in Path("../into").rglob("*fraud*") if path.is_file()] == []


def test_a_renamed_project_is_not_covered(file: Path) -> None:
    edit(file, "name: fraud", "name: scam")
    file.write_text(file.read_text() + 'allowPrune: ["*"]\n')
    told = generate()
    assert (told.code, told.out.count(": the project was risk/fraud before")) == (4, 8)


def test_publish_removes_what_the_file_consents_to(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    tidegate("publish", file, "--repo", deploy)
    drop(file, "nightly", "[dev]")
    commit()
    assert tidegate("publish", file, "--repo", deploy).out.startswith(
        f"{file}:1:1: {OVERLAYS}/production/{NIGHTLY} would be removed"
    )
    drop(file, "nightly", "[dev, production]")
    commit()
    assert tidegate("publish", file, "--repo", deploy).code == 0
    assert not [path for path in tree(deploy) if "nightly" in path]
    told = tidegate("publish", file, "--repo", deploy)
    assert (told.code, told.out.count("allows nothing")) == (0, 2)


PLATFORM = """apiVersion: tidegate.dev/v1
name: {name}
cluster: {{name: prod, kubernetes: "1.34"}}
gitops: {{tool: flux, version: "2.9"}}
policy: {policy}
"""


def test_a_platform_may_keep_consent_for_its_own_command_line(file: Path) -> None:
    Path("tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    Path("environments").mkdir()
    for name, policy in (("dev", "{}"), ("production", "{allowPrune: false}")):
        Path("environments", f"{name}.yaml").write_text(PLATFORM.format(name=name, policy=policy))
    assert generate("--allow-prune").code == 0
    drop(file, "nightly", "[dev, production/nightly]")
    told = generate()
    assert told.code == 4
    assert told.out == (
        f"ml-project.yaml:1:1: {OVERLAYS}/production/{NIGHTLY} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, add --allow-prune\n"
        "ml-project.yaml:10:19: allowPrune[1]: warning: consent to removals in production is given on the command line only "
        "(policy.allowPrune)\n"
        "  hint: remove this entry, and ask the platform team to run tidegate with --allow-prune\n"
    )


def test_consent_that_comes_with_the_removal_holds_against_the_base(file: Path) -> None:
    drop(file, "nightly", "[dev, production]")
    told = generate("--check", "--base", "HEAD")
    assert (told.code, problems(told)) == (1, "")
    assert generate().code == 0
    assert generate("--check", "--base", "HEAD") == Told(0, "", "1 file, 0 problems\n")


def test_both_sides_are_checked_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(file, "nightly", "[dev, production]")
    assert generate().code == 0
    checked: list[str] = []
    check = project_check.check_file

    def counted(path: str, platform: Platform) -> CheckedProject:
        checked.append(path)
        return check(path, platform)

    monkeypatch.setattr(project_check, "check_file", counted)
    assert generate("--check", "--base", "HEAD").code == 0
    assert [checked[0], len(checked)] == ["ml-project.yaml", 2]


def test_an_entry_that_stayed_in_the_file_does_not_allow_a_later_removal(file: Path) -> None:
    drop(file, "nightly", "[dev, production/nightly]")
    assert generate().code == 0
    commit()
    told = generate("--check", "--base", "HEAD")
    assert (told.code, told.out) == (
        0,
        "ml-project.yaml:10:14: allowPrune[0]: " + UNUSED.format("dev")
        + "ml-project.yaml:10:19: allowPrune[1]: " + UNUSED.format("production/nightly"),
    )  # fmt: skip
    drop(file, "web", "[dev, production/web]")
    path = f"{OVERLAYS}/dev/rolling/fraud-web-blue.deployment.yaml"
    told = generate("--check", "--base", "HEAD")
    assert told.code == 4
    assert problems(told) == (
        f'ml-project.yaml:9:14: allowPrune[0]: "dev" was written for an earlier removal, not for that of {path}\n'
        "  hint: write an entry for this one instead: allowPrune: [dev/web]\n"
    )
    drop(file, "web", "[dev/web, production/web]")
    assert generate("--check", "--base", "HEAD").code == 1


def test_a_file_that_the_base_does_not_make_is_not_covered(file: Path) -> None:
    drop(file, "web", "[dev/web, production/web]")
    commit()
    told = generate("--check", "--base", "HEAD")
    path = f"{OVERLAYS}/dev/rolling/fraud-web-blue.deployment.yaml"
    assert told.code == 4
    assert (
        f"ml-project.yaml:10:14: allowPrune[0]: {path} would be removed, which the base revision does not make\n"
        "  hint: compare with the revision that made it, or let it be removed by --allow-prune\n"
    ) in told.out


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("[dev/a/b]", '"dev/a/b" does not match the expected form'),
        ("[Dev]", '"Dev" does not match the expected form'),
        ("[]", "the list is empty"),
        ("dev", '"dev" is not a list'),
    ],
)
def test_what_is_no_entry_is_a_problem(file: Path, value: str, told: str) -> None:
    drop(file, "nobody", value)
    found = tidegate("validate", file)
    assert (found.code, told in found.out) == (3, True), found
