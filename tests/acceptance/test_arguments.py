"""What commands take, all of them alike: the project as PATH or -p, standard input, and names that are listed and completed."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from generator.cli import main
from tests.builders.commands import Run, caller

ROOT = Path(__file__).parents[2]
FRAUD = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    expose: {host: api.acme.dev}
    strategy: {type: canary, steps: [10, 50]}
  nightly: {kind: cronjob, image: ghcr.io/acme/batch:1, schedule: "@daily"}
environments:
  dev:
  staging:
"""
CHURN = FRAUD.replace("name: fraud", "name: churn").replace("api.acme.dev", "churn.acme.dev")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    for name, text in (("fraud", FRAUD), ("churn", CHURN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ml-project.yaml").write_text(text)
    return caller(capfd)


ONE = [
    "render -e dev",
    "explain api.image",
    "status",
    "parity",
    "board --output -",
    "validate",
    "generate --into deploy",
    "bootstrap -e dev",
    "schema",
]
MOVE = "release api -e dev --offline --image ghcr.io/acme/api:2"


@pytest.mark.parametrize("command", ONE)
def test_the_project_is_an_argument_or_an_option(run: Run, command: str) -> None:
    as_argument = run(*command.split(), "fraud")
    assert as_argument[0] == 0
    for option in (("-p", "fraud"), ("--project=fraud",)):
        shutil.rmtree("deploy", ignore_errors=True)
        assert run(*command.split(), *option) == as_argument


@pytest.mark.parametrize("command", ONE)
def test_a_path_that_is_not_there_is_told(run: Run, command: str) -> None:
    told = "tidegate: nowhere is not there\n  hint: name an ml-project.yaml or a folder that holds one\n"
    code, out, err = run(*command.split(), "-p", "nowhere")
    assert (code, out, err.removesuffix("platform: bundled\n")) == (2, "", told)


@pytest.mark.parametrize("form", [("fraud",), ("-p", "fraud"), ("--project", "fraud/ml-project.yaml")])
@pytest.mark.parametrize("command", ["advance", "abort", "rollback", "finish", "release --image a/b:2 --offline"])
def test_a_release_command_takes_it_after_the_component(run: Run, command: str, form: tuple[str, ...]) -> None:
    name, *options = command.split()
    code, _, err = run(name, "api", *form, "-e", "dev", *options)
    assert (code, "there is no ml-project.yaml" in err) == (0 if name == "release" else 4, False)


@pytest.mark.parametrize(
    ("command", "name", "options"),
    [
        ("advance", "api", "-e dev"),
        ("release", "api", "-e dev --image a/b:2 --offline"),
        ("promote", "api", "--from dev --to staging"),
        ("explain", "api.image", ""),
        ("schema", "environment", ""),
    ],
)
def test_a_path_before_the_name_is_told(run: Run, command: str, name: str, options: str) -> None:
    told = f"tidegate: fraud is a path, and {name} is not there\n  hint: swap them: tidegate {command} {name} fraud\n"
    assert run(command, "fraud", name, *options.split()) == (2, "", told)


@pytest.mark.parametrize("command", ["abort -e dev", "release -e dev --image a/b:2 --offline"])
def test_a_path_in_place_of_the_component_is_told(run: Run, command: str) -> None:
    name, *options = command.split()
    hint = f"write the component before it: tidegate {name} COMPONENT ./fraud"
    assert run(name, "./fraud", *options) == (2, "", f"tidegate: ./fraud is a path, not a component\n  hint: {hint}\n")


def test_promote_takes_it_too(run: Run) -> None:
    assert run("promote", "api", "fraud", "--from", "dev", "--to", "staging")[0] == 0


def test_an_option_adds_to_the_arguments_where_many_are_taken(run: Run) -> None:
    assert run("validate", "fraud", "-p", "churn") == (0, "", "2 files, 0 problems\n")
    assert run("validate", "-p", "fraud", "-p", "churn") == (0, "", "2 files, 0 problems\n")


@pytest.mark.parametrize("command", ["render -e dev", "advance api -e dev", "init"])
def test_one_project_is_not_named_twice(run: Run, command: str) -> None:
    code, _, err = run(*command.split(), "fraud", "-p", "churn")
    assert code == 2
    assert err.endswith("Error: the project is named twice: fraud, and --project churn\n")


@pytest.mark.parametrize("name", sorted({*main.COMMANDS} - {"combine"}))  # which takes reports
def test_every_command_has_a_place_for_the_project_and_names_it_in_its_usage(name: str) -> None:
    context = click.Context(main.tidegate)
    command = main.tidegate.get_command(context, name)
    assert command is not None
    usage = command.get_usage(click.Context(command, info_name=name))
    assert usage.endswith(("[PATH]", "[PATH]...", "[DIR]"))
    assert [each.opts for each in command.params if "--project" in each.opts] == [["-p", "--project"]]


@pytest.mark.parametrize("name", sorted(main.COMMANDS))
def test_whatever_is_a_path_is_completed_as_one(name: str) -> None:
    command = main.tidegate.get_command(click.Context(main.tidegate), name)
    assert command is not None
    context = click.Context(command, info_name=name)
    paths = [each for each in command.params if re.fullmatch(r"\W*(PATH|DIR|FILE|REPORT)\W*", str(each.metavar))]
    completed = {str(each.metavar): [found.type for found in each.shell_complete(context, "")] for each in paths}
    assert completed
    assert completed == {metavar: ["dir" if "DIR" in metavar else "file"] for metavar in completed}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("render fraud", "Missing option '-e' / '--environment'. Choose from: dev, staging"),
        ("advance api fraud", "Missing option '-e' / '--environment'. Choose from: dev, staging"),
        ("promote api fraud --to staging", "Missing option '--from'. Choose from: dev, staging"),
        ("promote api -p fraud --from dev", "Missing option '--to'. Choose from: dev, staging"),
        ("finish -e dev -p fraud", "Missing argument 'COMPONENT'. Choose from: api, nightly"),
        ("bootstrap", "Missing option '-e' / '--environment'. Choose from: dev, production, staging"),
        ("render", "Missing option '-e' / '--environment'. Choose from: dev, production, staging"),
        ("generate", "Missing option '--into'. Name the folder of the GitOps repository: --into ../deploy"),
        ("board", "Missing option '--output'. Name the page to write: --output board.html"),
        ("publish", "Missing option '--repo'. Name the GitOps repository: --repo git@git.example.org:ml/deploy.git"),
    ],
)
def test_what_is_missing_names_the_choices(run: Run, arguments: str, told: str) -> None:
    code, _, err = run(*arguments.split())
    assert (code, err.splitlines()[-1]) == (2, f"Error: {told}")


