"""Write the objects in the folders that crds.txt names, one JSON file for each, out of releases in the Go module proxy.

The file of a CustomResourceDefinition has its name, that of another object also its kind: `NAME.json`, `KIND.NAME.json`.

Usage: `python tools/cluster/crds.py FOLDER`. Ends with 1 if a release cannot be had, or if it has another checksum.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

RELEASES = Path(__file__).with_name("crds.txt")
DEFINITION = "CustomResourceDefinition"


class Loader(yaml.CSafeLoader):
    """PyYAML's, but that a bare `=` is the text that it is in YAML 1.2."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda _loader, node: str(node.value))


class Release(NamedTuple):
    """A version of a Go module, its checksum as in a go.sum, and a folder with objects."""

    module: str
    version: str
    checksum: str
    folder: str


def main(arguments: list[str]) -> int:
    """Write the objects of all releases into the folder of the arguments; name the releases without."""
    (target,) = (Path(argument) for argument in arguments)
    target.mkdir(parents=True, exist_ok=True)
    failed = 0
    for release in releases():
        top, problem = download(release)
        if problem:
            failed += 1
            print(f"{release.module} {release.version}: {problem}", file=sys.stderr)
        for each in objects(Path(top, release.folder)) if top else ():
            kind, name = each["kind"], each["metadata"]["name"]
            path = target / (f"{name}.json" if kind == DEFINITION else f"{kind}.{name}.json")
            path.write_text(json.dumps(each), encoding="utf-8")
    return int(bool(failed))


def releases() -> Iterator[Release]:
    """Yield the releases that crds.txt names."""
    for line in RELEASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Release(*line.split())


def download(release: Release) -> tuple[str, str]:
    """Return where the release lies after its download, and what is wrong with it; the first is empty if anything is."""
    done = subprocess.run(
        ["go", "mod", "download", "-json", f"{release.module}@{release.version}"],  # noqa: S607 - as the Makefile finds it
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return "", done.stderr.strip()
    if answer.get("Error"):
        return "", answer["Error"]
    if answer["Sum"] != release.checksum:
        return "", f"its checksum is {answer['Sum']}, crds.txt has {release.checksum}"
    return answer["Dir"], ""


def objects(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects in the YAML files of a folder; what kustomize reads beside them is none."""
    for path in sorted(folder.glob("*.yaml")):
        for each in yaml.load_all(path.read_bytes(), Loader=Loader):
            if isinstance(each, dict) and "name" in each.get("metadata", {}):
                yield each


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
