"""What every Git process is given, and how its end is reported."""

import time
from pathlib import Path

import pytest

from generator import errors
from generator.git import runner

LOCAL = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
SHARED = {
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_COUNT",
    "GIT_SSH_COMMAND",
    "GIT_AUTHOR_NAME",
    "GIT_SSL_CAINFO",
    "GIT_ASKPASS",
}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the place of Git."""
    program = tmp_path / "git"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return program


def script(program: Path, text: str) -> None:
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)


def test_settings_of_persons_and_machines_are_kept_and_those_of_one_repository_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in LOCAL | SHARED:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("HOME", "/home/ada")
    given = runner.environment({"GIT_INDEX_FILE": "ours"})
    assert (LOCAL | SHARED) & given.keys() == SHARED | {"GIT_INDEX_FILE"}
    assert (given["GIT_INDEX_FILE"], given["HOME"], given["GIT_TERMINAL_PROMPT"]) == ("ours", "/home/ada", "0")


def test_no_hook_and_no_file_monitor_runs(program: Path) -> None:
    script(program, 'echo "$@"')
    assert runner.run(["log", "-1"], folder="/", settings=["a.b=c"]).text == (
        "-c core.hooksPath=/dev/null -c core.fsmonitor=false -c a.b=c log -1\n"
    )


@pytest.mark.parametrize("session", [False, True])
def test_a_process_that_does_not_end_is_ended(program: Path, *, session: bool) -> None:
    script(program, "exec sleep 600")
    began = time.monotonic()
    with pytest.raises(runner.TimedOutError) as caught:
        runner.run(["-c", "a=b", "fetch"], folder="/", seconds=0.2, session=session)
    assert caught.value.message == "git fetch did not end within 0.2 seconds"
    assert time.monotonic() - began < 60


def test_input_is_read_and_output_and_words_are_told_apart(program: Path) -> None:
    script(program, 'cat; echo "fatal: no" >&2; exit 3')
    assert runner.run(["x"], folder="/", stdin=b"in\xff") == runner.Result(3, b"in\xff", "no")


@pytest.mark.parametrize(
    ("words", "message"),
    [("no", "git log failed: no"), (runner.SILENT, "git log failed: exit code 3")],
)
def test_a_failure_names_the_command_and_what_it_said(words: str, message: str) -> None:
    error = runner.failed(["--no-literal-pathspecs", "-c", "log.follow=false", "log"], runner.Result(3, b"", words))
    assert (error.message, error.hint) == (message, "mend that, then run the same command again")


@pytest.mark.parametrize(
    "reported",
    [
        (
            "fatal: detected dubious ownership in repository at '/srv/x'\nTo add an exception for this directory, call:\n\n"
            "\tgit config --global --add safe.directory /srv/x\n"
        ),
        "fatal: unsafe repository ('/srv/x' is owned by someone else)\n",
    ],
)
def test_a_repository_of_another_user_is_told_from_other_failures(reported: str) -> None:
    error = runner.untrusted("/srv/x", runner.Result(128, b"", runner.words(reported)))
    assert error is not None
    assert error.hint == "if you trust it: git config --global --add safe.directory /srv/x"
    assert runner.untrusted("/srv/x", runner.Result(128, b"", "not a git repository")) is None


def test_without_git_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(errors.ProgramError) as caught:
        runner.run(["log"], folder="/")
    assert caught.value.message == "git cannot be run: No such file or directory"
