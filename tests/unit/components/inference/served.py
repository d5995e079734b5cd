"""An inference, and platforms that serve it by KServe."""

from tests.builders.documents import Data

MODEL: Data = {"kind": "inference", "model": "s3://models/a/1", "format": "sklearn", "scale": {"min": 2, "max": 6}}
CUSTOM: Data = {
    "kind": "inference",
    "model": "s3://models/a/1",
    "format": "custom",
    "image": "ghcr.io/acme/own:1",
    "ports": {"http": 9000},
}
SIDE_BY_SIDE: Data = MODEL | {"strategy": {"type": "canary", "steps": [10, 50]}}


def platform(api: str, **settings: object) -> Data:
    """A platform with KServe, whose storage initializer runs restricted."""
    served = {"api": api, "restricted": True} | settings
    return {
        "operators": {"inference": served},
        "traffic": "gateway-api",
        "gateway": {"name": "public", "namespace": "gateways"},
    }


STANDARD = platform("kserve-standard", gatewayApi=True)
KNATIVE = platform("kserve-knative", namespace="knative-serving")
