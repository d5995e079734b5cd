"""Kubernetes objects for tests: whole and valid, with the parts that a test is about."""

import copy
from typing import Any

Object = dict[str, Any]
IMAGE = "ghcr.io/acme/fraud:1.0.0"
NAME = "fraud-api"
BLUE = "fraud-api-blue"
_LABELS = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/component": "api"}

_TEMPLATE = {
    "metadata": {"labels": _LABELS},
    "spec": {
        "serviceAccountName": NAME,
        "containers": [{"name": "main", "image": IMAGE, "ports": [{"name": "http", "containerPort": 8080}]}],
    },
}
_TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME}
_RULE = {
    "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
    "backendRefs": [
        {"name": BLUE, "port": 8080, "weight": 100},
        {"name": "fraud-api-green", "port": 8080, "weight": 0},
    ],
}
_STRATEGY = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
_CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}}
_FLUX, _GATEWAY = "kustomize.toolkit.fluxcd.io/v1", "gateway.networking.k8s.io/v1"

_ONCE: Object = {"annotations": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}}
_ROLES: Object = {"Worker": {"replicas": 2, "template": _TEMPLATE}}
_RAY: Object = {
    "headGroupSpec": {"template": _TEMPLATE},
    "workerGroupSpecs": [{"groupName": "a", "minReplicas": 1, "maxReplicas": 2, "template": _TEMPLATE}],
}
_PREDICTOR = {"name": "blue", "minReplicas": 2, "maxReplicas": 4, "model": {"storageUri": "s3://a/1", "image": "x:1"}}
_STEPS: Object = {
    "templates": [
        {"name": "DAG", "dag": {"tasks": [{"name": "train", "template": "train"}]}},
        {"name": "train", "serviceAccountName": NAME, "container": {"name": "main", "image": IMAGE}},
    ]
}
_BASES: dict[str, tuple[str, Object]] = {
    "AnalysisTemplate": ("argoproj.io/v1alpha1", {"spec": {"metrics": [{"name": "errors", "interval": "60s"}]}}),
    "AppProject": ("argoproj.io/v1alpha1", {"spec": {"sourceRepos": ["https://git.example.org/deploy.git"]}}),
    "Application": (
        "argoproj.io/v1alpha1",
        {"spec": {"project": "ml", "destination": {"namespace": "a"}, "source": {"path": "a"}, "syncPolicy": {}}},
    ),
    "Canary": (
        "flagger.app/v1beta1",
        {
            "spec": {
                "targetRef": _TARGET,
                "service": {"port": 8080, "hosts": ["a.example.org"]},
                "analysis": {"interval": "60s", "threshold": 3},
            }
        },
    ),
    "ConfigMap": ("v1", {"immutable": True, "data": {"rules.yaml": "a: 1"}}),
    "CronJob": ("batch/v1", {"spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": _TEMPLATE}}}}),
    "Deployment": (
        "apps/v1",
        {"spec": {"selector": {"matchLabels": _LABELS}, "strategy": _STRATEGY, "template": _TEMPLATE}},
    ),
    "ExternalSecret": (
        "external-secrets.io/v1",
        {"spec": {"refreshInterval": "1h", "data": [{"secretKey": "a", "remoteRef": {"key": "fraud/a"}}]}},
    ),
    "GRPCRoute": (
        _GATEWAY,
        {"spec": {"hostnames": ["a.example.org"], "rules": [{"backendRefs": _RULE["backendRefs"]}]}},
    ),
    "GitRepository": (
        "source.toolkit.fluxcd.io/v1",
        {"spec": {"url": "https://git.example.org/a.git", "interval": "1m"}},
    ),
    "HTTPRoute": (_GATEWAY, {"spec": {"hostnames": ["a.example.org", "b.example.org"], "rules": [_RULE]}}),
    "HorizontalPodAutoscaler": (
        "autoscaling/v2",
        {"spec": {"scaleTargetRef": _TARGET, "minReplicas": 2, "maxReplicas": 6, "metrics": [{"type": "Resource"}]}},
    ),
    "Ingress": (
        "networking.k8s.io/v1",
        {
            "spec": {
                "ingressClassName": "nginx",
                "rules": [
                    {
                        "host": "a.example.org",
                        "http": {
                            "paths": [{"path": "/", "backend": {"service": {"name": NAME, "port": {"number": 80}}}}]
                        },
                    }
                ],
            }
        },
    ),
    "Job": (
        "batch/v1",
        {
            "metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}},
            "spec": {"backoffLimit": 2, "template": _TEMPLATE},
        },
    ),
    "JobSet": (
        "jobset.x-k8s.io/v1alpha2",
        {
            "metadata": _ONCE,
            "spec": {"replicatedJobs": [{"name": "node", "template": {"spec": {"template": _TEMPLATE}}}]},
        },
    ),
    "DaskAutoscaler": ("kubernetes.dask.org/v1", {"spec": {"cluster": NAME, "minimum": 1, "maximum": 4}}),
    "DaskCluster": (
        "kubernetes.dask.org/v1",
        {"metadata": _ONCE, "spec": {"scheduler": _TEMPLATE, "worker": {"replicas": 3, **_TEMPLATE}}},
    ),
    "DaskJob": (
        "kubernetes.dask.org/v1",
        {
            "metadata": _ONCE,
            "spec": {
                "job": _TEMPLATE,
                "cluster": {"spec": {"scheduler": _TEMPLATE, "worker": {"replicas": 3, **_TEMPLATE}}},
            },
        },
    ),
    "InferenceService": (
        "serving.kserve.io/v1beta1",
        {
            "metadata": {"annotations": {"serving.kserve.io/deploymentMode": "Standard"}},
            "spec": {"predictor": _PREDICTOR},
        },
    ),
    "LeaderWorkerSet": (
        "leaderworkerset.x-k8s.io/v1",
        {"spec": {"leaderWorkerTemplate": {"size": 2, "leaderTemplate": _TEMPLATE, "workerTemplate": _TEMPLATE}}},
    ),
    "PyTorchJob": ("kubeflow.org/v1", {"metadata": _ONCE, "spec": {"pytorchReplicaSpecs": _ROLES}}),
    "RayCluster": ("ray.io/v1", {"spec": {"upgradeStrategy": {"type": "Recreate"}, **_RAY}}),
    "RayJob": ("ray.io/v1", {"metadata": _ONCE, "spec": {"entrypoint": "python a.py", "rayClusterSpec": _RAY}}),
    "RayService": ("ray.io/v1", {"spec": {"serveConfigV2": "applications: []", "rayClusterConfig": _RAY}}),
    "TFJob": ("kubeflow.org/v1", {"metadata": _ONCE, "spec": {"tfReplicaSpecs": _ROLES}}),
    "ScheduledSparkApplication": (
        "sparkoperator.k8s.io/v1beta2",
        {"spec": {"schedule": "@daily", "template": {"driver": {"template": _TEMPLATE}, "executor": {"instances": 2}}}},
    ),
    "SparkApplication": (
        "sparkoperator.k8s.io/v1beta2",
        {"metadata": _ONCE, "spec": {"driver": {"template": _TEMPLATE}, "executor": {"instances": 2}}},
    ),
    "TrainJob": (
        "trainer.kubeflow.org/v1alpha1",
        {"metadata": _ONCE, "spec": {"trainer": {"image": "x:1", "numNodes": 2}}},
    ),
    "CronWorkflow": (
        "argoproj.io/v1alpha1",
        {"spec": {"schedules": ["@daily"], "workflowSpec": {"workflowTemplateRef": {"name": NAME}}}},
    ),
    "Workflow": ("argoproj.io/v1alpha1", {"metadata": _ONCE, "spec": _STEPS}),
    "WorkflowTemplate": ("argoproj.io/v1alpha1", {"spec": _STEPS}),
    "Kustomization": (_FLUX, {"spec": {"path": "./a", "interval": "30m", "prune": True, "targetNamespace": "a"}}),
    "MetricTemplate": ("flagger.app/v1beta1", {"spec": {"query": "up"}}),
    "Namespace": ("v1", {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}),
    "NetworkPolicy": (
        "networking.k8s.io/v1",
        {"spec": {"podSelector": {"matchLabels": _LABELS}, "ingress": [{"ports": [{"port": 8080}]}]}},
    ),
    "Notebook": ("kubeflow.org/v1", {"spec": {"template": {"spec": _TEMPLATE["spec"]}}}),
    "PersistentVolumeClaim": ("v1", {"spec": _CLAIM}),
    "PodDisruptionBudget": ("policy/v1", {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": _LABELS}}}),
    "PodMonitor": ("monitoring.coreos.com/v1", {"spec": {"podMetricsEndpoints": [{"port": "http"}]}}),
    "Role": ("rbac.authorization.k8s.io/v1", {"rules": [{"resources": ["pods"], "verbs": ["get"]}]}),
    "RoleBinding": (
        "rbac.authorization.k8s.io/v1",
        {"roleRef": {"kind": "Role", "name": NAME}, "subjects": [{"kind": "ServiceAccount", "name": NAME}]},
    ),
    "Rollout": (
        "argoproj.io/v1alpha1",
        {
            "spec": {
                "selector": {"matchLabels": _LABELS},
                "strategy": {"canary": {"steps": [{"setWeight": 10}, {"pause": {}}]}},
                "template": _TEMPLATE,
            }
        },
    ),
    "ScaledObject": (
        "keda.sh/v1alpha1",
        {
            "spec": {
                "scaleTargetRef": {"name": NAME},
                "minReplicaCount": 0,
                "maxReplicaCount": 6,
                "triggers": [{"type": "cpu"}],
            }
        },
    ),
    "Secret": ("v1", {"data": {"password": "MQ=="}}),
    "Service": (
        "v1",
        {
            "spec": {
                "type": "ClusterIP",
                "selector": _LABELS,
                "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}],
            }
        },
    ),
    "ServiceAccount": ("v1", {"automountServiceAccountToken": False}),
    "ServiceMonitor": ("monitoring.coreos.com/v1", {"spec": {"endpoints": [{"port": "http"}]}}),
    "StatefulSet": (
        "apps/v1",
        {
            "spec": {
                "replicas": 3,
                "serviceName": f"{NAME}-headless",
                "selector": {"matchLabels": _LABELS},
                "template": _TEMPLATE,
                "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": _CLAIM}],
            }
        },
    ),
    "TriggerAuthentication": ("keda.sh/v1alpha1", {"spec": {"secretTargetRef": [{"name": "db", "key": "a"}]}}),
}
KINDS = tuple(_BASES)


