"""The package from a checkout, an editable install, a wheel, and a wheel from the sdist: the data is found in all."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDERS = ("schemas", "environments", "overlays")
PATCHED = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk-ml
components:
  api:
    kind: service
    image: ghcr.io/acme/fraud-api:1.4.2
    ports: {http: 8080}
    patches:
      - target: {kind: Deployment}
        ops: [{op: replace, path: /spec/progressDeadlineSeconds, value: 99}]
environments: {dev: }
"""
PROBE = (
    f"from generator.files import package_data; print(*(package_data.folder(name) for name in {FOLDERS}), sep='\\n')"
)


def run(*command: str | Path, folder: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONNOUSERSITE": "1", "PIP_NO_INDEX": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path, *, source: Path = ROOT, kind: str = "wheel") -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", folder, source, folder=folder)
    (built,) = (path for path in folder.iterdir() if path.suffix in {".whl", ".gz"})
    return built


def files(root: Path) -> set[str]:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *FOLDERS, folder=root)
    return {line for line in listed.splitlines() if (root / line).is_file()}


def unpacked(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An environment that holds what a user's `pip install tidegate` brings, and nothing else: not even pip."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv/bin/python"
    furnish(python, *(set(required("tidegate")) - {"tidegate"}))
    return python


def furnish(python: Path, *names: str) -> None:
    """Copy installed distributions into another environment."""
    (site,) = python.parents[1].joinpath("lib").glob("python*/site-packages")
    for name in names:
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts:  # a script in bin/
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), site / file)


def required(name: str) -> Iterator[str]:
    """A distribution and all that it needs without extras, as its metadata says."""
    yield name
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from required(requirement.name)


def install(python: Path, *what: str | Path) -> None:
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check"]
    run(*pip, "install", "--no-deps", "--no-build-isolation", *what, folder=python.parent)


def located(python: Path, folder: Path) -> list[str]:
    return run(python, "-c", PROBE, folder=folder).splitlines()


def test_a_checkout_finds_its_own_folders() -> None:
    found = run(sys.executable, "-c", PROBE, folder=ROOT).splitlines()
    assert found == [str(ROOT / name) for name in FOLDERS]


def test_an_editable_install_finds_the_checkouts_folders(python: Path, tmp_path: Path) -> None:
    furnish(python, *required("hatchling"))
    install(python, "--editable", ROOT)
    assert located(python, tmp_path) == [str(ROOT / name) for name in FOLDERS]


def test_a_wheel_finds_the_folders_that_it_carries(python: Path, tmp_path: Path, wheel: Path) -> None:
    install(python, wheel)
    found = [Path(line) for line in located(python, tmp_path)]
    assert [path.parts[-3:] for path in found] == [("generator", "_data", name) for name in FOLDERS]
    assert all(path.is_relative_to(tmp_path) and any(path.iterdir()) for path in found)


def test_a_wheel_carries_every_file_of_the_folders_and_nothing_else_at_its_top(wheel: Path) -> None:
    names = unpacked(wheel).keys()
    carried = {name.removeprefix("generator/_data/") for name in names if name.startswith("generator/_data/")}
    assert carried == files(ROOT)
    assert {name.partition("/")[0] for name in names} == {"generator", wheel.name.split("-py3")[0] + ".dist-info"}


def test_a_wheel_carries_the_data_files_that_lie_beside_the_code(wheel: Path) -> None:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "generator", folder=ROOT)
    assert {name for name in listed.splitlines() if (ROOT / name).is_file()} <= unpacked(wheel).keys()


def test_a_wheel_from_the_sdist_is_the_same_wheel(tmp_path: Path, wheel: Path) -> None:
    sdist = build(tmp_path, kind="sdist")
    run("tar", "-xzf", sdist, folder=tmp_path)
    source = sdist.with_name(sdist.name.removesuffix(".tar.gz"))
    again = tmp_path / "again"
    again.mkdir()
    assert unpacked(build(again, source=source)) == unpacked(wheel)


def test_the_command_runs_from_a_wheel_in_an_environment_that_holds_nothing_else(
    python: Path, tmp_path: Path, wheel: Path
) -> None:
    install(python, wheel)
    tidegate = python.with_name("tidegate")
    assert wheel.name.split("-")[1] in run(tidegate, "--version", folder=tmp_path)
    shutil.copytree(ROOT / "examples" / "podinfo", tmp_path / "podinfo")
    run(tidegate, "validate", "podinfo", folder=tmp_path)
    run(tidegate, "generate", "podinfo", "--into", "deploy", folder=tmp_path)
    written = {str(path.relative_to(tmp_path / "deploy")) for path in (tmp_path / "deploy").rglob("*.yaml")}
    assert written == {
        str(path.relative_to(ROOT / "examples/deploy"))
        for path in ROOT.joinpath("examples/deploy").rglob("*.yaml")
        if "podinfo" in str(path)
    }


@pytest.mark.parametrize("project", ["platform-narrowed", "patched"])
def test_what_is_imported_late_is_installed_too(project: str, python: Path, tmp_path: Path, wheel: Path) -> None:
    """Patches and a platform's own schemas load packages that nothing else needs."""
    install(python, wheel)
    folder = tmp_path / project
    folder.mkdir()
    folder.joinpath("ml-project.yaml").write_text(PATCHED, encoding="utf-8")
    if project == "platform-narrowed":
        shutil.copytree(ROOT / "environments", folder / "environments")
        folder.joinpath("schemas").mkdir()
        folder.joinpath("schemas/project.json").write_text('{"required": ["description"]}', encoding="utf-8")
        folder.joinpath("tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="description"):
            run(python.with_name("tidegate"), "validate", project, folder=tmp_path)
    else:
        assert "progressDeadlineSeconds: 99" in run(
            python.with_name("tidegate"), "render", project, "-e", "dev", folder=tmp_path
        )
