import pytest

from tests.builders import samples
from tests.builders.documents import Data

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}
MODEL: Data = {"kind": "inference", "model": "s3://models/a", "format": "onnx"}


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (MODEL | {"runtime": "vllm"}, "vllm does not serve format onnx -> use triton"),
        (
            MODEL | {"runtime": "vllm", "format": "custom", "image": "ghcr.io/acme/a:1", "ports": {"http": 8080}},
            "vllm does not serve format custom -> remove it: the image of a custom format is its runtime",
        ),
    ],
)
def test_a_runtime_serves_the_format(component: Data, said: str) -> None:
    assert samples.problems(component, None, PLATFORM) == [f"components.api.runtime: {said}"]
