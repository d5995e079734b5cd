# ruff: noqa: E501 - what is put into a file stands on one line
"""Whatever a project file holds, the command line answers with Problems that have a place: no traceback, no hang."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main

HELD = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SECONDS = 60  # of a processor; a hang is without end
Say = Callable[[bytes], list[dict[str, Any]]]
WHOLE = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
labels: {costCentre: "4711"}
components:
  api: &api
    kind: service
    image: ghcr.io/acme/api:1.4.2
    model: {uri: s3://models/fraud/12, env: MODEL}
    command: [python, -m, serve]
    args: [--workers, 2, --model, $(MODEL)]
    ports: {http: 8080, metrics: {port: 9090, protocol: TCP, path: /metrics, scheme: HTTP}, grpc: {port: 9000, appProtocol: none}}
    service: {type: cluster-ip, annotations: {a/b: c}, sessionAffinity: client-ip, trafficDistribution: prefer-close}
    env: {LOG_LEVEL: info, API_TOKEN: {secret: fraud-api, key: token}}
    files: {/etc/fraud/rules.yaml: "threshold: 0.8\\n"}
    volumes: {/data: {scratch: 10Gi}, /models: {claim: models}}
    machine: gpu-small
    health: {ready: /readyz, live: {http: /healthz, port: http}, startup: 5m}
    scale: {min: 2, max: 6, cpu: 70}
    strategy: {type: canary, steps: [10, 25, 50], prescale: 4}
    expose: [{host: "fraud.{environment}.acme.dev", path: /}, {name: admin, hosts: [admin.acme.dev], port: metrics, annotations: {a/b: c}, protocol: http}]
    shutdown: 30s
    patches:
      - target: {kind: Deployment}
        ops: [{op: add, path: /spec/minReadySeconds, value: 5}]
  nightly:
    kind: cronjob
    image: ghcr.io/acme/batch:2.0.0
    schedule: "0 2 * * *"
    resources: {cpu: "2", memory: 4Gi}
environments:
  dev:
  production:
    components:
      api: {scale: {min: 4}}
    releases:
      api:
        active: {slot: blue, image: "ghcr.io/acme/api:1.4.2", with: {env: {A: b}}}
        candidate: {image: "ghcr.io/acme/api:1.5.0", steps: [10, 25, 50]}
        step: 1
"""
TOKENS = (
    *("[", "]", "{", "}", ":", ": ", ",", "- ", "? ", "\n", "\n  ", "\t", "#", "&a ", "*a", "*api", "!!", "!x ", "|\n", ">-\n", "'"),
    *('"', "%", "@", "`", "---\n", "...\n", "<<: ", "~", "null", "true", "on", "0x1f", "1e999", "-1", ".inf", "\u2028", "\x85", "\ufeff"),
    *("\x00", "é", "😀", "$(A)", "{{ 1 }}", "..", "/", "a" * 70, "9" * 30, "kind", "with", "active", "from", "x-a"),
)  # fmt: skip
WORDS = sorted(set(re.findall(r"[A-Za-z][\w./:-]*", WHOLE)))
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(WORDS), st.sampled_from(TOKENS), st.text(max_size=20)
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Say:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)

    def call(content: bytes) -> list[dict[str, Any]]:
        Path("ml-project.yaml").write_bytes(content)
        begin = time.process_time()
        code = main.run(["validate", "--format", "json", "ml-project.yaml"])
        assert time.process_time() - begin < SECONDS
        out, err = capsysbinary.readouterr()
        assert code in {0, 3, 4}, (code, err)
        assert err == b"platform: bundled\n"
        found: list[dict[str, Any]] = json.loads(out)
        assert (code != 0) == any(each["severity"] != "warning" for each in found)
        lines = re.split("\r\n|\r|\n", content.decode("utf-8", "replace"))
        for each in found:
            assert each["fact"]
            assert each["code"]
            assert each["file"] == "ml-project.yaml"
            assert 1 <= each["line"] <= len(lines)
            assert each["column"] >= 1
        return found

    return call


def path(document: Any, steps: list[int]) -> tuple[Any, Any]:
    """A container somewhere in the document and a key of it."""
    key: Any = None
    holder: Any = document
    for step in steps:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = keys[step % len(keys)]
        if not isinstance(holder[key], dict | list) or not holder[key]:
            break
        holder, key = holder[key], None
    if key is None and holder:
        key = next(iter(holder)) if isinstance(holder, dict) else 0
    return holder, key


def plain() -> Any:
    import yaml

    return yaml.safe_load(WHOLE)


@HELD
@given(content=st.binary(max_size=200))
def test_bytes(say: Say, content: bytes) -> None:
    say(content)


