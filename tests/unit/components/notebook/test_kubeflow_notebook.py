from tests.builders import kubeflow_notebooks, samples
from tests.builders.samples import NOTEBOOK

GATEWAY = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
HOST = "lab.acme.dev"
BELOW = "/notebook/risk-fraud-dev/fraud-api"


def test_the_controller_makes_the_stateful_set_and_the_service() -> None:
    assert kubeflow_notebooks.found().keys() == {
        *("Notebook", "NetworkPolicy", "ServiceAccount", "PodDisruptionBudget", "PersistentVolumeClaim")
    }


def test_the_controller_knows_the_container_by_the_name_of_the_notebook() -> None:
    found = kubeflow_notebooks.found()["Notebook"]
    assert found["metadata"]["name"] == found["spec"]["template"]["spec"]["containers"][0]["name"] == "fraud-api"


def test_the_pod_has_the_labels_of_the_notebook_by_which_policy_and_budget_know_it() -> None:
    found = kubeflow_notebooks.found()
    held = found["Notebook"]["metadata"]["labels"].items()
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"].items() <= held
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"].items() <= held


def test_annotations_of_the_pod_are_those_of_the_notebook() -> None:
    metadata = kubeflow_notebooks.found({"description": "a lab"})["Notebook"]["metadata"]
    assert metadata["annotations"] == {
        "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": "tmp",
        "kubernetes.io/description": "a lab",
    }


def test_nothing_in_git_says_whether_it_runs() -> None:
    found = kubeflow_notebooks.found()["Notebook"]
    assert "kubeflow-resource-stopped" not in found["metadata"]["annotations"]
    assert found["spec"].keys() == {"template"}


def test_the_pod_has_nothing_that_is_newer_than_the_controllers_kubernetes() -> None:
    assert "lifecycle" not in kubeflow_notebooks.main()


def test_a_route_leads_to_the_port_of_the_controllers_service() -> None:
    written = {"expose": {"host": HOST, "port": 8888}}
    (rule,) = kubeflow_notebooks.found(written, GATEWAY)["HTTPRoute"]["spec"]["rules"]
    (backend,) = rule["backendRefs"]
    assert (backend["name"], backend["port"]) == ("fraud-api", 80)


def test_a_route_has_to_lead_to_where_the_server_answers() -> None:
    for path in ("/", "/notebook", BELOW):
        assert kubeflow_notebooks.said({"expose": {"host": HOST, "path": path}}, GATEWAY) == []
    for expose, where in (
        ({"host": HOST, "path": "/lab"}, "expose.path"),
        ([{"hosts": [HOST], "path": "/lab"}], "expose[0].path"),
    ):
        assert kubeflow_notebooks.said({"expose": expose}, GATEWAY) == [
            (
                f"{where}: the server answers below {BELOW}/ alone, which Kubeflow's controller decides "
                'in dev -> remove it: "path" is / then'
            )
        ]


def test_the_culler_is_let_in_from_where_the_controller_runs() -> None:
    rules = kubeflow_notebooks.found()["NetworkPolicy"]["spec"]["ingress"]
    assert rules[-1] == {
        "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kubeflow"}}}],
        "ports": [{"port": 8888, "protocol": "TCP"}],
    }
    assert samples.problems(NOTEBOOK, None, {"operators": {"notebook": "notebook"}}) == [
        (
            "components.api.kind: the network policy keeps notebook from its pods (8888): nothing says where it runs in dev "
            "-> ask the platform team for operators: {notebook: {api: notebook, namespace: NAMESPACE}}"
        )
    ]


def test_a_label_of_the_controller_is_nobody_elses() -> None:
    said = kubeflow_notebooks.said({"labels": {"statefulset": "a"}})
    assert said == [
        (
            "labels.statefulset: Kubeflow's controller gives labels of the Notebook to its pod, and knows it by its own label "
            '"statefulset" in dev -> use another key'
        )
    ]


def test_only_the_server_has_the_name_of_the_notebook() -> None:
    said = kubeflow_notebooks.said({"init": {"fraud-api": {"command": ["a"]}}})
    assert said == [
        (
            'init.fraud-api: "fraud-api" is the name of the container with the server, by which Kubeflow\'s controller knows it '
            "in dev -> give it another name"
        )
    ]
