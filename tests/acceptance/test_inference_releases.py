"""Releases of models through the commands, in a Git repository: by Deployments, by KServe's two modes, and of groups of pods."""

from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.serving_team import Team
from tests.builders.inferences import KNATIVE, STANDARD


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def standard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.chdir(tmp_path)
    return Team(tmp_path / "team", STANDARD)


@pytest.fixture
def knative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.chdir(tmp_path)
    return Team(tmp_path / "team", KNATIVE)


def test_predictors_change_places_and_a_version_is_a_model(standard: Team) -> None:
    assert standard.does("release", "--model", "s3://models/score/2").code == 0
    assert "image" not in standard.releases
    assert standard.predictor() == [
        *("name: blue", "storageUri: s3://models/score/1"),
        *("trafficPercent: 0", "name: green", "storageUri: s3://models/score/2"),
    ]
    for share in (10, 50):
        assert standard.does("advance").code == 0
        assert f"trafficPercent: {share}" in standard.predictor()
    assert standard.does("advance").code == 0
    assert standard.predictor() == [
        *("name: green", "storageUri: s3://models/score/2"),
        *("trafficPercent: 0", "name: blue", "storageUri: s3://models/score/1"),
    ]
    assert standard.does("rollback").code == 0
    assert standard.predictor()[0] == "name: blue"
    assert standard.does("finish").code == 0
    assert standard.predictor() == ["name: blue", "storageUri: s3://models/score/1"]


def test_the_headlines_of_predictors_say_whose_capacity_it_is(standard: Team) -> None:
    headlines = [standard.does("release", "--model", "s3://models/score/2").out.splitlines()[-1]]
    headlines += [
        standard.does(command).out.splitlines()[-1] for command in ("advance", "advance", "advance", "rollback")
    ]
    assert [each.removeprefix("risk/fraud production: ").rpartition(", 2 objects")[0] for each in headlines] == [
        "new: release score 2: green starts its pods, no traffic yet; KServe settles the capacity",
        "traffic: advance score 2: green goes from 0 to 10 % of the traffic, blue keeps 90 %",
        "traffic: advance score 2: green goes from 10 to 50 % of the traffic, blue keeps 50 %",
        (
            "traffic: advance score 2: green gets all of the traffic, blue stays without for a rollback; "
            "KServe settles the capacity of both"
        ),
        (
            "traffic: rollback score 1: blue gets all of the traffic, green stays without for a rollback; "
            "KServe settles the capacity of both"
        ),
    ]


def test_the_headlines_of_revisions_name_no_slots(knative: Team) -> None:
    headlines = [knative.does("release", "--model", "s3://models/score/2").out.splitlines()[-1]]
    commands = ("advance", "abort", "advance", "advance", "advance", "rollback")
    headlines += [knative.does(command).out.splitlines()[-1] for command in commands]
    assert [each.removeprefix("risk/fraud production: ").rpartition(", 2 objects")[0] for each in headlines] == [
        "new: release score 2: a revision starts, no traffic yet",
        "traffic: advance score 2: the newest revision goes from 0 to 10 % of the traffic, the active one keeps 90 %",
        "traffic: abort score 2: all of the traffic goes back to the active version, the newest revision stays without",
        "traffic: advance score 2: the newest revision goes from 0 to 10 % of the traffic, the active one keeps 90 %",
        "traffic: advance score 2: the newest revision goes from 10 to 50 % of the traffic, the active one keeps 50 %",
        "traffic: advance score 2: the newest revision gets all of the traffic, the one before is not kept",
        "new: rollback score 1: a revision with the version before starts anew, no traffic yet",
    ]


def test_a_candidate_that_is_given_up_goes_as_it_came(standard: Team) -> None:
    standard.does("release", "--model", "s3://models/score/2")
    standard.does("advance")
    assert standard.does("abort").code == 0
    assert "trafficPercent: 0" in standard.predictor()
    assert standard.does("abort").code == 0
    assert standard.predictor() == ["name: blue", "storageUri: s3://models/score/1"]


def test_a_release_says_whose_capacity_it_is(standard: Team) -> None:
    told = standard.does("release", "--model", "s3://models/score/2")
    assert told.out.splitlines()[:3] == [
        "release fraud/score 2 to production (step 0 of 2)",
        "  Predictor green starts s3://models/score/2. All of the traffic stays on predictor blue.",
        ("  KServe settles the capacity: green has a fixed number of pods, and blue no less than its least number."),
    ]


def test_a_release_that_keeps_the_model_is_refused_in_mode_standard(standard: Team) -> None:
    told = standard.does("release", "--model", "s3://models/score/1", "--set", "env.A=b")
    assert told.code == 3
    assert "the candidate has the model of the active version, and KServe moves traffic between models" in told.err


def test_a_revision_gets_its_share_and_the_version_before_is_gone(knative: Team) -> None:
    assert knative.does("release", "--model", "s3://models/score/2").code == 0
    assert "slot" not in knative.releases
    assert knative.predictor() == ["canaryTrafficPercent: 0", "storageUri: s3://models/score/2"]
    knative.does("advance")
    assert knative.predictor() == ["canaryTrafficPercent: 10", "storageUri: s3://models/score/2"]
    knative.does("advance")
    assert knative.does("advance").code == 0
    assert knative.predictor() == ["storageUri: s3://models/score/2"]
    told = knative.does("rollback")
    assert (told.code, "is gone from the cluster: its pods start anew" in told.out) == (0, True)
    assert knative.predictor() == ["canaryTrafficPercent: 0", "storageUri: s3://models/score/1"]
    assert knative.does("advance").code == 0
    assert knative.predictor() == ["storageUri: s3://models/score/1"]
    assert knative.does("finish").code == 0


def test_an_abort_brings_the_active_version_back_before_it_has_all_again(knative: Team) -> None:
    knative.does("release", "--model", "s3://models/score/2")
    knative.does("advance")
    assert knative.does("abort").code == 0
    assert knative.predictor() == ["canaryTrafficPercent: 0", "storageUri: s3://models/score/2"]
    assert knative.does("abort").code == 0
    assert knative.predictor() == ["canaryTrafficPercent: 0", "storageUri: s3://models/score/1"]
    refused = knative.does("abort")
    assert (refused.code, "the active version comes back as the newest revision" in refused.err) == (4, True)
    assert knative.does("advance").code == 0
    assert knative.predictor() == ["storageUri: s3://models/score/1"]
    assert "candidate" not in knative.releases
