"""Effects of changes to Spark applications, that run once or by a schedule."""

from generator.kubernetes.effects import common, sources, tasks
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Rule, Table, Whole

_SCHEDULED = sources.SCHEDULED_SPARK_APPLICATION
_TIMES = {"schedule": "it runs at other times", "timeZone": "it runs at other times"}
_PARTS = ("driver", "executor")

SPARK_APPLICATION = tasks.run(
    "SparkApplication", tuple(f"spec.{part}.template" for part in _PARTS), sources.SPARK_APPLICATION
)


SCHEDULED_SPARK_APPLICATION = Table(
    added=Whole(Effect.RUN, "the application will run by its schedule", _SCHEDULED),
    removed=Whole(
        Effect.REMOVED, "it runs no more; its applications go with it", _SCHEDULED, tasks.replaced, tasks.REPLACED
    ),
    rules=(
        *common.METADATA,
        *(Rule(f"spec.{name}", Effect.RUN, reason, _SCHEDULED) for name, reason in _TIMES.items()),
        Rule(
            "spec.suspend",
            Effect.RUN,
            "no run starts while it is suspended",
            _SCHEDULED,
            judge=tasks.suspended(_SCHEDULED),
        ),
        *(
            row
            for part in _PARTS
            for row in common.pods(f"spec.template.{part}.template", Effect.NEXT_START, tasks.NEXT_RUN, _SCHEDULED)
        ),
        Rule("spec.template", Effect.NEXT_START, tasks.NEXT_RUN, _SCHEDULED),
        Rule(
            "spec.concurrencyPolicy", Effect.NEXT_START, "what happens when a run is due while one goes on", _SCHEDULED
        ),
        *(
            common.quiet(f"spec.{name}", "how many finished applications are kept", _SCHEDULED)
            for name in ("successfulRunHistoryLimit", "failedRunHistoryLimit")
        ),
    ),
)
