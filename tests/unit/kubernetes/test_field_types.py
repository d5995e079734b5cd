import pytest

from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.manifest.field_path import ABSENT

POD = ("spec", "template", "spec")


def at(kind: str, *path: str) -> FieldType:
    found = field_types.of(kind)
    for part in path:
        found = found.items or UNTYPED if part == "*" else found.fields.get(part, UNTYPED)
    return found


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "Job", "Rollout"])
def test_lists_of_pods_have_merge_keys_in_every_kind_that_has_pods(kind: str) -> None:
    assert at(kind, *POD, "containers").keys == ("name",)
    assert at(kind, *POD, "containers", "*", "env").keys == ("name",)
    assert at(kind, *POD, "containers", "*", "volumeMounts").keys == ("mountPath",)
    assert at(kind, *POD, "topologySpreadConstraints").keys == ("topologyKey", "whenUnsatisfiable")
    assert at(kind, *POD, "hostAliases").keys == ("ip",)


def test_a_port_has_two_merge_keys() -> None:
    assert at("Service", "spec", "ports").keys == ("port", "protocol")
    assert at("Deployment", *POD, "containers", "*", "ports").keys == ("containerPort", "protocol")


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Deployment", (*POD, "tolerations")),
        ("Deployment", (*POD, "containers", "*", "args")),
        ("HTTPRoute", ("spec", "rules")),
        ("HTTPRoute", ("spec", "rules", "*", "backendRefs")),
        ("HorizontalPodAutoscaler", ("spec", "metrics")),
        ("NetworkPolicy", ("spec", "ingress")),
    ],
)
def test_atomic_lists_have_none(kind: str, path: tuple[str, ...]) -> None:
    assert at(kind, *path).keys == ()
    assert not at(kind, *path).is_set


@pytest.mark.parametrize("kind", ["Deployment", "Application", "HTTPRoute"])
def test_finalizers_are_a_set_everywhere(kind: str) -> None:
    assert at(kind, "metadata", "finalizers").is_set


def test_lists_of_custom_resources_have_the_keys_of_their_schemas() -> None:
    assert at("HTTPRoute", "spec", "rules", "*", "matches", "*", "headers").keys == ("name",)
    assert at("HTTPRoute", "spec", "rules", "*", "filters", "*", "requestHeaderModifier", "remove").is_set


@pytest.mark.parametrize(
    ("kind", "path", "scalar"),
    [
        ("CronJob", ("spec", "jobTemplate", *POD, "containers", "*", "resources", "limits", "*"), "quantity"),
        ("StatefulSet", ("spec", "volumeClaimTemplates", "*", "spec", "resources", "requests", "*"), "quantity"),
        ("HorizontalPodAutoscaler", ("spec", "metrics", "*", "pods", "target", "averageValue"), "quantity"),
        ("HTTPRoute", ("spec", "rules", "*", "timeouts", "request"), "duration"),
        ("Kustomization", ("spec", "interval"), "duration"),
        ("ExternalSecret", ("spec", "refreshInterval"), "duration"),
        ("Canary", ("spec", "analysis", "interval"), "duration"),
        ("ServiceMonitor", ("spec", "endpoints", "*", "interval"), "duration"),
        ("Deployment", (*POD, "containers", "*", "image"), ""),
    ],
)
def test_quantities_and_durations_are_known(kind: str, path: tuple[str, ...], scalar: str) -> None:
    assert at(kind, *path).scalar == scalar


@pytest.mark.parametrize(
    ("kind", "path", "default"),
    [
        ("Deployment", ("spec", "revisionHistoryLimit"), 10),
        ("Deployment", (*POD, "containers", "*", "readinessProbe", "periodSeconds"), 10),
        ("CronJob", ("spec", "jobTemplate", *POD, "terminationGracePeriodSeconds"), 30),
        ("Service", ("spec", "ports", "*", "protocol"), "TCP"),
        ("HTTPRoute", ("spec", "parentRefs", "*", "kind"), "Gateway"),
        ("ExternalSecret", ("spec", "target", "creationPolicy"), "Owner"),
    ],
)
def test_fields_have_the_defaults_of_the_api(kind: str, path: tuple[str, ...], default: object) -> None:
    assert at(kind, *path).default == default


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Deployment", ("spec", "replicas")),
        ("StatefulSet", ("spec", "replicas")),
        ("HorizontalPodAutoscaler", ("spec", "minReplicas")),
        ("HTTPRoute", ("spec", "rules", "*", "backendRefs", "*", "weight")),
        ("Service", ("spec", "selector")),
        ("Rollout", (*POD, "terminationGracePeriodSeconds")),
        ("Deployment", (*POD, "automountServiceAccountToken")),
    ],
)
def test_fields_whose_presence_matters_have_none(kind: str, path: tuple[str, ...]) -> None:
    assert at(kind, *path).default is ABSENT


def test_nothing_is_known_of_a_kind_without_a_schema() -> None:
    assert field_types.of("Widget") == UNTYPED
