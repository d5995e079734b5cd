"""tidegate's commands as another machine would run them, and what they and kustomize print, as objects."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
EVERYWHERE = Path(__file__).with_name("everywhere.py")
MACHINES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "here": ("sorted", {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}),
    "Ankara": ("reversed", {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}),
    "nowhere": (
        "shuffled",
        {
            "PYTHONHASHSEED": "99",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "TZ": "America/St_Johns",
        },
    ),
}


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def commands(machine: str, wanted: Sequence[tuple[Path, Sequence[str]]]) -> list[tuple[int, str, str]]:
    order, variables = MACHINES[machine]
    lent = {key: value for key, value in os.environ.items() if key in {"PATH", "PYTHONPATH", "HOME"}}
    done = subprocess.run(
        [sys.executable, EVERYWHERE, order],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), **lent, **variables},
        input=json.dumps([(str(folder), list(arguments)) for folder, arguments in wanted]).encode(),
        capture_output=True,
        check=True,
        timeout=300,
    )
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


class Loader(yaml.CSafeLoader):
    """PyYAML's, but that a bare `=` or `<<`, which kustomize prints, is the text that it is."""


for tag in ("value", "merge"):
    Loader.add_constructor(f"tag:yaml.org,2002:{tag}", lambda _loader, node: str(node.value))


def objects(stream: str) -> list[dict[str, Any]]:
    found = [each for each in yaml.load_all(stream, Loader=Loader) if each is not None]
    return sorted(found, key=lambda each: (each["kind"], each["metadata"]["name"]))
