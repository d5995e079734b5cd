from collections import OrderedDict
from enum import StrEnum
from typing import Any

import pytest

from generator.layout import emitter


class Color(StrEnum):
    BLUE = "blue"


def written(value: Any) -> str:
    return emitter.document({"key": value}).removeprefix("key:").removesuffix("\n").removeprefix(" ")


def test_document_is_block_style_in_kubernetes_order() -> None:
    node = {
        "spec": {"ports": [{"name": "http", "port": 80}], "args": ["-v"], "selector": {}, "rules": []},
        "status": None,
        "kind": "Service",
        "metadata": {"annotations": {"b": "1", "a": "x"}, "labels": {}, "uid": "u", "namespace": "ml", "name": "api"},
        "apiVersion": "v1",
    }
    assert emitter.document(node) == (
        "apiVersion: v1\n"
        "kind: Service\n"
        "metadata:\n"
        "  name: api\n"
        "  namespace: ml\n"
        "  labels: {}\n"
        "  annotations:\n"
        '    b: "1"\n'
        "    a: x\n"
        "  uid: u\n"
        "spec:\n"
        "  ports:\n"
        "  - name: http\n"
        "    port: 80\n"
        "  args:\n"
        "  - -v\n"
        "  selector: {}\n"
        "  rules: []\n"
        "status: null\n"
    )


def test_type_comes_before_what_follows_it_in_a_secret() -> None:
    assert emitter.document({"data": {"a": "Yg=="}, "type": "Opaque"}) == "type: Opaque\ndata:\n  a: Yg==\n"


def test_lists_in_lists_keep_their_depth() -> None:
    assert emitter.document({"a": [[["x"], []], {"b": ["z"]}]}) == "a:\n- - - x\n  - []\n- b:\n  - z\n"


def test_document_leaves_what_it_is_given_alone() -> None:
    node = {"metadata": {"labels": {}, "name": "a"}, "kind": "Pod"}
    emitter.document(node)
    assert [*node, *node["metadata"]] == ["metadata", "kind", "labels", "name"]


@pytest.mark.parametrize(
    "text",
    [
        "api", "ghcr.io/acme/api:1.4.2@sha256:00ff", "s3://models/fraud/12", "--workers=2", "-v", "$(MODEL_URI)",
        "500m", "1Gi", "1.5Gi", "30s", "10.0.0.0/8", "/readyz", "tidegate.dev/v1", "it's a text (of words)", "a - b",
        "http://x:80/y?a=1&b=2", "a|b", "a%y", "-n", "nano", "one",
    ],
)  # fmt: skip
def test_text_that_no_reader_mistakes_is_plain(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", " a", "a ", "a  b", "a: b", "a:", "a #b", "#a", "- a", "-", "---", "...", "?", "=", "<<", "~", "null",
        "Null", "y", "N", "on", "Off", "yes", "NO", "true", "False", "0123", "5", "-5", "+5", "1.5", "1e3", "1E3",
        "1.e+3", "0x1f", "0o7", "0b1", "1_000", "12:30", "12:30:45.5", "2020-01-01", ".5", ".inf", "-.INF", ".nan",
        "inf", "-Infinity", "nan", "1.4.2", "{a}", "[a]", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "'a'",
        "12E", "é", "😀",
    ],
)  # fmt: skip
def test_text_that_some_reader_mistakes_is_quoted(text: str) -> None:
    assert written(text) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('say "a\\b"', r'"say \"a\\b\""'),
        ("a\tb", r'"a\tb"'),
        ("\x1b\r", r'"\u001b\r"'),
        ("\x7f\x85\xa0", r'"\u007f\u0085\u00a0"'),
        ("a\u2028b\u2029", r'"a\u2028b\u2029"'),
        ("\ufeffa", r'"\ufeffa"'),
        ("pay\u202eyap\u200b", r'"pay\u202eyap\u200b"'),
        ("\U0001fffe😀", '"\\U0001fffe😀"'),
    ],
)
def test_what_a_diff_would_hide_is_escaped(text: str, quoted: str) -> None:
    assert written(text) == quoted


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a: 1\n\n  b: #2\n", "|\n  a: 1\n\n    b: #2"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n\n", "|+\n  a\n\n"),
        ("---\n\u00e9 a\tb\n", "|\n  ---\n  é a\tb"),
    ],
)
def test_text_of_lines_is_a_literal_block(text: str, block: str) -> None:
    assert written(text) == block


@pytest.mark.parametrize("text", [" a\nb", "\na", "\n", "a \nb", "a\nb ", "a\n\tb", "\ta\nb", "a\n  \nb", "a\t\nb"])
def test_lines_with_white_space_at_their_edges_are_quoted(text: str) -> None:
    assert written(text) == '"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"'


def test_lines_with_a_hidden_character_are_quoted() -> None:
    assert written("a\nb\u202ec\n") == r'"a\nb\u202ec\n"'


def test_a_literal_block_is_indented_below_its_key_or_dash() -> None:
    node = {"a": {"b": "x\ny\n", "c": ["x\ny", {"d": "x\ny"}]}}
    assert emitter.document(node) == (
        "a:\n  b: |\n    x\n    y\n  c:\n  - |-\n    x\n    y\n  - d: |-\n      x\n      y\n"
    )


def test_keys_are_quoted_as_values_are() -> None:
    assert emitter.document({"on": 1, "a b": 2, "a\nb": 3, "5": 4}) == '"on": 1\na b: 2\n"a\\nb": 3\n"5": 4\n'


def test_a_key_too_long_for_readers_is_explicit() -> None:
    key = "k" * 1001
    node = {"a": {key: "v", "b": {key: ["w"]}}}
    assert emitter.document(node) == f"a:\n  ? {key}\n  : v\n  b:\n    ? {key}\n    :\n    - w\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (False, "false"), (None, "null"), (0, "0"), (-7, "-7"), (2**70, str(2**70)), (0.5, "0.5"),
        (1.0, "1.0"), (-0.0, "-0.0"), (1e-7, "1.0e-07"), (1.5e-7, "1.5e-07"), (1e16, "1.0e+16"), (Color.BLUE, "blue"),
        ({}, "{}"), ([], "[]"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_json(value: object, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_lacks_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match=f"^{value} has no place in JSON$"):
        written(value)


@pytest.mark.parametrize("value", [(1,), {1}, b"a", OrderedDict(a=1)])
def test_a_type_that_json_lacks_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match=f"^{type(value).__name__} has no place in JSON$"):
        written(value)


def test_the_cache_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emitter, "_MAX_CACHED", 2)
    cache = emitter._Cache()  # noqa: SLF001 - its bound shows nowhere else
    assert [cache[text] for text in ("a", "b", "c", "d" * 201)] == ["a", "b", "c", "d" * 201]
    assert dict(cache) == {"c": "c"}
