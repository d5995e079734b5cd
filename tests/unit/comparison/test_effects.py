from generator.comparison import effects
from generator.comparison.effects import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole

NOWHERE = Pair({}, {}, Revision({}), Revision({}))
TABLE = Table(
    added=Whole(Effect.NEW, "it starts", "https://example.org/added"),
    removed=Whole(Effect.REMOVED, "it ends", "https://example.org/removed"),
    rules=(
        Rule(
            "spec.size",
            Effect.SCALE,
            "it grows",
            "https://example.org/size",
            judge=lambda field: Verdict(Effect.INTERRUPTION, "it shrinks", "") if field.after < field.before else None,
        ),
        Rule("spec", Effect.RESTART, "it restarts", "https://example.org/spec", also=(Effect.ACCESS,)),
    ),
)


def field(before: object, after: object) -> Field:
    return Field((), before, after, NOWHERE)


def test_the_first_row_that_fits_counts() -> None:
    assert effects.of_field(TABLE, ("spec", "size"), field(1, 2)) == Verdict(
        Effect.SCALE, "it grows", "https://example.org/size"
    )


def test_the_function_of_a_row_judges_values() -> None:
    assert effects.of_field(TABLE, ("spec", "size"), field(2, 1)) == Verdict(Effect.INTERRUPTION, "it shrinks", "")


def test_a_row_may_have_further_effects() -> None:
    assert effects.of_field(TABLE, ("spec", "user"), field(1, 2)).also == (Effect.ACCESS,)


def test_a_field_without_a_row_is_unknown() -> None:
    assert effects.of_field(TABLE, ("status",), field(1, 2)) == Verdict(
        Effect.UNKNOWN, "no rule says what this field does", ""
    )


def test_an_object_without_a_table_is_unknown() -> None:
    assert effects.of_object(None, NOWHERE).effect == "unknown"


def test_an_added_and_a_removed_object_have_rows_of_their_own() -> None:
    thing = {"kind": "Widget"}
    assert effects.of_object(TABLE, NOWHERE._replace(after=thing)).reason == "it starts"
    assert effects.of_object(TABLE, NOWHERE._replace(before=thing)).reason == "it ends"
