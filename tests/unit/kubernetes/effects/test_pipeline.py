"""Pairs of objects before and after, with the effect that Argo's documentation gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

NEXT = "the next run takes it up; one that goes on does not"
CASES = [
    *effects.changed(
        "CronWorkflow",
        sources.CRON_WORKFLOW,
        [
            ("spec/schedules", ["@hourly"], "run", "it runs at other times", ()),
            ("spec/timezone", "Europe/Berlin", "run", "it runs at other times", ()),
            ("spec/suspend", True, "run", "no run starts any more", ()),
            ("spec/workflowSpec/workflowTemplateRef/name", "x", "next-start", NEXT, ()),
            ("spec/concurrencyPolicy", "Allow", "next-start", "what happens when a run is due while one goes on", ()),
            ("spec/failedJobsHistoryLimit", 5, "none", "how many finished Workflows are kept", ()),
        ],
    ),
    *effects.changed(
        "WorkflowTemplate",
        sources.WORKFLOW_TEMPLATE,
        [
            ("spec/parallelism", 5, "next-start", NEXT, ()),
            ("spec/templates/1/serviceAccountName", "x", "next-start", NEXT, ("access",)),
            ("spec/podSpecPatch", '{"enableServiceLinks": true}', "next-start", NEXT, ()),
            (
                "spec/templates/1/podSpecPatch",
                '{"automountServiceAccountToken": false}',
                "next-start",
                NEXT,
                ("access",),
            ),
        ],
    ),
    *effects.changed(
        "WorkflowTemplate",
        sources.ARTIFACTS,
        [
            (
                "spec/templates/1/outputs",
                {"artifacts": [{"name": "a", "path": "/a"}]},
                "next-start",
                "the next run keeps it there; what earlier runs kept stays where it is",
                (),
            )
        ],
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
