"""Policy and quota refuse with exit code 4, name both lines and change nothing."""

from typing import Any

import pytest

from generator.errors import Severity
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, SERVICE

DIGEST = "ghcr.io/acme/api:1@sha256:" + "0a" * 32


def refusals(component: Data, environment: Data, section: Any = None) -> list[tuple[str, str, str]]:
    found = cases.judged(samples.case(component, section, environment)).problems
    assert {problem.severity for problem in found} <= {Severity.REFUSAL}
    return [(problem.where, problem.fact, problem.hint) for problem in found]


@pytest.mark.parametrize(
    ("component", "policy", "where", "fact", "hint"),
    [
        (CRONJOB, {"kinds": ["service"]}, "kind", "kind cronjob is not allowed in dev ({})", "allowed: service"),
        (
            SERVICE | {"strategy": "blue-green"},
            {"strategies": ["rolling"]},
            "strategy",
            "strategy blue-green is not allowed in dev ({})",
            "allowed: rolling",
        ),
        (SERVICE, {"minReplicas": 2}, "scale", "1 pod is fewer than 2 in dev ({})", "write scale: 2, or more"),
        (
            SERVICE | {"scale": {"min": 1, "max": 5}},
            {"minReplicas": 2},
            "scale.min",
            "1 pod is fewer than 2 in dev ({})",
            "write min: 2, or more",
        ),
        (
            SERVICE,
            {"images": {"registries": ["registry.example.org", "ghcr.io/other"]}},
            "image",
            '"ghcr.io/acme/api:1" is not from an allowed registry in dev ({})',
            "allowed: registry.example.org, ghcr.io/other",
        ),
        (
            SERVICE | {"scale": {"max": 5}},
            {"maxReplicas": 4},
            "scale.max",
            "5 pods are more than 4 in dev ({})",
            "write max: 4, or less",
        ),
        (
            SERVICE | {"scale": 5},
            {"maxReplicas": 4},
            "scale",
            "5 pods are more than 4 in dev ({})",
            "write scale: 4, or less",
        ),
        (
            SERVICE | {"expose": {"host": "{component}.{environment}.acme.com"}},
            {"hosts": ["*.acme.dev", "acme.dev"]},
            "expose.host",
            'host "api.dev.acme.com" is not allowed in dev ({})',
            "allowed: *.acme.dev, acme.dev",
        ),
        (
            SERVICE | {"image": "ghcr.io/acme/api:latest"},
            {"images": {"requireTag": True}},
            "image",
            '"ghcr.io/acme/api:latest" has the floating tag latest in dev ({})',
            "write repository:tag, with the tag of a version",
        ),
        (
            SERVICE | {"image": f"ghcr.io/acme/api@sha256:{'0a' * 32}"},
            {"images": {"requireTag": True}},
            "image",
            f'"ghcr.io/acme/api@sha256:{"0a" * 32}" has no tag in dev ({{}})',
            "write repository:tag, with the tag of a version",
        ),
        (
            SERVICE,
            {"images": {"requireDigest": True}},
            "image",
            '"ghcr.io/acme/api:1" has no digest in dev ({})',
            "write repository:tag@sha256:...; tidegate release resolves it",
        ),
        (
            SERVICE
            | {
                "patches": [
                    {"target": {"kind": "Service"}, "ops": [{"op": "test", "path": "/kind", "value": "Service"}]}
                ]
            },
            {"patches": False},
            "patches",
            "patches are not allowed in dev ({})",
            "remove them, or ask the platform team",
        ),
    ],
)
def test_policy_refuses(component: Data, policy: Data, where: str, fact: str, hint: str) -> None:
    ((found, said, way),) = refusals(component, {"policy": policy})
    # The default of `scale` stands in no file: its place is the component.
    assert found in {f"components.api.{where}", "components.api", f"environments.dev.components.api.{where}"}
    line, _, rest = said.rpartition("(")
    assert line + "({})" == fact
    assert rest.startswith("environments/dev.yaml:")
    assert way == hint


@pytest.mark.parametrize(
    "policy",
    [
        {"kinds": ["service"], "strategies": ["rolling"], "minReplicas": 1, "patches": False},
        {"images": {"registries": ["ghcr.io/acme"], "requireDigest": True}},
        {"images": {"registries": ["ghcr.io"]}},
    ],
)
def test_policy_lets_through_what_it_allows_and_changes_nothing(policy: Data) -> None:
    component = SERVICE | {"image": DIGEST}
    assert samples.objects(component, None, {"policy": policy}) == samples.objects(component)


def test_every_version_in_a_release_is_under_the_policy_of_images() -> None:
    release = {"active": {"slot": "blue", "image": DIGEST}, "candidate": {"image": "docker.io/evil:1"}, "step": 0}
    component = SERVICE | {"image": DIGEST, "strategy": "blue-green"}
    ((where, fact, _),) = refusals(
        component, {"policy": {"images": {"registries": ["ghcr.io/acme"]}}}, {"releases": {"api": release}}
    )
    assert where == "environments.dev.releases.api.candidate.image"
    assert fact.startswith('"docker.io/evil:1" is not from an allowed registry in dev (environments/dev.yaml:')


EVERYTHING: Data = {
    "kinds": ["job"],
    "strategies": ["canary"],
    "minReplicas": 2,
    "images": {"registries": ["ghcr.io/other"], "requireDigest": True},
    "patches": False,
}
PATCH: Data = {"target": {"kind": "Service"}, "ops": [{"op": "test", "path": "/kind", "value": "Service"}]}
RULES = {
    "kind": "kind service is not allowed in dev",
    "strategy": "strategy rolling is not allowed in dev",
    "scale": "1 pod is fewer than 2 in dev",
    "registry": '"ghcr.io/acme/api:1" is not from an allowed registry in dev',
    "digest": '"ghcr.io/acme/api:1" has no digest in dev',
    "patches": "patches are not allowed in dev",
}


