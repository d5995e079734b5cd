"""The real kubeconform: what it refuses, and what happens without it."""

import re
import sys
from pathlib import Path

import pytest

from generator import errors
from generator.external import kubeconform
from generator.files import package_data

ROOT = Path(__file__).parents[3]
SCHEMAS = package_data.folder("schemas")
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  ports:\n  - port: 80\n"
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
spec:
  rules:
  - backendRefs:
    - {name: api, port: 80, weight: 100}
"""
INSTALL = "go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0, or name the program in TIDEGATE_KUBECONFORM"


def check(
    documents: str, *, kubernetes: str = "1.34", expected: int | None = None
) -> tuple[kubeconform.InvalidObject, ...]:
    return kubeconform.check(documents, kubernetes=kubernetes, schemas=SCHEMAS, expected=expected)


def impostor(folder: Path, script: str) -> Path:
    program = folder / "impostor"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("kubernetes", ["1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"])
def test_core_and_custom_objects_are_valid_for_every_version(kubernetes: str) -> None:
    assert check(f"{SERVICE}---\n{ROUTE}", kubernetes=kubernetes, expected=2) == ()


def test_an_unknown_field_is_a_finding() -> None:
    assert check(SERVICE.replace("port: 80", "port: 80\n    prot: TCP")) == (
        kubeconform.InvalidObject(
            kind="Service", name="api", message="/spec/ports/0: additional properties 'prot' not allowed"
        ),
    )


def test_all_facts_of_all_objects_are_told_in_a_fixed_order() -> None:
    bad = SERVICE.replace("port: 80", "port: many\n    prot: TCP")
    assert check(f"{bad.replace('name: api', 'name: zoo')}---\n{bad}") == tuple(
        kubeconform.InvalidObject(
            kind="Service",
            name=name,
            message="/spec/ports/0/port: got string, want integer; /spec/ports/0: additional properties 'prot' not allowed",
        )
        for name in ("api", "zoo")
    )


def test_a_field_of_a_custom_resource_is_checked_too() -> None:
    assert check(ROUTE.replace("weight: 100", "weight: all")) == (
        kubeconform.InvalidObject(
            kind="HTTPRoute", name="api", message="/spec/rules/0/backendRefs/0/weight: got string, want integer"
        ),
    )


def test_a_kind_without_a_schema_is_a_finding_not_skipped() -> None:
    assert check("apiVersion: acme.dev/v1\nkind: Frob\nmetadata: {name: x}\n") == (
        kubeconform.InvalidObject(kind="Frob", name="x", message="could not find schema for Frob"),
    )


def test_a_core_kind_name_in_a_foreign_group_does_not_pass_as_the_core_kind() -> None:
    assert check("apiVersion: apps.acme.dev/v1\nkind: Deployment\nmetadata: {name: x}\n") == (
        kubeconform.InvalidObject(kind="Deployment", name="x", message="/apiVersion: value must be 'apps/v1'"),
    )


def test_a_key_written_twice_is_a_finding() -> None:
    (finding,) = check(SERVICE.replace("  name: api", "  name: api\n  name: api"))
    assert 'key "name" already set in map' in finding.message


def test_an_object_that_was_not_seen_is_a_finding() -> None:
    assert check(f"{SERVICE}---\n", expected=2) == (
        kubeconform.InvalidObject(kind="", name="", message="kubeconform saw 1 objects, not 2", stream=None),
    )


def test_a_skipped_object_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = '{"resources": [], "summary": {"valid": 0, "invalid": 0, "errors": 0, "skipped": 2}}'
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, f"echo '{said}'")))
    assert check(SERVICE) == (
        kubeconform.InvalidObject(kind="", name="", message="kubeconform skipped 2 objects", stream=None),
    )


def test_a_stream_larger_than_the_read_buffer_is_seen_whole() -> None:
    large = SERVICE.replace("spec:", f"  annotations: {{a: {'x' * 4000}}}\nspec:")
    many = "---\n".join(large.replace("name: api", f"name: api-{n}") for n in range(1200))
    assert check(many, expected=1200) == ()


def test_a_finding_says_which_stream_holds_its_object() -> None:
    bad = SERVICE.replace("port: 80", "port: many")
    found = kubeconform.check_streams(
        [SERVICE, bad, f"{SERVICE}---\n{bad}"], kubernetes="1.34", schemas=SCHEMAS, expected=4
    )
    assert [(each.name, each.stream) for each in found] == [("api", 1), ("api", 2)]


def test_a_kubernetes_version_without_schemas_is_told_with_those_there_are() -> None:
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE, kubernetes="1.30")
    assert caught.value.message == "there are no schemas for Kubernetes 1.30"
    assert caught.value.hint == "there are schemas for 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37"


def test_a_missing_program_is_told_with_the_way_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert caught.value.message == "kubeconform is not installed: nothing was verified"
    assert caught.value.hint == INSTALL
    assert caught.value.exit_code == 6


def test_the_variable_must_name_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(tmp_path))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert caught.value.message == f"TIDEGATE_KUBECONFORM: {tmp_path} is not a program"
    assert caught.value.hint == INSTALL


def test_a_program_that_crashes_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, "echo 'panic: oh' >&2; exit 2")))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert caught.value.message == "impostor failed with exit code 2: panic: oh"
    assert caught.value.hint == f"tidegate is tested with kubeconform v0.8.0: {INSTALL}"


@pytest.mark.parametrize("said", ["", "[]", "{}", "Summary: 1 resource"])
def test_a_program_that_says_something_else_is_not_believed(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, f"echo '{said}'")))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert caught.value.message == f"impostor failed with exit code 0: {said or 'it printed nothing'}"


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, "exec /bin/sleep 600")))
    with pytest.raises(errors.ProgramError) as caught:
        kubeconform.check(SERVICE, kubernetes="1.34", schemas=SCHEMAS, timeout=0.2)
    assert caught.value.message == "impostor did not end within 0.2 seconds"


def test_a_program_that_cannot_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "broken"
    program.write_bytes(b"\0")
    program.chmod(0o755)
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(program))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert caught.value.message == f"{program} cannot be run: Exec format error"


def test_the_program_sees_nothing_of_the_callers_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, "/usr/bin/env >&2; exit 9")))
    with pytest.raises(errors.ProgramError) as caught:
        check(SERVICE)
    assert "HTTPS_PROXY" not in caught.value.message
    assert "HOME=" not in caught.value.message


def test_the_program_is_the_one_that_is_pinned() -> None:
    pinned = re.search(r"github.com/yannh/kubeconform (\S+)", (ROOT / "tools/go.mod").read_text(encoding="utf-8"))
    assert pinned is not None
    assert kubeconform.identify() == pinned[1]
    assert f"kubeconform@{pinned[1]}," in INSTALL


def test_a_program_that_does_not_know_its_version_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_KUBECONFORM", str(impostor(tmp_path, "exit 3")))
    with pytest.raises(errors.ProgramError) as caught:
        kubeconform.identify()
    assert caught.value.message == "impostor failed with exit code 3: it printed nothing"
