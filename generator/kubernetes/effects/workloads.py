"""Effects of changes to objects that run pods."""

from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Rule, Table, Whole

DOCS = "https://kubernetes.io/docs/"
CONTROLLERS = f"{DOCS}concepts/workloads/controllers/"
OBJECTS = f"{DOCS}concepts/overview/working-with-objects/"

DEPLOYMENT = Table(
    added=Whole(Effect.NEW, "pods start", f"{CONTROLLERS}deployment/"),
    removed=Whole(Effect.REMOVED, "its pods are ended", f"{CONTROLLERS}deployment/"),
    rules=(
        Rule("metadata", Effect.NONE, "metadata of a Deployment is not in its pods", f"{OBJECTS}labels/"),
        Rule("spec.selector", Effect.IMMUTABLE, "a selector cannot be changed", f"{CONTROLLERS}deployment/#selector"),
        Rule(
            "spec.template",
            Effect.RESTART,
            "a pod template changed: every pod is replaced",
            f"{CONTROLLERS}deployment/#updating-a-deployment",
        ),
    ),
)
