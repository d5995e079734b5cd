import pytest

from generator.kubernetes.effects import common, sources
from generator.kubernetes.effects.effect import Effect
from tests.builders.objects import base


@pytest.mark.parametrize(
    ("annotations", "guard"),
    [
        ({"kustomize.toolkit.fluxcd.io/prune": "disabled"}, "kustomize.toolkit.fluxcd.io/prune: disabled"),
        (
            {"argocd.argoproj.io/sync-options": "Delete=false, Prune=false"},
            "argocd.argoproj.io/sync-options: Prune=false",
        ),
        ({"argocd.argoproj.io/sync-options": "Delete=false"}, ""),
        ({"kustomize.toolkit.fluxcd.io/prune": "enabled"}, ""),
        ({}, ""),
        ("edited by hand", ""),
    ],
)
def test_the_guards_of_both_tools_keep_an_object(annotations: object, guard: str) -> None:
    assert common.guard(base("Service", {"metadata/annotations": annotations})) == guard


def test_rows_of_a_kind_come_before_those_of_all() -> None:
    own = common.quiet("metadata.annotations", "of its own", sources.SERVICE)
    assert common.metadata(own) == (own, *common.METADATA)


def test_whose_pods_they_are_and_what_they_may_do_is_access_too() -> None:
    *identity, rest = common.pods("spec.template", Effect.RESTART, "they restart", sources.DEPLOYMENT)
    assert {rule.also for rule in identity} == {(Effect.ACCESS,)}
    assert rest.also == ()


def test_hosts_that_go_are_named() -> None:
    assert common.gone(["b", "a"]) == "a, b are answered no more"
    assert common.gone(["a"]) == "a is answered no more"


def test_numbers_have_their_noun() -> None:
    assert (common.counted(1, "pod"), common.counted(2, "pod")) == ("1 pod", "2 pods")


@pytest.mark.parametrize(("value", "number"), [(3, 3), (True, 7), ("3", 7), (None, 7), (0, 0)])
def test_what_is_no_number_is_the_default(value: object, number: int) -> None:
    assert common.number(value, 7) == number
