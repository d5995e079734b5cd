"""Files in any style, edited and edited back."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
import ryml
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from generator.source import document, nodes, splice, splice_values
from generator.source.splice import Drop, Put, Source, Value
from tests.builders import documents

ENTRY = ("environments", "production", "releases", "api")
ACTIVE, CANDIDATE, PREVIOUS, STEP = ((*ENTRY, key) for key in ("active", "candidate", "previous", "step"))
STYLED = settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)

COMMENTS = st.sampled_from(["", "", "", " # why", "   # a, b: {c}", "\t# tab", "  #", " # 😀\u2028 'x\""])
BETWEEN = st.sampled_from(["", "", "", "", "\n", "# alone: 1\n", "          # deep\n", "   \n"])
SCALARS = st.sampled_from(
    [
        "blue", "'blue'", '"blue"', "s3://models/fraud/12", '"ghcr.io/acme/x:1@sha256:00"', "ghcr.io/acme/x:1", "0", "0.80",
        "[10, 25]", "[ 10,25 ]", "'é ''x'''", '"\\u2028😀"', "a b", "{ x: 1 }", "{}", "*s", "[*t, 1]",
    ]
)  # fmt: skip
BLOCKS = st.sampled_from(["|", "|-", "|+", ">", "|2"])


class Writer:
    """Writes mappings in a style drawn for each of them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.indent = " " * draw(st.sampled_from([1, 2, 2, 3, 4, 4]))

    def block(self, tree: Mapping[str, Any], pad: str) -> str:
        return "".join(self.between(pad) + self.entry(key, value, pad) for key, value in tree.items())

    def entry(self, key: str, value: Any, pad: str) -> str:
        draw = self.draw
        written = draw(st.sampled_from([key, key, key, f"'{key}'", f'"{key}"', f"{key} "]))
        head, end = f"{pad}{written}:{self.anchor(key, value)}", draw(COMMENTS) + "\n"
        if value is None:
            return f"{head}{draw(st.sampled_from(['', '', ' ~', ' null', ' {}']))}{end}"
        if isinstance(value, str):
            return self.scalar(head, value, pad, end)
        style = draw(st.sampled_from(["block", "block", "line", "lines"]))
        if style == "block":
            return f"{head}{end}{self.block(value, pad + self.indent)}"
        return f"{head} {self.flow(value, pad + self.indent, lines=style == 'lines')}{end}"

    def anchor(self, key: str, value: Any) -> str:
        is_free = not str(value).startswith(("*", "&"))
        return self.draw(st.sampled_from(["", "", "", f" &{key}"])) if is_free else ""

    def scalar(self, head: str, value: str, pad: str, end: str) -> str:
        if value != "text":
            return f"{head} {value}{end}"
        style = self.draw(BLOCKS)
        body = "\n".join(f"{pad}  {line}" for line in self.draw(st.lists(st.sampled_from("ab#"), min_size=1)))
        return f"{head} {style}{end}{body}\n{self.draw(st.sampled_from(['', '', chr(10), chr(10) * 2]))}"

    def flow(self, tree: Mapping[str, Any], pad: str, *, lines: bool) -> str:
        draw = self.draw
        pairs = [f"{key}: {self.inner(value, pad + self.indent, lines=lines)}" for key, value in tree.items()]
        last = draw(st.sampled_from(["", ","])) if pairs else ""
        if lines and pairs:
            spaced = [
                f"{self.between(pad)}{pad}{pair}{',' if index < len(pairs) - 1 else last}{draw(COMMENTS)}\n"
                for index, pair in enumerate(pairs)
            ]
            return f"{{{draw(COMMENTS)}\n{''.join(spaced)}{pad}}}"
        space = draw(st.sampled_from(["", " "]))
        return f"{{{space}{draw(st.sampled_from([', ', ',  '])).join(pairs)}{last}{space}}}"

    def inner(self, value: Any, pad: str, *, lines: bool) -> str:
        if value is None:
            return self.draw(st.sampled_from(["~", "null", ""]))
        if isinstance(value, str):
            return "'text'" if value == "text" else value
        return self.flow(value, pad, lines=lines and self.draw(st.booleans()))

    def between(self, pad: str) -> str:
        found = self.draw(BETWEEN)
        return pad + found if found.startswith("#") else found


@st.composite
def versions(draw: st.DrawFn) -> dict[str, Any]:
    keys = draw(st.lists(st.sampled_from(["slot", "image", "model", "steps", "with"]), min_size=1, unique=True))
    return {key: draw(SCALARS) for key in keys}


