"""Words are for people, codes for programs: how `generator` may not use its own messages, and how it builds them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.builders import reworded

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "generator").rglob("*.py"))
WORDED = reworded.WORDED
FILLING = frozenset({"format", "replace"})
"""What may be done to a message outside of `report`: places in it are filled."""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())


def is_words(node: ast.expr) -> bool:
    """Whether an expression is a message: `found.fact`, `error.message`."""
    return isinstance(node, ast.Attribute) and node.attr in WORDED


def readings(tree: ast.AST) -> Iterator[ast.expr]:
    """Expressions that look into a message, or compare it."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if is_words(value) and method not in FILLING:
                yield node
            case ast.Call(func=ast.Attribute(attr="search" | "match" | "fullmatch" | "findall" | "split" | "finditer")):
                yield from (node for each in node.args if is_words(each))
            case ast.Subscript(value=value) if is_words(value):
                yield node
            case ast.Compare(left=left, comparators=others) if any(map(is_words, (left, *others))):
                yield node


def test_nothing_but_report_looks_into_a_message() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        if path.parent.name != "report"
        for node in readings(tree(path))
    ]
    assert found == []


def test_what_looks_into_a_message_is_found() -> None:
    bad = (
        'found.fact.startswith("Pod")',
        '"missing" in found.fact',
        'found.fact == "missing"',
        "error.message.removeprefix(path)",
        'problem.hint.endswith("?")',
        're.search("missing", problem.fact)',
        "found.fact.split('\"')[1]",
        "found.fact[0]",
    )
    good = 'f"{found.fact}", found.hint or way, found.code == "missing", after.hint.replace("{name}", name), not found.hint'
    assert [text for text in bad if not list(readings(ast.parse(text)))] == []
    assert list(readings(ast.parse(good))) == []


def test_what_holds_a_message_is_built_by_keyword() -> None:
    kinds = {kind.__name__ for kind in reworded.worded() if not issubclass(kind, Exception)}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and node.args
        if (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in kinds
    ]
    assert found == []


GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/problems.txt"))


def test_no_problem_is_told_again_for_another_environment() -> None:
    for path in GOLDEN:
        names = [each.stem for each in path.parent.glob("platform/environments/*.yaml")] or [
            "dev",
            "staging",
            "production",
        ]
        named = "|".join(map(re.escape, names))
        at_end = re.compile(rf" in (?:{named})(?:, (?:{named}))*$")
        lines = [at_end.sub("", each) for each in path.read_text(encoding="utf-8").splitlines() if each[:1] != " "]
        again = [each for each in lines if lines.count(each) > 1]
        assert again == [], path.parent.name
