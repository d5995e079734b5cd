"""Effects of changes to a Notebook of Kubeflow, of which its controller makes a StatefulSet and a Service.

The controller updates the pods of a StatefulSet, but not their labels and annotations (`CopyStatefulSetFields`).
"""

from generator.kubernetes.effects import common, sources, workloads
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Rule, Table, Verdict

TEMPLATE = "spec.template"
CHANGED = "the pod changed: the only pod ends, with its kernels, before the new one starts"
LEFT = "Kubeflow's controller gives labels and annotations to the pod only when it makes the StatefulSet"
ROUTED = "Kubeflow's controller writes it into its VirtualService"
_ROUTE = ("http-rewrite-uri", "http-headers-request-set")


def _stopped(field: Field) -> Verdict | None:
    if field.is_removed:
        return Verdict(Effect.NEW, "the notebook starts", sources.NOTEBOOK)
    return None if field.is_added else Verdict(Effect.NONE, "it is stopped already", sources.NOTEBOOK)


def _for_tools(field: Field) -> Verdict | None:
    """Annotations of the Notebook alone, which the controller or GitOps tools read."""
    key = field.steps[-1] if field.steps else ""
    if "notebook" in str(key) or "kubectl" in str(key):
        return Verdict(Effect.NONE, "a note for people and tools", sources.ANNOTATIONS)
    return None


NOTEBOOK = Table(
    added=workloads.NEW,
    removed=workloads.GONE,
    rules=(
        common.POSITION_RULE,
        Rule(
            "metadata.annotations[kubeflow-resource-stopped]",
            Effect.INTERRUPTION,
            "the notebook stops: its pod ends",
            sources.NOTEBOOK,
            judge=_stopped,
            depends="new: it is removed",
        ),
        *(
            Rule(f"metadata.annotations[notebooks.kubeflow.org/{name}]", Effect.TRAFFIC, ROUTED, sources.NOTEBOOK)
            for name in _ROUTE
        ),
        *(
            common.quiet(f"metadata.annotations[{name}]", "a note for the GitOps tool", sources.ANNOTATIONS)
            for name in (common.PRUNE, common.SYNC_OPTIONS)
        ),
        Rule("metadata.labels", Effect.IGNORED, LEFT, sources.NOTEBOOK_STATEFUL_SET),
        Rule(
            "metadata.annotations",
            Effect.IGNORED,
            LEFT,
            sources.NOTEBOOK_STATEFUL_SET,
            judge=_for_tools,
            depends="none: the controller gives the pod no key with `notebook` or `kubectl`",
            by_parts=True,
        ),
        *common.METADATA,
        *common.pods(TEMPLATE, Effect.INTERRUPTION, CHANGED, sources.NOTEBOOK_STATEFUL_SET),
    ),
)
