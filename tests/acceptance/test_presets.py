"""What the format of a model settles is shown by `explain` with its reason, and a written value takes its place."""

from typing import Any

import pytest

from generator.components.inference import runtimes
from generator.validation import explain
from generator.validation.explained_rows import Row
from tests.builders import cases, samples
from tests.builders.documents import Data

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}
SETTLED = {
    "image": "ghcr.io/acme/own:1",
    "args": ["--own"],
    "ports": {"http": 9999},
    "health": {"ready": {"http": "/own"}, "startup": {"longest": "9m"}},
    "resources": {"cpu": "3", "memory": "5Gi"},
    "model": {"uri": "s3://models/a", "size": "77Gi", "longest": "33m"},
}
"""What a runtime settles, with another value."""
FORMATS = tuple(each for each in runtimes.SERVED if each != "custom")
ON_CPU = ("sklearn", "xgboost", "lightgbm")


def rows(component: Data) -> dict[str, Row]:
    case = samples.case(component, None, PLATFORM)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), "api", None)
    return {row.field.removeprefix("components.api."): row for row in found.rows}


def model(format_: str, **more: Any) -> Data:
    return {"kind": "inference", "format": format_, "model": "s3://models/a", "scale": 2, **more}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_value_of_a_runtime_has_its_reason(format_: str) -> None:
    found = rows(model(format_))
    wanted = ("image", "ports.http.port", "resources.memory", "health.startup.longest", "model.size", "model.longest")
    for name in wanted:
        assert str(found[name].mark.file).startswith("default of "), name
        assert ": " in str(found[name].mark.file)


@pytest.mark.parametrize("name", SETTLED)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_written_value_takes_the_place_of_a_runtimes(format_: str, name: str) -> None:
    found = rows(model(format_, **{name: SETTLED[name]}))
    written = {row.field for row in found.values() if row.mark.line}
    assert any(field.startswith(f"components.api.{name}") for field in written)
    assert samples.problems(model(format_, **{name: SETTLED[name]}), None, PLATFORM) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_small_models_run_on_a_cpu_and_others_want_a_gpu(format_: str) -> None:
    found = rows(model(format_))
    on_gpu = "resources.gpu" in found
    assert on_gpu is (format_ in {"tensorflow", "pytorch", "triton", "huggingface"})
    if format_ in ON_CPU:
        assert found["resources.memory"].value == "1Gi"
