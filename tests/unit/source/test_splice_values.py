from typing import Any

import pytest

from generator.source import splice_values
from generator.source.splice_values import Source
from tests.builders import documents


@pytest.mark.parametrize(
    "text", ["fraud", "s3://models/13", "500m", "1.5Gi", "90s", "a.b/c-d", "/etc/x", "-x", "two words"]
)
def test_what_every_reader_takes_for_this_text_is_plain(text: str) -> None:
    assert splice_values.scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [*("yes", "No", "null", "12", "1.5", "a: b", "a #b"), *("", "-1", "-", "acme/api:1", "{x}", "*a", "ü", "1e3")],
)
def test_all_else_is_quoted(text: str) -> None:
    assert splice_values.scalar(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["redis:6379", "a, b", "x[0] {y}", "acme/api:1", "-x", "http://h:80/p"])
def test_a_block_leaves_more_plain(text: str) -> None:
    assert splice_values.in_block(text) == text


@pytest.mark.parametrize("text", ["yes", "12", "a: b", "a:", "a #b", "[x]", "{x}", "*a", "12:30", "", "ü"])
def test_a_block_quotes_all_else(text: str) -> None:
    assert splice_values.in_block(text) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "quote", "written"),
    [("it's", "'", "'it''s'"), ("a", '"', '"a"'), ("a\nb", "'", r'"a\nb"'), ("ü", "'", "'ü'")],
)
def test_quotes_stay_those_that_were_there(text: str, quote: str, written: str) -> None:
    assert splice_values.quoted(text, quote) == written


def test_what_a_diff_would_hide_is_escaped() -> None:
    assert splice_values.scalar("a\u200bb\u2028c\U000e0041") == r'"a\u200bb\u2028c\U000e0041"'


def test_any_value_fits_on_one_line() -> None:
    value: Any = {"slot": "blue", "step": 0, "steps": [10, "x y"], "with": {"env": {"A": "1"}}, "none": {}}
    assert splice_values.flow(value, "") == '{slot: blue, step: 0, steps: [10, x y], with: {env: {A: "1"}}, none: {}}'


def test_a_new_mapping_is_a_block_down_to_four_keys_and_one_line_below() -> None:
    value: Any = {"environments": {"dev": {"releases": {"api": {"active": {"slot": "blue"}}}}}}
    assert splice_values.block(value, "", indent="", step="  ", depth=1) == [
        "environments:",
        "  dev:",
        "    releases:",
        "      api:",
        "        active: {slot: blue}",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a: 'x'  # why\n", "'x'"),
        ("a: 0x10\n", "0x10"),
        ("a: {b: 'c'}\n", "{b: 'c'}"),
        ("a:\n  b: 1\n  c: [x, 'y']\n", "{b: 1, c: [x, 'y']}"),
        ("a: |\n  x\n  y\n", r'"x\ny\n"'),
        ("a:\n", "null"),
        ("a: x, y\n", '"x, y"'),
        ("a: ?:x\n", '"?:x"'),
        ("a: :x\n", '":x"'),
        ("a: {b: &n c}\n", "{b: c}"),
    ],
)
def test_what_stands_there_is_written_word_for_word_where_it_fits(text: str, written: str) -> None:
    node = documents.node(documents.parse(text), "a")
    assert splice_values.flow(Source(node), text) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [("a: x", 'a: "x"'), ("a: {b: 1, c: 2}", "a:\n  c: 2\n  b: 1\n"), ("a: ~", "a:"), ("a: 500m", 'a: "500m"')],
)
def test_style_and_order_are_no_part_of_what_is_meant(one: str, other: str) -> None:
    assert splice_values.meaning_of(documents.root(one)) == splice_values.meaning_of(documents.root(other))


@pytest.mark.parametrize(
    ("one", "other"), [("a: 5", 'a: "5"'), ("a: true", "a: 'true'"), ("a: ~", 'a: "~"'), ("a: 1.0", "a: 1")]
)
def test_a_number_is_not_the_text_of_it(one: str, other: str) -> None:
    assert splice_values.meaning_of(documents.root(one)) != splice_values.meaning_of(documents.root(other))


def test_the_order_of_variables_is_meant_where_it_is_asked_for() -> None:
    one, other = (splice_values.meaning_of(documents.root(text)) for text in ("{a: x, b: y}", "{b: y, a: x}"))
    assert one == other
    assert splice_values.ordered(one) != splice_values.ordered(other)


def test_a_source_of_a_collection_opens_into_sources() -> None:
    root = documents.root("a: {b: 1}\nc: [2]\n")
    unpacked = splice_values.unpacked(Source(root))
    assert isinstance(unpacked, dict)
    assert [*unpacked] == ["a", "c"]
    assert splice_values.unpacked(Source(documents.node(root, "c"))) == [Source(documents.node(root, "c", 0))]
    assert splice_values.unpacked("x") == "x"
