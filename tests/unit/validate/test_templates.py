"""Mistakes in templates, and in what environments say of them."""

from typing import Any

import pytest

from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV, SERVICE

TEMPLATE: Data = {
    "kind": "inference",
    "format": "sklearn",
    "models": {"eu": "file:///mnt/models/eu", "us": "file:///mnt/models/us"},
    "volumes": {"/mnt/models": {"claim": "models"}},
}
IS_TEMPLATE = '"score" is the template of score-eu, score-us'


def told(template: Data, section: Any = None, **project: Any) -> list[str]:
    """All problems of project `fraud` with a template in `dev`."""
    components = {"score": TEMPLATE | template, **project.pop("components", {})}
    held: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": components, **project}
    found = cases.judged(Case(held | {"environments": {"dev": section}}, {"dev": DEV}))
    return [f"{each.where}: {each.fact}" + (f" -> {each.hint}" if each.hint else "") for each in found.problems]


def test_a_template_has_no_model_of_its_own() -> None:
    assert told({"model": "file:///mnt/models/1"}) == [
        'components.score.models: "models" does not go with "model" -> keep one of the two: each of models is a component'
    ]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            {"components": {"score": {"model": "file:///mnt/models/1"}}},
            f"components.score.model: {IS_TEMPLATE} -> write models: {{eu: URI}}, or model: URI below score-eu",
        ),
        (
            {"components": {"score": {"models": None}}},
            (
                "components.score.models: a template has models in every environment"
                " -> remove its components here with score: null"
            ),
        ),
        (
            {"components": {"score": {"models": {"ue": None}}}},
            'components.score.models.ue: there is no model "ue" -> choose from: eu, us',
        ),
        (
            {"components": {"score-euu": {"scale": 2}}},
            'components.score-euu: there is no component "score-euu" -> did you mean "score-eu"? choose from: score-eu, score-us',
        ),
        (
            {"components": {"score-eu": {"models": {"a": "file:///mnt/models/a"}}}},
            (
                'components.score-eu.models: "models" are of a component in all environments'
                " -> write them in components, in the place of model"
            ),
        ),
        (
            {"releases": {"score": {"active": {"model": "file:///mnt/models/1"}}}},
            f"releases.score: {IS_TEMPLATE} -> name one of them",
        ),
        (
            {"releases": {"score-uk": {"active": {"model": "file:///mnt/models/1"}}}},
            (
                'releases.score-uk: there is no component "score-uk"'
                " -> remove this, or add its model: components.score.models.uk: URI"
            ),
        ),
        (
            {"components": {"score": {"kind": "service"}}},
            (
                'components.score.kind: "score" is an inference in every environment'
                " -> add a component of the other kind, and remove this one here by null"
            ),
        ),
    ],
)
def test_an_environment_names_what_there_is(section: Data, said: str) -> None:
    assert told({}, section) == [f"environments.dev.{said}"]


@pytest.mark.parametrize(
    ("components", "way_out"),
    [
        (
            {"score": None, "score-us": {"scale": 2}},
            "environments.dev.components.score is null: remove that line; or remove this",
        ),
        (
            {"score": {"models": {"us": None}}, "score-us": {"scale": 2}},
            "environments.dev.components.score.models.us is null: remove that line; or remove this",
        ),
        ({"score": {"models": {"us": None}}, "score-us": None}, "remove this"),
    ],
)
def test_nothing_is_said_of_a_model_that_is_not_there(components: Data, way_out: str) -> None:
    assert told({}, {"components": components}) == [
        f'environments.dev.components.score-us: there is no component "score-us" in dev -> {way_out}'
    ]


@pytest.mark.parametrize("components", [{"score": None}, {"score": {"models": {"us": None}}}, {"score-us": None}])
def test_the_release_of_a_model_that_is_removed_stays_for_its_return(components: Data) -> None:
    releases = {"score-us": {"active": {"model": "file:///mnt/models/us"}}}
    assert told({}, {"components": components, "releases": releases}) == []


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("components", {"scale": 2}),
        ("components", {"model": "file:///mnt/models/uk"}),
        ("releases", {"active": {"model": "file:///mnt/models/uk"}}),
    ],
)
def test_a_model_that_another_environment_adds_is_not_there(section: str, said: Data) -> None:
    sections: Data = {
        "dev": {section: {"score-uk": said}},
        "live": {"components": {"score": {"models": {"uk": "file:///mnt/models/uk"}}}},
    }
    held: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": {"score": TEMPLATE}}
    found = cases.judged(Case(held | {"environments": sections}, {name: DEV | {"name": name} for name in sections}))
    assert [f"{each.where}: {each.fact} -> {each.hint}" for each in found.problems] == [
        (
            f'environments.dev.{section}.score-uk: there is no component "score-uk" in dev'
            " -> add it: environments.dev.components.score.models.uk: URI; or remove this"
        )
    ]


