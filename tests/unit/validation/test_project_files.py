from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import cases, samples
from tests.builders.samples import JOB, SERVICE

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
AT = 'components.api.files["/a"]'


def said(source: object, files: Mapping[str, bytes]) -> list[str]:
    found = cases.judged(samples.case(SERVICE | {"files": {"/a": source}}), files)
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found.problems]


def test_a_pointer_of_git_lfs_is_no_file() -> None:
    assert said({"from": "model.bin"}, {"model.bin": POINTER}) == [
        (
            f'{AT}.from: "model.bin" holds only the pointer of Git LFS, not the file -> fetch the file first: git lfs pull; '
            "in CI check out with LFS"
        )
    ]
    assert said({"from": "a.md"}, {"a.md": b"Begin with " + POINTER}) == []


@pytest.mark.parametrize("text", ["./c.yaml", "./c.yaml\n", "  ./c.yaml"])
def test_a_text_that_is_the_path_of_a_file(text: str) -> None:
    assert said(text, {"c.yaml": b"x"}) == [
        f'{AT}: "./c.yaml" would be the text of the file, and there is a file of that name -> write {{from: c.yaml}}'
    ]


@pytest.mark.parametrize(
    "text", ["./c.yaml", "c.yaml", "./c.yaml\n./d.yaml", "./", "../", "./\0", "# ./c.yaml", "../..", "../a b", "./..c"]
)
def test_another_text_is_a_text(text: str) -> None:
    files = {} if text == "./c.yaml" else {"c.yaml": b"x"}
    assert [each for each in said(text, files) if "would be" in each] == []


def of_target(target: str, text: str) -> list[str]:
    found = cases.judged(samples.case(SERVICE | {"files": {target: text}}), {"train.py": b"x"})
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found.problems]


@pytest.mark.parametrize(
    ("target", "text", "path"),
    [
        ("/app/train.py", "train.py", "train.py"),
        ("/app/train.py", "src/main.py\n", "src/main.py"),
        ("/app/train.py", "./gone.py", "./gone.py"),
        ("/etc/Makefile.am", "Makefile.am", "Makefile.am"),
    ],
)
def test_a_text_that_looks_like_the_name_of_a_file_is_a_warning(target: str, text: str, path: str) -> None:
    assert of_target(target, text) == [
        (
            f'components.api.files["{target}"]: "{path}" is all that the file holds, and looks like the name of one'
            f" -> write {{from: {path.removeprefix('./')}}} for a file beside ml-project.yaml, or the text of the file after a |"
        )
    ]


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("/app/train.py", "import train"),
        ("/app/train.py", "print(1)\n"),
        ("/app/train.py", "train.yaml"),
        ("/etc/version", "1.4.2"),
        ("/etc/version.txt", "1.4.2"),
        ("/etc/path.txt", "/data/path.txt"),
        ("/app/train.py", ""),
    ],
)
def test_a_text_that_says_something_else_is_none(target: str, text: str) -> None:
    assert of_target(target, text) == []


def test_a_file_outside_of_the_project_has_to_be_copied(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    from generator.validation import project_check
    from tests.builders.documents import dump

    wanted = samples.case(SERVICE | {"files": {"/a": "../c.yaml"}})
    path = tmp_path / "project" / "ml-project.yaml"
    path.write_text(dump(wanted.project), encoding="utf-8")
    [problem] = project_check.check_file(str(path), cases.platform(wanted.platform)).problems
    fact = '"../c.yaml" would be the text of the file, and it is a path outside of the project\'s folder'
    assert problem.fact == fact
    assert problem.hint == "copy it beside ml-project.yaml, and write {from: c.yaml}"
    (tmp_path / "c.yaml").write_text("x")  # it is not looked up
    [problem] = project_check.check_file(str(path), cases.platform(wanted.platform)).problems
    assert problem.fact == fact


def test_an_environment_and_a_version_are_checked_too() -> None:
    version = {"image": "ghcr.io/acme/api:1", "with": {"files": {"/b": "./c.yaml"}}}
    section = {"components": {"api": {"files": {"/a": "./c.yaml"}}}, "releases": {"api": {"active": version}}}
    found = cases.judged(samples.case(SERVICE, section), {"c.yaml": b"x"})
    assert [each.where for each in found.problems] == [
        'environments.dev.components.api.files["/a"]',
        'environments.dev.releases.api.active.with.files["/b"]',
    ]


def built(component: object, files: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    assert isinstance(component, dict)
    found = cases.build(samples.case(component), files)
    return {f"{m.kind}/{m.name}": m.object for _, m in found.manifests()}


def test_a_program_has_a_mode_of_its_own_and_a_text_keeps_its() -> None:
    files = {"/a": {"from": "a.sh", "executable": True}, "/b": "x", "/c": {"from": "a.sh", "executable": False}}
    found = built(SERVICE | {"files": files}, {"a.sh": b"#!/bin/sh\r\n"})
    [config] = [each for key, each in found.items() if key.startswith("ConfigMap/")]
    assert config["data"] == {"a": "#!/bin/sh\r\n", "b": "x", "c": "#!/bin/sh\r\n"}
    spec = found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]  # type: ignore[index]
    assert [each for each in spec["volumes"] if "configMap" in each] == [
        {"name": "executables", "configMap": {"name": config["metadata"]["name"], "defaultMode": 0o555}},  # type: ignore[index]
        {"name": "files", "configMap": {"name": config["metadata"]["name"]}},  # type: ignore[index]
    ]
    assert [
        (each["mountPath"], each["name"], each["subPath"]) for each in spec["containers"][0]["volumeMounts"][1:]
    ] == [
        ("/a", "executables", "a"),
        ("/b", "files", "b"),
        ("/c", "files", "c"),
    ]


def test_a_job_runs_again_when_a_file_becomes_a_program() -> None:
    names = {
        next(
            key
            for key in built(JOB | {"files": {"/a": {"from": "a", "executable": flag}}}, {"a": b"x"})
            if "Job" in key
        )
        for flag in (True, False)
    }
    assert len(names) == 2


@pytest.mark.parametrize("content", [b"a\r\nb", b"a\rb", b"\r"])
def test_text_is_text_whatever_its_line_ends(content: bytes) -> None:
    found = built(SERVICE | {"files": {"/a": {"from": "a"}}}, {"a": content})
    [config] = [each for key, each in found.items() if key.startswith("ConfigMap/")]
    assert config["data"] == {"a": content.decode()}
