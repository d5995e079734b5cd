"""The servers of models as KServe knows them: a ClusterServingRuntime, which has image, arguments and probes.

They are those of KServe's `config/runtimes`. A model is at `/mnt/models`, where KServe's storage initializer writes it.
"""

from collections.abc import Mapping

from generator.named_tuples import NamedTuple

PORT = 8080
"""The port of HTTP that all of KServe's runtimes listen on."""
CONTAINER = "kserve-container"
"""The name of the container of a server."""
TRANSFORMER = "transformer-container"
"""The name of a container to which KServe's Services lead in the place of the server (`createDefaultSvc`)."""
CONTAINERS = (CONTAINER, TRANSFORMER, "storage-initializer", "modelcar", "modelcar-init", "agent", "queue-proxy")
"""The names of containers that KServe and Knative put into pods."""
FOLDER = "/mnt/models"
STORAGE_VARIABLE = "STORAGE_URI"
"""The variable of a custom server from which KServe takes the URI of its model."""
BLOCKED = ("PYTHONPATH",)
"""Variables that its webhook refuses (`pkg/validation/env_policy.go`)."""
SCHEMES = ("gs", "s3", "pvc", "http", "https", "hdfs", "webhdfs", "hf", "oci", "oci+native")
"""The schemes of URIs that KServe downloads or mounts (`SupportedStorageURIPrefixList`), without `file`, which nobody brings."""
MOUNTED = ("pvc", "oci+native")
"""Schemes of models that are mounted, without a container that downloads them."""


class ServingRuntime(NamedTuple):
    """A ClusterServingRuntime, and the protocol that it speaks by default."""

    name: str
    protocol: str


RUNTIMES: Mapping[str, ServingRuntime] = {
    "mlserver": ServingRuntime("kserve-mlserver", "v2"),
    "tensorflow-serving": ServingRuntime("kserve-tensorflow-serving", "v1"),
    "triton": ServingRuntime("kserve-tritonserver", "v2"),
    "torchserve": ServingRuntime("kserve-torchserve", "v1"),
    "vllm": ServingRuntime("kserve-huggingfaceserver", "v2"),
}
"""By the name of our runtime; KServe's server of Hugging Face models runs vLLM."""
