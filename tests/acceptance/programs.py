"""What matters of a program, read from Kubernetes objects, a compose file and a Score file in the same terms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.spec import quantity

REFERENCE = "a reference"
"""The value of a variable that comes from elsewhere, where a format does not say from where as Kubernetes does."""

Objects = Sequence[Mapping[str, Any]]
WORKLOADS = ("Deployment", "StatefulSet")


class Program(NamedTuple):
    """A program: `variables` by name, `ports` as (of the Service, of the container), `pods` as (least, most)."""

    image: str
    command: list[str]
    args: list[str]
    variables: dict[str, str]
    ports: list[tuple[int, int]]
    probes: dict[str, str]
    resources: dict[str, str]
    pods: tuple[int, int]
    grace: str
    addresses: list[tuple[str, str]]
    files: dict[str, str]
    disks: list[str]


def of_kubernetes(objects: Objects, name: str) -> Program:
    """The program of a Deployment or StatefulSet whose pods the Service `name` selects, or that has this name."""
    workload = next(each for each in objects if each["kind"] in WORKLOADS and _named(each, name))
    pod = workload["spec"]["template"]["spec"]
    container = pod["containers"][0]
    numbers = {port["name"]: port["containerPort"] for port in container.get("ports", ())}
    return Program(
        image=container["image"],
        command=container.get("command", []),
        args=container.get("args", []),
        variables={each["name"]: _value(each) for each in container.get("env", ()) if each["name"] != "HOME"},
        ports=list(_service_ports(objects, name, numbers)),
        probes=dict(_probes(container, numbers)),
        resources=_resources(container.get("resources", {})),
        pods=_pods(objects, workload),
        grace=f"{pod.get('terminationGracePeriodSeconds', 30)}s",
        addresses=list(_addresses(objects)),
        files=dict(_files(objects, pod, container)),
        disks=list(_disks(workload, container)),
    )


def of_score(workload: Mapping[str, Any]) -> Program:
    """The program of a Score file with one container."""
    (container,) = workload["containers"].values()
    variables = container.get("variables", {}).items()
    routes = [each["params"] for each in workload["resources"].values() if each["type"] == "route"]
    return Program(
        image=container["image"],
        command=container.get("command", []),
        args=container.get("args", []),
        variables={name: REFERENCE if text.startswith("${") else text for name, text in variables},
        ports=[(port["port"], port["targetPort"]) for port in workload["service"]["ports"].values()],
        probes=dict(_probes(container, {})),
        resources=_resources(container.get("resources", {})),
        pods=(1, 1),
        grace="30s",
        addresses=[(route["host"], route["path"]) for route in routes],
        files={each["target"]: each["content"] for each in container.get("files", ())},
        disks=[],
    )


def of_compose(file: Mapping[str, Any], service: str) -> Program:
    """The program of a service of a compose file."""
    written = file["services"][service]
    deploy = written.get("deploy", {})
    published = [port.split(":") for port in written.get("ports", ())]
    ports = [(int(outside), int(inside)) for outside, inside in published]
    count = deploy.get("replicas", 1)
    mounts = [text.split(":") for text in written.get("volumes", ())]
    return Program(
        image=written["image"],
        command=written.get("entrypoint", []),
        args=written.get("command", []),
        variables={
            name: REFERENCE if text.startswith("${") else text for name, text in written.get("environment", {}).items()
        },
        ports=ports + [(int(port), int(port)) for port in written.get("expose", ())],
        probes={},
        resources=_compose_resources(deploy.get("resources", {})),
        pods=(count, count),
        grace=_seconds(written.get("stop_grace_period", "30s")),
        addresses=[],
        files={},
        disks=[path for source, path in mounts if source in file["volumes"]],
    )


def _named(workload: Mapping[str, Any], name: str) -> bool:
    """Whether it has this name, or is the blue slot of it."""
    return bool(workload["metadata"]["name"] in {name, f"{name}-blue"})


def _value(variable: Mapping[str, Any]) -> str:
    source = variable.get("valueFrom", {}).get("secretKeyRef")
    return f"{source['name']}/{source['key']}" if source else variable["value"]


def _service_ports(objects: Objects, name: str, numbers: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    for each in objects:
        if each["kind"] == "Service" and each["metadata"]["name"] == name:
            for port in each["spec"]["ports"]:
                target = port.get("targetPort", port["port"])
                yield port["port"], numbers.get(target, target)


def _probes(container: Mapping[str, Any], numbers: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for key in ("readinessProbe", "livenessProbe"):
        asked = container.get(key, {}).get("httpGet")
        if asked:
            yield key, f"{numbers.get(asked['port'], asked['port'])}{asked['path']}"


def _resources(written: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{side}.{name}": quantity.canonical(str(amount))
        for side, amounts in written.items()
        for name, amount in amounts.items()
    }


def _compose_resources(written: Mapping[str, Any]) -> dict[str, str]:
    """`1G` of Compose is 1Gi."""
    sides = {"reservations": "requests", "limits": "limits"}
    return {
        f"{sides[side]}.{name.removesuffix('s')}": quantity.canonical(re.sub(r"([KMG])b?$", r"\1i", str(amount)))
        for side, amounts in written.items()
        for name, amount in amounts.items()
    }


def _seconds(text: str) -> str:
    return f"{int(text[:-1]) * 60}s" if text.endswith("m") else text


def _pods(objects: Objects, workload: Mapping[str, Any]) -> tuple[int, int]:
    for each in objects:
        spec = each["spec"] if each["kind"] == "HorizontalPodAutoscaler" else {}
        if spec.get("scaleTargetRef", {}).get("name") == workload["metadata"]["name"]:
            return spec["minReplicas"], spec["maxReplicas"]
    count = workload["spec"].get("replicas", 1)
    return count, count


def _addresses(objects: Objects) -> Iterator[tuple[str, str]]:
    for each in objects:
        if each["kind"] == "Ingress":
            yield from (
                (rule["host"], path["path"]) for rule in each["spec"]["rules"] for path in rule["http"]["paths"]
            )
        if each["kind"] == "HTTPRoute":
            paths = [match["path"]["value"] for rule in each["spec"]["rules"] for match in rule["matches"]]
            yield from ((host, path) for host in each["spec"]["hostnames"] for path in paths)


def _files(objects: Objects, pod: Mapping[str, Any], container: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    texts = {each["metadata"]["name"]: each["data"] for each in objects if each["kind"] == "ConfigMap"}
    sources = {each["name"]: each["configMap"]["name"] for each in pod.get("volumes", ()) if "configMap" in each}
    for mount in container.get("volumeMounts", ()):
        if mount["name"] in sources:
            yield mount["mountPath"], texts[sources[mount["name"]]][mount["subPath"]]


def _disks(workload: Mapping[str, Any], container: Mapping[str, Any]) -> Iterator[str]:
    claims = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", ())}
    yield from (mount["mountPath"] for mount in container.get("volumeMounts", ()) if mount["name"] in claims)
