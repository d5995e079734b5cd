import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ProgramError
from generator.external.cluster import Cluster


class Kubectl:
    """A `kubectl` on PATH that answers every question with one text, and keeps what it was asked."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path = folder / "kubectl"
        self._asked = folder / "asked"
        self.says("{}")
        self._path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.setattr("sys.executable", str(folder / "python"))

    def says(self, text: str, *, error: str = "", code: int = 0) -> None:
        lines = [f'echo "$*" >> {self._asked}', f"printf %s {shlex.quote(text)}"]
        lines += [f"printf %s {shlex.quote(error)} >&2", f"exit {code}"]
        self._path.write_text("\n".join(["#!/bin/sh", *lines]))

    @property
    def asked(self) -> list[str]:
        return self._asked.read_text().splitlines()


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kubectl:
    return Kubectl(tmp_path, monkeypatch)


def test_without_kubectl_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(ProgramError) as caught:
        Cluster()
    assert (caught.value.message, caught.value.hint) == (
        "kubectl is not installed, and --live reads the cluster with it",
        "install kubectl and put it on PATH",
    )


def test_an_object_is_read_by_its_path_in_the_context_that_was_named(kubectl: Kubectl) -> None:
    kubectl.says(json.dumps({"kind": "Deployment"}))
    assert Cluster("prod").deployment("ml", "fraud-api") == {"kind": "Deployment"}
    assert Cluster().autoscaler("ml", "fraud-api") is not None
    assert kubectl.asked == [
        "--context prod --request-timeout=30s get --raw /apis/apps/v1/namespaces/ml/deployments/fraud-api",
        "--request-timeout=30s get --raw /apis/autoscaling/v2/namespaces/ml/horizontalpodautoscalers/fraud-api",
    ]


@pytest.mark.parametrize("words", ["Error from server (NotFound): x", 'services "x" not found'])
def test_what_is_not_there_is_none(kubectl: Kubectl, words: str) -> None:
    kubectl.says("", error=words, code=1)
    assert Cluster().service("ml", "x") is None


def endpoints(*slices: Any) -> str:
    return json.dumps({"items": [{"endpoints": list(each)} for each in slices]})


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (endpoints(), 0),
        (endpoints([{"addresses": ["10.0.0.1"], "conditions": {"ready": False}}]), 0),
        (endpoints([{"addresses": ["10.0.0.1"]}, {"addresses": ["10.0.0.2"], "conditions": {"ready": True}}]), 2),
        (endpoints([{"addresses": ["10.0.0.1"]}], [{"addresses": ["10.0.0.1"]}]), 1),
        (json.dumps({"items": [{"endpoints": None}, {}]}), 0),
        (json.dumps({"items": None}), 0),
    ],
)
def test_a_ready_address_counts_once(kubectl: Kubectl, answer: str, count: int) -> None:
    kubectl.says(answer)
    assert Cluster().ready_addresses("ml", "fraud-api") == count


def test_a_cluster_that_refuses_is_told_in_its_last_words(kubectl: Kubectl) -> None:
    kubectl.says("", error="a warning\nYou must be logged in", code=1)
    with pytest.raises(ProgramError) as caught:
        Cluster().service("ml", "x")
    assert (caught.value.message, caught.value.hint) == (
        "kubectl cannot read from the cluster: You must be logged in",
        "check that kubectl get works with this context, or name another with --context",
    )


def test_an_answer_that_is_no_json_is_told(kubectl: Kubectl) -> None:
    kubectl.says("<html>")
    with pytest.raises(ProgramError, match=r"^kubectl printed something that is not JSON$"):
        Cluster().service("ml", "x")
