"""tidegate's commands as another machine would run them, and what they and kustomize print, as objects."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from generator.external import kustomize
from generator.layout import tree as layout
from generator.manifest.manifest import Overlay

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


class BareWords(yaml.CSafeLoader):
    """Reads what kustomize prints: a bare `=` or `<<` as the text that it is in YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to configure a loader
        first: rules for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items() if first not in {*"=<."}
    }


def gathered(overlays: Iterable[Overlay], folder: Path) -> str:
    """What one kustomize prints of many overlays, written into a folder."""
    lines = []
    for overlay in overlays:
        lines.append(f"- {overlay.folder}\n")
        for path, content in layout.files(overlay).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    (folder / "kustomization.yaml").write_text(f"resources:\n{''.join(lines)}", encoding="utf-8")
    return kustomize.build(folder)
