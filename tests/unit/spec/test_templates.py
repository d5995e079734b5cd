from generator.source import nodes
from generator.spec import templates
from generator.spec.templates import Model, Template
from tests.builders import documents


def template(*models: str) -> Template:
    key = nodes.Scalar("fraud", plain=True, mark=documents.HERE)
    return Template(nodes.Entry(key, key), dict.fromkeys(models, key))


def model() -> Model:
    return Model("fraud", "eu", template("eu").keys["eu"], {})


def test_a_template_names_its_components() -> None:
    assert templates.components("fraud", template("eu", "us")) == ("fraud-eu", "fraud-us")
    assert templates.fact("fraud", template("eu", "us")) == '"fraud" is the template of fraud-eu, fraud-us'


def test_no_more_components_are_named_than_in_a_hint() -> None:
    many = template(*(f"m{number}" for number in range(15)))
    named = ", ".join(f"a-m{number}" for number in range(12))
    assert templates.fact("a", many) == f'"a" is the template of {named} and 3 more'


def test_the_name_of_a_template_is_no_components() -> None:
    found = templates.unknown("fraud", ["fraud-eu"], {"fraud": template("eu")})
    assert found == ('"fraud" is the template of fraud-eu', "name one of them", "")


def test_an_unknown_name_gets_the_closest_component() -> None:
    found = templates.unknown("fraud-ue", ["fraud-eu", "api"], {"fraud": template("eu")})
    assert found == ('there is no component "fraud-ue"', "choose from: api, fraud-eu", "fraud-eu")


def test_the_longest_template_has_the_model_of_a_component() -> None:
    known = {"fraud": template("eu"), "fraud-card": template("eu")}
    assert templates.path_of("fraud-card-us", known) == ("fraud-card", "models", "us")
    assert templates.path_of("fraudulent", known) == ()


def test_a_path_of_the_file_sets_a_field_of_a_model() -> None:
    one = model()
    assert one.field(("fraud", "scale", "min")) == "scale"
    assert one.field(("fraud-eu", "scale")) == "scale"
    assert one.field(("fraud", "models", "eu", "uri")) == one.field(("fraud", "models")) == "model"
    assert one.field(("fraud", "models", "us")) == one.field(("fraud-us", "scale")) == one.field(("fraud",)) == ""


def test_a_component_of_a_model_can_be_removed_in_three_places() -> None:
    assert model().paths == (("fraud",), ("fraud", "models", "eu"), ("fraud-eu",))
