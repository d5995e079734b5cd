"""Positions as a table, as a drawing and as data."""

import re

import pytest

from generator.release.state_machine import Mode
from generator.releases.positions import LiveState, Pods, Position
from generator.report import positions
from generator.spec.release import Release, Version

OLD = Version(image="ghcr.io/acme/api:1", model="s3://m/1")
NEW = Version(image="ghcr.io/acme/api:2@sha256:" + "0a" * 32)
STEADY = Release(active=OLD)
CANDIDATE = Release(active=OLD, candidate=NEW, step=1, steps=(10, 50))
PREVIOUS = Release(slot="green", active=NEW, previous=OLD)
BACK = "advance goes right; abort goes back to 0 %, from there to steady; rollback swaps the two versions"


def position(release: Release, mode: Mode = "slots", strategy: str = "canary", project: str = "fraud") -> Position:
    return Position(
        file=f"{project}/ml-project.yaml",
        team="risk",
        project=project,
        environment="dev",
        component="api",
        strategy=strategy,
        mode=mode,
        release=release,
        slotted=mode == "slots" or strategy == "rolling",
    )


def test_each_version_that_runs_has_a_line() -> None:
    assert positions.table([position(CANDIDATE), position(STEADY, "in-place", "rolling")]) == (
        "ENVIRONMENT  COMPONENT  STRATEGY  SLOT   ROLE       IMAGE           MODEL     STEP  SHARE  NEXT\n"
        "dev          api        canary    blue   active     1               s3://m/1        90 %   advance, abort\n"
        "                                  green  candidate  2@0a0a0a0a0a0a  -         1/2   10 %\n"
        "dev          api        rolling   blue   active     1               s3://m/1        100 %  release\n"
    )


def test_several_projects_are_named() -> None:
    several = [position(CANDIDATE), position(STEADY, project="churn")]
    assert positions.table(several) == (
        "PROJECT     ENVIRONMENT  COMPONENT  STRATEGY  SLOT   ROLE       IMAGE           MODEL     STEP  SHARE  NEXT\n"
        "risk/fraud  dev          api        canary    blue   active     1               s3://m/1        90 %   advance, abort\n"
        "                                              green  candidate  2@0a0a0a0a0a0a  -         1/2   10 %\n"
        "risk/churn  dev          api        canary    blue   active     1               s3://m/1        100 %  release\n"
    )
    assert [line for line in positions.drawings(several).splitlines() if line.endswith(":")] == [
        "risk/fraud/api in dev:",
        "risk/churn/api in dev:",
    ]


def test_a_previous_version_is_shown_without_traffic() -> None:
    assert positions.table([position(PREVIOUS)]).splitlines()[1:] == [
        "dev          api        canary    green  active    2@0a0a0a0a0a0a  -               100 %  finish, rollback",
        "                                  blue   previous  1               s3://m/1        0 %",
    ]


GREEN = Pods("Deployment", "fraud-api-green", "green", ready=2, desired=3)
FLUX = "main@sha1:4f1c2f0c1b6a3e5d8f9a7b6c5d4e3f2a1b0c9d8e"


def test_what_the_cluster_has_is_shown_beside_the_position() -> None:
    blue = Pods("Deployment", "fraud-api-blue", "blue", ready=2, desired=2)
    live = position(CANDIDATE)._replace(live=LiveState(synced=True, revision=FLUX, pods=(blue, GREEN)))
    assert [line[78:] for line in positions.table([live]).splitlines()] == [
        "STEP  SHARE  READY  SYNCED                  NEXT",
        "      90 %   2/2    yes, main@4f1c2f0c1b6a  advance, abort",
        "1/2   10 %   2/3",
    ]
    assert positions.data([live])[0]["live"] == {
        "synced": True,
        "revision": FLUX,
        "pods": [
            {"kind": "Deployment", "name": "fraud-api-blue", "slot": "blue", "ready": 2, "desired": 2},
            {"kind": "Deployment", "name": "fraud-api-green", "slot": "green", "ready": 2, "desired": 3},
        ],
    }


@pytest.mark.parametrize(
    ("live", "shown"),
    [
        (LiveState(synced=False, revision="", pods=(Pods("Deployment", "x", "blue"),)), ["missing", "no"]),
        (
            LiveState(synced=False, revision=FLUX[10:], pods=(Pods("StatefulSet", "x", ""),)),
            ["missing", "no, 4f1c2f0c1b6a"],
        ),
        (LiveState(synced=None, revision="", pods=()), ["-", "-"]),
        (LiveState(synced=None, revision=FLUX, pods=(Pods("Rollout", "x", "", 0, 1),)), ["0/1", "main@4f1c2f0c1b6a"]),
    ],
)
def test_what_is_missing_or_not_known_is_shown(live: LiveState, shown: list[str]) -> None:
    row = positions.table([position(STEADY, "in-place", "rolling")._replace(live=live)]).splitlines()[1]
    assert re.split(" {2,}", row)[-4:] == ["100 %", *shown, "release"]


