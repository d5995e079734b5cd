"""Pairs of Notebooks before and after, with the effect that the source of Kubeflow's controller gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object

ANNOTATIONS = "metadata/annotations"
LEFT = "Kubeflow's controller gives labels and annotations to the pod only when it makes the StatefulSet"
ENDS = "the pod changed: the only pod ends, with its kernels, before the new one starts"
ROUTED = "Kubeflow's controller writes it into its VirtualService"
SPEC = "spec/template/spec"
REWRITTEN: Object = {ANNOTATIONS: {"notebooks.kubeflow.org/http-rewrite-uri": "/"}}


def stopped(when: str) -> Object:
    return {ANNOTATIONS: {"kubeflow-resource-stopped": when}}


CASES = [
    *effects.changed(
        "Notebook",
        sources.NOTEBOOK_STATEFUL_SET,
        [
            (f"{SPEC}/containers/0/image", "x:2", "interruption", ENDS, ()),
            (f"{SPEC}/serviceAccountName", "other", "interruption", ENDS, ("access",)),
            ("metadata/labels/a", "b", "ignored", LEFT, ()),
            (ANNOTATIONS, {"a": "b"}, "ignored", LEFT, ()),
        ],
    ),
    Case(
        name="an annotation that the controller gives to no pod",
        kind="Notebook",
        after={ANNOTATIONS: {"kubectl.kubernetes.io/default-container": "b"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
    ),
    *(
        Case(
            name=name,
            kind="Notebook",
            before=before,
            after=after,
            effect=effect,
            reason=reason,
            source=sources.NOTEBOOK,
        )
        for name, before, after, effect, reason in (
            ("a path of Kubeflow's gateway", {}, REWRITTEN, "traffic", ROUTED),
            ("stopped", {}, stopped("now"), "interruption", "the notebook stops: its pod ends"),
            ("started", stopped("now"), {}, "new", "the notebook starts"),
            ("stopped twice", stopped("now"), stopped("then"), "none", "it is stopped already"),
        )
    ),
    Case(
        name="a new notebook",
        kind="Notebook",
        before=None,
        after={},
        effect="new",
        reason="1 pod starts",
        source=sources.WORKLOADS,
    ),
]
test_documented = effects.documented(CASES)
