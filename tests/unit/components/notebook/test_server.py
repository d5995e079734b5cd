from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import NOTEBOOK


def pod(component: Data, section: Data | None = None) -> Any:
    return samples.objects(component, section)["StatefulSet/fraud-api"]["spec"]["template"]["spec"]


def test_the_server_listens_everywhere_and_ends_idle_kernels() -> None:
    (main,) = pod(NOTEBOOK)["containers"]
    assert "command" not in main
    assert main["args"] == [
        *("start-notebook.py", "--ServerApp.ip=0.0.0.0", "--ServerApp.port=8888"),
        "--MappingKernelManager.cull_idle_timeout=3600",
    ]


def test_the_port_is_the_one_of_the_component_and_arguments_of_the_team_come_last() -> None:
    written = {"ports": {"web": {"port": 80, "targetPort": 8890}}, "idle": "0s", "args": ["--a"]}
    (main,) = pod(NOTEBOOK | written)["containers"]
    assert main["args"][2:] == ["--ServerApp.port=8890", "--MappingKernelManager.cull_idle_timeout=0", "--a"]


def test_a_command_of_the_team_is_not_started_by_the_images_own() -> None:
    (main,) = pod(NOTEBOOK | {"command": ["jupyter", "lab"]})["containers"]
    assert (main["command"], main["args"][0]) == (["jupyter", "lab"], "--ServerApp.ip=0.0.0.0")


def test_the_token_is_in_a_secret_named_like_the_component_unless_another_is_named() -> None:
    def reference(component: Data) -> Data:
        (main,) = pod(component)["containers"]
        (found,) = (each["valueFrom"]["secretKeyRef"] for each in main["env"] if each["name"] == "JUPYTER_TOKEN")
        held: Data = found
        return held

    assert reference(NOTEBOOK) == {"name": "fraud-api", "key": "token"}
    assert reference(NOTEBOOK | {"token": {"key": "t"}}) == {"name": "fraud-api", "key": "t"}
    assert reference(NOTEBOOK | {"token": {"secret": "s"}}) == {"name": "s", "key": "token"}


def test_home_is_a_claim_that_an_environment_may_change_in_part() -> None:
    section = {"components": {"api": {"home": {"class": "fast"}}}}
    found = samples.objects(NOTEBOOK | {"home": "20Gi"}, section)
    claim = found["PersistentVolumeClaim/fraud-api-home-jovyan"]["spec"]
    assert (claim["resources"], claim["storageClassName"]) == ({"requests": {"storage": "20Gi"}}, "fast")
    (main,) = pod(NOTEBOOK)["containers"]
    assert {"name": "volume-home-jovyan", "mountPath": "/home/jovyan"} in main["volumeMounts"]
    assert {"name": "HOME", "value": "/home/jovyan"} in main["env"]


@pytest.mark.parametrize(
    ("home", "mount", "claim"),
    [
        ({"claim": "homes", "path": "alice"}, {"mountPath": "/home/jovyan", "subPath": "alice"}, "homes"),
        ({"share": "homes", "mountPath": "/work"}, {"mountPath": "/work"}, "team-homes"),
        ({"mountPath": "/home/rstudio"}, {"mountPath": "/home/rstudio"}, "fraud-api-home-rstudio"),
    ],
)
def test_home_may_be_an_existing_claim_or_a_share_at_another_path(home: Data, mount: Data, claim: str) -> None:
    shares = {"shares": {"homes": {"claim": "team-homes"}}}
    held = samples.objects(NOTEBOOK | {"home": home}, None, shares)["StatefulSet/fraud-api"]["spec"]["template"]["spec"]
    (main,), (volume,) = held["containers"], held["volumes"][1:]
    assert main["volumeMounts"][1:] == [{"name": volume["name"], **mount}]
    assert volume["persistentVolumeClaim"] == {"claimName": claim}
    assert {"name": "HOME", "value": mount["mountPath"]} in main["env"]


@pytest.mark.parametrize(("path", "mounted"), [("bob", {"subPath": "bob"}), (None, {})])
def test_an_environment_may_have_another_folder_of_the_same_home(path: str | None, mounted: Data) -> None:
    section = {"components": {"api": {"home": {"path": path}}}}
    (main,) = pod(NOTEBOOK | {"home": {"claim": "homes", "path": "alice"}}, section)["containers"]
    assert main["volumeMounts"][1] == {"name": "volume-home-jovyan", "mountPath": "/home/jovyan", **mounted}


@pytest.mark.parametrize(
    ("home", "said"),
    [
        (
            {"claim": "a", "size": "1Gi"},
            (
                'size: "size" does not go with claim -> keep one of the two: an existing claim is {claim: NAME}, with path and'
                " mountPath as needed"
            ),
        ),
        (
            {"path": "a"},
            (
                'path: "path" does not go with size -> a new claim is {size: 10Gi}, with class and mountPath as needed; path is a'
                " folder of a claim or share"
            ),
        ),
        ({"share": "home"}, 'share: there is no share "home" in dev -> did you mean "homes"?'),
    ],
)
def test_home_is_one_volume_that_is_there(home: Data, said: str) -> None:
    shares = {"shares": {"homes": {"claim": "team-homes"}}}
    assert samples.problems(NOTEBOOK | {"home": home}, None, shares) == [f"components.api.home.{said}"]


def test_the_user_is_the_one_of_jupyters_images() -> None:
    context = pod(NOTEBOOK)["securityContext"]
    assert [context[name] for name in ("runAsUser", "runAsGroup", "fsGroup")] == [1000, 100, 100]


def test_probes_ask_what_needs_no_token() -> None:
    (main,) = pod(NOTEBOOK)["containers"]
    assert [main[f"{role}Probe"]["httpGet"]["path"] for role in ("startup", "readiness")] == ["/api", "/api"]
    assert "livenessProbe" not in main