@HELD
@given(content=st.lists(st.sampled_from(TOKENS) | st.sampled_from(WORDS), max_size=30).map("".join))
def test_pieces_of_yaml(say: Say, content: str) -> None:
    say(content.encode())


@settings(HELD, max_examples=40)
@given(data=st.data())
def test_a_good_file_with_pieces_put_in_and_cut_out(say: Say, data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.sampled_from((0, 0, 1, 5, 30)))
        text = text[:start] + data.draw(st.sampled_from(TOKENS) | st.sampled_from(WORDS)) + text[end:]
    say(text.encode())


@settings(HELD, max_examples=50)
@given(steps=st.lists(st.integers(0, 12), min_size=1, max_size=7), value=VALUES)
def test_a_good_file_with_another_value_somewhere(say: Say, steps: list[int], value: Any) -> None:
    document = plain()
    holder, key = path(document, steps)
    holder[key] = value
    say(json.dumps(document, ensure_ascii=True).encode())


@HELD
@given(steps=st.lists(st.integers(0, 12), min_size=1, max_size=7), name=st.sampled_from(WORDS) | st.text(max_size=70))
def test_a_good_file_with_another_key_somewhere(say: Say, steps: list[int], name: str) -> None:
    document = plain()
    holder, key = path(document, steps)
    if isinstance(holder, dict):
        holder[name] = holder.pop(key)
    say(json.dumps(document).encode())


@HELD
@given(
    ops=st.lists(
        st.fixed_dictionaries(
            {
                "op": st.sampled_from(("add", "remove", "replace", "move", "copy", "test")),
                "path": st.lists(
                    st.sampled_from(
                        ("spec", "template", "metadata", "labels", "containers", "0", "-", "securityContext", "volumes", "x", "~", "")
                    ),
                    max_size=6,
                ).map(lambda parts: "".join(f"/{part}" for part in parts)),
                "value": VALUES,
                "from": st.sampled_from(("", "/spec", "/spec/template", "/metadata", "/nope")),
            }
        ),
        min_size=1,
        max_size=4,
    ),
    kind=st.sampled_from(("Deployment", "Service", "HTTPRoute", "NetworkPolicy", "HorizontalPodAutoscaler")),
)  # fmt: skip
def test_any_patch(say: Say, ops: list[dict[str, Any]], kind: str) -> None:
    document = plain()
    document["components"]["api"]["patches"] = [{"target": {"kind": kind}, "ops": ops}]
    say(json.dumps(document).encode())


LARGE = {
    "ten megabytes of one letter": "a" * 10_000_000,
    "ten megabytes of brackets": "[" * 10_000_000,
    "a name of a megabyte": WHOLE.replace("name: fraud", "name: " + "x" * 1_000_000),
    "a number of a megabyte": WHOLE.replace("8080", "9" * 900_000),
    "a number beyond all": WHOLE.replace("8080", "1e999999999").replace("4Gi", "1e999999999Gi"),
    "a hundred thousand keys": "".join(f"x-{i}: 1\n" for i in range(100_000)),
    "twenty thousand plain secrets": WHOLE.replace("LOG_LEVEL: info", ", ".join(f"A{i}_TOKEN: x" for i in range(20_000))),
    "twenty thousand unknown keys": WHOLE.replace("LOG_LEVEL: info", "").replace("    kind: s", "".join(f"    x{i}: 1\n" for i in range(20_000)) + "    kind: s"),
    "twenty thousand unknown environments": WHOLE + "".join(f"  e{i}:\n" for i in range(20_000)),
    "aliases of aliases": "x-0: &a0 [1]\n" + "".join(f"x-{i + 1}: &a{i + 1} [*a{i}, *a{i}, *a{i}, *a{i}]\n" for i in range(60)),
    "sixty-five levels": "a: " + "[" * 65 + "]" * 65,
    "a thousand levels": "\n".join(" " * i + "a:" for i in range(1_000)),
    "a long text many times": "x-t: &t " + "y" * 500_000 + "\n" + WHOLE.replace("args: [", "args: [" + "*t, " * 300),
    "copies of copies": WHOLE.replace(
        "ops: [", "ops: [{op: add, path: /spec/x, value: {a: [1]}}, " + "".join(f"{{op: copy, from: /spec/x, path: /spec/x/b{i}}}, " for i in range(60))
    ),
    "four thousand operations": WHOLE.replace("ops: [", "ops: [" + "{op: add, path: /spec/x, value: 1}, " * 4_000),
}  # fmt: skip


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
def test_large_and_deep_files_end_soon(say: Say, content: str) -> None:
    found = say(content.encode())
    assert len(found) <= 1001
    assert sum(len(each["fact"]) + len(each["hint"]) for each in found) < 1_000_000
