"""Effects of changes to pipelines: a Workflow runs once, a CronWorkflow runs its WorkflowTemplate by a schedule."""

from collections.abc import Iterator

from generator.kubernetes import argo_templates
from generator.kubernetes.effects import common, sources, tasks
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Judge, Rule, Table, Verdict, Whole

_CRON, _TEMPLATE, _FIELDS = sources.CRON_WORKFLOW, sources.WORKFLOW_TEMPLATE, sources.WORKFLOW
_TIMES = {"schedules": "it runs at other times", "timezone": "it runs at other times"}
_ARTIFACT = "the next run keeps it there; what earlier runs kept stays where it is"
_IDENTITY = ("securityContext", "serviceAccountName", "automountServiceAccountToken")
_PATCH = "podSpecPatch"
_ACCESS = "access, too: of whom its pods are and what they may do"


def _templates(
    effect: Effect, reason: str, source: str, judge: Judge | None = None, depends: str = ""
) -> Iterator[Rule]:
    """Rows for the templates of steps; a change of the identity or the rights of their pods is `access`, too."""
    places = (
        *(f"spec.{name}" for name in _IDENTITY),
        *(f"spec.templates[*].{name}" for name in _IDENTITY),
        *(f"spec.templates[*].{name}.securityContext" for name in ("container", "initContainers[*]", "sidecars[*]")),
    )
    for path in places:
        yield Rule(path, effect, reason, source, also=(Effect.ACCESS,), judge=judge, depends=depends)
    told = "; ".join(filter(None, (depends, _ACCESS)))
    for path in (f"spec.{_PATCH}", f"spec.templates[*].{_PATCH}"):
        yield Rule(path, effect, reason, source, judge=_patched(Verdict(effect, reason), judge), depends=told)


def _patched(row: Verdict, judge: Judge | None) -> Judge:
    """A judge of a patch of pods: `access`, too, if it changes whom they are."""

    def found(field: Field) -> Verdict:
        verdict = (judge(field) if judge is not None else None) or row
        is_other = argo_templates.identity(field.before) != argo_templates.identity(field.after)
        return verdict._replace(also=(*verdict.also, Effect.ACCESS)) if is_other else verdict

    return found


WORKFLOW = tasks.run("Workflow", (), _FIELDS, _templates)
WORKFLOW_TEMPLATE = Table(
    added=Whole(Effect.NONE, "nothing runs until somebody or a schedule starts it", _TEMPLATE),
    removed=Whole(Effect.REMOVED, "nobody can run it any more", _TEMPLATE, tasks.replaced, tasks.REPLACED),
    rules=(
        *common.METADATA,
        *_templates(Effect.NEXT_START, tasks.NEXT_RUN, _TEMPLATE),
        Rule("spec.templates[*].outputs.artifacts", Effect.NEXT_START, _ARTIFACT, sources.ARTIFACTS),
        Rule("spec", Effect.NEXT_START, tasks.NEXT_RUN, _TEMPLATE),
    ),
)
CRON_WORKFLOW = Table(
    added=Whole(Effect.RUN, "the pipeline will run by its schedule", _CRON),
    removed=Whole(Effect.REMOVED, "it runs no more; its Workflows go with it", _CRON, tasks.replaced, tasks.REPLACED),
    rules=(
        *common.METADATA,
        *(Rule(f"spec.{name}", Effect.RUN, reason, _CRON) for name, reason in _TIMES.items()),
        Rule("spec.suspend", Effect.RUN, "no run starts while it is suspended", _CRON, judge=tasks.suspended(_CRON)),
        Rule("spec.workflowSpec", Effect.NEXT_START, tasks.NEXT_RUN, _CRON),
        Rule("spec.workflowMetadata", Effect.NEXT_START, tasks.NEXT_RUN, _CRON),
        Rule("spec.concurrencyPolicy", Effect.NEXT_START, "what happens when a run is due while one goes on", _CRON),
        Rule("spec.startingDeadlineSeconds", Effect.NEXT_START, "how late a run may start", _CRON),
        *(
            common.quiet(f"spec.{name}", "how many finished Workflows are kept", _CRON)
            for name in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit")
        ),
    ),
)
