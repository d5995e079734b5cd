import pytest

from generator.errors import Mark
from generator.source import nodes
from generator.validate import context, variables
from generator.validate.context import CheckedComponent
from tests import patience
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, problems


def said(env: Data, **fields: object) -> list[str]:
    return problems(SERVICE | {"env": env} | fields)


def test_a_plain_value_where_the_name_says_secret() -> None:
    assert said({"API_TOKEN": "abc"}) == [
        (
            "components.api.env.API_TOKEN: the name suggests a secret, but the value is plain text -> write API_TOKEN: "
            "{secret: NAME, key: KEY}; if it is not secret: API_TOKEN: {value: ..., public: true}"
        )
    ]


@pytest.mark.parametrize(
    ("value", "more", "refused"),
    [
        ("$(HELD)", {}, False),
        ("$(NOWHERE)", {}, True),
        ("$(NOWHERE)", {"envFrom": [{"secret": "defines-nowhere"}]}, False),
        ("$(PLAIN)", {"envFrom": [{"secret": "defines-nowhere"}]}, True),
        ("$(HELD)a", {}, True),
    ],
)
def test_a_secret_under_a_second_name_is_not_written_here(value: str, more: Data, refused: bool) -> None:  # noqa: FBT001
    env = {"HELD": {"secret": "fraud-db", "key": "password"}, "PLAIN": "abc", "DB_PASSWORD": value}
    assert [each.startswith("components.api.env.DB_PASSWORD: the name") for each in said(env, **more)] == [
        True
    ] * refused


def test_a_known_form_of_a_secret_is_told_once() -> None:
    key = "sk-proj-" + "a1_-" * 20
    assert said({"API_KEY": key}) == [
        (
            "components.api.env.API_KEY: this looks like an API key of a model provider -> remove it, use env: {NAME: {secret: "
            "SECRET, key: KEY}}, and revoke it: it stays readable in Git's history"
        )
    ]


def test_a_variable_that_the_model_sets() -> None:
    assert said({"MODEL_URI": "x"}, model="s3://a/b") == [
        (
            'components.api.env.MODEL_URI: "MODEL_URI" is set from "model" already -> give the model\'s variable another name: '
            "model: {uri: ..., env: MODEL}"
        )
    ]


def test_a_reference_to_what_comes_later() -> None:
    later = {"A": "$(B)", "B": "x"}
    assert said(later) == ['components.api.env.A: "$(B)" is not expanded: B is defined later -> move B above A']
    assert said({"A": "$(A)"}) == [
        'components.api.env.A: "$(A)" is not expanded: it refers to itself -> give one of the two another name'
    ]
    assert said(later, envFrom=[{"secret": "defines-b"}]) == []


def test_many_references_are_looked_up_at_once() -> None:
    nothing = nodes.Mapping({}, Mark("a", 1, 1), 0, 0, flow=False)
    environment = samples.environment()

    def check(count: int) -> None:
        env = {"A0": {"value": "x"}, **{f"A{i}": {"value": f"$(A{i - 1})"} for i in range(1, count)}}
        component = CheckedComponent(
            kind="job", node=nothing, mark=nothing.mark, data={"env": env}, environment=environment, files={}
        )
        assert [*context.check(variables.RULES, component, ())] == []

    patience.grows_evenly(check, 20_000)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"resource": "limits.memory", "divisor": "1m"}, '"1m" is no unit of memory -> write divisor: 1, 1Mi or 1Gi'),
        ({"resource": "requests.cpu", "divisor": "1Mi"}, '"1Mi" is no unit of cpu -> write divisor: 1 or 1m'),
        (
            {"resource": "requests.ephemeral-storage", "divisor": "1m"},
            '"1m" is no unit of ephemeral-storage -> write divisor: 1, 1Mi or 1Gi',
        ),
    ],
)
def test_a_unit_of_another_resource(source: Data, words: str) -> None:
    assert said({"A": source}) == [f"components.api.env.A.divisor: {words}"]


@pytest.mark.parametrize(
    "source",
    [
        {"resource": "requests.cpu", "divisor": "1m"},
        {"resource": "requests.memory", "divisor": "1Gi"},
        {"resource": "requests.memory", "divisor": "1k"},
        {"resource": "requests.cpu"},
    ],
)
def test_a_unit_that_fits(source: Data) -> None:
    assert said({"A": source}) == []
