"""What must hold of every overlay that any legal project makes."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings

from generator.spec import quantity
from generator.validate import pod_security
from tests.builders.cases import Case, build
from tests.properties import strategies

NAME = "app.kubernetes.io/name"
SLOT = "tidegate.dev/slot"
Objects = list[dict[str, Any]]


def overlays(case: Case) -> Iterator[tuple[str, Objects]]:
    for name, overlay in build(case).overlays.items():
        yield name, [manifest.object for manifest in overlay.manifests]


def of(objects: Objects, *kinds: str) -> Objects:
    return [found for found in objects if found["kind"] in kinds]


def named(objects: Objects, kind: str) -> dict[str, dict[str, Any]]:
    return {found["metadata"]["name"]: found for found in of(objects, kind)}


def templates(objects: Objects) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every workload with the template of its pods."""
    for found in of(objects, "Deployment", "StatefulSet", "Job", "CronJob"):
        spec = found["spec"]["jobTemplate"]["spec"] if found["kind"] == "CronJob" else found["spec"]
        yield found, spec["template"]


def selected(selector: dict[str, str], objects: Objects) -> Objects:
    found = []
    for workload, template in templates(objects):
        if selector.items() <= template["metadata"]["labels"].items():
            found.append(workload)
    return found


def walk(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, node
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in below:
        yield from walk(value, (*path, key))


def only_a_stateful_set_says_how_many_replicas_there_are(objects: Objects) -> None:
    found = [each["kind"] for each in objects for path, _ in walk(each) if path[-1:] == ("replicas",)]
    assert found == [each["kind"] for each in of(objects, "StatefulSet")]


def workload_selectors_are_the_fixed_labels_and_match_their_pods(objects: Objects) -> None:
    for found in of(objects, "Deployment", "StatefulSet"):
        name = found["metadata"]["name"]
        base, _, slot = name.rpartition("-")
        without_slot = {"matchLabels": {NAME: name}}
        slots = {"matchLabels": {NAME: base, SLOT: slot}}
        assert found["spec"]["selector"] == (slots if SLOT in found["metadata"]["labels"] else without_slot)
        for claim in found["spec"].get("volumeClaimTemplates", ()):
            assert claim["metadata"]["labels"] == {NAME: name}
        assert (
            found["spec"]["selector"]["matchLabels"].items() <= found["spec"]["template"]["metadata"]["labels"].items()
        )
    for found in of(objects, "Job", "CronJob"):
        assert "selector" not in found["spec"]
        assert "selector" not in found["spec"].get("jobTemplate", {}).get("spec", {})


def selectors_of_services_budgets_and_policies_match_pods_of_the_overlay(objects: Objects) -> None:
    for found in of(objects, "Service"):
        selector, name = found["spec"]["selector"], found["metadata"]["name"]
        reached = selected(selector, objects)
        if SLOT not in selector:
            assert selector.keys() == {NAME}
            assert name in {selector[NAME], f"{selector[NAME]}-headless"}
            assert [w["metadata"]["name"].startswith(selector[NAME]) for w in reached] == [True]
            continue
        assert selector.keys() == {NAME, SLOT}
        idle = name.endswith((f"-{selector[SLOT]}", "-preview"))
        assert [w["metadata"]["name"] for w in reached] in [
            [f"{selector[NAME]}-{selector[SLOT]}"],
            *([[]] if idle else []),
        ]
    for found in of(objects, "PodDisruptionBudget"):
        reached = selected(found["spec"]["selector"]["matchLabels"], objects)
        assert [w["metadata"]["name"] for w in reached] == [found["metadata"]["name"]]
    for found in of(objects, "NetworkPolicy"):
        assert found["spec"]["podSelector"] == {"matchLabels": {NAME: found["metadata"]["name"]}}
        assert selected(found["spec"]["podSelector"]["matchLabels"], objects)


def every_pod_is_in_exactly_one_network_policy_and_every_deployment_has_one_budget_and_one_autoscaler(
    objects: Objects,
) -> None:
    policies = [p["spec"]["podSelector"]["matchLabels"] for p in of(objects, "NetworkPolicy")]
    for _, template in templates(objects):
        labels = template["metadata"]["labels"]
        assert len([p for p in policies if p.items() <= labels.items()]) == 1
    deployments = sorted(named(objects, "Deployment"))
    assert sorted(named(objects, "PodDisruptionBudget")) == sorted([*deployments, *named(objects, "StatefulSet")])
    assert sorted(a["spec"]["scaleTargetRef"]["name"] for a in of(objects, "HorizontalPodAutoscaler")) == deployments


def no_traffic_goes_to_a_slot_that_is_not_there(objects: Objects) -> None:
    services, deployments = named(objects, "Service"), named(objects, "Deployment")
    for found in of(objects, "HTTPRoute"):
        name = found["metadata"]["name"]
        backends = found["spec"]["rules"][0]["backendRefs"]
        assert sum(backend["weight"] for backend in backends) == 100
        for backend in backends:
            if SLOT not in services[backend["name"]]["spec"]["selector"]:
                assert (backend["name"], backend["weight"]) == (name, 100)
                continue
            slot = services[backend["name"]]["spec"]["selector"][SLOT]
            assert backend["name"] == f"{name}-{slot}"
            assert backend["weight"] == 0 or backend["name"] in deployments
    for found in of(objects, "Ingress"):
        assert found["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"] == found["metadata"]["name"]
    for name, service in services.items():
        if service["spec"]["selector"][NAME] == name and SLOT in service["spec"]["selector"]:
            assert f"{name}-{service['spec']['selector'][SLOT]}" in deployments


def every_reference_resolves_in_the_overlay_or_is_declared_outside(objects: Objects) -> None:
    configs, claims = named(objects, "ConfigMap"), named(objects, "PersistentVolumeClaim")
    accounts, services = named(objects, "ServiceAccount"), named(objects, "Service")
    for workload, template in templates(objects):
        spec = template["spec"]
        assert spec["serviceAccountName"] in accounts
        volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
        assert len(volumes) == len(spec.get("volumes", []))
        mounts = spec["containers"][0].get("volumeMounts", [])
        own = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", ())}
        assert {mount["name"] for mount in mounts} == volumes.keys() | own
        assert not volumes.keys() & own
        assert len({mount["mountPath"] for mount in mounts}) == len(mounts)
        for volume in volumes.values():
            assert len(volume) == 2
            if "configMap" in volume:
                held = configs[volume["configMap"]["name"]]
                keys = held.get("data", {}).keys() | held.get("binaryData", {}).keys()
                assert {mount["subPath"] for mount in mounts if mount["name"] == volume["name"]} == keys
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in {"there", *claims}
        _ports(spec["containers"][0], template["metadata"]["labels"], services)
    used = {
        name
        for found in objects
        for path, name in walk(found)
        if path[-2:] in {("configMap", "name"), ("persistentVolumeClaim", "claimName")}
    }
    assert configs.keys() | claims.keys() <= used
    for found in of(objects, "HTTPRoute"):
        for backend in found["spec"]["rules"][0]["backendRefs"]:
            assert backend["port"] in {port["port"] for port in services[backend["name"]]["spec"]["ports"]}
    for found in of(objects, "Ingress"):
        target = found["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
        assert target["port"]["number"] in {port["port"] for port in services[target["name"]]["spec"]["ports"]}


def _ports(container: dict[str, Any], labels: dict[str, str], services: dict[str, dict[str, Any]]) -> None:
    """Container ports are a map by number and protocol to the API server, Service ports by name and by number."""
    ports = container.get("ports", [])
    names = {port["name"] for port in ports}
    assert len({(port["containerPort"], port["protocol"]) for port in ports}) == len(names) == len(ports)
    for key in ("startupProbe", "readinessProbe", "livenessProbe"):
        for action in container.get(key, {}).values():
            if isinstance(action, dict) and isinstance(action.get("port"), str):
                assert action["port"] in names
            if isinstance(action, dict) and "service" in action:
                assert isinstance(action["port"], int)
    for service in services.values():
        wanted = service["spec"]["ports"]
        if service["spec"]["selector"][NAME] == labels[NAME] and wanted[0]["name"] != "peers":
            assert {port["targetPort"] for port in wanted} <= names | {port["containerPort"] for port in ports}
            assert len({(port["port"], port["protocol"]) for port in wanted}) == len({port["name"] for port in wanted})


def probes_by_grpc_name_a_number(objects: Objects) -> None:
    for found in objects:
        assert all(
            isinstance(node["port"], int) for path, node in walk(found) if path[-1:] == ("grpc",) and "port" in node
        )


def no_list_is_empty_and_every_quantity_is_canonical(objects: Objects) -> None:
    for found in objects:
        for path, node in walk(found):
            assert not (path[-1:] in {("ingress",), ("egress",), ("except",)} and node == [])
            if path[-2:-1] in {("requests",), ("limits",)} or path[-1:] in {("averageValue",), ("sizeLimit",)}:
                assert isinstance(node, str)
                assert quantity.canonical(node) == node


def every_pod_is_restricted_and_main_is_its_container(objects: Objects) -> None:
    for _, template in templates(objects):
        assert not list(pod_security.check(template["spec"]))
        assert [container["name"] for container in template["spec"]["containers"]] == ["main"]
        assert template["spec"]["automountServiceAccountToken"] is False


GUARDS = {
    ("flux", "ConfigMap"): {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    ("flux", "PersistentVolumeClaim"): {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    ("flux", "Job"): {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"},
    ("argocd", "ConfigMap"): {
        "argocd.argoproj.io/sync-options": "Prune=false",
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    },
    ("argocd", "PersistentVolumeClaim"): {
        "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    },
}


def what_a_tool_must_not_prune_says_so_to_that_tool_alone(objects: Objects, tool: str) -> None:
    for found in objects:
        steering = {
            key: value
            for key, value in found["metadata"].get("annotations", {}).items()
            if "fluxcd.io/" in key or "argoproj.io/" in key
        }
        assert steering == GUARDS.get((tool, found["kind"]), {})
        assert found["kind"] != "Job" or "ttlSecondsAfterFinished" not in found["spec"]
        assert found["kind"] != "ConfigMap" or found["immutable"] is True


def every_object_carries_the_projects_identity(objects: Objects) -> None:
    identities = [(found["apiVersion"], found["kind"], found["metadata"]["name"]) for found in objects]
    assert len(set(identities)) == len(identities)
    for found in objects:
        labels = found["metadata"]["labels"]
        assert labels["app.kubernetes.io/part-of"] == "fraud"
        assert labels["app.kubernetes.io/managed-by"] == "tidegate"
        assert labels["tidegate.dev/team"] == "risk-ml"
        assert labels[NAME] == f"fraud-{labels['app.kubernetes.io/component']}"
        assert "namespace" not in found["metadata"]


def what_the_api_server_would_default_is_written_in_a_route(objects: Objects) -> None:
    for found in of(objects, "HTTPRoute"):
        spec = found["spec"]
        assert all({"group", "kind", "name", "namespace"} <= parent.keys() for parent in spec["parentRefs"])
        for rule in spec["rules"]:
            assert all({"type", "value"} == match["path"].keys() for match in rule["matches"])
            assert all({"group", "kind", "name", "port", "weight"} == ref.keys() for ref in rule["backendRefs"])


INVARIANTS = (
    only_a_stateful_set_says_how_many_replicas_there_are,
    workload_selectors_are_the_fixed_labels_and_match_their_pods,
    selectors_of_services_budgets_and_policies_match_pods_of_the_overlay,
    every_pod_is_in_exactly_one_network_policy_and_every_deployment_has_one_budget_and_one_autoscaler,
    no_traffic_goes_to_a_slot_that_is_not_there,
    every_reference_resolves_in_the_overlay_or_is_declared_outside,
    probes_by_grpc_name_a_number,
    no_list_is_empty_and_every_quantity_is_canonical,
    every_pod_is_restricted_and_main_is_its_container,
    every_object_carries_the_projects_identity,
    what_the_api_server_would_default_is_written_in_a_route,
)


@given(strategies.cases())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_invariant_holds_of_any_project(case: Case) -> None:
    # One build for all of them: what fails is named by its function.
    for environment, objects in overlays(case):
        for invariant in INVARIANTS:
            invariant(objects)
        what_a_tool_must_not_prune_says_so_to_that_tool_alone(objects, case.platform[environment]["gitops"]["tool"])
