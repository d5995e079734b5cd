from typing import Any

import pytest

from generator.discovery import platform_folder
from generator.validation import explain
from tests.builders import cases, samples
from tests.builders.documents import Data

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}


def inference(format_name: str, **fields: Any) -> Data:
    return {"kind": "inference", "model": "s3://models/a", "format": format_name, **fields}


def main(component: Data) -> Any:
    found = samples.objects(component, None, PLATFORM)
    return found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]["containers"][0]


@pytest.mark.parametrize(
    ("format_name", "image", "gpu"),
    [
        ("sklearn", "docker.io/seldonio/mlserver:1.7.1", False),
        ("onnx", "nvcr.io/nvidia/tritonserver:25.06-py3", False),
        ("triton", "nvcr.io/nvidia/tritonserver:25.06-py3", True),
        ("tensorflow", "docker.io/tensorflow/serving:2.19.1-gpu", True),
        ("pytorch", "docker.io/pytorch/torchserve:0.12.0-gpu", True),
        ("huggingface", "docker.io/vllm/vllm-openai:v0.11.0", True),
    ],
)
def test_a_format_settles_image_and_gpu(format_name: str, image: str, *, gpu: bool) -> None:
    container = main(inference(format_name))
    assert (container["image"], "nvidia.com/gpu" in container["resources"]["limits"]) == (image, gpu)
    assert any(mount["mountPath"] == "/dev/shm" for mount in container["volumeMounts"]) == (format_name != "sklearn")  # noqa: S108


def test_a_model_without_a_gpu_has_the_image_for_cpus() -> None:
    container = main(inference("tensorflow", resources={"cpu": "2"}))
    assert container["image"] == "docker.io/tensorflow/serving:2.19.1"
    assert container["resources"] == {"requests": {"cpu": "2", "memory": "8Gi"}, "limits": {"memory": "8Gi"}}


def test_what_is_written_takes_the_place_of_what_the_runtime_settles() -> None:
    container = main(
        inference(
            "huggingface",
            image="ghcr.io/acme/vllm:1",
            args=["--model=$(MODEL_PATH)"],
            ports={"web": 9000},
            env={"MODEL_NAME": "fraud", "HF_HOME": "/cache"},
            health={"live": {"http": "/alive"}},
            resources={"gpu": 2},
        )
    )
    assert (container["image"], container["args"]) == ("ghcr.io/acme/vllm:1", ["--model=$(MODEL_PATH)"])
    assert container["ports"] == [{"name": "web", "containerPort": 9000, "protocol": "TCP"}]
    assert {"name": "MODEL_NAME", "value": "fraud"} in container["env"]
    assert {"name": "HF_HOME", "value": "/cache"} in container["env"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/alive"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health"
    assert container["resources"]["requests"] == {"cpu": "4", "memory": "32Gi", "nvidia.com/gpu": "2"}


def test_a_written_command_has_no_arguments_of_the_runtime() -> None:
    container = main(inference("huggingface", command=["serve"]))
    assert (container["command"], "args" in container) == (["serve"], False)


def test_a_model_on_a_volume_is_not_downloaded() -> None:
    found = samples.objects(
        inference("tensorflow", model="file:///mnt/a", volumes={"/mnt/a": {"claim": "models"}}), None, {}
    )
    pod = found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]
    assert "initContainers" not in pod
    assert {"name": "MODEL_PATH", "value": "/mnt/a"} in pod["containers"][0]["env"]


def test_a_volume_at_the_path_of_the_model_has_a_size_of_its_own() -> None:
    found = samples.objects(inference("sklearn", volumes={"/models": {"claim": "models"}}), None, PLATFORM)
    pod = found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]
    assert {"name": "volume-models", "persistentVolumeClaim": {"claimName": "models"}} in pod["volumes"]


def test_explain_shows_what_settles_a_value_and_why() -> None:
    case = samples.case(inference("sklearn", env={"MLSERVER_DEBUG": "false"}), None, PLATFORM)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), None, None)
    sources = {row.field.removeprefix("components.api."): row.source for row in found.rows}
    assert sources["resources.memory"] == "default of mlserver: such models run on a CPU with little memory"
    assert sources["env.MODEL_NAME.field"] == "default: clients ask for the model by the name of the component"
    assert sources["env.MLSERVER_DEBUG.value"].endswith("/ml-project.yaml:11")
    assert sources["scale"] == "default"


def test_a_model_that_runs_on_a_cpu_is_not_said_to_want_a_gpu() -> None:
    case = samples.case(inference("onnx"), None, PLATFORM)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), None, None)
    sources = {row.field.removeprefix("components.api."): row.source for row in found.rows}
    assert (
        sources["resources.cpu"] == "default of triton: such a model runs on a CPU; machine or resources give it a GPU"
    )
    assert "resources.gpu" not in sources


def test_a_missing_downloader_is_said_with_what_helps() -> None:
    assert samples.problems(inference("sklearn"), None, {}) == [
        (
            "components.api.model: there is no downloader for s3:// in dev -> "
            "ask the platform for downloaders: {s3: {image: ...}}"
        )
    ]


def test_a_custom_format_needs_image_and_ports() -> None:
    assert samples.problems(inference("custom"), None, PLATFORM) == [
        ('components.api: "image" is missing -> write repository[:tag][@digest]: image: ghcr.io/acme/fraud-api:1.4.2'),
        'components.api: "ports" is missing -> name the port that the server listens on: ports: {http: 8080}',
    ]


def test_the_schema_names_the_formats_and_runtimes_of_the_table() -> None:
    from generator.components.inference import runtimes

    fields = platform_folder.bundled()["kinds/inference.json"]["properties"]
    assert set(fields["format"]["enum"]) == set(runtimes.SERVED)
    assert set(fields["runtime"]["enum"]) == set(runtimes.RUNTIMES)
