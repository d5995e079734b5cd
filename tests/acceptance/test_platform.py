"""A platform by itself: written by `init`, checked by `validate`, named in the last line of every command that it judges."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator import __version__
from generator.cli import main
from generator.files import package_data
from tests.builders import folders

PROJECT = (
    "apiVersion: tidegate.dev/v1\nname: fraud\nteam: risk\ncomponents:\n  api:\n    kind: service\n"
    "    image: ghcr.io/acme/api:1\n    ports: {http: 8080}\nenvironments:\n  dev:\n"
)
HEAD = "apiVersion: tidegate.dev/v1\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main.run(list(arguments))
    return (code, *capsys.readouterr())


COMMANDS = [
    ["validate"],
    ["validate", "--format", "json"],
    ["generate", "--into", "deploy"],
    ["generate", "--into", "deploy", "--check"],
    ["render", "-e", "dev"],
    ["explain", "api.image"],
    ["status"],
    ["bootstrap", "-e", "dev"],
    ["release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2"],
    ["schema"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_last_line_says_which_platform_judged(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Path("ml-project.yaml").write_text(PROJECT, encoding="utf-8")
    assert said(capsys, *command)[2].splitlines()[-1] == "platform: bundled"
    Path("ml-project.yaml").write_text(PROJECT, encoding="utf-8")
    folders.platform(tmp_path / "ours")
    assert said(capsys, *command, "--platform", "ours/")[2].splitlines()[-1] == "platform: ours"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_judges_the_version(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Path("ml-project.yaml").write_text(PROJECT, encoding="utf-8")
    folders.platform(tmp_path / "ours")
    Path("ours/tidegate-platform.yaml").write_text(f'{HEAD}tidegate: "~=9.0"\n', encoding="utf-8")
    code, out, err = said(capsys, *command, "--platform", "ours")
    assert code == 3
    assert f"the platform requires tidegate ~=9.0, and this is {__version__}" in out + err
    assert err.splitlines()[-1] == "platform: ours"
    assert Path("ml-project.yaml").read_text(encoding="utf-8") == PROJECT
    assert not Path("deploy").exists()


def test_a_command_without_a_platform_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "validate")[2] == (
        "tidegate: there is no ml-project.yaml in this folder or one of its parents\n"
        "  hint: write one with: tidegate init\n"
    )


def test_init_writes_a_platform_that_works_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "init", "--platform", "ours")
    assert (code, err) == (
        0, "next: tidegate validate --platform ours, then tidegate init . --platform ours\n"
    )  # fmt: skip
    assert out.splitlines() == [
        f"wrote ours/{name}"
        for name in (
            *("tidegate-platform.yaml", "environments/defaults.yaml", "environments/dev.yaml"),
            *("environments/production.yaml", "environment.schema.json", "platform.schema.json"),
        )
    ]
    assert said(capsys, "validate", "--platform", "ours") == (0, "", "4 files, 0 problems\nplatform: ours\n")
    assert said(capsys, "init", ".", "--name", "fraud", "--platform", "ours")[0] == 0
    assert said(capsys, "validate", "--platform", "ours") == (0, "", "1 file, 0 problems\nplatform: ours\n")


def test_init_overwrites_no_platform(capsys: pytest.CaptureFixture[str]) -> None:
    folders.platform(Path("ours"))
    before = folders.files(Path("ours"))
    assert said(capsys, "init", "--platform", "ours") == (
        5,
        "",
        (
            "tidegate: ours/tidegate-platform.yaml is there already\n"
            "  hint: edit it, or name another folder; for a project on this platform: tidegate init . --platform DIR\n"
        ),
    )
    assert folders.files(Path("ours")) == before


def uncommented(text: str) -> str:
    """The text with its settings to choose from: lines that begin with "#", but without the one space of a comment."""
    return re.sub(r"^#(?=\S|  )", "", text, flags=re.MULTILINE)


def test_every_setting_of_the_written_platform_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", "--platform", "ours")
    for file in Path("ours").rglob("*.yaml"):
        file.write_text(uncommented(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert said(capsys, "validate", "--platform", "ours") == (0, "", "4 files, 0 problems\nplatform: ours\n")


def keys(schema: Any) -> set[str]:
    return {key for key, value in schema["properties"].items() if value is not True}


def test_the_written_platform_explains_every_setting() -> None:
    """A setting of the schema stands in schemas/init/platform, as it is or after "#": add it there, with a comment."""
    schema = json.loads((package_data.folder("schemas") / "environment.json").read_text(encoding="utf-8"))
    top = package_data.folder("schemas") / "init" / "platform" / "environments"
    texts = [uncommented((top / name).read_text(encoding="utf-8")) for name in ("defaults.yaml", "production.yaml")]
    shown, environment = (yaml.safe_load(text) for text in texts)
    assert keys(schema) - {"description", "x-"} - {*shown, *environment} == set()
    sections = {name for name, section in schema["properties"].items() if "properties" in section} - {
        "cluster",
        "gitops",
    }
    assert {(name, key) for name in sections for key in keys(schema["properties"][name]) - {*shown[name]}} == set()
    machines = schema["properties"]["machines"]["additionalProperties"]
    assert keys(machines) - {key for machine in shown["machines"].values() for key in machine} == set()


def test_a_platform_is_checked_where_there_is_no_project(capsys: pytest.CaptureFixture[str]) -> None:
    folders.platform(
        Path("ours"), {"odd": HEAD + "name: even\nextends: defaults\ncluster: {name: a, kubernetes: '1.34'}\n"}
    )
    code, out, err = said(capsys, "validate", "--platform", "ours")
    assert (code, out) == (
        3,
        'ours/environments/odd.yaml:2:7: name: "even" is not the file\'s name\n  hint: write odd, or rename the file\n',
    )
    assert err == "6 files, 1 problem\nplatform: ours\n"


def test_it_is_found_as_for_a_project(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folders.platform(Path("ours"))
    monkeypatch.chdir("ours/environments")
    assert said(capsys, "validate")[::2] == (0, "5 files, 0 problems\nplatform: ..\n")


@pytest.mark.parametrize(
    ("files", "code", "report"),
    [
        (
            {"environments/qa.yml": HEAD},
            0,
            "ours/environments/qa.yml:1:1: warning: this file is not read\n  hint: name it qa.yaml\n",
        ),
        (
            {"overlays/native/deploymnt.yaml": "x"},
            0,
            ("ours/overlays/native/deploymnt.yaml:1:1: warning: this template replaces none of tidegate's, and no template "
            "includes it\n  hint: did you mean native/deployment.yaml?\n"),
        ),
        (
            {"overlays/native/deployment.yaml": "a: {{ nobody }}\n"},
            3,
            ("ours/overlays/native/deployment.yaml:1:1: native/deployment.yaml: the template cannot be rendered: "
            "'nobody' is undefined\n  hint: mend the platform's template\n"),
        ),
        (
            {"environments/dev.yaml": HEAD + "name: dev\nextends: defaults\ncluster: {name: dev, kubernetes: '1.34'}\n"
             "defaults: {machine: gpu-smal}\n"},
            3,
            ('ours/environments/dev.yaml:5:21: defaults.machine: there is no machine "gpu-smal" in dev\n'
                '  hint: did you mean "gpu-small"? choose from: cpu-large, cpu-small, gpu-small\n'),
        ),
        (
            {"environments/other.yaml": HEAD + "name: other\nextends: defaults\ncluster: {name: dev, kubernetes: '1.34'}\n"
             "gitops: {tool: argocd, repository: https://git.example.org/deploy.git}\n"},
            0,
            None,
        ),
    ],
)  # fmt: skip
def test_what_a_platform_does_not_mean_is_told(
    files: dict[str, str], code: int, report: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.platform(Path("ours"))
    folders.write(files, Path("ours"))
    found, out, _ = said(capsys, "validate", "--platform", "ours")
    assert found == code
    assert (out == report) if report is not None else ("warning: argocd would sync clusters/dev" in out)


@pytest.mark.parametrize("template", ["job/job.yaml", "spark/sparkapplication.yaml"])
def test_a_kind_that_cannot_run_hides_no_broken_template(template: str, capsys: pytest.CaptureFixture[str]) -> None:
    folders.platform(Path("ours"))
    operators = "{notebook: notebook, inference: kserve-standard, spark: {api: spark-operator, version: '2.5'}}"
    environment = (
        f"{HEAD}name: dev\nextends: defaults\ncluster: {{name: dev, kubernetes: '1.34'}}\noperators: {operators}\n"
    )
    folders.write({"environments/dev.yaml": environment, f"overlays/{template}": "a: {{ nobody }}\n"}, Path("ours"))
    code, out, _ = said(capsys, "validate", "--platform", "ours")
    assert (code, f"{template}: the template cannot be rendered: 'nobody' is undefined" in out) == (3, True)


def test_a_marked_folder_holds_something(capsys: pytest.CaptureFixture[str]) -> None:
    folders.write({"tidegate-platform.yaml": HEAD, "ml-project.yaml": PROJECT, "enviroments/dev.yaml": HEAD})
    assert said(capsys, "validate") == (
        3,
        (
            "tidegate-platform.yaml:1:1: beside this file there is no environments/, overlays/ or schemas/\n"
            "  hint: did you mean environments/?\n"
        ),
        "1 file, 1 problem\nplatform: .\n",
    )


def test_a_platform_of_parents_alone_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    folders.write({"tidegate-platform.yaml": HEAD, "environments/a.yaml": f"{HEAD}abstract: true\n"})
    assert said(capsys, "validate")[1] == (
        "environments/a.yaml:1:1: there is no environment: every file is abstract\n"
        "  hint: write environments/NAME.yaml with name: NAME\n"
    )


@pytest.mark.parametrize("name", ["environment", "platform"])
def test_schemas_accept_what_is_written_here(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(said(capsys, "schema", name)[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    said(capsys, "init", "--platform", "ours")
    assert json.loads(Path(f"ours/{name}.schema.json").read_text(encoding="utf-8")) == schema
    pattern = "environments/*.yaml" if name == "environment" else "tidegate-platform.yaml"
    top = Path(__file__).parents[2]
    for file in (*Path("ours").glob(pattern), *(top / "examples" / "platform").glob(pattern), *top.glob(pattern)):
        data = yaml.safe_load(uncommented(file.read_text(encoding="utf-8")))
        assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []


def test_the_schema_of_environments_knows_its_settings(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(said(capsys, "schema", "environment")[1])
    wrong = {"apiVersion": "tidegate.dev/v1", "engin": "native", "policy": {"minReplicas": 0}}
    found = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(wrong)]
    assert len(found) == 2


@pytest.mark.parametrize("name", ["environment", "platform"])
def test_the_example_has_the_schemas_of_this_version(
    name: str, capsys: pytest.CaptureFixture[str], *, regenerate: bool
) -> None:
    """`make examples` writes them anew."""
    committed = Path(__file__).parents[2] / "examples" / "platform" / f"{name}.schema.json"
    text = said(capsys, "schema", name)[1]
    if regenerate:
        committed.write_text(text, encoding="utf-8")
    assert committed.read_text(encoding="utf-8") == text
    files = (
        [committed.parent / "tidegate-platform.yaml"] if name == "platform" else committed.parent.glob("environments/*")
    )
    first = {file.read_text(encoding="utf-8").splitlines()[0] for file in files}
    below = "." if name == "platform" else ".."
    assert first == {f"# yaml-language-server: $schema={below}/{name}.schema.json"}
