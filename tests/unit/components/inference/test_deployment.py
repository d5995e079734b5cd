from tests.builders import samples
from tests.builders.documents import Data

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}


def test_pods_of_a_runtime_that_needs_it_have_shared_memory() -> None:
    chat = {"kind": "inference", "model": "hf://acme/chat", "format": "huggingface"}
    found = samples.objects(chat, None, PLATFORM)["Deployment/fraud-api-blue"]
    assert "shm" in {each["name"] for each in found["spec"]["template"]["spec"]["volumes"]}
