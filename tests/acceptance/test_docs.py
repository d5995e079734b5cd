"""The documentation is true: its files are accepted, its commands print what stands there, its links lead somewhere.

`pages.py` says what the info string of a fenced block means. `--regenerate` writes what the commands print.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from generator.cli import main
from generator.kubernetes import object_kinds
from tests.acceptance import pages
from tests.acceptance.pages import PAGES, ROOT, SITE, Step

LANGUAGES = "console|ini|json|python|sh|text|yaml"
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CITED = re.compile(r"\bdocs/[a-z/-]+\.md(?:#[a-z0-9-]+)?")
SPAN = re.compile(r"(?<!`)`(?P<code>[^`\n]+)`(?!`)")


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
    printed = pages.run(f"{command}; echo exit code $?", folder)
    assert printed.endswith("exit code 0\n"), f"{below}: {printed}"


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_files_are_accepted_and_commands_print_what_stands_there(
    page: Path, tmp_path: Path, *, regenerate: bool
) -> None:
    text = pages.text(page)
    files: dict[Path, None] = {}
    for block in pages.blocks(page):
        if pages.file_name(block):
            file = pages.write(block, tmp_path)
            files[file] = None
            if file.name == "ml-project.yaml":
                accepted(file, tmp_path)
        elif pages.language(block) == "console":
            done = [Step(step.command, pages.run(step.command, tmp_path)) for step in pages.steps(block["body"])]
            if regenerate and pages.ANY not in block["body"]:
                text = text.replace(block["body"], "".join(f"$ {step.command}\n{step.printed}" for step in done))
            else:
                for said, found in zip(pages.steps(block["body"]), done, strict=True):
                    assert pages.alike(said.printed, found.printed), f"{said.command} prints:\n{found.printed}"
    for file in files:
        if file.exists():
            accepted(file, tmp_path)
    if regenerate:
        page.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_the_info_string_of_a_block_is_one_that_is_tested_and_that_the_site_understands(page: Path) -> None:
    known = re.compile(rf'({LANGUAGES})( title="[^"]+")?')
    assert [block["info"] for block in pages.blocks(page) if not known.fullmatch(block["info"])] == []


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_a_whole_file_is_named_so_that_it_is_checked(page: Path) -> None:
    whole = re.compile(r"^apiVersion: tidegate\.dev/", re.MULTILINE)
    assert [
        block["body"] for block in pages.blocks(page) if block["info"] == "yaml" and whole.search(block["body"])
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_yaml_that_is_no_whole_file_parses(page: Path) -> None:
    for block in pages.blocks(page):
        if pages.language(block) == "yaml":
            assert list(yaml.safe_load_all(block["body"]))


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every command of ours that a page names but does not run."""
    scripts = [block["body"] for block in pages.blocks(page) if pages.language(block) == "sh"]
    for line in re.split(r"\n|\||&&|;", "\n".join(scripts).replace("\\\n", " ")):
        words = shlex.split(line, comments=True)
        if words and words[0] == "tidegate":
            yield words[1:]
    for span in SPAN.finditer(pages.plain(page)):
        words = span["code"].replace("\\|", " ").replace("'", " ").replace('"', " ").split()
        named = words[1:] if words[0] == "tidegate" else words
        if named and named[0] in main.COMMANDS:
            yield named


def unknown(words: list[str]) -> list[str]:
    """What a command line has that the command does not."""
    if words[0] not in main.COMMANDS:
        return [] if words[0].startswith("-") or words[0].isupper() else [words[0]]
    command = main.tidegate.get_command(click.Context(main.tidegate), words[0])
    assert command is not None
    options = {"-h", "--help", *(name for each in command.params for name in (*each.opts, *each.secondary_opts))}
    written = [word.strip("[]").partition("=")[0] for word in words[1:]]
    return [word for word in written if re.match(r"--?[a-z]", word) and word not in options]


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_commands_and_options_that_a_page_names_exist(page: Path) -> None:
    assert [(words, unknown(words)) for words in commands(page) if unknown(words)] == []


