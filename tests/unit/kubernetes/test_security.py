from typing import Any

import pytest

from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE, objects, problems

BASELINE: Data = {"podSecurity": "baseline"}
PROFILE = {"seccompProfile": {"type": "RuntimeDefault"}}
ON_MISMATCH = {"fsGroupChangePolicy": "OnRootMismatch"}


def contexts(security: Data | None, environment: Data | None = None, component: Data = SERVICE) -> tuple[Data, Data]:
    """The security contexts of the pod and of its container."""
    for found in objects(component | ({"security": security} if security else {}), None, environment).values():
        if found["kind"] in {"Deployment", "Job", "CronJob"}:
            spec = found["spec"] if found["kind"] != "CronJob" else found["spec"]["jobTemplate"]["spec"]
            pod = spec["template"]["spec"]
            return pod["securityContext"], pod["containers"][0]["securityContext"]
    raise AssertionError("there is no workload")


def as_user(user: int, group: int, fs_group: int) -> Data:
    numbers = {"runAsUser": user, "runAsGroup": group, "fsGroup": fs_group}
    return {"runAsNonRoot": True} | numbers | ON_MISMATCH | PROFILE


@pytest.mark.parametrize("component", [SERVICE, JOB, CRONJOB])
def test_a_number_runs_unless_the_team_says_otherwise(component: Data) -> None:
    assert contexts(None, None, component) == (
        as_user(10001, 10001, 10001),
        {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}},
    )


@pytest.mark.parametrize(
    ("security", "written"),
    [
        ({"runAsUser": 5}, as_user(5, 5, 5)),
        ({"runAsGroup": 0}, as_user(10001, 0, 0)),
        ({"runAsUser": 5, "runAsGroup": 6}, as_user(5, 6, 6)),
        ({"fsGroup": 7}, as_user(10001, 10001, 7)),
        ({"supplementalGroups": [3, 0]}, as_user(10001, 10001, 10001) | {"supplementalGroups": [3, 0]}),
        ({"supplementalGroups": []}, as_user(10001, 10001, 10001)),
    ],
)
def test_a_group_is_that_of_the_user_and_volumes_are_of_the_group(security: Data, written: Data) -> None:
    assert contexts(security)[0] == written


def test_the_image_may_say_which_user_it_is() -> None:
    assert contexts({"runAsUser": "image"}) == (
        {"runAsNonRoot": True, "fsGroup": 10001} | ON_MISMATCH | PROFILE,
        {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}},
    )
    assert contexts({"runAsUser": "image", "fsGroup": 5})[0]["fsGroup"] == 5
    assert problems(SERVICE | {"security": {"runAsUser": "image"}}) == [
        (
            "components.api.security.runAsUser: Kubernetes starts the image only if its user is a number, and not 0 -> "
            "see USER in the image's Dockerfile: with a name there, write its number as runAsUser"
        )
    ]


@pytest.mark.parametrize(
    ("user", "written"),
    [("image", {"fsGroup": 10001}), (0, {"runAsUser": 0, "runAsGroup": 0, "fsGroup": 0})],
)
def test_under_baseline_a_container_may_run_as_its_image_does(user: Any, written: Data) -> None:
    assert contexts({"runAsUser": user, "writableRoot": True}, BASELINE) == (
        written | ON_MISMATCH | PROFILE,
        {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": False},
    )
    assert problems(SERVICE | {"security": {"runAsUser": user}}, None, BASELINE) == []


def test_under_baseline_a_number_runs_as_everywhere() -> None:
    assert contexts({"runAsUser": 5}, BASELINE) == contexts({"runAsUser": 5})


def test_root_is_refused_where_the_namespace_refuses_it() -> None:
    assert problems(JOB | {"security": {"runAsUser": 0}}) == [
        (
            "components.api.security.runAsUser: 0 is root, and podSecurity: restricted refuses it in dev -> "
            "write a number from 1, such as 10001; root needs podSecurity: baseline, which is the platform's to choose"
        )
    ]


@pytest.mark.parametrize(
    ("security", "code"),
    [
        ({"runAsUser": "root"}, "enum"),
        ({"runAsUser": -1}, "minimum"),
        ({"runAsUser": 2**31}, "maximum"),
        ({"runAsGroup": -1}, "minimum"),
        ({"fsGroup": "image"}, "type"),
        ({"supplementalGroups": 5}, "type"),
        ({"supplementalGroups": [2**31]}, "maximum"),
    ],
)
def test_what_is_no_user_or_group(security: Data, code: str) -> None:
    from tests.builders import cases, samples

    assert [each.code for each in cases.judged(samples.case(SERVICE | {"security": security})).problems] == [code]


def test_an_environment_changes_single_numbers() -> None:
    component = SERVICE | {"security": {"runAsUser": 5, "runAsGroup": 6, "supplementalGroups": [1]}}
    changed = {"components": {"api": {"security": {"runAsGroup": None, "supplementalGroups": [2]}}}}
    found = objects(component, changed)["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]["securityContext"]
    assert found == as_user(5, 5, 5) | {"supplementalGroups": [2]}
