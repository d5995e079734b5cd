"""Recognise files of other tools that are handed in as project files: one message says what such a file is.

The marks are those that each format requires: https://docs.docker.com/reference/compose-file/, https://docs.score.dev/,
https://polyaxon.com/docs/core/specification/, https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/,
https://helm.sh/docs/topics/charts/, https://mlflow.org/docs/latest/ml/projects/.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.source import nodes
from generator.source.finding import Finding

OWN = "tidegate.dev/"
WRITE = "tidegate init writes a project file"
CONTAINER = "image, command, args, env and ports of its container go to components: {api: {kind: service, ...}}"
OTHERS = f"{WRITE}; in it, {CONTAINER}"
ENVIRONMENT_KEYS = frozenset(
    [
        "abstract",
        "autoscaler",
        "cluster",
        "engine",
        "extends",
        "gitops",
        "machines",
        "policy",
        "promotesFrom",
        "quota",
        "traffic",
    ]
)
PROJECT_KEYS = frozenset(["components", "environments", "team"])
ENOUGH = 2
"""A file with so many keys of a project, or of another format, is one."""

_GROUPS: Mapping[str, str] = {
    "argoproj.io": "an Argo",
    "apps": "a Kubernetes",
    "bitnami.com": "a Sealed Secrets",
    "external-secrets.io": "an External Secrets",
    "fluxcd.io": "a Flux",
    "keda.sh": "a KEDA",
    "knative.dev": "a Knative",
    "kserve.io": "a KServe",
    "kubeflow.org": "a Kubeflow",
    "polyaxon.com": "a Polyaxon",
    "ray.io": "a KubeRay",
    "seldon.io": "a Seldon",
}
"""Who an object is of, by the end of its API group."""
_WAYS: Mapping[str, str] = {
    "Application": f"{WRITE}; generate writes the Application of every environment",
    "CronJob": f"{WRITE}; in it, its container and schedule go to components: {{nightly: {{kind: cronjob, image: ..., ...}}}}",
    "Deployment": f"{WRITE}; in it, {CONTAINER}, and replicas to scale",
    "InferenceService": f"{WRITE}; in it, storageUri goes to model, and the image of the server and its ports to a component of "
    "kind: service",
    "Job": f"{WRITE}; in it, its container goes to components: {{train: {{kind: job, image: ..., args: [...]}}}}",
    "StatefulSet": f"{WRITE}; in it, its container goes to components: {{db: {{kind: store, image: ..., volumes: ...}}}}",
}
_KUSTOMIZE = f"{WRITE}; generate writes the kustomization.yaml of every environment, so that this file is not needed"


class _Tool(NamedTuple):
    """A tool: what a message calls its files, the way out, and keys of theirs: `ENOUGH` of them, or one that suffices alone."""

    what: str
    way: str
    keys: frozenset[str]
    alone: frozenset[str] = frozenset()


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOOLS = (
    _Tool(
        what="a Docker Compose file",
        way=f"{WRITE}; in it, each service is a component: components: {{api: {{kind: service, image: ..., ports: ...}}}}",
        keys=_keys("services version networks volumes secrets configs x-common"),
        alone=_keys("services"),
    ),
    _Tool(
        what="a Kustomization (of Kustomize)",
        way=_KUSTOMIZE,
        keys=_keys("resources bases namePrefix nameSuffix namespace patches patchesStrategicMerge patchesJson6902 images"
              " configMapGenerator secretGenerator generatorOptions commonLabels commonAnnotations replicas"),
    ),
    _Tool(
        what="a file of values for a Helm chart",
        way=f"{WRITE}; in it, image, env, resources and replicaCount go to components: {{api: {{kind: service, ...}}}}",
        keys=_keys("replicaCount image imagePullSecrets nameOverride fullnameOverride serviceAccount podAnnotations"
              " podSecurityContext securityContext service ingress resources autoscaling nodeSelector tolerations affinity global"),
        alone=_keys("replicaCount nameOverride fullnameOverride"),
    ),
    _Tool(
        what="a GitHub workflow",
        way="run tidegate in its steps; the project file is ml-project.yaml, which tidegate init writes",
        keys=_keys("on jobs permissions concurrency"),
    ),
    _Tool(
        what="an MLproject file of MLflow",
        way=f"{WRITE}; in it, an entry point is a component: components: {{train: {{kind: job, image: ..., command: [...]}}}}",
        keys=_keys("entry_points conda_env python_env docker_env"),
        alone=_keys("entry_points"),
    ),
)  # fmt: skip


def find(root: nodes.Node | None) -> Finding | None:
    """What a file is, if it is none of a project; None for all else, project files with mistakes among them."""
    if not isinstance(root, nodes.Mapping) or len(PROJECT_KEYS & root.entries.keys()) >= ENOUGH:
        return None
    found = next(_recognised(root), None)
    if found is None:
        return None
    what, hint = found
    return Finding(
        node=root, mark=root.mark, path=(), fact=f"this is {what}, not a project file", hint=hint, code="foreign-file"
    )


def _recognised(root: nodes.Mapping) -> Iterator[tuple[str, str]]:
    version, kind = _text(root, "apiVersion"), _text(root, "kind")
    keys = root.entries.keys()
    if version.startswith(OWN):
        if not keys & PROJECT_KEYS and ENVIRONMENT_KEYS & keys:
            yield (
                "an environment of a platform",
                "it is used by every project; tidegate validate --platform DIR checks it",
            )
        return
    if version.startswith("score.dev/"):
        yield (
            "a Score file",
            f"{WRITE}; in it, a container's image, command, args and variables go to components: {{api: {{kind: service, ...}}}}",
        )
    elif _text(root, "version") and kind in {"component", "operation"}:
        yield (
            f"a Polyaxon {kind}",
            f"{WRITE}; in it, run.container goes to components: {{train: {{kind: job, image: ..., args: [...]}}}}",
        )
    elif kind == "Kustomization" and "kustomize" in version:
        yield "a Kustomization (of Kustomize)", _KUSTOMIZE
    elif version in {"v1", "v2"} and "version" in keys and not kind:
        yield "the Chart.yaml of a Helm chart", OTHERS
    elif version and kind:
        yield f"{_owner(version)} {kind}", _WAYS.get(kind, OTHERS)
    elif not version:
        yield from ((each.what, each.way) for each in _TOOLS if len(each.keys & keys) >= ENOUGH or each.alone & keys)


def _owner(version: str) -> str:
    group = version.partition("/")[0]
    return next((owner for end, owner in _GROUPS.items() if group == end or group.endswith(f".{end}")), "a Kubernetes")


def _text(root: nodes.Mapping, key: str) -> str:
    node = root.get(key)
    return node.text if isinstance(node, nodes.Scalar) else ""
