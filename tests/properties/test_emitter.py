import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ryml
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from generator.layout import emitter

# What the product lets in: no control characters but tab and newline, no surrogates, no U+FFFE and U+FFFF.
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\t\n", exclude_characters="\ufffe\uffff"
)
PIECES = st.sampled_from(
    [
        *"-?:,[]{}#&*!|>'\"%@`=<~.+$/\\ \t\n0189eExXoOyYnN_", " #", ": ", ":\n", "\n\n", "\n ", " \n", "---", "...",
        "- ", "on", "No", "null", "True", ".inf", ".NaN", "1e3", "0x1f", "0o7", "0b1", "12:30:45", "2020-01-01",
        "1_000", "<<", "\u2028", "\u2029", "\xa0", "\ufeff", "\u202e", "\u200b", "\U0001f600", "\U0001fffe", "\ufdd0",
        "é", "$(X)", "-1",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(CHARACTERS), st.lists(PIECES, max_size=6).map("".join))
SCALARS = st.one_of(
    TEXTS, st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)
VALUES = st.recursive(
    SCALARS | st.none(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)
OBJECTS = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=6)


class BareWords(yaml.CSafeLoader):
    """Reads what Kustomize prints: bare `=`, `<<` and `.0_` as the text they are in YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to configure a loader
        first: rules for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items() if first not in {*"=<."}
    }


def read_by_rapidyaml(text: str) -> Any:
    return json.loads(ryml.emit_json(ryml.parse_in_arena(text.encode())))


@given(OBJECTS)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example({"k" * 1100: "v", "?" * 2000: ["a", {"b": "c"}], "é" * 1023: {"a": "b"}})
def test_pyyaml_reads_any_object_back(written: dict[str, Any]) -> None:
    assert yaml.load(emitter.document(written), yaml.CSafeLoader) == written


@given(OBJECTS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_ruamel_which_reads_yaml_1_2_reads_any_object_back(written: dict[str, Any]) -> None:
    assert YAML(typ="safe", pure=True).load(emitter.document(written)) == written


@given(TEXTS, TEXTS)
@settings(max_examples=1000, deadline=None)
def test_rapidyaml_reads_any_text_back_in_any_place(first: str, second: str) -> None:
    written = {"data": {"key": first, "next": [second, {"a": first, "b": [[second]]}]}, "end": second}
    assert read_by_rapidyaml(emitter.document(written)) == written


@given(TEXTS.filter(lambda text: text.strip("-+.").lower() not in {"inf", "nan", "infinity"}))
@settings(max_examples=500, deadline=None)
def test_rapidyaml_reads_any_key_back(key: str) -> None:
    # Its JSON writer, not its reader, makes `.inf` of the quoted key "inf".
    written = {"data": {key: "a", "next": {key: ["b"]}}, "end": [{key: {"c": "d"}}]}
    assert read_by_rapidyaml(emitter.document(written)) == written


# Kustomize rightly prints `0x_` plain; PyYAML cannot read that.
@given(st.lists(TEXTS.filter(lambda text: not re.fullmatch("[-+]?0[bx]_+", text)), min_size=100, max_size=200))
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_kustomize_builds_any_text_as_it_was_written(texts: list[str]) -> None:
    data = {f"key-{number}": text for number, text in enumerate(texts)}
    # Kustomize 5.8 fails over an annotation of several lines that starts with a tab, however it is written.
    annotations = {key: text for key, text in data.items() if not (text.startswith("\t") and "\n" in text)}
    metadata = {"name": "texts", "annotations": annotations}
    written = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
    assert built(written) == written


def built(written: dict[str, Any]) -> Any:
    kubectl = shutil.which("kubectl", path=str(Path(sys.executable).parent))
    assert kubectl
    with TemporaryDirectory() as folder:
        Path(folder, "kustomization.yaml").write_text("resources: [texts.yaml]\n", encoding="utf-8")
        Path(folder, "texts.yaml").write_text(emitter.document(written), encoding="utf-8")
        done = subprocess.run([kubectl, "kustomize", folder], capture_output=True, check=True)
    return yaml.load(done.stdout, BareWords)  # noqa: S506 - a safe loader
