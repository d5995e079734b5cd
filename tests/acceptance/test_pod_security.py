"""Every pod that a golden case or an example runs is admitted by the API server's own Pod Security code."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.environment.environment import PodSecurity
from generator.kubernetes import object_kinds, pod_templates
from generator.validate import pod_security
from generator.validation import platform as platforms
from tests.acceptance import admission
from tests.acceptance.admission import Pod
from tests.builders.documents import Data

ROOT = Path(__file__).parents[2]
WITH_PODS = {name for name, row in object_kinds.TABLE.items() if row.pod_templates}
"""The kinds of objects with pods, in lower case as in the names of files."""
FILES = sorted(
    path
    for top in (ROOT / "tests/golden", ROOT / "examples")
    for path in top.glob("**/projects/*/*/overlays/*/*/*.yaml")
    if path.name.split(".")[-2] in WITH_PODS
)


@cache
def levels(folder: Path | None) -> dict[str, str]:
    """The standard of each environment of a platform."""
    return {
        name: each.pod_security
        for name, each in platforms.read(None if folder is None else str(folder)).environments.items()
    }


def level(path: Path) -> str:
    """The standard for a file of an overlay, by the platform that a golden case or an example has."""
    top, environment = (path.parents[7], path.parents[1].name)
    places = (top / "platform", top)
    folder = next((each for each in places if (each / "environments" / f"{environment}.yaml").is_file()), None)
    return levels(folder)[environment]


def pods(path: Path) -> Iterator[Pod]:
    held = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    for template in pod_templates.find(held["kind"], held).values():
        yield Pod(level(path), template["spec"], template.get("metadata", {}))


def test_every_pod_is_admitted() -> None:
    named = [(path, pod) for path in FILES for pod in pods(path)]
    found = admission.violations(pod for _, pod in named)
    refused = {str(path.relative_to(ROOT)): words for (path, _), words in zip(named, found, strict=True) if words}
    assert refused == {}
    assert len(named) > 100


@pytest.mark.parametrize(
    ("level", "field", "words"),
    [
        ("restricted", {"securityContext": {}}, 4),
        ("baseline", {"securityContext": {}}, 0),
        ("baseline", {"hostNetwork": True}, 1),
    ],
)
def test_the_program_tells_levels_apart(level: str, field: dict[str, object], words: int) -> None:
    spec = {"containers": [{"name": "main", "image": "a"}], **field}
    assert [len(each) for each in admission.violations([Pod(level, spec)])] == [words]


SAFE = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
PROFILES: list[Data] = [
    {"type": "RuntimeDefault"},
    {"type": "Localhost", "localhostProfile": "x"},
    {"type": "Unconfined"},
]
SELINUX: list[Data] = [
    *({"type": name} for name in ("container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t")),
    *({"user": "u"}, {"role": "r"}, {"level": "s0"}),
]
HANDLERS: list[Data] = [
    *({"httpGet": {"port": 80}}, {"httpGet": {"port": 80, "host": "a"}}),
    *({"tcpSocket": {"port": 80}}, {"tcpSocket": {"port": 80, "host": "a"}}),
    {"exec": {"command": ["a"]}},
]
CONTEXT: dict[str, list[Any]] = {
    "privileged": [True, False],
    "allowPrivilegeEscalation": [True, None],
    "runAsNonRoot": [False, None],
    "runAsUser": [0, 1000],
    "seccompProfile": [*PROFILES, None],
    "appArmorProfile": PROFILES,
    "seLinuxOptions": SELINUX,
    "procMount": ["Default", "Unmasked"],
    "windowsOptions": [{"hostProcess": True}],
    "capabilities": [
        None,
        {"drop": ["CHOWN"]},
        *({"drop": ["ALL"], "add": [name]} for name in ("NET_BIND_SERVICE", "CHOWN", "NET_RAW", "SYS_ADMIN")),
    ],
}
CONTAINER: dict[str, list[Any]] = {
    "ports": [[{"containerPort": 80}], [{"containerPort": 80, "hostPort": 80}]],
    "lifecycle": [{hook: handler} for hook in ("postStart", "preStop") for handler in HANDLERS],
    **dict.fromkeys(("livenessProbe", "readinessProbe", "startupProbe"), HANDLERS),
}
POD: dict[str, list[Any]] = {
    **{key: [True, False] for key in ("hostNetwork", "hostPID", "hostIPC")},
    "volumes": [
        [{"name": "v", kind: {}}]
        for kind in (
            *(
                "emptyDir",
                "hostPath",
                "nfs",
                "csi",
                "persistentVolumeClaim",
                "ephemeral",
                "projected",
                "secret",
                "configMap",
            ),
            *("downwardAPI", "gitRepo", "iscsi", "rbd", "image", "glusterfs", "awsElasticBlockStore"),
        )
    ],
}
POD_CONTEXT: dict[str, list[Any]] = {
    "runAsUser": [0, 1000],
    "seccompProfile": PROFILES,
    "appArmorProfile": PROFILES,
    "seLinuxOptions": SELINUX,
    "windowsOptions": [{"hostProcess": True}],
    "sysctls": [
        [{"name": name, "value": "1"}]
        for name in ("kernel.shm_rmid_forced", "net.ipv4.tcp_rmem", "net.core.somaxconn", "kernel.msgmax")
    ],
}
APPARMOR = "container.apparmor.security.beta.kubernetes.io/main"


def with_one_change() -> Iterator[tuple[Data, Data]]:
    """A pod that complies with `restricted`, with each value of each field that a standard judges, and its annotations."""
    for profile in ("runtime/default", "localhost/x", "unconfined"):
        yield pod(), {APPARMOR: profile}
    for place in ("containers", "initContainers"):
        contexts = ({**SAFE, key: value} for key, values in CONTEXT.items() for value in values)
        yield from ((pod({place: [container({"securityContext": context})]}), {}) for context in contexts)
        fields = ({key: value} for key, values in CONTAINER.items() for value in values)
        yield from ((pod({place: [container(field)]}), {}) for field in fields)
    yield from ((pod({key: value}), {}) for key, values in POD.items() for value in values)
    yield from ((pod({"securityContext": {key: value}}), {}) for key, values in POD_CONTEXT.items() for value in values)


def pod(fields: Data | None = None) -> Data:
    made = {"containers": [container()], "initContainers": [container({"name": "first"})], **(fields or {})}
    return {key: value for key, value in made.items() if value is not None}


def container(fields: Data | None = None) -> Data:
    made = {"name": "main", "image": "a", "securityContext": SAFE, **(fields or {})}
    made["securityContext"] = {key: value for key, value in made["securityContext"].items() if value is not None}
    return made


@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_we_refuse_what_the_api_server_refuses_and_nothing_else(level: PodSecurity) -> None:
    pods = list(with_one_change())
    found = admission.violations(Pod(level, spec, {"annotations": annotations}) for spec, annotations in pods)
    differs = [
        (spec, annotations, words, ours)
        for (spec, annotations), words in zip(pods, found, strict=True)
        if bool(words) != bool(ours := list(pod_security.check(spec, level, annotations)))
    ]
    assert differs == []
    assert 20 < len([words for words in found if words]) < len(pods) - 20
