import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import KNATIVE, MODEL, platform


def predictor(scale: object) -> Data:
    found: Data = samples.objects(MODEL | {"scale": scale}, None, KNATIVE)["InferenceService/fraud-api"]
    return found["spec"]["predictor"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("scale", "least", "metric"),
    [
        ({"min": 0, "max": 6, "rps": 50}, 0, ("rps", 50)),
        ({"max": 6}, 1, ("concurrency", 100)),
        (3, 3, (None, None)),
    ],
)
def test_knative_scales_by_requests(scale: object, least: int, metric: tuple[object, object]) -> None:
    found = predictor(scale)
    assert (found["minReplicas"], found.get("scaleMetric"), found.get("scaleTarget")) == (least, *metric)


def test_a_predictor_has_only_what_knative_takes() -> None:
    found = predictor(3)
    assert not {"name", "securityContext", "terminationGracePeriodSeconds", "deploymentStrategy"} & found.keys()
    assert found["model"]["securityContext"]["runAsNonRoot"] is True


def test_knative_reaches_its_proxy_in_the_pods() -> None:
    policy = samples.objects(MODEL, None, KNATIVE)["NetworkPolicy/fraud-api"]["spec"]["ingress"][-1]
    assert [each["port"] for each in policy["ports"]] == [8012, 8013, 8112, 9090]
    assert samples.problems(MODEL, None, platform("kserve-knative")) == [
        (
            "components.api.kind: the network policy keeps kserve-knative from its pods (8012, 8013, 8112, 9090): nothing says "
            "where it runs in dev -> ask the platform team for operators: {inference: {api: kserve-knative, namespace: NAMESPACE}}"
        )
    ]