def test_nothing_is_a_table_of_heads() -> None:
    assert positions.table([]) == "ENVIRONMENT  COMPONENT  STRATEGY  SLOT  ROLE  IMAGE  MODEL  STEP  SHARE  NEXT\n"


@pytest.mark.parametrize(
    ("release", "line"),
    [
        (STEADY, "[steady] --release--> 0 % --> 100 %, previous warm --finish--> steady"),
        (CANDIDATE, "steady --release--> 0 % --> [10 %] --> 50 % --> 100 %, previous warm --finish--> steady"),
        (
            CANDIDATE._replace(step=0),
            "steady --release--> [0 %] --> 10 % --> 50 % --> 100 %, previous warm --finish--> steady",
        ),
        (
            Release(active=OLD, candidate=NEW),
            "steady --release--> [0 %] --> 100 %, previous warm --finish--> steady",
        ),
        (PREVIOUS, "steady --release--> 0 % --> [100 %, previous warm] --finish--> steady"),
    ],
)
def test_the_drawing_has_the_position_in_brackets(release: Release, line: str) -> None:
    assert positions.drawing(release) == f"  {line}\n  {BACK}\n"


def test_a_position_as_data() -> None:
    assert positions.data([position(CANDIDATE)]) == [
        {
            "team": "risk",
            "project": "fraud",
            "file": "fraud/ml-project.yaml",
            "environment": "dev",
            "component": "api",
            "strategy": "canary",
            "state": "candidate",
            "slot": "blue",
            "active": {"image": "ghcr.io/acme/api:1", "model": "s3://m/1"},
            "candidate": {"image": NEW.image, "model": ""},
            "previous": None,
            "step": 1,
            "steps": [10, 50],
            "share": 10,
            "next": ["advance", "abort"],
        }
    ]


def test_what_changes_in_place_has_no_slot() -> None:
    (held,) = positions.data([position(STEADY, "in-place", "job")])
    assert (held["slot"], held["next"], held["state"]) == ("", ["release"], "steady")


@pytest.mark.parametrize(
    ("image", "short"),
    [
        ("a/b:1", "1"),
        (NEW.image, "2@0a0a0a0a0a0a"),
        ("a@sha256:" + "0a" * 32, "@0a0a0a0a0a0a"),
        ("a/b", "a/b"),
        ("No Image", "No Image"),
    ],
)
def test_an_image_is_its_tag_and_the_beginning_of_its_digest(image: str, short: str) -> None:
    assert positions.short(image) == short


def test_positions_at_the_same_place_share_a_drawing() -> None:
    steady = position(STEADY)._replace(steps=(10, 50))
    held = [
        steady,
        position(CANDIDATE),
        steady._replace(environment="staging"),
        position(STEADY, "in-place", "rolling"),
    ]
    way = "10 % --> 50 % --> 100 %, previous warm --finish--> steady"
    assert positions.drawings(held) == (
        f"\napi in dev, api in staging:\n  [steady] --release--> 0 % --> {way}\n  {BACK}\n"
        f"\napi in dev:\n  steady --release--> 0 % --> {way.replace('10 %', '[10 %]')}\n  {BACK}\n"
    )


def test_a_controller_is_asked_how_far_it_is() -> None:
    """A Canary stays Failed when Git goes back, although the version before runs (Flagger's `hasSpecChanged`)."""
    moved = [
        position(STEADY, mode)._replace(workload="fraud-api", namespace="risk-fraud-dev")
        for mode in ("flagger", "argo-rollouts", "slots")
    ]
    assert positions.controllers(moved) == (
        "\napi in dev: Flagger moves the traffic; the phase of its analysis shows\n"
        "  kubectl get canary fraud-api -n risk-fraud-dev\n"
        "  After a failed analysis the version before runs; the phase stays Failed until another version is released.\n"
        "\napi in dev: Argo Rollouts moves the traffic; how far it is shows\n"
        "  kubectl argo rollouts get rollout fraud-api -n risk-fraud-dev\n"
    )
    assert positions.controllers([position(STEADY, "flagger", "rolling")]) == ""
