"""The pages of the documentation: their blocks, their files in a folder, and what their commands print.

The info string of a fenced block says what is done with it, in the order of the page, in a folder of the page's own: a block
with `title="NAME"` is written to that file; `console` is run line by line, each `$ command` by a shell.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TOP = ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY")
SITE = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*(page for name in TOP if (page := ROOT / f"{name}.md").exists()), *SITE]
BLOCK = re.compile(r"^ *```(?P<info>[^`\n]*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="(?P<name>[^"]+)"')
ANY = "...\n"


class Step(NamedTuple):
    """One command of a block, and what the page says that it prints."""

    command: str
    printed: str


def name(page: Path) -> str:
    """The page as tests are named by it."""
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[re.Match[str]]:
    return list(BLOCK.finditer(text(page)))


def plain(page: Path) -> str:
    """The page without its blocks."""
    return BLOCK.sub("", text(page))


def language(block: re.Match[str]) -> str:
    return block["info"].partition(" ")[0]


def file_name(block: re.Match[str]) -> str:
    """The file that a block is, or an empty text."""
    title = TITLE.search(block["info"])
    return title["name"] if title else ""


def write(block: re.Match[str], folder: Path) -> Path:
    """Write the file that a block is."""
    file = folder / file_name(block)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block["body"], encoding="utf-8")
    return file


def steps(body: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield Step(command, printed)


def alike(said: str, printed: str) -> bool:
    """Whether a command printed what the page says, where a line `...` stands for any lines."""
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
