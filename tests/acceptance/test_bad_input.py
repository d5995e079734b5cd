"""Every mistake that we could think of, and the whole of what is said about it.

`bad_input/*.txt` hold the cases: a title, what a person wrote, and the output word for word. In `component.txt`, those of other
kinds and `environment.txt` only the written lines stand, to be read in the place that FRAMES gives them; `file.txt` and
`mistake.txt` hold whole files. The kinds of OPERATORS are read on a platform that has them.
`pytest --regenerate` writes the expectations anew, for a person to judge in the diff.
"""

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli import main
from generator.files import package_data

FOLDER = Path(__file__).parent / "bad_input"
HEAD = "apiVersion: tidegate.dev/v1\nname: fraud\nteam: risk\n"
API = "components:\n  api:\n    kind: service\n    image: ghcr.io/acme/api:1.4.2\n    ports: {http: 8080}\n"
JOB = "components:\n  nightly:\n    kind: cronjob\n    image: ghcr.io/acme/batch:2.0.0\n"
WORKER = "components:\n  jobs:\n    kind: worker\n    image: ghcr.io/acme/jobs:2.0.0\n"
STORE = "components:\n  vectors:\n    kind: store\n    image: qdrant/qdrant:v1.15.4\n"
DEV = "environments:\n  dev:\n"
OPEN = API + "    scale: {min: 2, max: 4}\n    expose: {host: fraud.example.org}\n"
IMAGE = "ghcr.io/acme/api:1.4.2"
IMAGES = {
    "training": "ghcr.io/acme/train:2.0.0",
    "notebook": "quay.io/jupyter/scipy-notebook:2026-09-29",
    "inference": "docker.io/seldonio/mlserver:1.7.1",
    "mlflow": "ghcr.io/mlflow/mlflow:v3.17.0-full",
    "multinode": "vllm/vllm-openai:v0.11.0",
    "ray": "rayproject/ray:2.52.0",
    "spark": "apache/spark:4.0.1",
    "dask": "ghcr.io/dask/dask:2025.2.0",
    "pipeline": "ghcr.io/acme/train:2.0.0",
}
OPERATORS = {
    "multinode": "leaderworkerset",
    "ray": "{api: kuberay, namespace: kuberay-system}",
    "spark": "{api: spark-operator, namespace: spark-operator}",
    "dask": "{api: dask-operator, namespace: dask-operator}",
    "pipeline": "{api: argo-workflows, namespace: argo}",
}
FRAMES = {
    **{
        kind: (f"{HEAD}components:\n  c:\n    kind: {kind}\n    image: {image}\n", "    ", DEV)
        for kind, image in IMAGES.items()
    },
    "component": (HEAD + API, "    ", DEV),
    "cronjob": (HEAD + JOB, "    ", DEV),
    "worker": (HEAD + WORKER, "    ", DEV),
    "store": (HEAD + STORE, "    ", DEV),
    "environment": (HEAD + API + DEV, "    ", ""),
    "canary": (
        HEAD + OPEN + "    strategy: {type: canary, steps: [10, 50]}\n" + DEV + "    releases:\n      api:\n",
        " " * 8,
        "",
    ),
    "blue-green": (HEAD + OPEN + "    strategy: blue-green\n" + DEV + "    releases:\n      api:\n", " " * 8, ""),
    "patch": (HEAD + API + "    patches:\n      - target: {kind: Deployment}\n        ops:\n", " " * 10, DEV),
    "file": ("", "", ""),
    "mistake": ("", "", ""),
}


class Case(NamedTuple):
    title: str
    frame: str
    written: str
    expected: str

    @property
    def text(self) -> str:
        before, indent, after = FRAMES[self.frame]
        return before + textwrap.indent(self.written, indent) + after


def read(path: Path) -> Iterator[Case]:
    for part in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        written, _, expected = rest.partition("--> \n")
        yield Case(title, path.stem, written, expected.strip("\n") + "\n")


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]


def write_platform(kind: str) -> None:
    """The bundled environments, with the operator of a kind."""
    Path("tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n", encoding="utf-8")
    shutil.copytree(package_data.folder("environments"), "environments")
    with Path("environments/dev.yaml").open("a", encoding="utf-8") as file:
        file.write(f"operators: {{{kind}: {OPERATORS[kind]}}}\n")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    code = main.run(["validate", "ml-project.yaml"])
    seen = capsys.readouterr()
    assert code == 3, seen
    return seen.out


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.frame}: {case.title}")
def test_mistake_is_told_with_its_place_and_the_way_out(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, regenerate: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ml-project.yaml").write_text(case.text, encoding="utf-8")
    if case.frame in OPERATORS:
        write_platform(case.frame)
    out = told(capsys)
    if regenerate:
        _replace(case, out)
        return
    assert out == case.expected


def test_no_message_names_what_no_file_holds() -> None:
    assert [case.title for case in CASES if "default:" in case.expected or ":0:0" in case.expected] == []


def test_every_place_is_in_the_file() -> None:
    for case in CASES:
        lines = case.text.split("\n")
        for line, column in re.findall(r"^ml-project\.yaml:(\d+):(\d+): ", case.expected, flags=re.MULTILINE):
            assert 1 <= int(column) <= len(lines[int(line) - 1]) + 1, case.title


def _replace(case: Case, out: str) -> None:
    path = FOLDER / f"{case.frame}.txt"
    old = f"### {case.title}\n{case.written}--> \n"
    before, found, after = path.read_text(encoding="utf-8").partition(old)
    assert found, case.title
    _, mark, rest = after.partition("\n### ")
    path.write_text(f"{before}{old}{out}{mark}{rest}", encoding="utf-8")
