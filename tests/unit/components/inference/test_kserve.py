from generator.components.inference import kserve
from tests.builders import samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import CUSTOM, KNATIVE, MODEL, SIDE_BY_SIDE, STANDARD, platform

SERVICE = "InferenceService/fraud-api"


def test_kserve_makes_workloads_autoscalers_and_routes_and_none_of_them_is_ours() -> None:
    assert [*samples.objects(MODEL, None, STANDARD)] == [
        "ServiceAccount/fraud-api",
        "NetworkPolicy/fraud-api",
        SERVICE,
        "PodDisruptionBudget/fraud-api",
    ]


def test_the_position_is_where_it_replaces_no_pods() -> None:
    found = samples.objects(MODEL, None, STANDARD)
    position = '{"active": {"slot": "blue", "model": "s3://models/a/1"}}\n'
    assert found["PodDisruptionBudget/fraud-api"]["metadata"]["annotations"] == {"tidegate.dev/release": position}
    assert "tidegate.dev/release" not in found[SERVICE]["metadata"]["annotations"]


def test_pods_are_known_by_the_label_of_kserve() -> None:
    found = samples.objects(MODEL, None, STANDARD)
    chosen = {"serving.kserve.io/inferenceservice": "fraud-api"}
    assert found["NetworkPolicy/fraud-api"]["spec"]["podSelector"] == {"matchLabels": chosen}
    assert found["PodDisruptionBudget/fraud-api"]["spec"]["selector"] == {"matchLabels": chosen}


def test_the_gateway_reaches_versions_that_stand_side_by_side() -> None:
    def peers(component: Data) -> list[object]:
        policy = samples.objects(component, None, STANDARD)["NetworkPolicy/fraud-api"]
        return [next(iter(each["from"][0])) for each in policy["spec"]["ingress"]]

    assert (peers(MODEL), peers(SIDE_BY_SIDE)) == (["podSelector"], ["podSelector", "namespaceSelector"])


def test_a_custom_server_gets_its_model_from_kserve_and_a_limit_of_its_own() -> None:
    container = samples.objects(CUSTOM, None, STANDARD)[SERVICE]["spec"]["predictor"]["containers"][0]
    assert container["name"] == "kserve-container"
    assert {each["name"]: each["value"] for each in container["env"]} == {
        "HOME": "/tmp",  # noqa: S108 - a path in the container
        "MODEL_URI": "s3://models/a/1",
        "STORAGE_URI": "s3://models/a/1",
        "MODEL_PATH": "/mnt/models",
    }
    assert container["resources"]["limits"]["cpu"] == container["resources"]["requests"]["cpu"]


def test_a_downloader_that_may_not_run_is_a_problem_unless_the_model_is_mounted() -> None:
    unknown = platform("kserve-standard", restricted=False)
    said = [
        (
            "components.api.model: KServe's storage initializer has no securityContext, which podSecurity: restricted refuses "
            "in dev -> ask the platform team for a ClusterStorageContainer that runs restricted, and then for operators: "
            "{inference: {api: kserve-standard, restricted: true}}; or use a model on a claim: pvc://CLAIM/PATH"
        )
    ]
    assert samples.problems(MODEL, None, unknown) == said
    assert samples.problems(MODEL | {"model": "pvc://models/a"}, None, unknown) == []


def test_a_host_is_the_one_that_kserve_makes() -> None:
    named = platform("kserve-standard", domain="models.acme.dev")
    assert samples.problems(MODEL | {"expose": {"host": "a.acme.dev"}}, None, named) == [
        (
            'components.api.expose.host: KServe makes the host "fraud-api-risk-fraud-dev.models.acme.dev", not "a.acme.dev" '
            "in dev -> write host: fraud-api-risk-fraud-dev.models.acme.dev"
        )
    ]
    made = {"expose": {"host": "{project}-{component}-risk-fraud-dev.models.acme.dev"}}
    assert samples.problems(MODEL | made, None, named) == []


def test_the_first_part_of_a_host_has_a_limit() -> None:
    long = samples.problems(MODEL, None, STANDARD, name="f" * 24, team="r" * 10)
    name = f"{'f' * 24}-api-green-predictor-{'r' * 10}-{'f' * 24}-dev"
    assert long == [
        (
            f'name: "{name}" (the first part of the host of the green predictor) has {len(name)} characters, at most 63 are '
            f"allowed -> shorten the project's name by {len(name) - 63} characters: 63 is the limit"
        )
    ]


def test_the_operator_is_that_of_the_environment() -> None:
    assert kserve.operator(samples.target(MODEL, None, KNATIVE)).api == "kserve-knative"