def base(kind: str, changes: Object | None = None, *, name: str = NAME) -> Object:
    """An object of a kind, with `changes` by path: `{"spec/replicas": 3}`; a value of None removes the field."""
    version, content = _BASES[kind]
    metadata = {"name": name, "labels": dict(_LABELS), **content.get("metadata", {})}
    found = copy.deepcopy({"apiVersion": version, "kind": kind, **content, "metadata": metadata})
    for path, value in (changes or {}).items():
        found = changed(found, path, value)
    return found


def slot(kind: str, name: str, changes: Object | None = None) -> Object:
    """A Deployment or Service of the slot `name`, with `changes` by path."""
    found = base(kind, {"metadata/labels": _with_slot(name)}, name=f"{NAME}-{name}")
    spec = found["spec"]
    if kind == "Service":
        spec["selector"] = _with_slot(name)
    else:
        spec["selector"], spec["template"]["metadata"]["labels"] = {"matchLabels": _with_slot(name)}, _with_slot(name)
    for path, value in (changes or {}).items():
        found = changed(found, path, value)
    return found


def main_service(slot_name: str) -> Object:
    """The main Service, which leads to a slot."""
    return base("Service", {"spec/selector": _with_slot(slot_name)})


def _with_slot(name: str) -> dict[str, str]:
    return {**_LABELS, "tidegate.dev/slot": name}