@st.composite
def texts(draw: st.DrawFn, entry: Sequence[str]) -> bytes:
    """A file whose entry has these keys; an empty list leaves out the entry and maybe its parents."""
    writer = Writer(draw)
    fields: dict[str, st.SearchStrategy[Any]] = {
        "active": versions(),
        "previous": versions(),
        "step": st.sampled_from(["0", "2"]),
    }
    api = {key: draw(fields[key]) for key in draw(st.permutations(entry))}
    other = st.sampled_from([{"step": "0"}, {"files": {"a": "text"}}, {"note": "text"}])
    production: dict[str, Any] = {"releases": {"api": api, **({"web": draw(other)} if draw(st.booleans()) else {})}}
    if not entry:
        production = draw(st.sampled_from([None, {"releases": None}, {"note": "text"}, {"releases": {"api": None}}]))
    elif draw(st.booleans()):
        production = {"files": draw(other), **production}
    tree: dict[str, Any] = {
        "name": "fraud",
        "environments": {"dev": draw(st.sampled_from([None, "{}"])), "production": production},
    }
    tree |= {"x-end": draw(other)} if draw(st.booleans()) else {}
    tree = {"x-shared": "&s {a: 1}", "x-text": "&t text:1", **tree}
    start = draw(st.sampled_from(["", "", "---\n", "# first\n--- # here\n", "\n\n"]))
    text = start + writer.block(tree, "") + draw(st.sampled_from(["", "", "# last\n", "\n  \n", "...\n"]))
    # A block scalar at the very end would mean something else with another line behind it.
    if draw(st.booleans()) and not re.search(r"(?:^|\n) *[ab#]\s*\Z", text):
        text = text.rstrip("\n")
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode()


def parsed(data: str | bytes) -> document.Document:
    found = document.parse(data if isinstance(data, bytes) else data.encode(), "ml-project.yaml")
    assume(not found.problems)
    return found


def edited(found: document.Document, *operations: Put | Drop) -> document.Document:
    text = splice.edit(found, operations)
    after = document.parse((("\ufeff" if found.bom else "") + text).encode(), found.file)
    assert (after.problems, after.text, after.bom) == ((), text, found.bom)
    return after


def exchanged(found: document.Document) -> document.Document:
    active, previous = (Source(documents.node(found, *path)) for path in (ACTIVE, PREVIOUS))
    return edited(found, Put(ACTIVE, previous), Put(PREVIOUS, active))


NEW: dict[str, Value] = {
    "image": "ghcr.io/acme/fraud-api:1.5.0",
    "model": "s3://models/fraud/13",
    "steps": [10, 25, 50],
}


@given(texts(["active"]))
@STYLED
def test_a_release_and_its_abort_give_the_original_bytes(data: bytes) -> None:
    before = parsed(data)
    released = edited(before, Put(CANDIDATE, NEW), Put(STEP, 0))
    assert edited(released, Drop(CANDIDATE), Drop(STEP)).text == before.text


@given(texts(["active", "step"]), st.integers(0, 9))
@STYLED
def test_a_step_forth_and_back_gives_the_original_bytes_and_touches_one_line(data: bytes, step: int) -> None:
    before = parsed(data)
    after = edited(before, Put(STEP, step))
    lines = zip(before.text.split("\n"), after.text.split("\n"), strict=True)
    assert sum(1 for old, new in lines if old != new) <= 1
    old = documents.node(before, *STEP)
    assert isinstance(old, nodes.Scalar)
    assert edited(after, Put(STEP, int(old.text))).text == before.text


@given(texts(["active", "step"]), versions())
@STYLED
def test_what_was_put_over_a_value_goes_when_its_source_is_put_back(data: bytes, more: dict[str, Any]) -> None:
    before = parsed(data)
    old = documents.node(before, *ACTIVE)
    assert isinstance(old, nodes.Mapping)
    new = dict.fromkeys([*old.entries, *more], "new:1")
    after = edited(before, Put(ACTIVE, new), Put(ACTIVE, Source(old)))
    # A value that stood there as an alias is now written out.
    is_aliased = any(entry.aliased for entry in old.entries.values()) or b"[*" in data
    assert is_aliased or after.text == before.text


@given(texts(["active", "previous"]))
@STYLED
def test_two_rollbacks_mean_the_same_as_none(data: bytes) -> None:
    before = parsed(data)
    once = exchanged(before)
    twice = exchanged(once)
    assert before.root is not None
    assert twice.root is not None
    assert splice_values.meaning_of(twice.root) == splice_values.meaning_of(before.root)


@given(texts([]))
@STYLED
def test_a_first_release_keeps_every_line_but_the_one_it_hangs_on(data: bytes) -> None:
    before = parsed(data)
    after = edited(before, Put(ACTIVE, {"slot": "blue", **NEW}), Put(CANDIDATE, NEW), Put(STEP, 0))
    assert sum((Counter(before.text.splitlines()) - Counter(after.text.splitlines())).values()) <= 1


@given(texts(["active"]))
@STYLED
def test_a_new_key_keeps_every_line_but_one(data: bytes) -> None:
    before = parsed(data)
    after = edited(before, Put(CANDIDATE, NEW))
    assert sum((Counter(before.text.splitlines()) - Counter(after.text.splitlines())).values()) <= 1


