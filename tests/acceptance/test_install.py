"""The package from a checkout, an editable install, a wheel, and a wheel from the sdist: the data is found in all."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("schemas", "environments", "overlays")
PROBE = f"from generator.library import data; print(*(data.folder(name) for name in {FOLDERS}), sep='\\n')"


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
    """An empty environment that borrows this one's packages, but not this one's tidegate."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    binary = tmp_path / "venv/bin/python"
    site = Path(run(binary, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip())
    # Its own packages come first; a plain line adds a folder without reading the .pth files in it
    site.joinpath("borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return binary


def install(python: Path, *what: str | Path) -> None:
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check"]
    run(*pip, "install", "--ignore-installed", "--no-deps", "--no-build-isolation", *what, folder=python.parent)


def located(python: Path, folder: Path) -> list[str]:
    return run(python, "-c", PROBE, folder=folder).splitlines()


def test_a_checkout_finds_its_own_folders() -> None:
    found = run(sys.executable, "-c", PROBE, folder=ROOT).splitlines()
    assert found == [str(ROOT / name) for name in FOLDERS]


def test_an_editable_install_finds_the_checkouts_folders(python: Path, tmp_path: Path) -> None:
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


def test_a_wheel_from_the_sdist_is_the_same_wheel(tmp_path: Path, wheel: Path) -> None:
    sdist = build(tmp_path, kind="sdist")
    run("tar", "-xzf", sdist, folder=tmp_path)
    source = sdist.with_name(sdist.name.removesuffix(".tar.gz"))
    again = tmp_path / "again"
    again.mkdir()
    assert unpacked(build(again, source=source)) == unpacked(wheel)


def test_the_command_runs_from_a_wheel(python: Path, tmp_path: Path, wheel: Path) -> None:
    install(python, wheel)
    assert wheel.name.split("-")[1] in run(python.with_name("tidegate"), "--version", folder=tmp_path)