def deployment(name: str = BLUE, **spec: Any) -> Object:
    """A Deployment with one container `main`, in no slot, with more fields of its `spec`."""
    found = base("Deployment", name=name)
    del found["spec"]["template"]["spec"]["serviceAccountName"]
    return {**found, "spec": {**found["spec"], **spec}}


def autoscaler(least: int, kind: str = "Deployment") -> Object:
    """A HorizontalPodAutoscaler of the workload of a kind, with a least number of pods."""
    return base("HorizontalPodAutoscaler", {"spec/minReplicas": least, "spec/scaleTargetRef/kind": kind})


_TEMPLATES = {
    "CronJob": "spec/jobTemplate/spec/template",
    "ScheduledSparkApplication": "spec/template/driver/template",
}
"""Where pod templates of kinds that start others are."""


def mounting(kind: str, config_map_name: str, *, name: str = NAME) -> Object:
    """A workload that mounts a ConfigMap."""
    path = _TEMPLATES.get(kind, "spec/template")
    volume = {"name": "files", "configMap": {"name": config_map_name}}
    return base(kind, {f"{path}/spec/volumes": [volume]}, name=name)


def config_map(name: str, data: dict[str, str]) -> Object:
    """An immutable ConfigMap."""
    return {**base("ConfigMap", name=name), "data": data}


def changed(content: Object, path: str, value: Any) -> Object:
    """A copy of an object with another value at a path of keys and positions, separated by `/` or `.`; None removes it."""
    found = copy.deepcopy(content)
    *parents, last = path.split("/") if "/" in path else path.split(".")
    node: Any = found
    for step in parents:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step.replace("~", "/"), {})
    key: Any = int(last) if isinstance(node, list) else last.replace("~", "/")
    if value is None:
        del node[key]
    elif isinstance(node, list) and key == len(node):
        node.append(value)
    else:
        node[key] = value
    return found
