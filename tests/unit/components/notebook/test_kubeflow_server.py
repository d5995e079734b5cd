from typing import Any

from tests.builders import kubeflow_notebooks, samples
from tests.builders.documents import Data
from tests.builders.samples import NOTEBOOK

BELOW = "/notebook/risk-fraud-dev/fraud-api"


def probes(written: Data) -> dict[str, Any]:
    main = kubeflow_notebooks.main(written)
    return {name: each.get("httpGet", each) for name, each in main.items() if name.endswith("Probe")}


def test_the_server_answers_below_the_path_that_the_controller_gives_it() -> None:
    assert kubeflow_notebooks.main()["args"] == [
        *("start-notebook.py", "--ServerApp.ip=0.0.0.0", "--ServerApp.port=8888"),
        "--ServerApp.base_url=$(NB_PREFIX)",
    ]


def test_probes_ask_below_that_path() -> None:
    assert {each["path"] for each in probes({}).values()} == {f"{BELOW}/api"}
    for written in ("/api/status", f"{BELOW}/api/status"):
        assert probes({"health": {"live": {"http": written}}})["livenessProbe"]["path"] == f"{BELOW}/api/status"


def test_a_probe_of_another_port_asks_what_is_written() -> None:
    health = {"live": {"http": "/live", "port": 9000}}
    assert probes({"health": health})["livenessProbe"] == {"path": "/live", "port": 9000}


def test_the_first_port_is_the_one_of_the_controllers_service() -> None:
    found = kubeflow_notebooks.main({"ports": {"web": {"port": 80, "targetPort": 8890}, "more": 9000}})
    assert found["ports"][0] == {"name": "web", "containerPort": 8890, "protocol": "TCP"}
    assert "--ServerApp.port=8890" in found["args"]


def test_callers_name_the_port_as_everywhere() -> None:
    written = {"callers": [{"namespace": "ci", "ports": [8888]}]}
    rules = kubeflow_notebooks.found(written)["NetworkPolicy"]["spec"]["ingress"]
    assert rules == samples.objects(NOTEBOOK | written)["NetworkPolicy/fraud-api"]["spec"]["ingress"] + [rules[-1]]


def test_a_notebook_asks_for_no_token_where_something_in_front_of_it_asks_who_somebody_is() -> None:
    asking, open_ = kubeflow_notebooks.main(), kubeflow_notebooks.main(token=False)
    assert [each["name"] for each in asking["env"]] == ["HOME", "JUPYTER_TOKEN"]
    assert [each["name"] for each in open_["env"]] == ["HOME"]
    assert open_["args"] == [*asking["args"], "--ServerApp.token="]


def test_without_a_token_nothing_is_taken_from_a_store_of_secrets() -> None:
    store = {"secrets": {"provider": "external-secrets", "store": "vault", "kind": "ClusterSecretStore"}}
    assert "ExternalSecret" in kubeflow_notebooks.found(environment=store)
    assert "ExternalSecret" not in kubeflow_notebooks.found(environment=store, token=False)
