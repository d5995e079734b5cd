from typing import Any

import pytest

from generator.comparison import effects
from generator.comparison.differences import Difference
from generator.comparison.effects import Effect
from generator.kubernetes.effects import tables
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT, Steps

PAGE = "https://example.org"


def shrinks(field: Field) -> Verdict | None:
    return Verdict(Effect.INTERRUPTION, "it shrinks", PAGE) if field.after < field.before else None


def comes(field: Field) -> Verdict | None:
    return Verdict(Effect.ACCESS, "it comes") if field.is_added else None


WIDGET = Table(
    added=Whole(Effect.NEW, "it starts", PAGE),
    removed=Whole(
        Effect.REMOVED,
        "it ends",
        PAGE,
        judge=lambda pair: Verdict(Effect.NONE, "", "") if pair.before.get("spare") else None,
    ),
    rules=(
        Rule("spec.size", Effect.SCALE, "it grows", PAGE, judge=shrinks),
        Rule("spec.user", Effect.RESTART, "it restarts", PAGE, also=(Effect.ACCESS,)),
        Rule("spec.port", Effect.INTERRUPTION, "it goes", PAGE, also=(Effect.ACCESS,), judge=comes),
        Rule("spec.slots[*].weight", Effect.TRAFFIC, "it moves", PAGE),
        Rule("spec.slots[*]", Effect.NEW, "one more", PAGE),
        Rule("spec.slots(order)", Effect.NONE, "any order", PAGE),
        Rule("spec.notes[known]", Effect.NONE, "a known note", PAGE),
        Rule("spec.notes", Effect.ACCESS, "a note", PAGE, by_parts=True),
    ),
)
NOWHERE = Pair({}, {}, Revision({}), Revision({}))


@pytest.fixture(autouse=True)
def _widgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tables.TABLES.loaders, "Widget", lambda: WIDGET)


def verdict(steps: Steps, before: Any = 1, after: Any = 2, *, order: bool = False) -> Verdict:
    return effects.of_field("Widget", Difference(steps, before, after, order=order), NOWHERE)


def test_a_row_counts_for_its_field() -> None:
    assert verdict(("spec", "size")) == Verdict(Effect.SCALE, "it grows", PAGE)


def test_the_function_of_a_row_judges_values() -> None:
    assert verdict(("spec", "size"), 2, 1) == Verdict(Effect.INTERRUPTION, "it shrinks", PAGE)


def test_a_value_of_another_type_than_the_function_expects_leaves_it_to_the_row() -> None:
    assert verdict(("spec", "size"), 2, {}) == Verdict(Effect.SCALE, "it grows", PAGE)


def test_a_row_may_have_further_effects() -> None:
    assert verdict(("spec", "user")).also == (Effect.ACCESS,)


def test_an_effect_is_not_told_twice() -> None:
    assert verdict(("spec", "port"), ABSENT) == Verdict(Effect.ACCESS, "it comes", PAGE)


def test_the_first_row_that_fits_counts() -> None:
    assert verdict(("spec", "slots", ("a",), "weight")).effect == "traffic"
    assert verdict(("spec", "slots", ("a",), "name")).effect == "new"


def test_the_order_of_a_list_has_a_row_of_its_own() -> None:
    assert verdict(("spec", "slots"), ["a", "b"], ["b", "a"], order=True).reason == "any order"


def test_an_item_that_has_a_row_is_judged_as_a_whole() -> None:
    assert verdict(("spec", "slots", ("a",)), ABSENT, {"weight": 1}).effect == "new"


def test_a_mapping_that_comes_is_as_bad_as_its_worst_part() -> None:
    assert verdict(("spec",), ABSENT, {"size": 1, "user": 1}) == Verdict(
        Effect.RESTART, "it restarts", PAGE, (Effect.ACCESS,)
    )


def test_a_mapping_that_is_judged_by_its_parts_has_their_effect() -> None:
    assert verdict(("spec", "notes"), ABSENT, {"known": "1"}).reason == "a known note"
    assert verdict(("spec", "notes"), {"known": "1", "other": "1"}, ABSENT).reason == "a note"


def test_a_field_without_a_row_is_unknown() -> None:
    assert verdict(("status",)) == Verdict(Effect.UNKNOWN, "no rule says what this field does", "")


def test_a_kind_without_a_table_is_unknown() -> None:
    difference = Difference(("spec",), 1, 2)
    assert effects.of_field("Gadget", difference, NOWHERE).effect == "unknown"
    assert effects.of_object("Gadget", NOWHERE) == Verdict(
        Effect.UNKNOWN, "no rule says what objects of this kind do", ""
    )


def test_an_added_and_a_removed_object_have_rows_of_their_own() -> None:
    thing = {"kind": "Widget"}
    assert effects.of_object("Widget", NOWHERE._replace(after=thing)).reason == "it starts"
    assert effects.of_object("Widget", NOWHERE._replace(before=thing)).reason == "it ends"
    assert effects.of_object("Widget", NOWHERE._replace(before={**thing, "spare": True})).effect == "none"


@pytest.mark.parametrize(("user", "also"), [(1, ()), (2, (Effect.ACCESS,))])
def test_a_part_that_comes_changes_access_only_if_the_object_has_no_such_part(
    user: int, also: tuple[Effect, ...]
) -> None:
    whole = Difference(("spec",), ABSENT, {"user": 1})
    pair = Pair({"other": [{"user": user}]}, {}, Revision({}), Revision({}))
    assert effects.of_field("Widget", whole, pair).also == also


@pytest.mark.parametrize(("user", "also"), [(1, ()), (2, (Effect.ACCESS,))])
def test_a_part_that_goes_changes_access_only_if_none_like_it_stays(user: int, also: tuple[Effect, ...]) -> None:
    whole = Difference(("spec",), {"user": 1}, ABSENT)
    pair = Pair({}, {"other": [{"user": user}]}, Revision({}), Revision({}))
    assert effects.of_field("Widget", whole, pair).also == also
