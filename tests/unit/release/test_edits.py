"""What each command writes into the file, and the words of its commit."""

import textwrap
from functools import partial

import pytest

from generator.release import edits
from generator.release.edits import EntryNodes, ReleaseChange
from generator.release.state_machine import Command, Mode
from generator.source import document, nodes, splice
from generator.spec.release import Release, Version
from tests.builders import releases

OLD = Version(image="ghcr.io/acme/api:1", model="s3://m/1")
NEW = Version(image="ghcr.io/acme/api:2@sha256:" + "0a" * 32)
STEADY = Release(active=OLD)
candidate = partial(releases.candidate, of=NEW, over=STEADY)
PREVIOUS = Release(slot="green", active=NEW, previous=OLD)
PATH = ("environments", "dev", "r", "api")
ABOVE = "environments:\n  dev:\n"


def edited(text: str, move: ReleaseChange, *, has_slot: bool = True) -> str:
    """The text after the move, where `r:` stands in an environment; the component's image and model are at the top."""
    head, _, below = text.partition("r:\n")
    parsed = document.parse((head + ABOVE + textwrap.indent(f"r:\n{below}", "    ")).encode(), "f.yaml")
    root = entry = parsed.root
    assert isinstance(root, nodes.Mapping)
    for key in PATH:
        entry = entry.get(key) if isinstance(entry, nodes.Mapping) else None
    image, model = (node if isinstance(node, nodes.Scalar) else None for node in (root.get("image"), root.get("model")))
    held = entry if isinstance(entry, nodes.Mapping) else None
    written = EntryNodes(entry=held, image=image, model=model, file="f.yaml", has_slot=has_slot)
    head, _, below = splice.edit(parsed, edits.operations(move, written, PATH)).partition(ABOVE)
    return head + textwrap.dedent(below)


def moved(command: Command, before: Release, after: Release, mode: Mode = "slots") -> ReleaseChange:
    return ReleaseChange(command, before, after, mode, {})


ENTRY = """r:
  api:
    active: {slot: blue, image: 'ghcr.io/acme/api:1', model: s3://m/1}  # runs
    candidate: {image: "ghcr.io/acme/api:2", steps: [10, 50], with: {env: {A: 0x10}}}
    step: 2  # of 2
"""


def test_a_step_is_one_number() -> None:
    move = moved(Command.ABORT, candidate(2), candidate(0))
    assert edited(ENTRY, move) == ENTRY.replace("step: 2", "step: 0")


def test_the_end_of_an_abort_takes_candidate_and_step_away() -> None:
    assert edited(ENTRY, moved(Command.ABORT, candidate(0), STEADY)) == "".join(ENTRY.splitlines(keepends=True)[:3])


def test_what_becomes_active_and_previous_is_written_word_for_word() -> None:
    assert edited(ENTRY, moved(Command.ADVANCE, candidate(2), PREVIOUS)) == (
        "r:\n  api:\n"
        '    active: {slot: green, image: "ghcr.io/acme/api:2", with: {env: {A: 0x10}}}  # runs\n'
        "    previous: {image: 'ghcr.io/acme/api:1', model: s3://m/1}\n"
    )


def test_a_rollback_and_another_give_the_bytes_back() -> None:
    text = ENTRY.partition("    candidate")[0] + "    previous: {image: 'a:2', model: \"s3://m/2\"}\n"
    back = Release(active=OLD, previous=NEW)
    once = edited(text, moved(Command.ROLLBACK, back, PREVIOUS))
    assert once != text
    assert edited(once, moved(Command.ROLLBACK, PREVIOUS, back)) == text


def test_finish_takes_the_previous_version_away() -> None:
    text = ENTRY.partition("    candidate")[0]
    previous = text + "    previous: {image: a}  # warm\n"
    assert edited(previous, moved(Command.FINISH, PREVIOUS, PREVIOUS._replace(previous=None))) == text