def test_a_model_makes_no_component_that_is_written() -> None:
    assert told({}, components={"score-eu": SERVICE}) == [
        'components.score.models.eu: "score-eu" is a component already -> give the model another name, or the component'
    ]


def test_a_problem_of_the_template_is_told_once() -> None:
    assert told({"resources": {"cpu": "0"}}) == told(
        {"resources": {"cpu": "0"}, "models": {"eu": "file:///mnt/models/eu"}}
    )
    assert len(told({"resources": {"cpu": "0"}})) == 1


def test_a_problem_of_a_model_is_told_at_its_uri() -> None:
    found = told({"models": {"eu": "file:///mnt/models/eu", "us": {"uri": "s3://models/us", "size": "few"}}})
    assert [each.partition(" -> ")[0] for each in found] == ['components.score.models.us.size: "few" is not a quantity']


def test_a_model_without_a_uri_is_one_problem() -> None:
    assert told({"models": {"eu": {"model": "file:///mnt/models/eu"}}}) == [
        (
            'components.score.models.eu.model: unknown key "model" -> '
            'did you mean "uri"? choose from: download, env, longest, size, uri'
        )
    ]


def test_models_that_cannot_be_read_are_one_problem() -> None:
    section = {
        "components": {"score-eu": {"scale": 2}},
        "releases": {"score-eu": {"active": {"model": "s3://models/1"}}},
    }
    hint = "name each model: models: {eu: s3://models/fraud-eu/12, us: s3://models/fraud-us/7}"
    assert told({"models": ["file:///mnt/models/eu"]}, section) == [
        f"components.score.models: expected a mapping, found a list -> {hint}"
    ]


@pytest.mark.parametrize(
    ("project", "model", "said"),
    [
        (
            "fraud",
            "eu" * 25,
            (
                f'components.score.models.{"eu" * 25}: "fraud-score-{"eu" * 25}-preview" (the preview Service) has 70 characters, '
                "at most 63 are allowed -> shorten the model's name by 7 characters: 63 is the limit"
            ),
        ),
        (
            "fraud" * 10,
            "eu",
            (
                f'name: "{"fraud" * 10}-score-eu-preview" (the preview Service) has 67 characters, '
                "at most 63 are allowed -> shorten the project's name by 4 characters: 63 is the limit"
            ),
        ),
    ],
)
def test_a_name_that_is_too_long_is_told_at_its_longest_part(project: str, model: str, said: str) -> None:
    assert told({"models": {model: "file:///mnt/models/eu"}}, name=project)[:1] == [said]


def test_a_name_that_no_object_may_have_is_one_problem() -> None:
    found = told({"models": {"e" * 98: "file:///mnt/models/eu"}})
    assert found == [
        (
            f'components.score.models.{"e" * 98}: "{"e" * 59}…" is not a DNS label'
            " -> shorten it: it has 98 characters, at most 63 are allowed"
        )
    ]


def test_a_long_name_of_a_template_is_told_at_the_template() -> None:
    name = "score" * 10
    found = told({}, components={name: TEMPLATE | {"models": {"eu": "file:///mnt/models/eu"}}})
    assert [each.partition(": ")[0] for each in found] == [f"components.{name}"]


def test_models_do_not_share_a_host() -> None:
    section, platform = (
        {"components": {"score": {"expose": {"host": "a.acme.dev"}}}},
        DEV | {"traffic": "ingress", "ingress": {"class": "nginx"}},
    )
    components: Data = {"score": TEMPLATE}
    held: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": components}
    found = cases.judged(Case(held | {"environments": {"dev": section}}, {"dev": platform})).problems
    assert [f"{each.where}: {each.fact} -> {each.hint}" for each in found] == [
        (
            'components.score.expose: "a.acme.dev/" is the same for all models -> '
            "write {component} in the host, which becomes the name of the component"
        )
    ]
