"""How containers of a patched pod mount volumes."""

from typing import Any

import pytest

from generator.render import patch_mounts

POD: Any = {"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "disk", "persistentVolumeClaim": {"claimName": "a"}}]}
OWN = frozenset({"data"})


def mount(**values: Any) -> Any:
    return {"volumeMounts": [{"name": "tmp", "mountPath": "/data", **values}]}


@pytest.mark.parametrize(
    ("container", "facts"),
    [
        (mount(subPath="a/b", mountPropagation="HostToContainer"), []),
        (mount(name="data"), []),
        (mount(name="other"), ['mounts the volume "other", which the pod does not have']),
        (mount(subPath="../a"), ['mounts the volume "tmp" at subPath "../a", which leads out of it']),
        (mount(subPathExpr="/$(A)"), ['mounts the volume "tmp" at subPathExpr "/$(A)", which leads out of it']),
        (mount(subPath="a", subPathExpr="b"), ['mounts the volume "tmp" with both subPath and subPathExpr']),
        (mount(mountPath="/a:b"), ['mounts the volume "tmp" at "/a:b", which has a ":"']),
        (
            mount(mountPropagation="Bidirectional"),
            ['mounts the volume "tmp" with mountPropagation Bidirectional, which only privileged containers may'],
        ),
        (
            mount(mountPropagation="Both"),
            ['mounts the volume "tmp" with mountPropagation "Both", which is not one of HostToContainer, None'],
        ),
        (
            {"volumeDevices": [{"name": "tmp", "devicePath": "/dev/a"}]},
            ['uses the volume "tmp" as a device, which only a claim can be'],
        ),
        ({"volumeDevices": [{"name": name, "devicePath": "/dev/a"} for name in ("disk", "data")]}, []),
        ({"volumeMounts": {}, "volumeDevices": [3]}, []),
    ],
)
def test_mounts_are_judged_as_the_api_server_does(container: Any, facts: list[str]) -> None:
    assert list(patch_mounts.violations(POD, container, OWN)) == facts
