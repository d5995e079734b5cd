"""What matters of an operator's objects, in flat facts: `worker.image`, `worker.env.LOGLEVEL`, `schedule`.

Not read: names and labels, security contexts, which the platform settles, and pull policies, since a version is pinned.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from generator.spec import quantity

Data = Mapping[str, Any]
Fact = tuple[str, Any]

CHANNELS = ("httpGet", "tcpSocket", "grpc", "exec")


def read(objects: Sequence[Data]) -> dict[str, Any]:
    """The facts of the objects of one environment, without those that are empty."""
    claims = {each["metadata"]["name"]: _claim(each["spec"]) for each in objects if each["kind"] == CLAIM}
    facts = {name: value for each in objects if each["kind"] in READERS for name, value in READERS[each["kind"]](each)}
    return flat({name: _made(value, claims) for name, value in facts.items()})


def flat(facts: Data, above: str = "") -> dict[str, Any]:
    """Mappings as dotted names, amounts in canonical form, and nothing that is empty."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{path}.")
        elif value not in (None, "", [], {}):
            amount = any(part in path for part in (".requests.", ".limits."))
            found[path] = quantity.canonical(str(value)) if amount else value
    return found


def pod(name: str, spec: Data, container: str = "") -> Iterator[Fact]:
    """The facts of a pod's first container, or of the one with this name; of others their names."""
    containers = spec["containers"]
    main = next((each for each in containers if each.get("name") == container), containers[0])
    for key in ("image", "command", "args"):
        yield f"{name}.{key}", main.get(key)
    yield f"{name}.beside", [each["name"] for each in containers if each is not main]
    yield f"{name}.before", [each["name"] for each in spec.get("initContainers", ())]
    yield f"{name}.ports", sorted(port["containerPort"] for port in main.get("ports", ()))
    yield f"{name}.env", {each["name"]: _value(each) for each in main.get("env", ())}
    yield f"{name}.envFrom", [_source(each) for each in main.get("envFrom", ())]
    yield f"{name}.volumes", dict(_mounts(main, spec))
    for side in ("requests", "limits"):
        yield f"{name}.{side}", main.get("resources", {}).get(side)
    for key, probe in (("ready", "readinessProbe"), ("live", "livenessProbe")):
        yield f"{name}.{key}", _probe(main.get(probe, {}), {each.get("name"): each for each in main.get("ports", ())})
    yield f"{name}.account", spec.get("serviceAccountName")
    yield f"{name}.nodes", {key: str(value) for key, value in spec.get("nodeSelector", {}).items()}


def _value(variable: Data) -> str:
    sources = variable.get("valueFrom", {})
    for key, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configMap")):
        if key in sources:
            return f"{kind} {sources[key]['name']}"
    return str(sources["fieldRef"]["fieldPath"] if sources else variable["value"])


def _source(source: Data) -> str:
    return f"secret {source['secretRef']['name']}" if "secretRef" in source else str(source["configMapRef"]["name"])


def _mounts(container: Data, spec: Data) -> Iterator[tuple[str, str]]:
    volumes = {each["name"]: each for each in spec.get("volumes", ())}
    for mount in container.get("volumeMounts", ()):
        yield mount["mountPath"], _volume(volumes[mount["name"]])


def _volume(volume: Data) -> str:
    if "persistentVolumeClaim" in volume:
        return f"claim {volume['persistentVolumeClaim']['claimName']}"
    if "emptyDir" in volume:
        words = ("memory" if volume["emptyDir"].get("medium") else "scratch", volume["emptyDir"].get("sizeLimit"))
        return " ".join(filter(None, words))
    kind, held = next(item for item in volume.items() if item[0] != "name")
    return f"{kind} {held.get('name') or held.get('secretName')}{' if there' if held.get('optional') else ''}"


def _claim(spec: Data) -> str:
    of_class = f" of class {spec['storageClassName']}" if "storageClassName" in spec else ""
    return f"new claim, {spec['resources']['requests']['storage']}{of_class}"


def _made(value: Any, claims: Mapping[str, str]) -> Any:
    """The same with the claims that are made beside it told by what they are."""
    if isinstance(value, Mapping):
        return {key: _made(each, claims) for key, each in value.items()}
    return claims.get(value.removeprefix("claim "), value) if isinstance(value, str) else value