def refused(component: Data, environment: Data, section: Any = None) -> list[str]:
    """The refusals of a component with other problems, without the platform's line."""
    found = cases.judged(samples.case(component, section, environment)).problems
    assert any(problem.severity is Severity.ERROR for problem in found)
    return [problem.fact.partition(" (")[0] for problem in found if problem.severity is Severity.REFUSAL]


@pytest.mark.parametrize(
    ("mistake", "unjudged"),
    [
        ({"args": "x"}, ()),
        ({"health": {"ready": "readyz"}, "env": {"A_TOKEN": "x"}}, ()),
        ({"files": {"/etc/x": {"from": "gone.txt"}}}, ()),
        ({"machine": "tpu"}, ()),
        ({"colour": "red"}, ()),
        ({"image": "a b"}, ("registry", "digest")),
        ({"image": None}, ("registry", "digest")),
        ({"scale": "x"}, ("scale",)),
        ({"scale": {"min": 1}}, ("scale",)),
        ({"strategy": "canry"}, ("strategy",)),
        ({"strategy": {"steps": [10]}}, ("strategy",)),
        ({"patches": "x"}, ("patches",)),
    ],
)
def test_policy_is_judged_beside_mistakes_in_other_fields(mistake: Data, unjudged: tuple[str, ...]) -> None:
    component = {key: each for key, each in (SERVICE | {"patches": [PATCH]} | mistake).items() if each is not None}
    found = refused(component, {"policy": EVERYTHING})
    assert sorted(found) == sorted(said for rule, said in RULES.items() if rule not in unjudged)


@pytest.mark.parametrize("active", ["ghcr.io/acme/api:1", {"imag": "ghcr.io/acme/api:1"}, {"image": "a b"}])
def test_an_image_that_a_broken_release_takes_the_place_of_is_not_judged(active: Any) -> None:
    section = {"releases": {"api": {"active": active}}}
    assert refused(SERVICE, {"policy": {"images": {"requireDigest": True}}}, section) == []


def test_one_refusal_is_told_once_for_all_versions_that_run() -> None:
    release = {"active": {"slot": "blue", "image": DIGEST}, "candidate": {"image": DIGEST}, "step": 0}
    component = SERVICE | {"image": DIGEST, "strategy": "blue-green", "args": "x"}
    found = refused(component, {"policy": {"strategies": ["rolling"]}}, {"releases": {"api": release}})
    assert found == ["strategy blue-green is not allowed in dev"]


@pytest.mark.parametrize(
    ("mistake", "judged"),
    [
        ({"args": "x"}, True),
        ({"image": "a b"}, True),
        ({"resources": {"cpu": "two"}}, False),
        ({"machine": "tpu", "resources": None}, False),
        ({"scale": {"min": 5}}, False),
        ({"strategy": "canry"}, False),
    ],
)
def test_quota_counts_every_component_whose_size_is_sound(mistake: Data, *, judged: bool) -> None:
    component = SERVICE | {"scale": 5, "resources": {"cpu": 2}} | mistake
    component = {key: each for key, each in component.items() if each is not None}
    found = refused(component, {"quota": {"cpu": "9"}})
    assert found == (["12 of cpu may be needed"] if judged else [])


def patch(kind: str, op: str, path: str, **more: str) -> Data:
    return {"target": {"kind": kind}, "ops": [{"op": op, "path": path, **more}]}


PATHS = ["/spec/minReadySeconds", "/spec/template/spec/containers/*/lifecycle"]
ONLY: Data = {"policy": {"patches": [{"kind": "Deployment", "paths": PATHS}, {"kind": "Service"}]}}


@pytest.mark.parametrize(
    "held",
    [
        patch("Deployment", "add", "/spec/minReadySeconds", value="5"),
        patch("Deployment", "remove", "/spec/template/spec/containers/0/lifecycle/preStop"),
        patch("Deployment", "test", "/spec/revisionHistoryLimit", value="3"),
        patch("Service", "add", "/spec/internalTrafficPolicy", value="Local"),
    ],
)
def test_a_policy_lists_what_may_be_patched(held: Data) -> None:
    found = cases.judged(samples.case(SERVICE | {"patches": [held]}, None, ONLY)).problems
    assert [each for each in found if each.code == "policy"] == []


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (
            patch("Deployment", "remove", "/spec/revisionHistoryLimit"),
            (
                'ops[0]: "/spec/revisionHistoryLimit" in kind Deployment may not be patched in dev (environments/dev.yaml:10)'
                f" -> allowed: {', '.join(PATHS)}; or ask the platform team"
            ),
        ),
        (
            {
                "target": {"kind": "Deployment"},
                "ops": [{"op": "move", "from": "/spec/x", "path": "/spec/minReadySeconds"}],
            },
            (
                'ops[0]: "/spec/x" in kind Deployment may not be patched in dev (environments/dev.yaml:10)'
                f" -> allowed: {', '.join(PATHS)}; or ask the platform team"
            ),
        ),
        (
            patch("NetworkPolicy", "remove", "/spec/egress"),
            (
                "target.kind: kind NetworkPolicy may not be patched in dev (environments/dev.yaml:10)"
                " -> allowed: Deployment, Service; or ask the platform team"
            ),
        ),
    ],
)
def test_other_patches_are_refused(held: Data, said: str) -> None:
    found = samples.problems(SERVICE | {"patches": [held]}, None, ONLY)
    assert [each.removeprefix("components.api.patches[0].") for each in found if "may not be" in each] == [said]
