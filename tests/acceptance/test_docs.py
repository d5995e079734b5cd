"""The documentation is true: its files are accepted, its commands print what stands there, its links lead somewhere.

A fenced block says by its info string what is done with it, in the order of the page, in a folder of the page's own:
`yaml NAME` is written to that file and validated; `console run` is run line by line, each `$ command` by a shell, and must print
what follows it (a line `...` stands for any lines). Other blocks are only read. `--regenerate` writes what the commands print.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CITED = re.compile(r"\bdocs/[a-z-]+\.md(?:#[a-z0-9-]+)?")
ANY = "...\n"


class Step(NamedTuple):
    """One command of a block, and what the page says that it prints."""

    command: str
    printed: str


def blocks(page: Path) -> list[re.Match[str]]:
    return list(BLOCK.finditer(page.read_text(encoding="utf-8")))


def steps(body: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield Step(command, printed)


def alike(said: str, printed: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in said.split(ANY)), printed, re.DOTALL) is not None


def run(command: str, folder: Path) -> str:
    """What a command prints, on both streams, for a person with no settings of their own."""
    identity = {f"GIT_{who}_{what}": "ada@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        **os.environ,
        **identity,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def accepted(file: Path, folder: Path) -> None:
    """The command line accepts a project, or a platform's file; other files are there for the page's commands."""
    below = file.relative_to(folder)
    if file.name == "ml-project.yaml":
        command = f"tidegate validate {below}"
    elif file.name == "tidegate-platform.yaml":
        command = f"tidegate schema --platform {below.parent} > /dev/null"
    elif file.parent.name == "environments":
        command = f"tidegate schema --platform {below.parent.parent} > /dev/null"
    else:
        return
    printed = run(f"{command}; echo exit code $?", folder)
    assert printed.endswith("exit code 0\n"), f"{below}: {printed}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_are_accepted_and_commands_print_what_stands_there(
    page: Path, tmp_path: Path, *, regenerate: bool
) -> None:
    text = page.read_text(encoding="utf-8")
    files: dict[Path, None] = {}
    for block in blocks(page):
        language, _, rest = block["info"].partition(" ")
        if language == "yaml" and rest:
            file = tmp_path / rest
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["body"], encoding="utf-8")
            files[file] = None
            if file.name == "ml-project.yaml":
                accepted(file, tmp_path)
        elif block["info"] == "console run":
            done = [Step(step.command, run(step.command, tmp_path)) for step in steps(block["body"])]
            if regenerate and ANY not in block["body"]:
                text = text.replace(block["body"], "".join(f"$ {step.command}\n{step.printed}" for step in done))
            else:
                for said, found in zip(steps(block["body"]), done, strict=True):
                    assert alike(said.printed, found.printed), f"{said.command} prints:\n{found.printed}"
    for file in files:
        if file.exists():
            accepted(file, tmp_path)
    if regenerate:
        page.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_whole_file_is_named_so_that_it_is_checked(page: Path) -> None:
    whole = re.compile(r"^apiVersion: tidegate\.dev/", re.MULTILINE)
    assert [block["body"] for block in blocks(page) if block["info"] == "yaml" and whole.search(block["body"])] == []


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    plain = BLOCK.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ +(.+?) *$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def missing(target: str, page: Path) -> bool:
    path, _, anchor = target.partition("#")
    held = (page.parent / path).resolve() if path else page
    return not held.exists() or bool(anchor and anchor not in anchors(held))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_and_anchor_leads_somewhere(page: Path) -> None:
    plain = BLOCK.sub("", page.read_text(encoding="utf-8"))
    targets = [link["target"] for link in LINK.finditer(plain) if "://" not in link["target"]]
    assert [target for target in targets if missing(target, page)] == []


def test_what_code_cites_of_the_documentation_is_there() -> None:
    sources = [file for folder in ("generator", "tests", "tools") for file in (ROOT / folder).rglob("*.py")]
    cited = {(target, file) for file in sources for target in CITED.findall(file.read_text(encoding="utf-8"))}
    assert [(target, file) for target, file in cited if missing(target, ROOT / "README.md")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """Paths with a folder, from the top of the repository or of the package: `release/machine.py`."""
    named = set(re.findall(r"`((?:[a-z_-]+/)+[A-Za-z_.-]+\.(?:py|txt|md|json))`", page.read_text(encoding="utf-8")))
    assert [
        path for path in sorted(named) if not ((ROOT / path).exists() or (ROOT / "generator" / path).exists())
    ] == []