def test_a_first_release_writes_what_runs_as_it_is_written() -> None:
    text = "image: 'ghcr.io/acme/api:1'  # here\nmodel: s3://m/1\nr:\n"
    assert edited(text, moved(Command.RELEASE, STEADY, candidate(0))) == (
        text + "  api:\n    active: {slot: blue, image: 'ghcr.io/acme/api:1', model: s3://m/1}\n"
        f'    candidate: {{image: "{NEW.image}", steps: [10, 50]}}\n'
        "    step: 0\n"
    )


@pytest.mark.parametrize(("has_slot", "slot"), [(True, "slot: blue, "), (False, "")])
def test_a_release_in_place_writes_what_is_active(has_slot: bool, slot: str) -> None:  # noqa: FBT001
    move = moved(Command.RELEASE, STEADY, Release(active=NEW), "in-place")._replace(overrides={"env": {"A": "b"}})
    assert edited("r:\n", move, has_slot=has_slot) == (
        f'r:\n  api:\n    active: {{{slot}image: "{NEW.image}", with: {{env: {{A: b}}}}}}\n'
    )


@pytest.mark.parametrize(
    ("move", "subject", "effects"),
    [
        (
            moved(Command.RELEASE, STEADY, candidate(0)),
            "release fraud/api 2 to dev (step 0 of 2)",
            [
                f"Slot green starts {NEW.image} and scales up before it gets traffic.",
                "Service fraud-api-preview reaches it. All of the traffic stays on slot blue; no slot scales down until finish.",
            ],
        ),
        (
            moved(Command.ADVANCE, candidate(0), candidate(1)),
            "advance fraud/api 2 in dev to 10 % (step 1 of 2)",
            [
                "Slot green gets 10 % of the traffic, slot blue keeps 90 %.",
                "Slot green scales up for the 50 % that come next.",
            ],
        ),
        (
            moved(Command.ADVANCE, candidate(2), PREVIOUS),
            "advance fraud/api 2 in dev to all of the traffic",
            ["Slot green gets all of the traffic at once; slot blue stays warm for a rollback."],
        ),
        (
            moved(Command.ABORT, candidate(2), candidate(0)),
            "abort fraud/api 2 in dev (back to step 0)",
            ["All of the traffic goes back to slot blue; slot green stays warm without traffic."],
        ),
        (
            moved(Command.ABORT, candidate(0), STEADY),
            "abort fraud/api 2 in dev (slot green removed)",
            ["Slot green, which has no traffic, is removed; slot blue may scale down again."],
        ),
        (
            moved(Command.ROLLBACK, PREVIOUS, Release(active=OLD, previous=NEW)),
            "rollback fraud/api in dev to 1",
            ["Slot blue gets all of the traffic at once; slot green stays warm for a rollback."],
        ),
        (
            moved(Command.FINISH, PREVIOUS, PREVIOUS._replace(previous=None)),
            "finish fraud/api 2 in dev",
            ["Slot blue, which has no traffic, is removed; slot green may scale down again."],
        ),
        (
            moved(Command.RELEASE, STEADY, Release(active=NEW), "in-place"),
            "release fraud/api 2 to dev",
            [f"fraud-api changes in place to {NEW.image}."],
        ),
        (
            moved(Command.RELEASE, STEADY, Release(active=NEW), "flagger"),
            "release fraud/api 2 to dev",
            [f"flagger moves fraud-api to {NEW.image}."],
        ),
    ],
)
def test_a_reviewer_reads_what_it_does(move: ReleaseChange, subject: str, effects: list[str]) -> None:
    assert edits.subject(move, "fraud/api", "dev") == subject
    assert list(edits.effects(move, "fraud-api")) == effects


@pytest.mark.parametrize(
    ("image", "short"),
    [
        ("ghcr.io/acme/api:1.5", "1.5"),
        (NEW.image, "2"),
        ("api@sha256:" + "0a" * 32, "0a0a0a0a0a0a"),
        ("api", "api"),
    ],
)
def test_a_version_is_named_by_its_tag_or_the_beginning_of_its_digest(image: str, short: str) -> None:
    assert edits.short_version(Version(image=image)) == short
