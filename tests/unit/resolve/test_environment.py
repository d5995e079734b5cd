import pytest

from generator.environment.environment import Egress, Machine, Policy
from generator.environment.networking import Gateway, Ingress, Origin
from generator.errors import Mark
from generator.resolve import environment
from tests.builders import samples
from tests.builders.documents import Data


def test_what_a_platform_need_not_say_has_a_value() -> None:
    found = environment.placeholder("dev", Mark("f.yaml", 1, 1))
    assert (found.engine, found.traffic, found.autoscaler, found.namespace) == (
        *("native", "service", "hpa"),
        "{team}-{project}-{environment}",
    )
    assert (found.egress, found.gateway, found.ingress, found.defaults) == (None, None, None, None)
    assert found.policy == Policy()


@pytest.mark.parametrize(
    ("network", "egress"),
    [
        ({"egress": []}, ()),
        ({"egress": [{"cidr": "10.0.0.0/8"}]}, (Egress("10.0.0.0/8", ()),)),
        ({"egress": [{"cidr": "10.0.0.0/8", "ports": [443, 8080]}]}, (Egress("10.0.0.0/8", (443, 8080)),)),
    ],
)
def test_no_egress_is_another_thing_than_any(network: Data, egress: tuple[Egress, ...]) -> None:
    assert samples.environment(network=network).egress == egress


def test_times_are_seconds() -> None:
    found = samples.environment(rollouts={"promote": True, "pause": "10m", "keep": "1h"}, analysis={"interval": "2m"})
    assert (found.rollouts.pause, found.rollouts.keep, found.analysis.interval) == (600, 3600, 120)
    assert samples.environment(rollouts={}).rollouts.pause is None


def test_doors_for_traffic() -> None:
    found = samples.environment(traffic="ingress", ingress={"class": "nginx", "namespace": "ingress"})
    assert found.ingress == Ingress("nginx", "", "ingress", "nginx", (), {})
    assert samples.environment(gateway={"name": "a", "namespace": "b"}).gateway == Gateway("a", "b", origin=Origin("b"))


def test_a_machine_says_what_a_pod_gets_and_where_it_may_run() -> None:
    machine = {"cpu": "2", "memory": "8Gi", "gpu": {"nvidia.com/gpu": 1}, "nodeSelector": {"pool": "gpu"}}
    toleration = {"key": "gpu", "operator": "Exists"}
    found = samples.environment(machines={"m": machine | {"tolerations": [toleration], "ephemeralStorage": "1Gi"}})
    assert found.machines["m"] == Machine(
        cpu="2",
        memory="8Gi",
        gpu={"nvidia.com/gpu": 1},
        node_selector={"pool": "gpu"},
        tolerations=(toleration,),
        ephemeral_storage="1Gi",
    )


def test_what_a_policy_does_not_say_is_not_judged() -> None:
    judged = {
        "kinds": ["job"],
        "images": {"registries": ["ghcr.io"], "requireDigest": True},
        "minReplicas": 2,
        "patches": False,
    }
    assert samples.environment(policy={}).policy == Policy()
    assert samples.environment(policy=judged).policy == Policy(
        kinds=("job",), registries=("ghcr.io",), require_digest=True, min_replicas=2, patches=()
    )


def test_what_the_gitops_tool_is_told_is_kept_as_the_platform_wrote_it() -> None:
    settings = {"repository": "https://git.example.org/x.git", "serverSideApply": True}
    found = samples.environment(gitops={"tool": "argocd", **settings}).gitops
    assert (found.tool, found.settings) == ("argocd", settings)


def test_empty_settings_are_none() -> None:
    nothing: Data = {"limits": {}, "affinity": {}, "claims": {}, "nodeSelector": {}, "tolerations": []}
    machine = {"cpu": "2", "memory": "8Gi"}
    plain = samples.environment(ingress={"class": "nginx"}, machines={"m": machine})
    found = samples.environment(
        ingress={"class": "nginx", "cidrs": [], "annotations": {}},
        network={"dns": {"cidrs": []}},
        machines={"m": machine | nothing},
    )
    assert (found.machines, found.ingress, found.dns) == (plain.machines, plain.ingress, plain.dns)
