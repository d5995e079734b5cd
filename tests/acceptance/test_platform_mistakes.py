"""What platform engineers get wrong, and what they are told: each case changes the platform that `init` writes in one place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.validation import editor_schema
from tests.builders.commands import Run, caller

GATEWAY = "gateway:\n  name: public\n  namespace: gateways\n"
GPU = "tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]"
PLACE = re.compile(r"(?<=\.yaml):([0-9]+):[0-9]+: ")

CASES: dict[str, tuple[str, str, str, str]] = {
    "the parent with its ending": (
        "dev",
        "extends: defaults",
        "extends: defaults.yaml",
        'extends: "defaults.yaml" is not the name of an environment\n  hint: did you mean "defaults"?',
    ),
    "a parent that is not there": (
        "dev",
        "extends: defaults",
        "extends: default",
        'extends: there is no "default"\n  hint: did you mean "defaults"? choose from: defaults, dev, production',
    ),
    "another name than the file's": (
        "dev",
        "name: dev",
        "name: development",
        'name: "development" is not the file\'s name\n  hint: write dev, or rename the file',
    ),
    "a version with v": (
        "dev",
        '"1.34"',
        "v1.34.2",
        'cluster.kubernetes: "v1.34.2" is not one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37\n  hint: did you mean "1.34"?',
    ),
    "no cluster": (
        "dev",
        'cluster: {name: dev, kubernetes: "1.34"}',
        "description: development",
        '"cluster" is missing\n  hint: write the cluster: cluster: {name: prod-eu, kubernetes: "1.34"}',
    ),
    "a field of the team's file": (
        "dev",
        "extends: defaults",
        "extends: defaults\nteam: risk",
        'team: unknown key "team"\n  hint: that belongs to ml-project.yaml; an environment says how projects run there',
    ),
    "the controller's name": (
        "defaults",
        "tool: flux",
        "tool: fluxcd",
        'gitops.tool: "fluxcd" is not one of flux, argocd\n  hint: did you mean "flux"?',
    ),
    "the source as an address": (
        "defaults",
        "source: {kind: GitRepository, name: deploy, namespace: flux-system}",
        "source: https://git.example.org/deploy.git",
        (
            'gitops.source: "https://git.example.org/deploy.git" is not a mapping\n'
            "  hint: name the source that Flux reads: source: {kind: GitRepository, name: deploy, namespace: flux-system}"
        ),
    ),
    "an operator without its name": (
        "dev",
        "extends: defaults",
        'extends: defaults\noperators: {ray: {version: "1.7"}}',
        'operators.ray: "api" is missing\n  hint: write kuberay',
    ),
    "an operator of a kind that needs none": (
        "dev",
        "extends: defaults",
        "extends: defaults\noperators: {mlflow: mlflow}",
        'operators.mlflow: unknown key "mlflow"\n  hint: leave it out: Kubernetes alone runs it',
    ),
    "an operator by its own name": (
        "dev",
        "extends: defaults",
        "extends: defaults\noperators: {kuberay: true}",
        'operators.kuberay: unknown key "kuberay"\n  hint: name the kind that it runs: ray: kuberay',
    ),
    "a version of an operator with v": (
        "dev",
        "extends: defaults",
        "extends: defaults\noperators: {ray: {api: kuberay, version: v1.7}}",
        'operators.ray.version: "v1.7" is not a version such as 1.7\n  hint: write a version: version: "1.7"',
    ),
    "a type of machines of a cloud": (
        "dev",
        "extends: defaults",
        "extends: defaults\nmachines: {gpu: {cpu: 8, memory: 64Gi, instanceType: p4d.24xlarge}}",
        (
            'machines.gpu.instanceType: unknown key "instanceType"\n'
            "  hint: write the label of its nodes: nodeSelector: {node.kubernetes.io/instance-type: m7i.xlarge}"
        ),
    ),
    "a limit of devices in the policy": (
        "dev",
        "extends: defaults",
        "extends: defaults\npolicy: {maxGpus: 4}",
        'policy.maxGpus: unknown key "maxGpus"\n  hint: write it within quota: quota: {gpu: {nvidia.com/gpu: 4}}',
    ),
    "ingress without its class": (
        "defaults",
        "traffic: gateway-api",
        "traffic: ingress",
        'traffic: traffic "ingress" needs "ingress"\n  hint: write ingress: {class: nginx}',
    ),
    "a gateway without its namespace": (
        "defaults",
        GATEWAY,
        "gateway: {name: public}\n",
        'gateway: "namespace" is missing\n  hint: name its namespace: namespace: gateways',
    ),
    "braces without quotes": (
        "defaults",
        'namespace: "{team}-{project}-{environment}"',
        "namespace: {team}-{environment}",
        'unexpected "-" after }\n  hint: a text that begins with { needs quotes: "{name}..."',
    ),
    "a placeholder of one's own": (
        "defaults",
        "{team}-{project}-{environment}",
        "{team}-{env}",
        (
            'namespace: there is no placeholder "env" in a namespace\n  hint: did you mean "{environment}"? write lower-case '
            'letters, digits, "-", {team}, {project} and {environment}'
        ),
    ),
    "a number of GPUs alone": (
        "defaults",
        "gpu: {nvidia.com/gpu: 1}",
        "gpu: 1",
        (
            'machines.gpu-small.gpu: "1" is not a mapping\n'
            "  hint: name one resource and how many of it, 1 or more: gpu: {nvidia.com/gpu: 1}"
        ),
    ),
    "a toleration that the API refuses": (
        "defaults",
        GPU,
        "tolerations: [{key: a, operator: Exists, value: b}, {effect: NoSchedule}, {key: a, value: b, tolerationSeconds: 5}]",
        (
            'machines.gpu-small.tolerations[0].value: "value" does not go with operator Exists\n'
            "  hint: leave value out, or write operator: Equal\n"
            "{file}: machines.gpu-small.tolerations[1]: a toleration without a key needs operator Exists, which "
            "tolerates every taint\n  hint: write the key of the taint: key: nvidia.com/gpu\n"
            '{file}: machines.gpu-small.tolerations[2].tolerationSeconds: "tolerationSeconds" needs effect NoExecute\n'
            "  hint: write effect: NoExecute, or leave it out"
        ),
    ),
    "rules beside the policy": (
        "dev",
        "extends: defaults",
        "extends: defaults\nminReplicas: 2",
        (
            'minReplicas: unknown key "minReplicas"\n'
            "  hint: write it within policy: policy: {minReplicas: 2, images: {requireDigest: true}}"
        ),
    ),
    "rules for images among the images": (
        "dev",
        "extends: defaults",
        "extends: defaults\nimages: {requireDigest: true}",
        (
            'images.requireDigest: unknown key "requireDigest"\n'
            "  hint: write it within policy: policy: {images: {requireDigest: true}}"
        ),
    ),
    "a registry with a star": (
        "dev",
        "extends: defaults",
        'extends: defaults\npolicy: {images: {registries: ["ghcr.io/acme/*", "https://ghcr.io"]}}',
        (
            'policy.images.registries[0]: "ghcr.io/acme/*" is not a registry or a path in one\n'
            '  hint: did you mean "ghcr.io/acme"? write a registry, or a path in one; all below it is included: ghcr.io/acme\n'
            '{file}: policy.images.registries[1]: "https://ghcr.io" is not a registry or a path in one\n'
            '  hint: did you mean "ghcr.io"? write a registry, or a path in one; all below it is included: ghcr.io/acme'
        ),
    ),
    "a minimum above the maximum": (
        "dev",
        "extends: defaults",
        "extends: defaults\npolicy: {minReplicas: 5, maxReplicas: 2}",
        "policy.minReplicas: minReplicas 5 is more than maxReplicas 2\n  hint: write 2, or less",
    ),
    "an image of an address that names none": (
        "dev",
        "extends: defaults",
        'extends: defaults\ndownloaders: {oci: image-volume, s3: image-volume, "*": image-volume}',
        (
            "downloaders.s3: image-volume mounts the image that an address names, and no address of s3:// names one\n"
            '  hint: write oci: image-volume, and {image: ..., args: [$(MODEL_URI), $(MODEL_PATH)]} for "s3"\n'
            '{file}: downloaders["*"]: image-volume mounts the image that an address names, and of all others only oci:// '
            'names one\n  hint: write oci: image-volume, and {image: ..., args: [$(MODEL_URI), $(MODEL_PATH)]} for "*"'
        ),
    ),
    "a share of nothing": (
        "dev",
        "extends: defaults",
        "extends: defaults\nshares: {models: {}}",
        (
            "shares.models: one of csi, claim, nfs is missing\n"
            "  hint: write {claim: NAME}, {csi: {driver: ...}} or {nfs: {server: ..., path: ...}}"
        ),
    ),
    "a host where addresses are wanted": (
        "dev",
        "extends: defaults",
        "extends: defaults\nnetwork: {egress: [{cidr: db.acme.dev}]}",
        (
            'network.egress[0].cidr: "db.acme.dev" is not a network\n'
            "  hint: a NetworkPolicy knows addresses, no names; write address/prefix: 10.0.0.0/8"
        ),
    ),
    "a quota with words": (
        "dev",
        "extends: defaults",
        "extends: defaults\nquota: {cpu: 200 cores, gpu: 16}",
        (
            'quota.cpu: "200 cores" is not a quantity\n'
            '  hint: did you mean "200"? write CPUs, or thousandths of one with m: 2, 0.5, 500m\n'
            '{file}: quota.gpu: "16" is not a mapping\n'
            "  hint: name resources and how many of each, 0 or more: gpu: {nvidia.com/gpu: 16}"
        ),
    ),
    "a store that is not named": (
        "dev",
        "extends: defaults",
        "extends: defaults\nsecrets: {provider: external-secrets}",
        (
            'secrets: "store" is missing\n  hint: write how Secrets get into the cluster: secrets: {provider: '
            "external-secrets, store: vault}, or {provider: none}"
        ),
    ),
    "defaults that no component has": (
        "dev",
        "extends: defaults",
        "extends: defaults\ndefaults: {shutdwon: 60s}",
        'defaults.shutdwon: unknown key "shutdwon"\n  hint: did you mean "shutdown"?',
    ),
    "the version under another name": (
        "tidegate-platform",
        "tidegate:",
        "version:",
        'version: unknown key "version"\n  hint: did you mean "tidegate"? choose from: apiVersion, description, tidegate',
    ),
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    editor_schema.init_platform(Path("p"))
    return iter([caller(capfd)])


@pytest.mark.parametrize(("file", "old", "new", "said"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_told_with_the_way_out(run: Iterator[Run], file: str, old: str, new: str, said: str) -> None:
    path = Path("p") / (f"{file}.yaml" if file == "tidegate-platform" else f"environments/{file}.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, out, _ = next(run)("validate", "--platform", "p")
    places = [int(line) for line in PLACE.findall(out)]
    begin = text[: text.index(old)].count("\n") + 1
    assert all(line == 1 or begin <= line <= begin + new.count("\n") for line in places)
    assert (code, PLACE.sub(": ", out)) == (3, f"{path}: {said}\n".replace("{file}", str(path)))


def test_versions_that_come_from_themselves_are_a_warning(run: Iterator[Run]) -> None:
    for name, source in (("dev", "production"), ("production", "dev")):
        path = Path("p/environments") / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + f"promotesFrom: {source}\n", encoding="utf-8")
    code, out, _ = next(run)("validate", "--platform", "p")
    assert (code, out.splitlines()[:2]) == (
        0,
        [
            (
                "p/environments/dev.yaml:6:15: promotesFrom: warning: versions would have to come from dev itself: dev from "
                "production from dev"
            ),
            "  hint: leave promotesFrom out of the environment where new versions begin",
        ],
    )


NULLS = """\
apiVersion: tidegate.dev/v1
name: dev
extends: defaults
cluster: {name: dev, kubernetes: "1.34"}
traffic: null
gateway: null
engine:
gitops: {version: null}
machines: {gpu-small: null, cpu-small: {cpu: "1"}, cpu-large: {gpu: {amd.com/gpu: 1}}}
"""


def test_null_removes_what_a_parent_sets(run: Iterator[Run]) -> None:
    call = next(run)
    path = Path("p/environments/dev.yaml")
    path.write_text(NULLS, encoding="utf-8")
    Path("p/environments/test.yaml").write_text(
        "apiVersion: tidegate.dev/v1\nname: test\nextends: dev\ncluster: {name: test}\nmachines: {cpu-large: {gpu: {x.y/z: 2}}}\n",
        encoding="utf-8",
    )
    assert call("validate", "--platform", "p")[:2] == (0, "")
    from generator.validation import platform as platforms

    read = platforms.read("p").environments
    dev, test = read["dev"], read["test"]
    assert (dev.traffic, dev.gateway, dev.engine, "version" in dev.gitops.settings) == (
        "service",
        None,
        "native",
        False,
    )
    assert {name: (each.cpu, dict(each.gpu)) for name, each in dev.machines.items()} == {
        "cpu-small": ("1", {}),
        "cpu-large": ("4", {"amd.com/gpu": 1}),
    }
    assert (test.cluster.kubernetes, dict(test.machines["cpu-large"].gpu)) == ("1.34", {"x.y/z": 2})


def test_null_without_a_parent_is_nothing(run: Iterator[Run]) -> None:
    path = Path("p/environments/defaults.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("engine: native", "engine: null"), encoding="utf-8")
    assert PLACE.sub(": ", next(run)("validate", "--platform", "p")[1]).startswith(
        f"{path}: engine: expected text, found no value\n  hint: write engine: native, argo-rollouts or flagger\n"
    )