SIGNS = [*"ab[]{},'\"!~\t \r\n\u2028😀", "a: ", "b: ", "a", "? ", ": ", "\n  ", "\r\n", "# c\n", "|\n  x\n", ">-\n"]
NAMES = ["&x ", "*x", "---\n", "...\n", "{a: ", "b: 1, ", "}\n", " # d\n", "- "]
SNIPPETS = st.lists(st.sampled_from([*SIGNS, *NAMES]), max_size=25).map("".join)
PATHS = st.lists(st.sampled_from(["a", "b", "", "~"]), max_size=3).map(tuple)
ANY_TEXT = st.text(st.characters(), max_size=8) | st.sampled_from(["a", "1", "on", "~", "x:1", "\ud800", "*x"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    ANY_TEXT | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3)
)
OPERATIONS = st.lists(st.builds(Put, PATHS, VALUES) | st.builds(Drop, PATHS), min_size=1, max_size=3)


@given(SNIPPETS | texts(["active"]).map(bytes.decode), OPERATIONS)
@settings(max_examples=600, suppress_health_check=list(HealthCheck), deadline=None)
@example("? a\n: b", [Put(("a", "b"), 1)])
@example("a: {b", [Drop(("a", "b"))])
def test_no_edit_of_any_text_raises_anything_else(text: str, operations: list[Put | Drop]) -> None:
    found = document.parse(text.encode("utf-8", "surrogatepass"), "f")
    with suppress(splice.CannotEdit):
        assert document.parse(splice.edit(found, operations).encode(), "f").problems == ()


CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\t\n", exclude_characters="\ufffe\uffff"
)
WORDS = st.text(CHARACTERS) | st.lists(
    st.sampled_from(
        [
            *"aZ/._-+=:@ 019smG,",
            "://",
            "on",
            "No",
            "null",
            "inf",
            "e1",
            "0x",
            "Mi",
            "\u2028",
            "é",
            " ",
            "-",
            "--",
            "$(",
            ")",
            "[",
            "{",
            "#",
            ";",
            "%",
            "~",
        ]
    )
).map("".join)


@given(WORDS, st.sampled_from([yaml.CSafeLoader, yaml.SafeLoader]))
@settings(max_examples=1000, deadline=None)
def test_every_reader_takes_a_written_text_as_that_text(text: str, loader: Any) -> None:
    written = f"{{a: {splice_values.scalar(text)}, b: [{splice_values.scalar(text)}]}}\n"
    assert yaml.load(written, loader) == {"a": text, "b": [text]}  # noqa: S506 - both are safe loaders
    assert json.loads(ryml.emit_json(ryml.parse_in_arena(written.encode()))) == {"a": text, "b": [text]}


@given(WORDS, st.sampled_from([yaml.CSafeLoader, yaml.SafeLoader]))
@settings(max_examples=1000, deadline=None)
def test_every_reader_takes_a_text_in_a_block_as_that_text(text: str, loader: Any) -> None:
    written = f"a: {splice_values.in_block(text)} # c\nb:\n- {splice_values.in_block(text)}\n"
    assert yaml.load(written, loader) == {"a": text, "b": [text]}  # noqa: S506 - both are safe loaders
    assert json.loads(ryml.emit_json(ryml.parse_in_arena(written.encode()))) == {"a": text, "b": [text]}


@given(
    st.lists(st.sampled_from("ABCDEF"), min_size=1, unique=True),
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from(["1", "x", "$(A)", "a: b", "c, d"]), min_size=1),
)
@settings(max_examples=300, deadline=None)
def test_comments_stay_with_the_variables_that_stay(old: Sequence[str], env: dict[str, Any]) -> None:
    before = "a:\n  b:\n    env:\n" + "".join(f"      # above {key}\n      {key}: x # behind {key}\n" for key in old)
    after = splice.edit(parsed(before), [Put(("a",), {"b": {"env": env}})])
    assert yaml.safe_load(after) == {"a": {"b": {"env": env}}}
    written = list(yaml.safe_load(after)["a"]["b"]["env"])
    kept = [key for key in old if key in env]
    in_order = any("$(" in value for value in env.values())
    assert written == (list(env) if in_order else [*kept, *(key for key in env if key not in old)])
    for key in kept:
        above, line = after.partition(f"# above {key}\n")[::2]
        assert above
        assert line.split("\n")[0].startswith(f"      {key}: ")
        assert line.split("\n")[0].endswith(f" # behind {key}")


@pytest.mark.parametrize(
    "text", ["s3://models/fraud/12", "models:/fraud/3", "blue", "500m", "1Gi", "a.b/c-d", "/readyz"]
)
def test_plain_is_what_reads_so(text: str) -> None:
    assert splice_values.scalar(text) == text
