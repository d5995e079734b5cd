import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import NOTEBOOK

PORT = "ports: {http: 8888}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"args": ["--ServerApp.ip=::1"]}, 'args[0]: "--ServerApp.ip" is written by tidegate -> remove it'),
        ({"args": ["--port=1"]}, f'args[0]: "--port" is written by tidegate -> remove it, and write {PORT}'),
        (
            {"args": ["--MappingKernelManager.cull_idle_timeout", "9"]},
            'args[0]: "--MappingKernelManager.cull_idle_timeout" is written by tidegate -> remove it, and write idle',
        ),
        (
            {"args": ["--IdentityProvider.token", "$(T)"]},
            'args[0]: "--IdentityProvider.token" is written by tidegate -> remove it, and write token',
        ),
        (
            {"env": {"JUPYTER_TOKEN": {"secret": "a", "key": "b"}}},
            'env.JUPYTER_TOKEN: "JUPYTER_TOKEN" is written by tidegate -> remove it, and write token',
        ),
        (
            {"volumes": {"/home/jovyan": {"scratch": "1Gi"}}},
            'volumes["/home/jovyan"]: "/home/jovyan" has a volume already, that of "home" -> use another path',
        ),
    ],
)
def test_what_a_field_says_is_not_said_otherwise(written: Data, said: str) -> None:
    assert samples.problems(NOTEBOOK | written) == [f"components.api.{said}"]


def test_a_notebook_has_one_pod() -> None:
    assert samples.problems(NOTEBOOK | {"scale": 2}) == [
        'components.api.scale: unknown key "scale" -> leave it out: a notebook is one pod, which kubectl scale stops and starts'
    ]
