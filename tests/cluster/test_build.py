"""`tools/cluster/build` with a compiler that only writes down what it is asked for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

BUILD = Path(__file__).parents[2] / "tools" / "cluster" / "build"
GO = """\
#!/bin/sh
case $* in *" build "*) ;; *) exit;; esac
echo begin $2 >> LOG
[ -e $2/broken ] && exit 1
sleep 1
while [ "$1" != -o ]; do shift; done
mkdir -p $2; echo x > $2/program
echo end >> LOG
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the script with two modules, of which one cannot be built."""
    for module in ("good", "bad"):
        (tmp_path / "cluster" / module).mkdir(parents=True)
    (tmp_path / "cluster" / "bad" / "broken").touch()
    (tmp_path / "cluster" / "good" / "go.mod").touch()
    shutil.copy(BUILD, tmp_path / "cluster" / "build")
    for name in ("bin", "target"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin" / "go").write_text(GO.replace("LOG", str(tmp_path / "log")), encoding="utf-8")
    (tmp_path / "bin" / "go").chmod(0o755)
    return tmp_path


def build(folder: Path, *modules: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [folder / "cluster" / "build", folder / "target", *modules],
        env={"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def test_of_two_builds_at_once_one_waits_and_finds_the_programs(folder: Path) -> None:
    for each in [build(folder, "good") for _ in range(2)]:
        assert (each.communicate()[1], each.returncode) == ("", 0)
    assert (folder / "log").read_text(encoding="utf-8") == "begin good\nend\n"
    assert (folder / "target" / "program").read_text(encoding="utf-8") == "x\n"


def test_what_cannot_be_built_is_named_and_fails_and_the_rest_is_built(folder: Path) -> None:
    built = build(folder, "bad", "good")
    assert (built.communicate()[1], built.returncode) == ("could not be built: bad\n", 1)
    assert (folder / "target" / "program").exists()
