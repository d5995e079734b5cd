"""Construction of an Environment from plain data that matches the schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.environment.environment import (
    AllowedPatch,
    Analysis,
    Cluster,
    Downloader,
    Egress,
    Environment,
    Gitops,
    Machine,
    Permission,
    Policy,
    Rollouts,
    Secrets,
)
from generator.errors import Mark
from generator.resolve import environment_networking, operators, shares
from generator.source import nodes
from generator.source.document import Document
from generator.spec import duration


def placeholder(name: str, mark: Mark) -> Environment:
    """An empty Environment in place of one whose file has problems; only rules that do not read it may be run."""
    data = {"name": name, "cluster": {"name": "", "kubernetes": ""}, "gitops": {"tool": "flux"}}
    return environment(nodes.Mapping({}, mark), data, ())


def environment(node: nodes.Mapping, data: Mapping[str, Any], documents: tuple[Document, ...]) -> Environment:
    """Build an Environment from the merged tree `node` and its plain data."""
    metrics, egress, defaults = data.get("metrics", {}), data.get("network", {}).get("egress"), node.get("defaults")
    gitops = dict(data["gitops"])
    return Environment(
        name=data["name"],
        namespace=data.get("namespace", "{team}-{project}-{environment}"),
        promotes_from=data.get("promotesFrom", ""),
        cluster=Cluster(**data["cluster"]),
        gitops=Gitops(tool=gitops.pop("tool"), settings=gitops),
        engine=data.get("engine", "native"),
        traffic=data.get("traffic", "service"),
        gateway=environment_networking.gateway(data),
        ingress=environment_networking.ingress(data),
        load_balancer=environment_networking.load_balancer(data),
        autoscaler=data.get("autoscaler", "hpa"),
        pod_security=data.get("podSecurity", "restricted"),
        metrics_namespace=metrics.get("namespace", ""),
        prometheus=metrics.get("prometheus", ""),
        monitor=metrics.get("monitor", "none"),
        monitor_labels=metrics.get("labels", {}),
        pull_secrets=tuple(data.get("images", {}).get("pullSecrets", ())),
        egress=None if egress is None else _networks(egress),
        dns=environment_networking.dns(data),
        metadata=_networks(data.get("network", {}).get("metadata", ())),
        machines={name: _machine(machine) for name, machine in data.get("machines", {}).items()},
        shares={name: shares.share(each) for name, each in data.get("shares", {}).items()},
        quota=data.get("quota", {}),
        policy=_policy(data.get("policy", {})),
        downloaders={scheme: _downloader(written) for scheme, written in data.get("downloaders", {}).items()},
        secrets=_secrets(data.get("secrets", {})),
        analysis=_analysis(data.get("analysis", {})),
        rollouts=_rollouts(data.get("rollouts", {})),
        load_tester=data.get("flagger", {}).get("loadTester", ""),
        operators=operators.operators(data.get("operators", {})),
        defaults=defaults if isinstance(defaults, nodes.Mapping) else None,
        node=node,
        documents=documents,
    )


def _analysis(data: Mapping[str, Any]) -> Analysis:
    names = {"errorRate": "error_rate"}
    values = {names.get(key, key): value for key, value in data.items()}
    if "interval" in values:
        values["interval"] = duration.parse(values["interval"])
    return Analysis(**{**values, "webhooks": tuple(values.get("webhooks", ()))})


def _downloader(written: Mapping[str, Any] | str) -> Downloader:
    if isinstance(written, str):
        return Downloader(image_volume=True)
    command, args = (tuple(written.get(key, ())) for key in ("command", "args"))
    return Downloader(image=written["image"], command=command, args=args, secret=written.get("secret", ""))


def _rollouts(data: Mapping[str, Any]) -> Rollouts:
    times = {key: duration.parse(data[key]) for key in ("pause", "keep") if key in data}
    return Rollouts(promote=data.get("promote", False), **times)


def _secrets(data: Mapping[str, Any]) -> Secrets:
    return Secrets(**{**data, "shared": tuple(data.get("shared", ()))})


def _machine(data: Mapping[str, Any]) -> Machine:
    return Machine(
        cpu=data["cpu"],
        memory=data["memory"],
        gpu=data.get("gpu", {}),
        ephemeral_storage=data.get("ephemeralStorage", ""),
        node_selector=data.get("nodeSelector", {}),
        tolerations=tuple(data.get("tolerations", ())),
        limits=data.get("limits", {}),
        max=data.get("max", {}),
        resizable=data.get("resizable", False),
        affinity=data.get("affinity", {}),
        runtime_class=data.get("runtimeClassName", ""),
        priority_class=data.get("priorityClassName", ""),
        claims={name: claim["template"] for name, claim in data.get("claims", {}).items()},
        hourly_cost=data.get("hourlyCost"),
    )


def _patches(written: bool | Sequence[Mapping[str, Any]]) -> tuple[AllowedPatch, ...] | None:  # noqa: FBT001 - as written
    if isinstance(written, bool):
        return None if written else ()
    return tuple(AllowedPatch(kind=each["kind"], paths=tuple(each.get("paths", ()))) for each in written)


def _permissions(written: str | Sequence[Mapping[str, Any]]) -> tuple[Permission, ...] | None:
    if isinstance(written, str):
        return None if written == "any" else ()
    return tuple(Permission(*(tuple(each[key]) for key in ("apiGroups", "resources", "verbs"))) for each in written)


def _policy(data: Mapping[str, Any]) -> Policy:
    images = data.get("images", {})
    return Policy(
        strategies=tuple(data["strategies"]) if "strategies" in data else None,
        kinds=tuple(data["kinds"]) if "kinds" in data else None,
        registries=tuple(images["registries"]) if "registries" in images else None,
        require_tag=images.get("requireTag", False),
        require_digest=images.get("requireDigest", False),
        min_replicas=data.get("minReplicas"),
        patches=_patches(data.get("patches", True)),
        service_accounts=tuple(data.get("serviceAccounts", ())),
        permissions=_permissions(data.get("permissions", "none")),
        max_replicas=data.get("maxReplicas"),
        hosts=tuple(data["hosts"]) if "hosts" in data else None,
        allow_prune=data.get("allowPrune", True),
        service_types=tuple(data.get("serviceTypes", ("cluster-ip",))),
        service_annotations=_listed(data, "serviceAnnotations"),
        route_annotations=_listed(data, "routeAnnotations"),
        callers=data.get("callers", "any"),
        calls=data.get("calls", "any"),
    )


def _listed(data: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return tuple(data[key]) if key in data else None


def _networks(data: Sequence[Mapping[str, Any]]) -> tuple[Egress, ...]:
    return tuple(Egress(cidr=each["cidr"], ports=tuple(each.get("ports", ()))) for each in data)
