"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import base

CASES = [
    Case(
        name="an annotation of an account",
        kind="ServiceAccount",
        after={"metadata/annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/a"}},
        effect="next-start",
        reason="a cloud's identity is read when pods start",
        source=sources.ACCOUNTS,
    ),
    Case(
        name="the token of an account",
        kind="ServiceAccount",
        after={"automountServiceAccountToken": True},
        effect="next-start",
        reason="whether pods get a token is decided when they start",
        source=f"{sources.ACCOUNTS}#opt-out-of-api-credential-automounting",
        also=("access",),
    ),
    Case(
        name="an account that goes while pods use it",
        kind="ServiceAccount",
        after=None,
        effect="access",
        reason="its tokens are refused, and pods that use it cannot start",
        source=sources.ACCOUNTS,
        beside=(base("Deployment"),),
    ),
    Case(
        name="an account that goes with its pods",
        kind="ServiceAccount",
        after=None,
        effect="none",
        reason="no pod uses it any more",
        source=sources.ACCOUNTS,
        gone=(base("CronJob"),),
    ),
    Case(
        name="a rule of a Role",
        kind="Role",
        after={"rules/0/verbs/1": "list"},
        effect="access",
        reason="what programs may do in the Kubernetes API, at once",
        source=sources.RBAC,
    ),
    Case(
        name="the role of a binding",
        kind="RoleBinding",
        after={"roleRef/name": "admin"},
        effect="immutable",
        reason="the role of a RoleBinding cannot be changed",
        source=sources.RBAC_VALIDATION,
    ),
    Case(
        name="a subject of a binding",
        kind="RoleBinding",
        after={"subjects/0/name": "other"},
        effect="access",
        reason="who has the rights of the role",
        source=sources.RBAC,
    ),
    Case(
        name="who reaches pods",
        kind="NetworkPolicy",
        after={"spec/ingress/0/ports/0/port": 8081},
        effect="access",
        reason="who reaches the pods",
        source=sources.NETWORK_POLICY,
    ),
    Case(
        name="a policy for pods that run",
        kind="NetworkPolicy",
        after={},
        effect="access",
        reason="its pods are reached, and reach, only what it allows",
        source=sources.NETWORK_POLICY,
        before=None,
        beside=(base("Deployment"),),
    ),
    Case(
        name="a policy for new pods",
        kind="NetworkPolicy",
        after={},
        effect="none",
        reason="no pod that runs is limited by it",
        source=sources.NETWORK_POLICY,
        before=None,
        come=(base("Deployment"),),
    ),
    Case(
        name="a policy whose pods stay",
        kind="NetworkPolicy",
        after=None,
        effect="access",
        reason="its pods are reached, and reach, what no other policy limits",
        source=sources.NETWORK_POLICY,
        beside=(base("Deployment"),),
    ),
    Case(
        name="a policy that goes with its pods",
        kind="NetworkPolicy",
        after=None,
        effect="none",
        reason="no pod that stays was limited by it",
        source=sources.NETWORK_POLICY,
        gone=(base("Deployment"),),
    ),
    Case(
        name="a budget",
        kind="PodDisruptionBudget",
        after={"spec/maxUnavailable": 2},
        effect="none",
        reason="how many pods may go at a time when nodes are drained",
        source=sources.DISRUPTIONS,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
