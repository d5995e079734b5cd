"""Pairs of objects before and after, with the effect that the operator's source gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

KIND, SOURCE = "ScheduledSparkApplication", sources.SCHEDULED_SPARK_APPLICATION
NEXT = "the next run takes it up; one that goes on does not"
CASES = [
    *effects.changed(
        KIND,
        SOURCE,
        [
            ("spec/schedule", "@hourly", "run", "it runs at other times", ()),
            ("spec/suspend", True, "run", "no run starts any more", ()),
            ("spec/template/executor/instances", 5, "next-start", NEXT, ()),
            ("spec/template/driver/template/spec/serviceAccountName", "x", "next-start", NEXT, ("access",)),
            ("spec/concurrencyPolicy", "Allow", "next-start", "what happens when a run is due while one goes on", ()),
            ("spec/failedRunHistoryLimit", 5, "none", "how many finished applications are kept", ()),
        ],
    ),
    Case(
        name=f"a {KIND} that goes",
        kind=KIND,
        after=None,
        effect="removed",
        reason="it runs no more; its applications go with it",
        source=SOURCE,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
