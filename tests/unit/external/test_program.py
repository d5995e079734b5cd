from pathlib import Path

import pytest

from generator.errors import ProgramError
from generator.external import program


def script(folder: Path, text: str, name: str = "tool") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_program_is_the_one_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = script(tmp_path / "bin", "exit 0", "a-tool-of-ours")
    assert program.find("a-tool-of-ours") is None
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert program.find("a-tool-of-ours") == made


def test_one_that_is_beside_python_comes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = script(tmp_path / "venv", "exit 0")
    monkeypatch.setenv("PATH", str(script(tmp_path / "bin", "exit 0").parent))
    monkeypatch.setattr("sys.executable", str(tmp_path / "venv" / "python"))
    assert program.find("tool") == beside


def test_it_is_told_nothing_of_what_a_person_has_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "KUBECONFIG", "HTTPS_PROXY", "LANG"):
        monkeypatch.setenv(name, "/somewhere")
    found = program.run(script(tmp_path, "/usr/bin/env; pwd; cat"), [], folder=tmp_path, timeout=60)
    names = {line.partition("=")[0] for line in found.stdout.splitlines() if "=" in line}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD", "TMPDIR", "TEMP", "TMP"} == {"LC_ALL"}
    assert found.stdout.splitlines()[-1] == str(tmp_path)


def test_both_channels_and_the_code_are_kept(tmp_path: Path) -> None:
    made = script(tmp_path, r'printf "$1\377"; echo bad >&2; exit 3')
    assert program.run(made, ["a"], folder=tmp_path, timeout=60) == program.Outcome(3, "a\ufffd", "bad\n")


def test_one_that_does_not_end_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as caught:
        program.run(script(tmp_path, "exec sleep 60"), [], folder=tmp_path, timeout=0.05)
    assert caught.value.message == "tool did not end within 0.05 seconds"


def test_one_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    made = script(tmp_path, "exit 0")
    made.chmod(0o644)
    with pytest.raises(ProgramError) as caught:
        program.run(made, [], folder=tmp_path, timeout=60)
    assert caught.value.message == f"{made} cannot be run: Permission denied"


@pytest.mark.parametrize(
    ("stdout", "stderr", "words"),
    [("out\n", "err\n", "err"), ("out\n", " \n", "out"), ("", "", "it printed nothing")],
)
def test_a_failure_is_told_in_the_programs_words(stdout: str, stderr: str, words: str) -> None:
    error = program.failed(Path("/bin/tool"), program.Outcome(2, stdout, stderr), hint="mend it")
    assert (error.message, error.hint) == (f"tool failed with exit code 2: {words}", "mend it")
