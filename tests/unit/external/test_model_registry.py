"""Which models' addresses name one model for ever, and what happens without MLflow or without its answer."""

import sys
from pathlib import Path

import pytest

from generator.external import model_registry, unresolved
from tests import patience
from tests.unit.external.front import Said, serving

COMMIT = "0a" * 20


def trouble(uri: str = "models:/fraud@champion", *, timeout: float = patience.LONG) -> unresolved.UnresolvedError:
    with pytest.raises(unresolved.UnresolvedError) as caught:
        model_registry.version(uri, timeout=timeout)
    return caught.value


def impostor(folder: Path, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that says what MLflow's client would."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    "uri",
    [
        "models:/fraud/7",
        "models:/m-0123456789abcdef0123456789abcdef",
        "s3://models/fraud?versionId=3sL4kqtJlcpXroDTDmJ",
        "gs://models/fraud#1660000000",
        "https://acme.blob.core.windows.net/models/fraud?versionid=2026-01-01T00:00:00.0000000Z",
        f"hf://org/fraud@{COMMIT}",
        f"hf://org/fraud:{COMMIT}",
        f"hf://org/fraud@{COMMIT}/weights.bin",
        f"oci://ghcr.io/acme/fraud@sha256:{'0a' * 32}",
        "file:///models/fraud",
    ],
)
def test_a_version_a_commit_a_digest_and_the_image_itself_are_one_model_for_ever(uri: str) -> None:
    assert model_registry.is_pinned(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "models:/fraud@champion",
        "models:/fraud/latest",
        "models:/fraud/Production",
        "models:/m-12",
        "s3://models/fraud/12",
        "s3://models/fraud?versionId=",
        "s3://models/fraud?versionId=null",
        "s3://models/fraud?versionId=a&versionId=b",
        "gs://models/fraud",
        "hf://org/fraud",
        "hf://org/fraud@main",
        "hf://org/fraud@v1.0",
        f"hf://org/fraud@{COMMIT[:7]}",
        "oci://ghcr.io/acme/fraud:1.2",
        "pvc://models/fraud",
        "runs:/0a0a/model",
    ],
)
def test_what_somebody_can_move_or_write_anew_is_not(uri: str) -> None:
    assert not model_registry.is_pinned(uri)


@pytest.mark.parametrize("uri", ["models:/fraud/7", "s3://models/fraud/12", "hf://org/fraud@main", "pvc://models/x"])
def test_only_mlflows_names_are_looked_up(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1")
    assert model_registry.version(uri) == uri


@pytest.mark.parametrize("uri", ["models:/fraud/Production", "models:/fraud", "models://host/fraud@champion"])
def test_a_stage_and_a_bare_name_are_told_what_to_write(uri: str) -> None:
    error = trouble(uri)
    assert error.message == f'"{uri}" names neither a version nor an alias'
    assert error.hint == "models:/name/7, models:/name@alias"


def test_without_a_server_its_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    error = trouble()
    assert error.message == "MLFLOW_TRACKING_URI is not set"
    assert error.hint == "MLFLOW_TRACKING_URI=https://mlflow.example.org"
    assert error.exit_code == 6


def test_without_the_client_the_way_to_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, f"exec {sys.executable} -S $*", monkeypatch)  # -S: a Python without its packages
    error = trouble()
    assert error.message == "MLflow's client is not installed"
    assert error.hint == "pip install 'tidegate[mlflow]'"


@pytest.mark.parametrize("said", ["echo no JSON", "exit 1", "echo '[]'", "echo 1; kill -9 $$"])
def test_a_client_that_says_nothing_of_use_is_told(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, said, monkeypatch)
    assert trouble().message == "MLflow's client failed without an answer"


@pytest.mark.parametrize("version", ["", "7; rm", "../7", "None"])
def test_a_version_that_is_no_number_is_not_written(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impostor(tmp_path, f"""echo '{{"version": "{version}"}}'""", monkeypatch)
    assert trouble().message == "MLflow: it printed nothing"


def test_a_client_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, "exec sleep 600", monkeypatch)
    assert trouble(timeout=0.3).message == "MLflow did not answer within 0.3 seconds"


def test_a_long_fact_is_cut_and_only_its_first_line_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, f"""echo '{{"fact": "{"x" * 400}\\\\nsecond"}}'""", monkeypatch)
    assert trouble().message == f"MLflow: {'x' * 300}…"


def test_a_server_that_is_not_there_is_told_without_the_password_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ada:s3cret@127.0.0.1:1")
    error = trouble()
    assert error.message.startswith("MLflow: API request to http://127.0.0.1:1/api/2.0/mlflow/registered-models/alias")
    assert "s3cret" not in error.message


def test_a_server_that_fails_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: Said(503)) as server:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
        assert trouble().message.startswith("MLflow: ")
        assert len(server.asked) == 1


def test_the_folder_that_somebody_stands_in_is_no_place_for_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("mlflow.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with serving(lambda _: Said(404)) as server:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
        assert trouble().message.startswith("MLflow: ")
        assert len(server.asked) == 1
