import pytest

from tests.builders import samples
from tests.builders.documents import Data

PLATFORM: Data = {
    "downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}},
    "traffic": "gateway-api",
    "gateway": {"name": "public", "namespace": "gateways"},
}
IMAGE = "docker.io/seldonio/mlserver:1.7.1"
MODEL: Data = {
    "kind": "inference",
    "model": "s3://models/a/1",
    "format": "sklearn",
    "strategy": {"type": "canary", "steps": [10]},
    "scale": {"min": 1, "max": 4},
    "expose": {"host": "a.acme.dev"},
}


def test_two_models_run_side_by_side_with_their_shares() -> None:
    releases = {
        "api": {
            "active": {"slot": "blue", "image": IMAGE, "model": "s3://models/a/1"},
            "candidate": {"image": IMAGE, "model": "s3://models/a/2", "steps": [10]},
            "step": 1,
        }
    }
    found = samples.objects(MODEL, {"releases": releases}, PLATFORM)
    models = {
        name: each["spec"]["template"]["metadata"]["annotations"]["tidegate.dev/model"]
        for name, each in found.items()
        if name.startswith("Deployment/")
    }
    assert models == {
        "Deployment/fraud-api-blue": "s3://models/a/1",
        "Deployment/fraud-api-green": "s3://models/a/2",
    }
    backends = found["HTTPRoute/fraud-api"]["spec"]["rules"][0]["backendRefs"]
    assert [(each["name"], each["weight"]) for each in backends] == [("fraud-api-blue", 90), ("fraud-api-green", 10)]


@pytest.mark.parametrize(("engine", "kind"), [("argo-rollouts", "Rollout"), ("flagger", "Canary")])
def test_an_engine_moves_the_traffic(engine: str, kind: str) -> None:
    assert f"{kind}/fraud-api" in samples.objects(MODEL, None, PLATFORM | {"engine": engine, **samples_of(engine)})


def samples_of(engine: str) -> Data:
    return {"metrics": {"prometheus": "http://prometheus.monitoring:9090", "namespace": "monitoring"}} if engine else {}