def _probe(probe: Data, ports: Mapping[Any, Data]) -> str:
    for way in CHANNELS:
        if way in probe:
            asked = probe[way]
            number = ports.get(asked.get("port"), {}).get("containerPort", asked.get("port"))
            after = f" after {probe['initialDelaySeconds']}s" if probe.get("initialDelaySeconds") else ""
            return f"{asked.get('path', way)} {number}{after} every {probe.get('periodSeconds', 10)}s"
    return ""


def _replicas(key: str) -> Callable[[Data], Iterator[Fact]]:
    def facts(job: Data) -> Iterator[Fact]:
        spec = job["spec"]
        for name, role in spec[key].items():
            yield f"{name.lower()}.count", role.get("replicas", 1)
            yield f"{name.lower()}.restart", role.get("restartPolicy")
            yield from pod(name.lower(), role["template"]["spec"])
        elastic = spec.get("elasticPolicy", {})
        yield "elastic", {short: elastic.get(f"{short}Replicas") for short in ("min", "max")}
        yield "elastic.restarts", elastic.get("maxRestarts")
        yield "elastic.metrics", [each["resource"]["name"] for each in elastic.get("metrics", ())]

    return facts


def _notebook(notebook: Data) -> Iterator[Fact]:
    return pod("server", notebook["spec"]["template"]["spec"])


def _inference(service: Data) -> Iterator[Fact]:
    predictor = service["spec"]["predictor"]
    yield "pods", [predictor.get(key) for key in ("minReplicas", "maxReplicas") if key in predictor]
    yield "canaryTrafficPercent", predictor.get("canaryTrafficPercent")
    if (model := predictor.get("model")) is not None:
        yield "format", model["modelFormat"]["name"]
        yield "protocol", model.get("protocolVersion")
        yield "runtime", model.get("runtime")
        yield "model", model["storageUri"]
        yield from pod("server", {**predictor, "containers": [model]})
    for container in predictor.get("containers", ()):
        part = "transformer" if container["name"] == "transformer-container" else "server"
        yield from pod(part, {**predictor, "containers": [container]})


def _groups(groups: Data) -> Iterator[Fact]:
    template = groups["spec"]["leaderWorkerTemplate"]
    rolling = groups["spec"].get("rolloutStrategy", {}).get("rollingUpdateConfiguration", {})
    yield "size", template["size"]
    yield "restart", template.get("restartPolicy")
    yield "surge", rolling.get("maxSurge")
    yield "unavailable", rolling.get("maxUnavailable")
    for role in ("leader", "worker"):
        yield from pod(role, template[f"{role}Template"]["spec"])


def _ray_cluster(cluster: Data) -> Iterator[Fact]:
    return _ray(cluster["spec"])


def _ray(spec: Data) -> Iterator[Fact]:
    yield "rayVersion", spec["rayVersion"]
    yield "autoscaler", spec.get("enableInTreeAutoscaling")
    yield "head.start", {**spec["headGroupSpec"]["rayStartParams"]}
    yield from pod("head", spec["headGroupSpec"]["template"]["spec"])
    for group in spec["workerGroupSpecs"]:
        for key in ("replicas", "minReplicas", "maxReplicas"):
            yield f"{group['groupName']}.{key}", group.get(key)
        yield from pod(group["groupName"], group["template"]["spec"])


def _ray_job(job: Data) -> Iterator[Fact]:
    yield "entrypoint", job["spec"]["entrypoint"]
    yield "runtimeEnv", yaml.safe_load(job["spec"]["runtimeEnvYAML"])
    yield "shutdown", job["spec"]["shutdownAfterJobFinishes"]
    yield from _ray(job["spec"]["rayClusterSpec"])


def _ray_service(service: Data) -> Iterator[Fact]:
    for application in yaml.safe_load(service["spec"]["serveConfigV2"])["applications"]:
        yield f"{application['name']}.import", application["import_path"]
        yield f"{application['name']}.route", application["route_prefix"]
        yield f"{application['name']}.code", application["runtime_env"]["working_dir"]
        yield (
            f"{application['name']}.replicas",
            {each["name"]: each["num_replicas"] for each in application["deployments"]},
        )
    yield from _ray(service["spec"]["rayClusterConfig"])


def _spark(application: Data) -> Iterator[Fact]:
    return _application(application["spec"])


