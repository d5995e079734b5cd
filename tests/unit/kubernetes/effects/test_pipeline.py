"""Pairs of objects before and after, with the effect that Argo's documentation gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

NEXT = "the next run takes it up; one that goes on does not"
CASES = [
    *(
        Case(
            name=f"{path} of a {kind}",
            kind=kind,
            after={path: value},
            effect=effect,
            reason=reason,
            source=source,
            also=also,
        )
        for kind, path, value, effect, reason, source, also in (
            ("CronWorkflow", "spec/schedules", ["@hourly"], "run", "it runs at other times", sources.CRON_WORKFLOW, ()),
            (
                "CronWorkflow",
                "spec/timezone",
                "Europe/Berlin",
                "run",
                "it runs at other times",
                sources.CRON_WORKFLOW,
                (),
            ),
            ("CronWorkflow", "spec/suspend", True, "run", "no run starts any more", sources.CRON_WORKFLOW, ()),
            (
                "CronWorkflow",
                "spec/workflowSpec/workflowTemplateRef/name",
                "x",
                "next-start",
                NEXT,
                sources.CRON_WORKFLOW,
                (),
            ),
            (
                "CronWorkflow",
                "spec/concurrencyPolicy",
                "Allow",
                "next-start",
                "what happens when a run is due while one goes on",
                sources.CRON_WORKFLOW,
                (),
            ),
            (
                "CronWorkflow",
                "spec/failedJobsHistoryLimit",
                5,
                "none",
                "how many finished Workflows are kept",
                sources.CRON_WORKFLOW,
                (),
            ),
            ("WorkflowTemplate", "spec/parallelism", 5, "next-start", NEXT, sources.WORKFLOW_TEMPLATE, ()),
            (
                "WorkflowTemplate",
                "spec/templates/1/serviceAccountName",
                "x",
                "next-start",
                NEXT,
                sources.WORKFLOW_TEMPLATE,
                ("access",),
            ),
        )
    ),
    Case(
        name="a CronWorkflow that goes",
        kind="CronWorkflow",
        after=None,
        effect="removed",
        reason="it runs no more; its Workflows go with it",
        source=sources.CRON_WORKFLOW,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
