from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.source import document, nodes
from tests import patience
from tests.builders import documents

MEBIBYTE = 1024 * 1024
# Pieces that mean something to a YAML parser, so that random joins reach further than random characters.
SIGNS = [*"a[]{},'\"!~\t \r\n\x00\x85\u2028\u2029\ufeff\uffff\ue000😀"]
BLOCKS = ["b: ", "- ", "? ", ": ", "\n  ", "\r\n", "# ", "|\n", ">-\n", "---\n", "...\n"]
NAMES = ["&x ", "*x", "*y ", "!!str ", "<<: ", "%YAML 1.2\n", "%TAG ! x:\n", "%FOO\n"]
ESCAPES = [r"\x00", r"\ud800", r"\U00110000", r"\N", "\\\n"]
PIECES = st.sampled_from([*SIGNS, *BLOCKS, *NAMES, *ESCAPES])
SNIPPETS = st.lists(PIECES, max_size=30).map("".join)
# What a project file may hold, without what YAML folds when it is written plain over several lines.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t", exclude_characters="\ufeff\ufffe\uffff")
)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=30
)


def scalars(node: nodes.Node | None) -> Iterator[nodes.Scalar]:
    match node:
        case nodes.Mapping():
            for entry in node.entries.values():
                yield entry.key
                yield from scalars(entry.value)
        case nodes.Sequence():
            for item in node.items:
                yield from scalars(item)
        case nodes.Scalar():
            yield node
        case None:
            return


def holds_what_it_promises(found: document.Document) -> None:
    if found.root is None:
        assert len(found.problems) == 1
    places = [problem.mark[1:] for problem in found.problems]
    assert places == sorted(places)
    lines = found.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if found.text:
        assert all(line <= len(lines) and column <= len(lines[line - 1]) + 1 for line, column in places)
    assert all(problem.fact and problem.hint and problem.code.startswith("yaml-") for problem in found.problems)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    holds_what_it_promises(document.parse(data, "f"))


@given(st.text(max_size=300) | SNIPPETS)
@settings(max_examples=400)
def test_no_text_raises(text: str) -> None:
    holds_what_it_promises(document.parse(text.encode("utf-8", "surrogatepass"), "f"))


@given(SNIPPETS)
@example("a: &x [\u2028, *x]")
@example("? a")
@settings(max_examples=300)
def test_both_parsers_read_the_same_tree(text: str) -> None:
    fast = document.parse(text.encode(), "f")
    slow = document.parse(text.encode(), "f", loader=yaml.SafeLoader)
    if fast.root is not None and slow.root is not None:
        # The place of an empty value in a flow collection differs by a space.
        assert documents.texts(fast.root) == documents.texts(slow.root)
        assert [(p.code, p.where, p.fact) for p in fast.problems] == [(p.code, p.where, p.fact) for p in slow.problems]


@given(TREES, st.booleans(), st.sampled_from([None, True, False]), st.sampled_from([None, "'", '"', "|", ">"]))
@settings(max_examples=200)
def test_what_pyyaml_writes_is_read_back(tree: Any, unicode: bool, flow: bool | None, style: str | None) -> None:  # noqa: FBT001
    written = yaml.safe_dump(tree, allow_unicode=unicode, default_flow_style=flow, default_style=style, width=60)
    if "!!" not in written and not isinstance(tree, str):
        assert documents.texts(document.parse(written.encode(), "f").root) == tree


@given(TREES, st.sampled_from([None, True, False]))
@settings(max_examples=200)
def test_a_plain_scalar_lies_at_its_offsets(tree: Any, flow: bool | None) -> None:  # noqa: FBT001
    written = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=float("inf"))
    found = document.parse(b"\xef\xbb\xbf" + written.replace("\n", "\r\n").encode(), "f")
    for scalar in scalars(found.root):
        before = found.text[: scalar.start]
        assert (scalar.mark.line, scalar.mark.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
        if scalar.plain:
            assert found.text[scalar.start : scalar.end] == scalar.text


@given(TREES)
def test_where_finds_every_node(tree: Any) -> None:
    found = document.parse(yaml.safe_dump({"top": tree}).encode(), "f")
    values = [node for node in scalars(found.root) if document.node_path(found, node)]
    assert len(values) == len(list(scalars(found.root)))


def laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def repeated(part: bytes) -> Callable[[int], bytes]:
    return lambda size: part * (size // len(part))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "billion laughs": lambda size: laughs(size // 500),
    "deep lists": repeated(b"["),
    "deep blocks": repeated(b"- "),
    "deep keys": repeated(b"? "),
    "deep mappings": repeated(b"{a: "),
    "control characters": lambda size: b"a: " + b"\x01" * (size - 3),
    "carriage returns": repeated(b"a: 1\r"),
    "newlines": repeated(b"\n"),
    "items": repeated(b"- x\n"),
    "one key": lambda size: b"a: 1\n" * (size // 21),
    "unknown aliases under a long key": lambda size: (
        b"? " + b"k" * (size // 2) + b"\n: [" + b"*a," * (size // 12) + b"]"
    ),
    "unknown tags under a long key": lambda size: (
        b"? " + b"k" * (size // 2) + b"\n: [" + b"!x y," * (size // 12) + b"]"
    ),
    "unknown aliases after a long anchor": lambda size: (
        b"- &" + b"a-" * (size // 4) + b" x\n" + b"- *b\n" * (size // 12)
    ),
    "tags": lambda size: b"- !x y\n" * (size // 11),
    "an anchor far from its value": lambda size: b"- &a\n" + b"#\n" * (size // 3) + b"  x",
    "a tag-like run": lambda size: b"- &a" + b" !" * (size // 3),
    "line separators": lambda size: "- \u2028\n".encode() * (size // 12),
    "quotes": repeated(b'"'),
}


@pytest.mark.parametrize("built", HOSTILE.values(), ids=HOSTILE)
def test_no_text_within_the_limits_takes_more_than_its_share(built: Callable[[int], bytes]) -> None:
    patience.grows_evenly(lambda size: holds_what_it_promises(document.parse(built(size), "f")), MEBIBYTE)


def test_a_billion_laughs_are_refused_in_a_moment() -> None:
    patience.grows_evenly(lambda levels: document.parse(laughs(levels), "f"), 32)
