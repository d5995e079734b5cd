"""Where the tests of the HTML pages get their browser from; `make .venv/browser.stamp` has shown that it works."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WAY_OUT = "install Chromium or Chrome, or name it: CHROMIUM=/path/to/chromium make test"
NEEDED = ("bash", "cat", "chmod", "dirname", "env", "grep", "id", "mktemp", "mv", "rm", "sed")
MACOS = Path("/Applications").exists()
SHOWS = "#!/bin/sh\necho '<p>it works</p>'\n"


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The programs of a machine without a browser and without packages."""
    for folder in ("programs", "target"):
        (tmp_path / folder).mkdir()
    for name in NEEDED:
        (tmp_path / "programs" / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def taken(machine: Path, **variables: str) -> tuple[int, str, str]:
    environment = {"PATH": str(machine / "programs"), "TMPDIR": str(machine), **variables}
    command = [str(ROOT / "tools/browser"), str(machine / "target")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_browser_that_is_installed_is_taken(machine: Path) -> None:
    browser = machine / "programs/google-chrome"
    program(browser, SHOWS)
    assert taken(machine) == (0, f"browser: {browser}\n", "")
    assert subprocess.check_output([str(machine / "target/chromium")], text=True) == "<p>it works</p>\n"


def test_one_that_is_named_comes_first(machine: Path) -> None:
    program(machine / "programs/chromium", SHOWS)
    program(machine / "mine", SHOWS)
    assert taken(machine, CHROMIUM=str(machine / "mine")) == (0, f"browser: {machine}/mine\n", "")


def test_one_that_is_named_and_shows_nothing_is_refused(machine: Path) -> None:
    program(machine / "programs/chromium", SHOWS)
    program(machine / "mine", "#!/bin/sh\nexit 1\n")
    told = f"tools/browser: CHROMIUM names {machine}/mine, which shows no page; {WAY_OUT}\n"
    assert taken(machine, CHROMIUM=str(machine / "mine")) == (1, "", told)
    assert not (machine / "target/chromium").exists()


@pytest.mark.skipif(MACOS, reason="macOS has its browsers at fixed places")
def test_a_machine_that_can_have_none_is_told_so(machine: Path) -> None:
    fact = "there is no browser for the tests of the HTML pages, and no apt-get to install one"
    assert taken(machine) == (1, "", f"tools/browser: {fact}; {WAY_OUT}\n")


@pytest.mark.skipif(MACOS, reason="macOS has its browsers at fixed places")
@pytest.mark.parametrize(
    ("user", "done"), [("0", "installed (apt-get install"), ("1000", "downloaded (apt-get download")]
)
def test_a_package_that_cannot_be_had_is_told(machine: Path, user: str, done: str) -> None:
    program(machine / "programs/apt-get", "#!/bin/sh\nexit 100\n")
    (machine / "programs/id").unlink()
    program(machine / "programs/id", f"#!/bin/sh\necho {user}\n")
    (machine / "programs/mkdir").symlink_to(shutil.which("mkdir") or "mkdir")
    code, _, err = taken(machine)
    fact = f"the browser for the tests of the HTML pages cannot be {done} chromium)"
    assert (code, err) == (1, f"tools/browser: {fact}; {WAY_OUT}\n")
