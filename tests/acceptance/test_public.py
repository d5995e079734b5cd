"""Public examples of each operator, written as `ml-project.yaml` and compared field by field with the original.

A folder of `tests/acceptance/public` has the project, and in `expected.yaml` the `facts` of the original (`original` is its
address), the `commands` that bring the project to the same point, and under `differs` a sentence for each fact, or pattern of
facts, that is not the same. `everywhere.yaml` has those of facts that are added to every original without them.
`pytest --regenerate` writes docs/examples/public.md, which shows all of it.
"""

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from generator.external import kustomize
from generator.files import package_data
from tests.acceptance import public_facts
from tests.acceptance.machines import commands, objects

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("public")
PAGE = ROOT / "docs" / "examples" / "public.md"
EXAMPLES = sorted(path.parent.name for path in FOLDER.glob("*/expected.yaml"))
KINDS = ("training", "notebook", "inference", "multinode", "ray", "spark", "dask", "mlflow", "pipeline")
HEAD = """# Public examples

At least three public examples for each kind that operators run: what their authors publish, and what a team writes here. A test
generates each with `--verify`, reads image, command, arguments, variables, ports, volumes, sizes, probes, account and
numbers of pods from the objects that kustomize builds, and compares them with those of the original. What differs has
its reason in the tables; all other facts are equal. Names, labels, security contexts and pull policies are not compared.
`pytest tests/acceptance/test_public.py --regenerate` writes this page.

The platform of these examples has every operator, and lets images run as the user that they were made for
(`podSecurity: baseline`).

What is added to every original that does not say it itself:

| fact | why |
|---|---|
"""


class Difference(NamedTuple):
    """A fact that is not the same: `theirs` or `ours` is None where there is none. `reason` is empty if nobody gave one."""

    fact: str
    theirs: Any
    ours: Any
    reason: str


@cache
def expected(example: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((FOLDER / example / "expected.yaml").read_text(encoding="utf-8"))
    return found


@cache
def everywhere() -> Mapping[str, str]:
    found: Mapping[str, str] = yaml.safe_load((FOLDER / "everywhere.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Difference]]:
    top = tmp_path_factory.mktemp("public")
    shutil.copytree(FOLDER, top, dirs_exist_ok=True)
    shutil.copy(package_data.folder("environments") / "defaults.yaml", top / "environments")
    edits = [
        (top / example, [*command, "--offline"] if command[0] == "release" else command)
        for example in EXAMPLES
        for command in expected(example).get("commands", ())
    ]
    done = commands("here", [*edits, (top, ["generate", ".", "--into", "deploy", "--verify"])])
    assert [(out, err) for code, out, err in done if code] == []
    return {example: list(compared(example, top / "deploy")) for example in EXAMPLES}


def compared(example: str, deploy: Path) -> Iterator[Difference]:
    (overlay,) = (deploy / "projects/public" / project(example)["name"] / "overlays").iterdir()
    ours = public_facts.read(objects(kustomize.build(overlay)))
    theirs = public_facts.flat(expected(example)["facts"])
    for fact in sorted({*ours, *theirs}):
        pair = theirs.get(fact), ours.get(fact)
        if pair[0] != pair[1]:
            yield Difference(fact, *pair, reason(example, fact, added=fact not in theirs))


def project(example: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((FOLDER / example / "ml-project.yaml").read_text(encoding="utf-8"))
    return found


def reason(example: str, fact: str, *, added: bool) -> str:
    given = {**(everywhere() if added else {}), **expected(example).get("differs", {})}
    return next((words for pattern, words in reversed(given.items()) if fnmatchcase(fact, pattern)), "")


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_differs_from_the_original_has_a_reason(example: str, differences: Mapping[str, list[Difference]]) -> None:
    assert [each for each in differences[example] if not each.reason] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_reason_is_of_a_fact_that_differs(example: str, differences: Mapping[str, list[Difference]]) -> None:
    facts = [each.fact for each in differences[example]]
    written = expected(example).get("differs", {})
    assert [pattern for pattern in written if not any(fnmatchcase(fact, pattern) for fact in facts)] == []


def test_what_is_said_of_all_holds_for_some(differences: Mapping[str, list[Difference]]) -> None:
    reasons = {each.reason for found in differences.values() for each in found}
    assert [pattern for pattern, words in everywhere().items() if words not in reasons] == []


def test_no_kind_has_fewer_than_three_examples() -> None:
    found = {kind: [example for example in EXAMPLES if example.startswith(f"{kind}-")] for kind in KINDS}
    assert [kind for kind, examples in found.items() if len(examples) < 3] == []


def test_the_page_shows_the_examples(differences: Mapping[str, list[Difference]], *, regenerate: bool) -> None:
    text = "".join(page(differences))
    if regenerate:
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def page(differences: Mapping[str, list[Difference]]) -> Iterator[str]:
    yield HEAD
    yield from (f"| {code(pattern)} | {cell(words)} |\n" for pattern, words in everywhere().items())
    for kind in KINDS:
        yield f"\n## {kind}\n"
        for example in (each for each in EXAMPLES if each.startswith(f"{kind}-")):
            yield from section(example, differences[example])


def section(example: str, found: list[Difference]) -> Iterator[str]:
    address = expected(example)["original"]
    owner, name, path = address.removeprefix("https://github.com/").split("/", 2)
    text = (FOLDER / example / "ml-project.yaml").read_text(encoding="utf-8")
    component = textwrap.dedent(text.partition("components:\n")[2].partition("environments:\n")[0])
    title = example.partition("-")[2]
    yield f"\n### {title}\n\n[{owner}/{name}: {path.split('/', 2)[2]}]({address})\n\n```yaml\n{component}```\n"
    for command in expected(example).get("commands", ()):
        yield f"\nThen `tidegate {' '.join(command)}`.\n"
    facts = {*public_facts.flat(expected(example)["facts"])} - {each.fact for each in found}
    told = [each for each in found if each.reason in expected(example).get("differs", {}).values()]
    yield f"\n{len(facts)} facts are equal{', and these are not:' if told else '.'}\n"
    yield "\n| fact | the original | here | why |\n|---|---|---|---|\n" if told else ""
    for each in told:
        cells = code(each.fact), shown(each.theirs), shown(each.ours), cell(each.reason)
        yield f"| {' | '.join(cells)} |\n"


def shown(value: Any) -> str:
    """A value in few words; that of a long list is in the file."""
    words = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return code(f"{words[:80]}…" if len(words) > 80 else words) if words else ""


def code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|").replace("\n", " ")


def cell(words: str) -> str:
    return words.replace("|", "\\|")
