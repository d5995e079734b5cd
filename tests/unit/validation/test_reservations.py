import pytest

from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import INFERENCE, JOB, MULTINODE, RAY, SERVICE, STORE, TRAINING, case

EXPOSED = SERVICE | {"expose": {"host": "a.example.org"}}
DEPLOYED = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}


def together(*components: tuple[str, dict[str, object]], **environment: object) -> Case:
    """The components in `dev` and in `prod`, on one cluster."""
    made = case(SERVICE, None, {**DEPLOYED, **environment})
    made.project["components"] = dict(components)
    made.project["environments"] = {"dev": None, "prod": None}
    return made._replace(platform={**made.platform, "prod": made.platform["dev"] | {"name": "prod"}})


def found(judged: Case) -> list[str]:
    checked = cases.judged(judged)
    listed = [f"{each.where}: {each.fact} -> {each.hint}" for each in checked.problems if each.code == "taken"]
    return [each.replace(checked.file, "ml-project.yaml") for each in listed]


def test_a_name_that_two_components_need_is_one_problem_for_all_environments() -> None:
    assert found(together(("api", SERVICE), ("api-blue", SERVICE))) == [
        (
            'components.api-blue: Service "fraud-api-blue" in dev, prod is taken by components.api (ml-project.yaml:6)'
            " -> rename one of the components"
        ),
    ]


def test_a_store_takes_the_name_of_the_service_of_its_pods() -> None:
    assert found(together(("db", STORE), ("db-headless", SERVICE))) == [
        (
            'components.db-headless: Service "fraud-db-headless" in dev, prod is taken by components.db (ml-project.yaml:6)'
            " -> rename one of the components"
        ),
    ]


def test_a_host_that_two_components_need_is_one_problem_for_all_environments_of_a_cluster() -> None:
    hosts = EXPOSED | {"expose": {"host": "{environment}.example.org"}}
    assert found(together(("api", hosts), ("web", hosts))) == [
        (
            'components.web.expose: "dev.example.org/" on cluster dev is taken by components.api.expose (ml-project.yaml:13)'
            " -> choose another host or path"
        ),
        (
            'components.web.expose: "prod.example.org/" on cluster dev is taken by components.api.expose (ml-project.yaml:13)'
            " -> choose another host or path"
        ),
    ]


def test_a_host_that_two_routes_of_a_list_need_is_told_at_the_second() -> None:
    routes = [{"host": "{environment}.example.org"}, {"name": "two", "hosts": ["{environment}.example.org"]}]
    assert found(together(("api", EXPOSED | {"expose": routes}))) == [
        (
            f'components.api.expose[1]: "{name}.example.org/" on cluster dev is taken by components.api.expose[0] '
            "(ml-project.yaml:14) -> choose another host or path"
        )
        for name in ("dev", "prod")
    ]


def test_two_environments_with_one_namespace_are_one_problem() -> None:
    assert found(together(("api", SERVICE), namespace="{team}-{project}")) == [
        (
            'environments.prod: prod and dev have the namespace "risk-fraud" of cluster dev, where every object has one name'
            " -> give each its own in the platform, as in namespace: {team}-{project}-{environment}"
        ),
    ]


def test_a_host_without_the_environment_is_one_problem_where_two_share_a_cluster() -> None:
    assert found(together(("api", EXPOSED))) == [
        (
            'components.api.expose: "a.example.org/" is in prod what it is in dev, and both are on cluster dev'
            " -> write {environment} in the host, which becomes the name of the environment"
        ),
    ]


def test_groups_take_the_name_of_the_service_that_their_operator_makes() -> None:
    operators = {"operators": {"multinode": "leaderworkerset"}}
    assert found(together(("api", MULTINODE), ("api-lws", SERVICE), **operators)) == [
        (
            'components.api-lws: Service "fraud-api-lws" in dev, prod is taken by components.api '
            "(ml-project.yaml:6) -> rename one of the components"
        ),
    ]


def test_a_run_takes_the_names_of_what_its_operator_makes() -> None:
    training: dict[str, object] = {"kind": "training", "image": "ghcr.io/acme/train:1", "run": "once"}
    operators = {"operators": {"training": {"api": "pytorchjob"}}}
    assert found(together(("train", training), ("train-master-0", SERVICE), **operators)) == [
        (
            'components.train-master-0: Service "fraud-train-master-0" in dev, prod is taken by components.train '
            "(ml-project.yaml:6) -> rename one of the components"
        ),
    ]


MODEL: Data = {**INFERENCE, "model": "s3://models/a"}
KSERVE = {"inference": {"api": "kserve-standard", "gatewayApi": True}}
SERVED: Data = {**RAY, "serve": {"config": "applications: [{name: a, import_path: a:app}]"}, "rayVersion": "2.46.0"}


@pytest.mark.parametrize(
    ("written", "operators", "ending"),
    [
        (MODEL, KSERVE, "predictor"),
        (MODEL, KSERVE, "green-predictor"),
        (RAY, {"ray": "kuberay"}, "head-svc"),
        (SERVED, {"ray": "kuberay"}, "serve-svc"),
    ],
)
def test_no_component_takes_the_name_of_a_service_that_an_operator_makes(
    written: Data, operators: Data, ending: str
) -> None:
    both = together(("api", written), (f"api-{ending}", SERVICE), operators=operators, podSecurity="baseline")
    assert found(both)[:1] == [
        (
            f'components.api-{ending}: Service "fraud-api-{ending}" in dev, prod is taken by components.api'
            " (ml-project.yaml:6) -> rename one of the components"
        )
    ]


@pytest.mark.parametrize("api", ["trainjob", "jobset"])
def test_no_job_takes_the_name_of_one_that_an_operator_makes_of_a_training(api: str) -> None:
    written = TRAINING | {"run": "once", "retries": 0}
    both = together(("api", written), ("api-node-0", JOB | {"run": "once"}), operators={"training": api})
    assert found(both)[:1] == [
        (
            'components.api-node-0: Job "fraud-api-node-0" in dev, prod is taken by components.api'
            " (ml-project.yaml:6) -> rename one of the components"
        )
    ]
