"""The set-up takes what the locks list and nothing else, whatever others publish, with the oldest and the newest pip.

A small index on loopback holds a newer release of a locked package that is required with an extra: pip up to 23.2 stopped at it
(https://github.com/pypa/pip/issues/12345).
"""

import base64
import functools
import hashlib
import http.server
import importlib.metadata
import os
import shutil
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PIPS = Path(sys.prefix, "share", "pips")
INSTALL = ROOT / "tools" / "install"


def wheel(folder: Path, name: str, version: str, *lines: str) -> Path:
    """A package of one empty module, with these lines in its metadata."""
    info = f"{name}-{version}.dist-info"
    metadata = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines, ""])
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for member, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{member},sha256={digest},{len(text)}")
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""])
    path = folder / name / f"{name}-{version}-py3-none-any.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in files.items():
            archive.writestr(member, text)
    return path


def pinned(path: Path) -> str:
    name, version, *_ = path.name.split("-")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`plugin` requires `engine[fast]`, whose extra requires `speed`; `engine 2` came out after the lock was written."""
    folder = tmp_path_factory.mktemp("index")
    fast = ("Provides-Extra: fast", 'Requires-Dist: speed>=1; extra == "fast"')
    made = {
        "plugin": wheel(folder, "plugin", "1.0", "Requires-Dist: engine[fast]>=1"),
        "engine": wheel(folder, "engine", "1.0", *fast),
        "speed": wheel(folder, "speed", "1.0"),
    }
    wheel(folder, "engine", "2.0", *fast)
    return made


@pytest.fixture(scope="module")
def index(wheels: dict[str, Path]) -> Iterator[str]:
    """The address of the index that serves them: a folder is a page of links."""
    folder = wheels["plugin"].parents[1]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["oldest", "newest"])
def python(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An environment with the oldest pip that a supported Python bundles, or a new one, and `packaging`, as every lock has it."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    (site,) = tmp_path.joinpath("venv/lib").glob("python*/site-packages")
    (pip,) = PIPS.joinpath(request.param).glob("pip-*.whl")
    with zipfile.ZipFile(pip) as archive:
        archive.extractall(site)
    for file in importlib.metadata.files("packaging") or ():
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(file.locate()), target)
    return tmp_path / "venv/bin/python"


def run(command: list[str | Path], index: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PIP_INDEX_URL": index, "PIP_NO_CACHE_DIR": "1"}
    return subprocess.run(command, env=environment | more, capture_output=True, text=True, check=False)


def versions(python: Path) -> set[str]:
    (site,) = python.parents[1].joinpath("lib").glob("python*/site-packages")
    return {path.name.removesuffix(".dist-info") for path in site.glob("*.dist-info")}


def test_a_newer_release_by_somebody_else_changes_nothing(
    python: Path, index: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("".join(pinned(path) for path in wheels.values()), encoding="utf-8")
    done = run([INSTALL, python, lock], index, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"plugin-1.0", "engine-1.0", "speed-1.0"} <= versions(python)


@pytest.mark.parametrize("python", ["oldest"], indirect=True)
def test_an_install_that_resolves_stops_at_the_newer_release_until_pip_23_3(
    python: Path, index: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    """So the test above can fail: this is what the set-up did."""
    (pip,) = (name for name in versions(python) if name.startswith("pip-"))
    lock = tmp_path / "lock.txt"
    lock.write_text("".join(pinned(path) for path in wheels.values()), encoding="utf-8")
    done = run([python, "-m", "pip", "install", "--require-hashes", "--requirement", lock], index, tmp_path)
    said = (
        "all requirements must have their versions pinned with ==" in done.stderr and "engine[fast]>=1" in done.stderr
    )
    assert said is (Version(pip.removeprefix("pip-")) < Version("23.3"))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("engine", "plugin 1.0 requires engine[fast]>=1, which is not installed."),
        ("speed", "engine 1.0 requires speed>=1, which is not installed."),
    ],
)
def test_a_lock_that_lacks_a_package_fails_by_its_name(
    left: str, said: str, python: Path, index: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("".join(pinned(path) for name, path in wheels.items() if name != left), encoding="utf-8")
    done = run([INSTALL, python, lock], index, tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [said, "hint: a lock file is incomplete: run `make lock`"]


def test_a_lock_with_another_hash_installs_nothing(python: Path, index: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(f"speed==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    done = run([INSTALL, python, lock], index, tmp_path)
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "speed-1.0" not in versions(python)


def test_what_a_person_has_set_for_other_work_changes_nothing(
    python: Path, index: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    lock, other = tmp_path / "lock.txt", tmp_path / "constraints.txt"
    lock.write_text(pinned(wheels["speed"]), encoding="utf-8")
    other.write_text("speed==9\n", encoding="utf-8")
    done = run([INSTALL, python, lock], index, tmp_path, PIP_CONSTRAINT=str(other), PIP_TARGET=str(tmp_path / "away"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "speed-1.0" in versions(python)
