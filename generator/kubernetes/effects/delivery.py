"""Effects of changes to what delivers and observes: objects of Flux, Argo CD and the Prometheus operator."""

from generator.kubernetes.effects import common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import value_at

ELSEWHERE = "everything comes from elsewhere, and what is not there is pruned"
MOVES = "everything goes to another place, and the old objects go"
HOW = "how and when changes are applied"


def _kustomization_removed(pair: Pair) -> Verdict | None:
    if not any(pair.new.of_kind("Application")):
        return None
    if value_at(pair.before, ("spec", "prune")) is not True:
        return Verdict(Effect.NONE, "it prunes nothing: what it applied stays, and Argo CD takes it over")
    reason = (
        "Flux deletes all that it applied, and Argo CD applies it anew: set prune: false on it in the cluster before"
    )
    return Verdict(Effect.REPLACED, reason)


def _application_removed(pair: Pair) -> Verdict | None:
    if not any(pair.new.of_kind("Kustomization")):
        return None
    if not value_at(pair.before, ("metadata", "finalizers")):
        return Verdict(Effect.NONE, "it has no finalizer: what it applied stays, and Flux takes it over")
    reason = (
        "Argo CD deletes all that it applied, and Flux applies it anew: remove its finalizers in the cluster before"
    )
    return Verdict(Effect.REPLACED, reason)


def _stops(field: Field) -> Verdict:
    stopped = field.after not in {ABSENT, False}
    reason = "no later change is applied" if stopped else "changes are applied again"
    return Verdict(Effect.IGNORED if stopped else Effect.NONE, reason)


def _prunes(field: Field) -> Verdict:
    if field.after is True:
        return Verdict(Effect.UNKNOWN, "what earlier changes took out of Git and left in the cluster is deleted")
    return Verdict(Effect.NONE, "what goes from Git stays in the cluster")


def _prune(path: str, page: str) -> Rule:
    return Rule(
        path,
        Effect.NONE,
        "what goes from Git stays in the cluster",
        page,
        judge=_prunes,
        depends="unknown: it begins to prune, also what went from Git before",
    )


KUSTOMIZATION = Table(
    added=Whole(Effect.NEW, "Flux applies what lies at its path", sources.FLUX_KUSTOMIZATION),
    removed=Whole(
        Effect.REMOVED,
        "what it applied goes with it, where it prunes",
        f"{sources.FLUX_KUSTOMIZATION}#prune",
        _kustomization_removed,
        "with an Application in its place: replaced; none: it prunes nothing",
    ),
    rules=(
        *common.METADATA,
        *(
            Rule(f"spec.{name}", Effect.REPLACED, ELSEWHERE, sources.FLUX_KUSTOMIZATION)
            for name in ("path", "sourceRef", "components")
        ),
        *(
            Rule(f"spec.{name}", Effect.REPLACED, MOVES, sources.FLUX_KUSTOMIZATION)
            for name in ("targetNamespace", "kubeConfig", "namePrefix", "nameSuffix")
        ),
        Rule(
            "spec.serviceAccountName",
            Effect.ACCESS,
            "with whose rights Flux applies",
            f"{sources.FLUX_KUSTOMIZATION}#service-account-reference",
        ),
        Rule("spec.suspend", Effect.IGNORED, "no later change is applied", sources.FLUX_KUSTOMIZATION, judge=_stops),
        _prune("spec.prune", f"{sources.FLUX_KUSTOMIZATION}#prune"),
        *(
            common.quiet(f"spec.{name}", HOW, sources.FLUX_KUSTOMIZATION)
            for name in (
                *("interval", "retryInterval", "timeout", "wait", "force", "healthChecks", "healthCheckExprs"),
                *("ignore", "dependsOn", "deletionPolicy"),
            )
        ),
    ),
)

APPLICATION = Table(
    added=Whole(Effect.NEW, "Argo CD applies what lies at its path", sources.APPLICATION),
    removed=Whole(
        Effect.REMOVED,
        "what it applied goes with it, where it has the finalizer",
        sources.APP_DELETION,
        _application_removed,
        "with a Kustomization in its place: replaced; none: it has no finalizer",
    ),
    rules=(
        *common.metadata(
            common.quiet("metadata.finalizers", "whether what it applied goes with it", sources.APP_DELETION),
        ),
        Rule("spec.source", Effect.REPLACED, ELSEWHERE, sources.APPLICATION),
        Rule("spec.sources", Effect.REPLACED, ELSEWHERE, sources.APPLICATION),
        Rule("spec.destination", Effect.REPLACED, MOVES, sources.APPLICATION),
        Rule("spec.project", Effect.ACCESS, "what it may apply, and where", sources.APP_PROJECT),
        _prune("spec.syncPolicy.automated.prune", sources.APP_PRUNING),
        *(
            common.quiet(f"spec.{name}", HOW, sources.APPLICATION)
            for name in ("syncPolicy", "ignoreDifferences", "revisionHistoryLimit", "info")
        ),
    ),
)

APP_PROJECT = Table(
    added=Whole(Effect.ACCESS, "what Applications may apply, and where", sources.APP_PROJECT),
    removed=Whole(Effect.ACCESS, "its Applications are not applied any more", sources.APP_PROJECT),
    rules=(
        *common.METADATA,
        Rule("spec", Effect.ACCESS, "what Applications may apply, and where", sources.APP_PROJECT),
    ),
)

GIT_REPOSITORY = Table(
    added=Whole(Effect.NEW, "Flux reads a repository", sources.FLUX_REPOSITORY),
    removed=Whole(Effect.IGNORED, "no later change is applied", sources.FLUX_REPOSITORY),
    rules=(
        *common.METADATA,
        *(
            Rule(f"spec.{name}", Effect.REPLACED, ELSEWHERE, sources.FLUX_REPOSITORY)
            for name in ("url", "ref", "include", "sparseCheckout")
        ),
        *(
            Rule(f"spec.{name}", Effect.ACCESS, "as whom it is read, and what is trusted", sources.FLUX_REPOSITORY)
            for name in ("secretRef", "serviceAccountName", "verify", "provider")
        ),
        Rule("spec.suspend", Effect.IGNORED, "no later change is applied", sources.FLUX_REPOSITORY, judge=_stops),
        *(
            common.quiet(f"spec.{name}", "how and when it is read", sources.FLUX_REPOSITORY)
            for name in ("interval", "timeout", "ignore", "recurseSubmodules")
        ),
    ),
)


MONITOR = Table(
    added=Whole(Effect.NONE, "Prometheus asks more pods", sources.MONITORS),
    removed=Whole(
        Effect.NONE,
        "Prometheus asks them no more: autoscalers and analyses by its metrics have none",
        sources.MONITORS,
    ),
    rules=(*common.METADATA, common.quiet("spec", "what Prometheus asks, and how often", sources.MONITORS)),
)
"""Of a PodMonitor and of a ServiceMonitor."""
