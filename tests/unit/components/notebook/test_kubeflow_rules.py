import pytest

from tests.builders import kubeflow_notebooks, samples
from tests.builders.documents import Data
from tests.builders.samples import NOTEBOOK

SIDE: Data = {"image": "ghcr.io/acme/side:1"}
CLAIMED: Data = {"cpu": "1", "memory": "2Gi", "claims": {"gpu": {"template": "gpu"}}}
WAY_OUT = "or ask the platform team for operators: {notebook: statefulset}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"sidecars": {"a": SIDE}},
            "sidecars: a Notebook of Kubeflow has no place for containers that run beside its server in dev -> remove them there",
        ),
        (
            {"service": {"type": "load-balancer"}},
            "service: the Service of a Notebook is made by Kubeflow's controller in dev -> remove it there",
        ),
        (
            {"args": ["--ServerApp.base_url=/a"]},
            'args[0]: "--ServerApp.base_url" follows from NB_PREFIX, which Kubeflow\'s controller sets in dev -> remove it there',
        ),
        (
            {"env": {"NB_PREFIX": "/a"}},
            'env.NB_PREFIX: "NB_PREFIX" is set by Kubeflow\'s controller in dev -> remove it there',
        ),
        (
            {"machine": "claimed"},
            "machine: a Notebook of Kubeflow has no place for the claims of a machine in dev -> choose another machine",
        ),
    ],
)
def test_what_the_controller_cannot_do_is_a_problem_at_its_field(written: Data, said: str) -> None:
    allowed = {"policy": {"serviceTypes": ["load-balancer"]}, "machines": {"claimed": CLAIMED}}
    assert kubeflow_notebooks.said(written, allowed) == [f"{said}; {WAY_OUT}"]
    assert samples.problems(NOTEBOOK | written, None, allowed) == []


@pytest.mark.parametrize(
    ("written", "settings", "said"),
    [
        (
            {"idle": "2h"},
            {},
            (
                "idle: idle ends no kernel: Kubeflow's controller stops idle notebooks, after CULL_IDLE_TIME minutes in dev "
                "-> remove it there; ask the platform team for CULL_IDLE_TIME, with ENABLE_CULLING: true"
            ),
        ),
        (
            {"token": {"secret": "a"}},
            {"token": False},
            "token: the notebook asks for no token, as operators.notebook says: token: false in dev -> remove it there",
        ),
        (
            {"ports": {"http": 8888, "board": 6006}},
            {},
            (
                'ports.board: the Service of a Notebook leads to "http" alone: "board" is reached at the address of the pod '
                f"in dev -> serve it below the path of the server, as jupyter-server-proxy does; {WAY_OUT}"
            ),
        ),
    ],
)
def test_what_has_no_effect_there_is_a_warning(written: Data, settings: Data, said: str) -> None:
    assert kubeflow_notebooks.said(written, **settings) == [said]
    assert samples.problems(NOTEBOOK | written) == []


def test_what_a_platform_sets_for_all_operators_is_no_word_of_the_team() -> None:
    assert kubeflow_notebooks.said({}, {"defaults": {"idle": "4h"}}) == []


@pytest.mark.parametrize("key", ["kubeflow-resource-stopped", "notebooks.kubeflow.org/last-activity"])
def test_whether_it_runs_is_not_gits(key: str) -> None:
    (said,) = kubeflow_notebooks.said({"annotations": {key: "now"}})
    assert "it stops a notebook, tells when it was used and knows its pod by this key, and writes it itself" in said