def test_what_is_missing_is_told_of_a_project_that_cannot_be_read(run: Run) -> None:
    Path("fraud/ml-project.yaml").write_text("a: [")
    code, _, err = run("advance", "api", "fraud")
    assert code == 2
    assert err.splitlines()[-1] == "Error: Missing option '-e' / '--environment'. Choose from: dev, production, staging"


def test_a_release_keeps_the_image_where_only_the_model_is_new(run: Run) -> None:
    code, out, _ = run("release", "api", "fraud", "-e", "dev", "--model", "s3://models/fraud/2")
    assert (code, out.splitlines()[:2]) == (
        0,
        [
            "release fraud/api 1 to dev (step 0 of 2)",
            "  Slot green starts ghcr.io/acme/api:1 and scales up before it gets traffic.",
        ],
    )
    assert (
        'candidate: {image: "ghcr.io/acme/api:1", model: s3://models/fraud/2,'
        in Path("fraud/ml-project.yaml").read_text()
    )


def test_a_release_keeps_both_where_only_a_setting_is_new(run: Run) -> None:
    assert run("release", "api", "fraud", "-e", "dev", "--set", "env.LOG_LEVEL=debug")[0] == 0
    assert "with: {env: {LOG_LEVEL: debug}}" in Path("fraud/ml-project.yaml").read_text()


@pytest.mark.parametrize("model", [[], ["--model="]])
def test_a_release_of_nothing_new_is_refused(run: Run, model: list[str]) -> None:
    assert run("release", "api", "fraud", "-e", "dev", *model) == (
        2,
        "",
        (
            "tidegate: this would release the version that runs\n"
            "  hint: name what is new: --image REF, --model URI or --set PATH=VALUE\n"
        ),
    )


