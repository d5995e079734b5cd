"""Effects of changes to what grants or limits: accounts, roles, network policies, and budgets of disruptions."""

from generator.kubernetes import object_kinds, pod_templates
from generator.kubernetes.effects import capacity, common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.object_fields import value_at


def _accounts(revision: Revision) -> set[str]:
    """The accounts that pods use."""
    kinds = [row.kind for row in object_kinds.TABLE.values() if row.pod_templates]
    templates = (
        each
        for kind in kinds
        for content in revision.of_kind(kind)
        for each in pod_templates.find(kind, content).values()
    )
    return {str(value_at(template, ("spec", "serviceAccountName"))) for template in templates}


def _account_removed(pair: Pair) -> Verdict | None:
    if str(value_at(pair.before, ("metadata", "name"))) not in pair.new.once(_accounts):
        return Verdict(Effect.NONE, "no pod uses it any more", sources.ACCOUNTS)
    return None


SERVICE_ACCOUNT = Table(
    added=Whole(Effect.NONE, "nothing until pods use it", sources.ACCOUNTS),
    removed=Whole(
        Effect.ACCESS,
        "its tokens are refused, and pods that use it cannot start",
        sources.ACCOUNTS,
        _account_removed,
        "none: no pod uses it any more",
    ),
    rules=(
        *common.metadata(
            Rule(
                "metadata.annotations",
                Effect.NEXT_START,
                "a cloud's identity is read when pods start",
                sources.ACCOUNTS,
            ),
        ),
        Rule(
            "automountServiceAccountToken",
            Effect.NEXT_START,
            "whether pods get a token is decided when they start",
            f"{sources.ACCOUNTS}#opt-out-of-api-credential-automounting",
            also=(Effect.ACCESS,),
        ),
        Rule(
            "imagePullSecrets",
            Effect.NEXT_START,
            "with what the images of pods that start are pulled",
            sources.ACCOUNTS,
        ),
        Rule("secrets", Effect.NEXT_START, "which Secrets pods that start may mount", sources.ACCOUNTS),
    ),
)

ROLE = Table(
    added=Whole(Effect.ACCESS, "rights that can be bound", sources.RBAC),
    removed=Whole(Effect.ACCESS, "whom it was bound to loses its rights at once", sources.RBAC),
    rules=(
        *common.METADATA,
        Rule("rules", Effect.ACCESS, "what programs may do in the Kubernetes API, at once", sources.RBAC),
    ),
)

ROLE_BINDING = Table(
    added=Whole(Effect.ACCESS, "its subjects get the rights of the role at once", sources.RBAC),
    removed=Whole(Effect.ACCESS, "its subjects lose the rights of the role at once", sources.RBAC),
    rules=(
        *common.METADATA,
        common.fixed("roleRef", "the role of a RoleBinding cannot be changed", sources.RBAC_VALIDATION),
        Rule("subjects", Effect.ACCESS, "who has the rights of the role", sources.RBAC),
    ),
)


def _limits(policy: object, revision: Revision) -> bool:
    """Whether pods of a revision are limited by a policy; tasks start later, and so do not count."""
    selector = {"spec": {"selector": value_at(policy, ("spec", "podSelector", "matchLabels"))}}
    return bool(capacity.workloads(revision, selector))


def _policy_added(pair: Pair) -> Verdict | None:
    if not _limits(pair.after, pair.old):
        return Verdict(Effect.NONE, "no pod that runs is limited by it", sources.NETWORK_POLICY)
    return None


def _policy_removed(pair: Pair) -> Verdict | None:
    if not _limits(pair.before, pair.new):
        return Verdict(Effect.NONE, "no pod that stays was limited by it", sources.NETWORK_POLICY)
    return None


NETWORK_POLICY = Table(
    added=Whole(
        Effect.ACCESS,
        "its pods are reached, and reach, only what it allows",
        sources.NETWORK_POLICY,
        _policy_added,
        "none: no pod that runs is limited by it",
    ),
    removed=Whole(
        Effect.ACCESS,
        "its pods are reached, and reach, what no other policy limits",
        sources.NETWORK_POLICY,
        _policy_removed,
        "none: no pod that stays was limited by it",
    ),
    rules=(
        *common.METADATA,
        *(
            Rule(f"spec.{name}", Effect.ACCESS, reason, sources.NETWORK_POLICY)
            for name, reason in {
                "podSelector": "which pods it limits",
                "policyTypes": "whether it limits what comes in, goes out, or both",
                "ingress": "who reaches the pods",
                "egress": "what the pods reach",
            }.items()
        ),
    ),
)

_DRAINS = "how many pods may go at a time when nodes are drained"
BUDGET = Table(
    added=Whole(Effect.NONE, _DRAINS, sources.DISRUPTIONS),
    removed=Whole(Effect.NONE, "drains of nodes are not held back any more", sources.DISRUPTIONS),
    rules=(
        *common.METADATA,
        *(
            common.quiet(f"spec.{name}", _DRAINS, sources.DISRUPTIONS)
            for name in ("maxUnavailable", "minAvailable", "selector", "unhealthyPodEvictionPolicy")
        ),
    ),
)