def _scheduled_spark(application: Data) -> Iterator[Fact]:
    for key in ("schedule", "concurrencyPolicy"):
        yield key, application["spec"][key]
    yield from _application(application["spec"]["template"])


def _application(spec: Data) -> Iterator[Fact]:
    for key in ("type", "image", "mainClass", "mainApplicationFile", "arguments", "sparkVersion"):
        yield key, spec.get(key)
    yield "restart", spec.get("restartPolicy", {}).get("type", "Never")
    yield "timeToLive", spec.get("timeToLiveSeconds")
    for name in ("driver", "executor"):
        for key in ("instances", "cores", "coreLimit", "memory"):
            yield f"{name}.{key}", spec[name].get(key)
        yield f"{name}.account", spec[name].get("serviceAccount")


def _dask_job(job: Data) -> Iterator[Fact]:
    yield from pod("job", job["spec"]["job"]["spec"])
    yield from _dask(job["spec"]["cluster"]["spec"])


def _dask_cluster(cluster: Data) -> Iterator[Fact]:
    return _dask(cluster["spec"])


def _dask(spec: Data) -> Iterator[Fact]:
    yield "worker.count", spec["worker"]["replicas"]
    yield from pod("worker", spec["worker"]["spec"])
    yield from pod("scheduler", spec["scheduler"]["spec"])
    yield "scheduler.service", spec["scheduler"]["service"]["type"]
    yield "scheduler.service.ports", [port["port"] for port in spec["scheduler"]["service"]["ports"]]


def _dask_autoscaler(autoscaler: Data) -> Iterator[Fact]:
    yield "workers", [autoscaler["spec"]["minimum"], autoscaler["spec"]["maximum"]]


def _workflow(workflow: Data) -> Iterator[Fact]:
    spec = workflow["spec"]
    templates = {each["name"]: each for each in spec["templates"]}
    for task in templates[spec["entrypoint"]]["dag"]["tasks"]:
        template = templates[task["template"]]
        yield f"{task['name']}.after", task.get("dependencies")
        yield f"{task['name']}.retries", str(template.get("retryStrategy", {}).get("limit", ""))
        yield from pod(task["name"], {**template, "containers": [template["container"]]})


def _cron_workflow(workflow: Data) -> Iterator[Fact]:
    keys = ("schedules", "timezone", "startingDeadlineSeconds", "concurrencyPolicy", "suspend")
    for key in (*keys, "successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        yield key, workflow["spec"][key]


def _deployment(deployment: Data) -> Iterator[Fact]:
    yield "strategy", deployment["spec"]["strategy"]["type"]
    yield from pod("server", deployment["spec"]["template"]["spec"])


def _autoscaler(autoscaler: Data) -> Iterator[Fact]:
    bounds = [autoscaler["spec"]["minReplicas"], autoscaler["spec"]["maxReplicas"]]
    yield "replicas", bounds[0] if bounds[0] == bounds[1] else bounds


def _service(service: Data) -> Iterator[Fact]:
    yield "service", [port["port"] for port in service["spec"]["ports"]]


def _route(route: Data) -> Iterator[Fact]:
    yield "hosts", route["spec"]["hostnames"]


CLAIM = "PersistentVolumeClaim"
READERS: Mapping[str, Callable[[Data], Iterable[Fact]]] = {
    "CronWorkflow": _cron_workflow,
    "DaskAutoscaler": _dask_autoscaler,
    "DaskCluster": _dask_cluster,
    "DaskJob": _dask_job,
    "Deployment": _deployment,
    "HTTPRoute": _route,
    "HorizontalPodAutoscaler": _autoscaler,
    "InferenceService": _inference,
    "LeaderWorkerSet": _groups,
    "Notebook": _notebook,
    "PyTorchJob": _replicas("pytorchReplicaSpecs"),
    "RayCluster": _ray_cluster,
    "RayJob": _ray_job,
    "RayService": _ray_service,
    "ScheduledSparkApplication": _scheduled_spark,
    "Service": _service,
    "SparkApplication": _spark,
    "TFJob": _replicas("tfReplicaSpecs"),
    "Workflow": _workflow,
    "WorkflowTemplate": _workflow,
}
"""The kinds of objects that a team asks for; what the platform adds to them (accounts, policies, budgets) is not compared."""