def test_status_of_many_projects(run: Run) -> None:
    code, out, err = run("status", ".", "-e", "dev")
    assert (code, err) == (0, "")
    assert [line.split()[:3] for line in out.partition("\n\n")[0].splitlines()] == [
        ["PROJECT", "ENVIRONMENT", "COMPONENT"],
        ["risk/churn", "dev", "api"],
        ["risk/churn", "dev", "nightly"],
        ["risk/fraud", "dev", "api"],
        ["risk/fraud", "dev", "nightly"],
    ]
    assert out.count("risk/churn/api in dev, risk/fraud/api in dev:\n") == 1


def test_status_shows_the_others_where_one_is_wrong(run: Run) -> None:
    Path("churn/ml-project.yaml").write_text(CHURN.replace("8080", "0"))
    code, out, err = run("status", "churn", "fraud", "-e", "dev")
    assert (code, "fraud" in out) == (3, True)
    assert err.startswith("churn/ml-project.yaml:8:19: components.api.ports.http: 0 is less than 1\n")


class Input(io.TextIOWrapper):
    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()))


def test_validate_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Input(FRAUD.replace("8080", "0")))
    code, out, err = run("validate", "-")
    assert (code, err) == (3, "1 file, 1 problem\n")
    assert out.startswith("<stdin>:8:19: components.api.ports.http: 0 is less than 1\n")


def test_standard_input_is_one_of_many(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", Input(FRAUD.replace("name: fraud", "name: third").replace("api.acme", "third.acme"))
    )
    assert run("validate", "fraud", "-", "churn", "--jobs", "2") == (0, "", "3 files, 0 problems\n")


def test_render_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Input(FRAUD))
    assert run("render", "-", "-e", "dev") == run("render", "fraud", "-e", "dev")


@pytest.mark.parametrize("command", ["generate --into deploy -", "status -", "explain -p -", f"{MOVE} -"])
def test_other_commands_do_not(run: Run, command: str) -> None:
    assert run(*command.split()) == (
        2,
        "",
        (
            "tidegate: this command does not read standard input\n"
            "  hint: name an ml-project.yaml or a folder that holds one; validate and render read standard input\n"
        ),
    )


def test_a_closed_standard_input_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run("validate", "-") == (
        5, "", "tidegate: standard input is closed\n  hint: name a file\n1 file, 0 problems\n"
    )  # fmt: skip


def completed(line: str, folder: str = "fraud") -> list[str]:
    """What bash offers after a line; an ending space begins another word."""
    words = line.split(" ")
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'tidegate'; from generator.cli import main; main.main()"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_TIDEGATE_COMPLETE": "bash_complete",
            "COMP_WORDS": f"tidegate {line}".rstrip(),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [each.removeprefix("plain,") for each in done.stdout.splitlines() if each]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("rel", ["release"]),
        ("release ", ["api", "nightly"]),
        ("release n", ["nightly"]),
        ("release api -e ", ["dev", "staging"]),
        ("release api -p ../churn --environment s", ["staging"]),
        ("promote api --from ", ["dev", "staging"]),
        ("promote api --to s", ["staging"]),
        ("status -e ", ["dev", "staging"]),
        ("parity -e dev -e ", ["dev", "staging"]),
        ("bootstrap -e p", ["production"]),
        ("validate --format g", ["github", "gitlab"]),
        ("validate f", ["file,f"]),
        ("explain ap", ["api", "apiVersion"]),
        ("explain api.sch", ["file,api.sch"]),
        ("explain nightly.sch", ["nightly.schedule"]),
        ("explain api.scale.m", ["api.scale.min", "api.scale.max", "api.scale.memory", "api.scale.metrics"]),
        ("explain api.ports.", ["api.ports.http"]),
        ("explain gateway.n", ["gateway.name", "gateway.namespace"]),
        ("generate --into d", ["dir,d"]),
    ],
)
def test_names_are_completed(line: str, offered: list[str]) -> None:
    assert completed(line) == offered


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("text", ["a: [", "", "components: 1", "\x00", "components: [a]"])
def test_a_shell_is_never_told_of_what_cannot_be_read(text: str) -> None:
    Path("fraud/ml-project.yaml").write_text(text)
    assert completed("release ") == []
    assert completed("release api -e ") == ["dev", "production", "staging"]


@pytest.mark.usefixtures("run")
def test_a_shell_is_never_told_of_a_platform_that_is_not_there() -> None:
    assert completed("bootstrap --platform nowhere -e ") == []
    assert completed("release ", folder=".") == []
