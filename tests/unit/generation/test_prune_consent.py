"""Which removals an entry of `allowPrune` covers, and which entries allow nothing."""

import pytest

from generator.errors import Mark, Problem, Severity
from generator.generation import prune_consent
from generator.generation.prune_consent import Consent, Removal

MARK = Mark("ml-project.yaml", 9, 14)
OVERLAY = "projects/risk/fraud/overlays/production"
JOB = Removal(f"{OVERLAY}/jobs/fraud-nightly.cronjob.yaml", "production", "nightly")
ENTRY = Removal("clusters/eu/production/risk.fraud.yaml", "production", "")


def consent(text: str) -> Consent:
    return Consent(text, "allowPrune[0]", MARK)


@pytest.mark.parametrize(
    ("text", "removal", "covered"),
    [
        ("*", JOB, True),
        ("production", JOB, True),
        ("production/nightly", JOB, True),
        ("production/night", JOB, False),
        ("staging", JOB, False),
        ("staging/nightly", JOB, False),
        ("*", ENTRY, True),
        ("production", ENTRY, True),
        ("production/nightly", ENTRY, False),
    ],
)
def test_an_entry_covers_what_it_names(text: str, removal: Removal, *, covered: bool) -> None:
    assert consent(text).covers(removal) is covered


@pytest.mark.parametrize(
    ("path", "text", "removal"),
    [
        (JOB.path, "metadata: {labels: {app.kubernetes.io/component: nightly}}\n", JOB),
        (JOB.path, "metadata: {labels: {}}\n", JOB._replace(component="")),
        (JOB.path, "a: [\n", JOB._replace(component="")),
        (ENTRY.path, "metadata: {labels: {app.kubernetes.io/component: nightly}}\n", ENTRY),
    ],
)
def test_the_component_of_a_removal_is_that_of_the_objects_label(path: str, text: str, removal: Removal) -> None:
    assert prune_consent.removal(path, text) == removal


@pytest.mark.parametrize(("removal", "entry"), [(JOB, "production/nightly"), (ENTRY, "production")])
def test_the_narrowest_entry_names_the_component_if_there_is_one(removal: Removal, entry: str) -> None:
    assert removal.entry == entry


def warning(fact: str, hint: str) -> Problem:
    return Problem(
        mark=MARK, where="allowPrune[0]", fact=fact, hint=hint, code="prune-unused", severity=Severity.WARNING
    )


def test_an_entry_that_covers_no_removal_is_a_warning() -> None:
    assert list(prune_consent.unused([consent("staging")], [JOB])) == [
        warning(
            '"staging" allows nothing: there is nothing to remove',
            "remove this entry, so that it does not allow a later removal",
        )
    ]
    assert list(prune_consent.unused([consent("production")], [JOB])) == []


def test_in_a_run_of_one_environment_only_its_own_entries_are_judged() -> None:
    entries = [consent("staging"), consent("*"), consent("production/web")]
    assert [each.fact for each in prune_consent.unused(entries, [], "production")] == [
        '"production/web" allows nothing: there is nothing to remove'
    ]


def test_an_environment_may_take_consent_on_the_command_line_only() -> None:
    fact = "consent to removals in production is given on the command line only (policy.allowPrune)"
    hint = "remove this entry, and ask the platform team to run tidegate with --allow-prune"
    assert list(prune_consent.unused([consent("production")], [JOB], None, {"production"})) == [warning(fact, hint)]
