"""The servers of models: for each the image, how it is started, where it answers, and what it needs; each with where it is said.

A model is at `$(MODEL_PATH)` in the container, and its name for clients is `$(MODEL_NAME)`. What a component writes takes the place
of the value here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NONE: Mapping[str, Any] = MappingProxyType({})


class Runtime(NamedTuple):
    """A server of models. `values` has the fields of a component, `reasons` why, by field.

    `size` and `longest` are those of a model that it usually serves. `gpu_image` is its image for GPUs, if that is another one.
    """

    source: str
    values: Mapping[str, Any]
    reasons: Mapping[str, str]
    size: str
    longest: str = "10m"
    gpu_image: str = ""
    shared_memory: bool = False


MLSERVER = Runtime(
    source="https://github.com/SeldonIO/MLServer/blob/1.7.1/Dockerfile, mlserver/settings.py; "
    "https://github.com/kserve/kserve/blob/master/config/runtimes/kserve-mlserver.yaml",
    values={
        "image": "docker.io/seldonio/mlserver:1.7.1",
        "env": {
            "MLSERVER_MODELS_DIR": {"value": "$(MODEL_PATH)"},
            "MLSERVER_MODEL_URI": {"value": "$(MODEL_PATH)"},
            "MLSERVER_MODEL_NAME": {"value": "$(MODEL_NAME)"},
        },
        "ports": {"http": {"port": 8080}, "grpc": {"port": 8081}, "metrics": {"port": 8082}},
        "health": {
            "ready": {"http": "/v2/health/ready"},
            "live": {"http": "/v2/health/live"},
            "startup": {"longest": "2m"},
        },
        "resources": {"cpu": "500m", "memory": "1Gi"},
        "security": {"runAsUser": 1000, "writableRoot": True},
    },
    reasons={
        "image": "the version of MLServer that this was written for",
        "env": "where MLServer finds the model; it batches nothing unless MLSERVER_MODEL_MAX_BATCH_SIZE says so",
        "ports": "the ports of MLServer",
        "health": "the health endpoints of the Open Inference Protocol",
        "resources": "such models run on a CPU with little memory",
        "security": "the user of the image, who makes folders beside the server",
        "model": "the downloader of the platform brings it",
    },
    size="1Gi",
)
TENSORFLOW_SERVING = Runtime(
    source="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/docker.md, serving_config.md",
    values={
        "image": "docker.io/tensorflow/serving:2.19.1",
        "command": ["tensorflow_model_server"],
        "args": [
            "--port=8500",
            "--rest_api_port=8501",
            "--model_name=$(MODEL_NAME)",
            "--model_base_path=$(MODEL_PATH)",
            "--enable_batching",
        ],
        "env": {"TF_FORCE_GPU_ALLOW_GROWTH": {"value": "true"}},
        "ports": {"http": {"port": 8501}, "grpc": {"port": 8500}},
        "health": {"startup": {"longest": "5m"}},
        "resources": {"cpu": "2", "memory": "8Gi", "gpu": 1},
    },
    reasons={
        "image": "the version of TensorFlow Serving that this was written for",
        "command": "the server itself, not the script of the image, which has a path of its own for the model",
        "args": "ports and model of TensorFlow Serving; it puts requests that come together into a batch",
        "env": "the memory of a GPU is taken as it is needed",
        "ports": "the ports of TensorFlow Serving",
        "health": "it opens its port when the model is loaded, which takes minutes",
        "resources": "TensorFlow wants a GPU; machine or resources say otherwise",
        "model": "the downloader of the platform brings it: a folder with a numbered one for each version",
    },
    size="10Gi",
    gpu_image="docker.io/tensorflow/serving:2.19.1-gpu",
    shared_memory=True,
)
TRITON = Runtime(
    source="https://github.com/triton-inference-server/server/blob/r25.06/docs/getting_started/quickstart.md, "
    "docs/protocol/extension_model_repository.md; https://github.com/triton-inference-server/server/tree/main/deploy/k8s-onprem",
    values={
        "image": "nvcr.io/nvidia/tritonserver:25.06-py3",
        "args": ["tritonserver", "--model-repository=$(MODEL_PATH)"],
        "ports": {"http": {"port": 8000}, "grpc": {"port": 8001}, "metrics": {"port": 8002}},
        "health": {
            "ready": {"http": "/v2/health/ready"},
            "live": {"http": "/v2/health/live"},
            "startup": {"longest": "5m"},
        },
        "resources": {"cpu": "2", "memory": "8Gi", "gpu": 1},
        "security": {"runAsUser": 1000},
    },
    reasons={
        "image": "the version of Triton that this was written for",
        "args": "the folder of models of Triton; each model's config.pbtxt says how it batches",
        "ports": "the ports of Triton",
        "health": "the health endpoints of the Open Inference Protocol",
        "resources": "Triton wants a GPU; machine or resources say otherwise",
        "security": "the user of the image",
        "model": "the downloader of the platform brings it: a folder of models, each with its versions",
    },
    size="10Gi",
    shared_memory=True,
)
TORCHSERVE = Runtime(
    source="https://github.com/pytorch/serve/blob/v0.12.0/docker/config.properties, docker/dockerd-entrypoint.sh, "
    "docs/token_authorization_api.md",
    values={
        "image": "docker.io/pytorch/torchserve:0.12.0-cpu",
        "command": ["torchserve"],
        "args": [
            "--start",
            "--foreground",
            "--ts-config=/home/model-server/config.properties",
            "--model-store=$(MODEL_PATH)",
            "--models=all",
            "--disable-token-auth",
        ],
        "ports": {"http": {"port": 8080}},
        "health": {"ready": {"http": "/ping"}, "live": {"http": "/ping"}, "startup": {"longest": "5m"}},
        "resources": {"cpu": "2", "memory": "8Gi", "gpu": 1},
        "security": {"runAsUser": 1000, "writableRoot": True},
    },
    reasons={
        "image": "the last version of TorchServe",
        "command": "the server itself, which ends when it fails; the script of the image would wait for ever",
        "args": "the archives (.mar) of a folder, each of which says how it batches; who may call is said by callers",
        "ports": "the port of inference; that of management is not reached from outside the pod",
        "health": "TorchServe answers /ping when its workers run",
        "resources": "PyTorch wants a GPU; machine or resources say otherwise",
        "security": "the user of the image, who writes logs beside the server",
        "model": "the downloader of the platform brings it: a folder of archives (.mar)",
    },
    size="10Gi",
    gpu_image="docker.io/pytorch/torchserve:0.12.0-gpu",
    shared_memory=True,
)
VLLM = Runtime(
    source="https://github.com/vllm-project/vllm/blob/v0.11.0/docs/deployment/k8s.md",
    values={
        "image": "docker.io/vllm/vllm-openai:v0.11.0",
        "args": ["--model=$(MODEL_PATH)", "--served-model-name=$(MODEL_NAME)", "--port=8000"],
        "env": {
            "HF_HOME": {"value": "/tmp/huggingface"},  # noqa: S108 - a path in the container
            "VLLM_CACHE_ROOT": {"value": "/tmp/vllm"},  # noqa: S108 - a path in the container
            "USER": {"value": "vllm"},
        },
        "ports": {"http": {"port": 8000}},
        "health": {"ready": {"http": "/health"}, "live": {"http": "/health"}, "startup": {"longest": "20m"}},
        "resources": {"cpu": "4", "memory": "32Gi", "gpu": 1},
    },
    reasons={
        "image": "the version of vLLM that this was written for",
        "args": "the model and port of vLLM, which batches all requests that it has",
        "env": "folders that can be written, and a name for the user's number",
        "ports": "the port of vLLM",
        "health": "it answers /health when the model is loaded, which takes minutes",
        "resources": "vLLM needs a GPU, and memory to load the weights",
        "model": "the downloader of the platform brings it",
    },
    size="50Gi",
    longest="30m",
    shared_memory=True,
)

RUNTIMES: Mapping[str, Runtime] = {
    "mlserver": MLSERVER,
    "tensorflow-serving": TENSORFLOW_SERVING,
    "triton": TRITON,
    "torchserve": TORCHSERVE,
    "vllm": VLLM,
}
SERVED: Mapping[str, tuple[str, ...]] = {
    "sklearn": ("mlserver",),
    "xgboost": ("mlserver",),
    "lightgbm": ("mlserver",),
    "mlflow": ("mlserver",),
    "onnx": ("triton",),
    "tensorflow": ("tensorflow-serving", "triton"),
    "pytorch": ("torchserve", "triton"),
    "triton": ("triton",),
    "huggingface": ("vllm",),
    "custom": (),
}
"""The runtimes that serve each format; the first is the default."""
IMPLEMENTATIONS: Mapping[str, str] = {
    "sklearn": "mlserver_sklearn.SKLearnModel",
    "xgboost": "mlserver_xgboost.XGBoostModel",
    "lightgbm": "mlserver_lightgbm.LightGBMModel",
    "mlflow": "mlserver_mlflow.MLflowRuntime",
}
"""The classes of MLServer for each format (`runtimes/*/` in its repository)."""
ON_A_CPU = frozenset({"onnx"})
"""Formats that their runtime usually serves on a CPU, though it could use a GPU."""
WITHOUT_GPU = "such a model runs on a CPU; machine or resources give it a GPU"


def of(name: str, format_name: str) -> Runtime | None:
    """The runtime of this name as it serves models of a format; None if there is none."""
    runtime = RUNTIMES.get(name)
    if runtime is None or format_name not in ON_A_CPU:
        return runtime
    resources = {key: value for key, value in runtime.values["resources"].items() if key != "gpu"}
    return runtime._replace(
        values={**runtime.values, "resources": resources}, reasons={**runtime.reasons, "resources": WITHOUT_GPU}
    )
