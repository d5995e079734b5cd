import pytest

from generator.validate import cron

# Accepted by github.com/robfig/cron/v3 v3.0.1, ParseStandard.
ACCEPTED = [
    "0 2 * * *",
    "*/5 * * * *",
    "0-30/10,45 8-18 1,15 jan-MAR mon-fri",
    "5/10 * ? * ?",
    "59 23 31 12 6",
    "05 * * * SUN",
    " 0\t0 * * * ",
    "0 0 29 2 *",
    "0 0 30 2 1",
    "0 0 31 4,5 *",
    "*/100 * * * *",
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
    "@every 1h30m",
    "@every 60s",
    "@every 1.5h",
]

REFUSED = {
    "": '"" has 0 fields: a schedule has 5',
    "daily": '"daily" has 1 field: a schedule has 5',
    "0 0 2 * * *": '"0 0 2 * * *" has 6 fields: a schedule has 5',
    "60 * * * *": "minute: 60 is more than 59",
    "* 24 * * *": "hour: 24 is more than 23",
    "* * 0 * *": "day of month: 0 is less than 1",
    "* * 32 * *": "day of month: 32 is more than 31",
    "* * * 13 *": "month: 13 is more than 12",
    "* * * * 7": "day of week: 7 is more than 6 (Sunday is 0)",
    "* * * januar *": 'month: "januar" is not a number or a name',
    "x * * * *": 'minute: "x" is not a number',
    "+5 * * * *": 'minute: "+5" is not a number',
    "\u0661 * * * *": 'minute: "\u0661" is not a number',
    "1,,2 * * * *": 'minute: "" is not a number',
    "*-5 * * * *": 'minute: "*" is not a number',
    "1-2-3 * * * *": 'minute: "2-3" is not a number',
    "* 18-8 * * *": 'hour "18-8": the range ends before it begins',
    "*/0 * * * *": 'minute: "0" is not a step, which is a whole number above 0',
    "*/ * * * *": 'minute: "" is not a step, which is a whole number above 0',
    "*/5/5 * * * *": 'minute: "5/5" is not a step, which is a whole number above 0',
    "0 0 30 2 *": '"0 0 30 2 *" never fires: the day is in none of the months',
    "0 0 31 4,6 ?": '"0 0 31 4,6 ?" never fires: the day is in none of the months',
    "@Daily": '"@Daily" is not a named schedule',
    "@every 0s": '"@every 0s" is not a named schedule',
    "@every 1s": '"@every 1s" is more often than once a minute',
    "@every 59s999ms": '"@every 59s999ms" is more often than once a minute',
    "@every day": '"@every day" is not a named schedule',
    "TZ=UTC 0 2 * * *": '"TZ=UTC 0 2 * * *" has a time zone in the schedule',
    "CRON_TZ=UTC 0 2 * * *": '"CRON_TZ=UTC 0 2 * * *" has a time zone in the schedule',
    "* " * 200: f'"{"* " * 29}*…" is longer than 256 characters',
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_schedule_that_kubernetes_accepts_has_no_fault(text: str) -> None:
    assert cron.check(text) is None


@pytest.mark.parametrize(("text", "fact"), REFUSED.items())
def test_a_wrong_schedule_is_told_by_its_field(text: str, fact: str) -> None:
    assert cron.check(text) == fact
