"""Whatever the set-up takes from outside is pinned and has a checksum; what pyproject.toml declares is what the locks hold."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
LOCKS = sorted(ROOT.joinpath("tools").glob("requirements*.txt"))
SETUP = [ROOT / "Makefile", *(path for path in ROOT.joinpath("tools").iterdir() if path.is_file() and not path.suffix)]
PINNED = r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[^ ;]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+"
WORKFLOWS = sorted(ROOT.joinpath(".github").rglob("*.yml"))


def lines(lock: Path) -> list[str]:
    return re.sub(r"\s*\\\n\s*", " ", lock.read_text(encoding="utf-8")).splitlines()


def locked(name: str) -> dict[str, str]:
    found = (re.match(r"([^=\[ ]+)(?:\[[^\]]*\])?==([^ ]+)", line) for line in lines(ROOT / "tools" / name))
    return {each[1]: each[2] for each in found if each}


def declared() -> dict[str, Requirement]:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    texts = [*project["dependencies"], *extras["verify"], *extras["dev"]]
    return {canonicalize_name(each.name): each for each in map(Requirement, texts)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_line_of_a_lock_has_one_version_and_checksums(lock: Path) -> None:
    assert lines(lock)
    assert [line for line in lines(lock) if not re.fullmatch(PINNED, line)] == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-lowest.txt"])
def test_every_declared_dependency_is_locked_to_a_version_that_it_allows(lock: str) -> None:
    versions = locked(lock)
    assert {
        name: str(wanted)
        for name, wanted in declared().items()
        if name not in versions or not wanted.specifier.contains(versions[name])
    } == {}


def test_what_drives_a_browser_is_locked_to_a_version_that_is_allowed() -> None:
    groups = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    versions = locked("requirements-browser.txt")
    assert all(wanted.specifier.contains(versions[wanted.name]) for wanted in map(Requirement, groups["browser"]))


def test_the_lowest_lock_holds_the_floors_themselves() -> None:
    versions = locked("requirements-lowest.txt")
    above = {
        name: f"{specifier} against {versions[name]}"
        for name, wanted in declared().items()
        for specifier in wanted.specifier
        if specifier.operator == ">="
        and not re.fullmatch(rf"{re.escape(specifier.version)}(\.0)*(\..*)?", versions[name])
    }
    assert above == {}


def test_nothing_is_installed_but_from_a_lock_or_from_this_folder() -> None:
    texts = [re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8")) for path in SETUP]
    found = [
        line
        for text in texts
        for line in text.splitlines()
        if re.search(r"pip\)? (install|download) ", line, re.IGNORECASE)
    ]
    commands = [line for line in found if not line.startswith("#")]
    assert len(commands) == 3
    assert [line for line in commands if "--no-deps" not in line] == []
    assert [line for line in commands if "--require-hashes" not in line and "--editable ." not in line] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    used = re.findall(r"uses: *(\S+)", path.read_text(encoding="utf-8"))
    assert [each for each in used if not each.startswith("./") and not re.search(r"@[0-9a-f]{40}$", each)] == []


def test_ci_runs_every_python_that_is_supported() -> None:
    workflow = yaml.safe_load(ROOT.joinpath(".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