def test_every_page_of_the_site_is_linked_on_the_first_one_and_in_the_menu() -> None:
    named = {page.relative_to(ROOT / "docs").as_posix() for page in SITE}
    index = ROOT / "docs" / "index.md"
    assert named - {match["target"] for match in LINK.finditer(pages.plain(index))} == {"index.md"}
    menu = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    assert {name for name in named if f'"{name}"' not in menu} == set()


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_targets_of_make_that_a_page_names_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^)make ([a-z]+)\b", pages.text(page), re.MULTILINE)
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_the_readme_names_the_two_commands_of_the_newcomer() -> None:
    (script,) = (block["body"] for block in pages.blocks(ROOT / "README.md") if "make " in block["body"])
    assert re.findall(r"^make [a-z]+", script, re.MULTILINE) == ["make demo", "make test"]


def anchors(page: Path) -> list[str]:
    """The anchors that GitHub, and the site with the settings of zensical.toml, make of a page's headings."""
    headings = re.findall(r"^#+ +(.+?) *$", pages.plain(page), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def missing(target: str, page: Path) -> bool:
    path, _, anchor = target.partition("#")
    held = (page.parent / path).resolve() if path else page
    return not held.exists() or bool(anchor and anchor not in anchors(held))


def links(page: Path) -> list[str]:
    return [link["target"] for link in LINK.finditer(pages.plain(page)) if "://" not in link["target"]]


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_every_relative_link_and_anchor_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if missing(target, page)] == []


@pytest.mark.parametrize("page", SITE, ids=pages.name)
def test_pages_of_the_site_link_only_to_pages_of_the_site(page: Path) -> None:
    targets = [page.parent / target.partition("#")[0] for target in links(page) if not target.startswith("#")]
    assert [str(target) for target in targets if target.resolve() not in SITE] == []


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_no_two_headings_of_a_page_have_the_same_anchor(page: Path) -> None:
    """GitHub and the site number the second one in different ways."""
    found = anchors(page)
    assert sorted(set(found)) == sorted(found)


def listed(nav: list[dict[str, object]]) -> Iterator[str]:
    for entry in nav:
        for below in entry.values():
            if isinstance(below, str):
                yield below
            elif isinstance(below, list):
                yield from listed(below)


def test_the_navigation_of_the_site_lists_every_page_once() -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    assert sorted(listed(nav)) == sorted(page.relative_to(ROOT / "docs").as_posix() for page in SITE)


def test_what_code_cites_of_the_documentation_is_there() -> None:
    sources = [file for folder in ("generator", "tests", "tools") for file in (ROOT / folder).rglob("*.py")]
    cited = {(target, file) for file in sources for target in CITED.findall(file.read_text(encoding="utf-8"))}
    assert [(target, file) for target, file in cited if missing(target, ROOT / "README.md")] == []


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """Paths with a folder, from the top of the repository or of the package: `release/machine.py`."""
    named = set(re.findall(r"`((?:[a-z_-]+/)+[A-Za-z_.-]+\.(?:py|txt|md|json))`", pages.text(page)))
    assert [
        path for path in sorted(named) if not ((ROOT / path).exists() or (ROOT / "generator" / path).exists())
    ] == []


def test_the_page_of_gitops_names_every_kind_with_another_writer_and_every_run_that_may_stay() -> None:
    text = (ROOT / "docs" / "gitops.md").read_text(encoding="utf-8")
    owned, guarded = text.partition("## Ownership")[2].partition("## Prune guards")[::2]
    rows = [row for row in object_kinds.TABLE.values() if row.writers]
    assert [row.kind for row in rows if row.kind not in owned] == []
    assert [
        row.kind for row in rows if row.immutable and not row.lasting and f"`{row.kind.lower()}`" not in guarded
    ] == ["Job"]
