"""Pairs of Notebooks before and after, with the effect that the source of Kubeflow's controller gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

STOPPED = "metadata/annotations"
LEFT = "Kubeflow's controller gives labels and annotations to the pod only when it makes the StatefulSet"
SPEC = "spec/template/spec"

CASES = [
    Case(
        name="an image",
        kind="Notebook",
        after={f"{SPEC}/containers/0/image": "x:2"},
        effect="interruption",
        reason="the pod changed: the only pod ends, with its kernels, before the new one starts",
        source=sources.NOTEBOOK_STATEFUL_SET,
    ),
    Case(
        name="whose pod it is",
        kind="Notebook",
        after={f"{SPEC}/serviceAccountName": "other"},
        effect="interruption",
        also=("access",),
        reason="the pod changed: the only pod ends, with its kernels, before the new one starts",
        source=sources.NOTEBOOK_STATEFUL_SET,
    ),
    Case(
        name="a label",
        kind="Notebook",
        after={"metadata/labels/a": "b"},
        effect="ignored",
        reason=LEFT,
        source=sources.NOTEBOOK_STATEFUL_SET,
    ),
    Case(
        name="an annotation",
        kind="Notebook",
        after={STOPPED: {"a": "b"}},
        effect="ignored",
        reason=LEFT,
        source=sources.NOTEBOOK_STATEFUL_SET,
    ),
    Case(
        name="an annotation that the controller gives to no pod",
        kind="Notebook",
        after={STOPPED: {"kubectl.kubernetes.io/default-container": "b"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
    ),
    Case(
        name="a path of Kubeflow's gateway",
        kind="Notebook",
        after={STOPPED: {"notebooks.kubeflow.org/http-rewrite-uri": "/"}},
        effect="traffic",
        reason="Kubeflow's controller writes it into its VirtualService",
        source=sources.NOTEBOOK,
    ),
    Case(
        name="stopped",
        kind="Notebook",
        after={STOPPED: {"kubeflow-resource-stopped": "now"}},
        effect="interruption",
        reason="the notebook stops: its pod ends",
        source=sources.NOTEBOOK,
    ),
    Case(
        name="started",
        kind="Notebook",
        before={STOPPED: {"kubeflow-resource-stopped": "now"}},
        after={},
        effect="new",
        reason="the notebook starts",
        source=sources.NOTEBOOK,
    ),
    Case(
        name="stopped twice",
        kind="Notebook",
        before={STOPPED: {"kubeflow-resource-stopped": "now"}},
        after={STOPPED: {"kubeflow-resource-stopped": "then"}},
        effect="none",
        reason="it is stopped already",
        source=sources.NOTEBOOK,
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
