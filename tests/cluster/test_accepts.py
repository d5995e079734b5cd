"""The API server takes all that tidegate writes, word for word, and nothing moves when a tool applies the same again."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import definitions, written
from tests.cluster.api import Answer, Api, Object
from tests.cluster.processes import BIN

FLUX = "kustomize-controller"
ARGOCD = "argocd-controller"
PLACES = pytest.mark.parametrize("place", [pytest.param(place, id=name) for place, name in written.NAMES.items()])
Objects = Sequence[dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def _defined(api: Api) -> None:
    definitions.install(api, written.custom_kinds())


@pytest.fixture
def objects(place: Path, api: Api) -> Iterator[Objects]:
    """What a place holds, before it is applied; it is removed afterwards, but for namespaces, which other places have, too."""
    held = written.of(place)
    for namespace in written.namespaces(held):
        assert not api.apply(namespace, "tests").refusal
    yield held
    for each in held:
        if each["kind"] != "Namespace":
            api.delete(each)


def label(each: Object) -> str:
    return f"{each['metadata'].get('namespace', '')}/{each['kind']}/{each['metadata']['name']}"


def apply(api: Api, objects: Objects, manager: str) -> dict[str, Answer]:
    return {label(each): api.apply(each, manager) for each in objects}


@PLACES
def test_everything_is_taken_without_a_word(objects: Objects, api: Api) -> None:
    answers = apply(api, objects, FLUX)
    assert {name: answer.words for name, answer in answers.items() if answer.words} == {}


@PLACES
@pytest.mark.parametrize("manager", [FLUX, ARGOCD])
def test_applied_again_nothing_moves(objects: Objects, manager: str, api: Api) -> None:
    """The first time after its creation the API server stores some objects again, word for word (1.34: claims, Kustomizations)."""
    first, second, third = ({n: answer.body for n, answer in apply(api, objects, manager).items()} for _ in range(3))
    assert third == second
    assert without_versions(second) == without_versions(first)


def without_versions(found: dict[str, Any]) -> dict[str, Any]:
    return {n: {**each, "metadata": {**each["metadata"], "resourceVersion": ""}} for n, each in found.items()}


@PLACES
def test_merged_again_as_kubectl_does_nothing_moves(
    objects: Objects, api: Api, kubeconfig: Path, tmp_path: Path
) -> None:
    stream = tmp_path / "objects.json"
    stream.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}), encoding="utf-8")
    # of namespaces that other tests have left, which lack what it compares with, kubectl says so once
    words = merged(stream, kubeconfig)
    assert [each for each in words if "resource namespaces/" not in each] == []
    before = {label(each): api.get(each) for each in objects}
    assert merged(stream, kubeconfig) == []
    assert {label(each): api.get(each) for each in objects} == before


def merged(stream: Path, kubeconfig: Path) -> list[str]:
    """The three-way merge of Argo CD without `serverSideApply`; its warnings."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(stream.parent), "KUBECONFIG": str(kubeconfig)}
    command = [str(BIN / "kubectl"), "apply", "--filename", str(stream), "--validate=false"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()
