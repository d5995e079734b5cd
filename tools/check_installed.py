"""Check that everything that the installed packages require is installed, and list what is missing.

`tools/install` runs it after it has installed lock files with `--no-deps`, so that a package missing in a lock is noticed.
Usage: `python tools/check_installed.py [REQUIREMENT...]`.

`pip check` does not follow extras, so it would not report a missing package that only `coverage[toml]` or `tidegate[dev]`
requires. Here dependencies are followed with extras, from the requirements in the arguments (such as `tidegate[dev]`) and
from every installed package. What `tools/left-out.txt` lists may be missing. `pip check` reports the rest, such as wheels
for another platform.
"""

import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LEFT_OUT = Path(__file__).resolve().parent / "left-out.txt"
DEPENDENCY = r"\S+ \S+ (requires|has requirement) .*"
"""Lines of `pip check` about a dependency that is missing or has another version; `unmet` reports these."""


def main(arguments: list[str]) -> int:
    """Print all problems on standard error; return 1 if there is one."""
    left_out = {canonicalize_name(line) for line in LEFT_OUT.read_text(encoding="utf-8").split()}
    installed = {str(canonicalize_name(each.metadata["Name"])): each for each in distributions()}
    asked = [("what is asked for", Requirement(text)) for text in arguments]
    found = dict.fromkeys([*_pip_check(), *unmet(asked, installed, left_out)])
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("hint: a lock file is incomplete: run `make lock`", file=sys.stderr)
    return 1 if found else 0


def unmet(
    asked: list[tuple[str, Requirement]], installed: Mapping[str, Distribution], left_out: Collection[str]
) -> Iterator[str]:
    """Yield a line for each requirement, extras included, that no installed package satisfies."""
    waiting = [*asked, *((name, Requirement(name)) for name in installed)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        parent, wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        held = installed.get(name)
        if held is None:
            if name not in left_out:
                yield f"{parent} requires {wanted}, which is not installed."
            continue
        if not wanted.specifier.contains(held.version, prereleases=True):
            yield f"{parent} requires {wanted}, but {held.metadata['Name']} {held.version} is installed."
        for extra in {"", *wanted.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += ((f"{name} {held.version}", each) for each in _of_extra(held, extra))


def _of_extra(held: Distribution, extra: str) -> Iterator[Requirement]:
    for text in held.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        requirement.marker = None
        if (marker is None and not extra) or (marker is not None and marker.evaluate({"extra": extra})):
            yield requirement


def _pip_check() -> Iterator[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in (done.stdout + done.stderr).splitlines() if done.returncode else ():
        if re.fullmatch(DEPENDENCY, line) is None:
            yield line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
