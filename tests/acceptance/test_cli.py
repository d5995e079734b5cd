"""The command line as people, editors and CI meet it: forms, exit codes, streams, the search for files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.report import problems
from tests import patience
from tests.builders import reports, repositories
from tests.builders.commands import Run, caller

ROOT = Path(__file__).parents[2]
GOOD = (
    "apiVersion: tidegate.dev/v1\nname: {name}\nteam: risk\ncomponents:\n  api:\n    kind: service\n"
    "    image: ghcr.io/acme/api:1\n    ports: {{http: 8080}}\nenvironments:\n  dev:\n"
)
BAD = GOOD.replace("8080", "0")
WARNED = GOOD.replace("api:1", "api")


def write(path: str, content: str, name: str = "fraud") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content.format(name=name), encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    return caller(capfd)


def started(
    *arguments: str, shell: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """A real process; `shell` is what stands after the command."""
    command = [sys.executable, "-m", "generator", *arguments]
    held = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} if environment is None else environment
    script = ["bash", "-c", f'"$@" {shell}', "bash", *command]
    return subprocess.run(script, env=held, capture_output=True, check=False, timeout=patience.LONG)


@pytest.mark.parametrize(
    ("content", "code", "summary"),
    [
        (GOOD, 0, "1 file, 0 problems\n"),
        (BAD, 3, "1 file, 1 problem\n"),
        (WARNED, 0, "1 file, 0 problems, 1 warning\n"),
    ],
)
def test_problems_are_the_result_and_the_sum_is_a_note(run: Run, content: str, code: int, summary: str) -> None:
    write("ml-project.yaml", content)
    found, out, err = run("validate")
    assert (found, err) == (code, summary)
    assert bool(out) == (content != GOOD)


def test_json_is_a_list_of_eight_fields(run: Run) -> None:
    write("ml-project.yaml", BAD)
    code, out, err = run("validate", "--format", "json")
    assert (code, err) == (3, "")
    (found,) = json.loads(out)
    assert found.pop("hint").startswith("write its number, 1 to 65535: {http: 8080}")
    assert found == {
        "file": "ml-project.yaml", "line": 8, "column": 19, "where": "components.api.ports.http",
        "fact": "0 is less than 1", "code": "minimum", "severity": "error",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("validate",), 0),
        (("validate", "nowhere"), 2),
        (("validate", "pipe"), 5),
        (("validate", "bad"), 3),
        (("validate", "--platform", "nowhere"), 2),
        (("validate", "--rendered"), 6),
        (("generate", "--into", "file"), 5),
        (("generate", "--into", "into", "--verify"), 6),
        (("generate", "--into", "into", "--check"), 1),
        (("render", "-e", "nowhere"), 2),
    ],
)
def test_a_machine_gets_json_whatever_happens(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    write("ml-project.yaml", GOOD)
    write("bad/ml-project.yaml", BAD)
    write("file", "x")
    os.mkfifo("pipe")
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", "/nowhere/kubeconform")
    found, out, _ = run(*arguments, "--format", "json")
    assert found == code
    told = json.loads(out)
    assert bool(told) == (code != 0)
    assert all(set(each) >= {"file", "line", "column", "where", "fact", "hint", "code"} for each in told)


REPORTS = {"gitlab": reports.code_quality, "sarif": reports.sarif}


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("validate",), 0),
        (("validate", "nowhere"), 2),
        (("validate", "bad"), 3),
        (("generate", "--into", "file"), 5),
        (("generate", "--into", "new"), 0),
        (("generate", "--into", "into", "--check"), 1),
        (("publish", "--repo", "nowhere"), 5),
        (("publish", "--repo", "deploy.git", "--dry-run"), 0),
        (("diff", "--base", "HEAD"), 0),
        (("diff", "bad", "--base", "HEAD"), 3),
        (("diff", "--base", "nowhere"), 2),
    ],
)
def test_a_report_for_ci_is_complete_whatever_happens(
    run: Run, tmp_path: Path, form: str, arguments: tuple[str, ...], code: int
) -> None:
    write("ml-project.yaml", GOOD)
    repositories.init(tmp_path / "deploy.git", "--bare")
    repositories.save(repositories.init(tmp_path))
    write("bad/ml-project.yaml", BAD)
    write("file", "x")
    found, out, _ = run(*arguments, "--format", form)
    assert found == code
    REPORTS[form](out)


@pytest.mark.parametrize("form", problems.FORMATS)
def test_no_format_shows_a_secret(run: Run, form: str) -> None:
    secret = "ghp_" + "a1B2" * 9
    write("ml-project.yaml", GOOD + f"defaults:\n  env: {{{{GITHUB_TOKEN: {secret}}}}}\n")
    code, out, err = run("validate", "--format", form)
    assert (code, secret in out + err) == (3, False)
    assert "secret" in out


def test_github_annotations_hold_on_one_line(run: Run) -> None:
    write("a,b:c%/ml-project.yaml", BAD)
    code, out, _ = run("validate", "--format", "github", "a,b:c%")
    assert code == 3
    assert out.startswith(
        "::error file=a%2Cb%3Ac%25/ml-project.yaml,line=8,col=19,title=tidegate minimum::components.api.ports.http: "
        "0 is less than 1%0Ahint: write its number, 1 to 65535: {http: 8080}"
    )
    assert out.count("\n") == 1


def test_github_values_of_people_cannot_start_a_command(run: Run) -> None:
    write("ml-project.yaml", GOOD.replace("ghcr.io/acme/api:1", '"x\\n::set-output name=a::b%0A"'))
    code, out, _ = run("validate", "--format", "github")
    assert code == 3
    assert all(line.startswith("::error file=ml-project.yaml,") for line in out.splitlines())
    assert "%0A::set" not in out


def test_many_files_are_one_run_in_the_order_given(run: Run) -> None:
    for name in "cab":
        write(f"{name}/ml-project.yaml", BAD, name)
    _, out, err = run("validate", "b", "c", "a")
    assert [line.partition(":")[0] for line in out.splitlines()[::2]] == [f"{n}/ml-project.yaml" for n in "bca"]
    assert err == "3 files, 3 problems\n"


def test_a_folder_is_searched_without_dot_folders_links_and_ignored_files(run: Run) -> None:
    for path in ("a", "a/nested", ".hidden/b", "ignored/c", "a/.git-like/d"):
        write(f"{path}/ml-project.yaml", GOOD, f"p{abs(hash(path)) % 1000}")
    Path("linked").symlink_to("a")
    Path("links").mkdir()
    Path("links/ml-project.yaml").symlink_to("../a/ml-project.yaml")
    assert run("validate", ".")[2] == "3 files, 0 problems\n"
    subprocess.run(["git", "init", "-q"], check=True)
    Path(".gitignore").write_text("ignored/\n")
    assert run("validate", ".")[2] == "2 files, 0 problems\n"
    assert run("validate", "a")[2] == "2 files, 0 problems\n"


def test_repositories_below_are_searched_but_other_working_trees_are_not(run: Run) -> None:
    write("own/ml-project.yaml", GOOD, "own")
    for folder in (".", "own"):
        subprocess.run(["git", "init", "-q", folder], check=True)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.dev")
    write("a/ml-project.yaml", GOOD, "a")
    subprocess.run(["git", "add", "a"], check=True)
    subprocess.run(["git", *who, "commit", "-qm", "x"], check=True)
    subprocess.run(["git", "worktree", "add", "-q", "tree"], check=True, stderr=subprocess.DEVNULL)
    assert Path("tree/a/ml-project.yaml").is_file()
    assert run("validate", ".")[2] == "2 files, 0 problems\n"


def test_without_any_file_the_way_out_is_init(run: Run) -> None:
    hint = "  hint: write one with: tidegate init\n"
    assert run("validate") == (
        2,
        "",
        f"tidegate: there is no ml-project.yaml in this folder or one of its parents\n{hint}",
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("valdate",), 'there is no command "valdate", did you mean "validate"?'),
        (("validate", "--fromat", "json"), "--format"),
        (("validate", "--format", "xml"), "'xml' is not one of 'text', 'json', 'github'"),
        (("generate",), "--into"),
        (("generate", "--into", "x", "--jobs", "0"), "0 is not in the range"),
        (("render",), "--environment"),
    ],
)
def test_a_slip_on_the_command_line_is_usage(run: Run, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_names_on_the_command_line_are_guessed(run: Run) -> None:
    write("ml-project.yaml", GOOD)
    assert run("render", "-e", "dve")[2] == (
        'tidegate: there is no environment "dve"\n  hint: did you mean "dev"? choose from: dev, production, staging\n'
    )
    assert (
        run("explain", "api.imag")[2] == 'tidegate: there is no field "api.imag"\n  hint: did you mean "api.image"?\n'
    )
    assert run("explain", "apii")[2] == 'tidegate: there is no field "apii"\n  hint: did you mean "api"?\n'


def test_render_keeps_stdout_for_data(run: Run) -> None:
    write("ml-project.yaml", BAD)
    code, out, err = run("render", "-e", "dev")
    assert (code, out) == (3, "")
    assert err.startswith("ml-project.yaml:8:19: components.api.ports.http: 0 is less than 1\n")


STREAMS = {"| head -c 1 > /dev/null; exit ${PIPESTATUS[0]}": 0, "<&-": 0, ">&-": 0, "2>&-": 0, "> /dev/full": 5}
LOCALES = {
    "C": {"LC_ALL": "C"},
    "ISO-8859-1": {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONIOENCODING": "iso-8859-1"},
    "ASCII": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
}


@pytest.mark.parametrize("shell", STREAMS)
def test_closed_and_full_streams_give_no_traceback(run: Run, shell: str) -> None:
    write("ml-project.yaml", GOOD)
    done = started("render", "-e", "dev", shell=shell)
    assert done.returncode == STREAMS[shell]
    assert b"Traceback" not in done.stderr
    assert b"bug of ours" not in done.stderr
    assert run("validate")[0] == 0


@pytest.mark.parametrize("name", LOCALES)
def test_every_locale_gives_the_same_bytes(run: Run, name: str) -> None:
    write("ml-project.yaml", GOOD.replace("ghcr.io/acme/api:1", "ghcr.io/acmé/😀:1"))
    expected = run("validate")[1].encode()
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **LOCALES[name]}
    assert started("validate", environment=bare).stdout == expected


def test_a_folder_that_is_gone_is_told(run: Run) -> None:
    assert run("validate")[0] == 2
    done = subprocess.run(
        ["bash", "-c", 'mkdir gone; cd gone; rmdir ../gone; "$@"', "bash", sys.executable, "-P", "-m", "generator", "validate"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    hint = "  hint: mend this and run the command again\n"
    assert (done.returncode, done.stderr) == (5, f"tidegate: the current folder: No such file or directory\n{hint}")


def test_a_bug_is_called_one_and_told_in_a_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("first\nsecond")

    monkeypatch.setattr("generator.discovery.projects.find", broken)
    code, out, err = run("validate", "a b")
    assert (code, out) == (70, "")
    assert err.startswith("tidegate: a bug in tidegate (KeyError: 'first\\nsecond'); report it with tidegate ")
    assert err.endswith(" and: tidegate --debug validate 'a b'\n")
    assert "Traceback" in run("--debug", "validate")[2]


def test_colours_can_be_forced_into_a_pipe_and_out_of_everything(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("ml-project.yaml", BAD)
    assert "\x1b[" not in run("validate")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m0 is less than 1\x1b[0m" in run("validate")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("validate")[1]


def test_a_folder_that_is_not_there_yet_is_told(run: Run) -> None:
    write("ml-project.yaml", GOOD)
    told = "1 file, 0 problems\ntidegate: the folder of --into was not there yet: all of its files are new\n"
    assert run("generate", "--into", "deploy", "--check")[2] == told
    assert run("generate", "--into", "deploy")[2] == "1 file, 0 problems\n"
    assert run("generate", "--into", "deploy", "--check")[2] == "1 file, 0 problems\n"


def test_a_person_is_told_when_it_is_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("ml-project.yaml", GOOD)
    monkeypatch.setattr("generator.cli.options.sys.stderr.isatty", lambda: True, raising=False)
    told = "tidegate: the folder of --into was not there yet: all of its files are new\n"
    release = ("release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2", "--offline")
    for number, command in enumerate((("generate",), release, ("bootstrap", "-e", "dev"))):
        assert told in run(*command, "--into", f"deploy{number}")[2]


def test_results_are_broken_between_words_where_it_is_narrow(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("ml-project.yaml", GOOD)
    monkeypatch.setattr("generator.cli.options.width", lambda _: 60)
    release = ("release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2", "--offline")
    for command in (("generate", "--into", "deploy"), release, ("generate", "--into", "deploy", "--check")):
        out = run(*command)[1]
        assert [line for line in out.splitlines() if len(line) > 60 and " " in line.strip()] == [], command


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_says_where_it_stopped(run: Run, jobs: str) -> None:
    for number in range(400):
        write(f"p{number}/ml-project.yaml", GOOD, f"p{number}")
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, "validate", ".", "--jobs", jobs],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, err = process.communicate(timeout=patience.LONG)
    assert (process.returncode, out) == (130, "")
    assert re.fullmatch(
        r"\n?tidegate: interrupted while projects were checked, [1-9][0-9]* of 400 projects were done; "
        r"the same command goes on from there\nplatform: bundled\n",
        err,
    )
    assert run("validate", ".", "--jobs", jobs)[0] == 0


INTERRUPTED = """
import os, signal, sys
from generator.cli import main, options

class Progress(options.Progress):
    def __call__(self, done, total):
        super().__call__(done, total)
        if done == 3:
            os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits that it is ignored
    options.Progress = Progress
    main.main()
"""
