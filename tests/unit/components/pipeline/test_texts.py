import pytest

from tests.builders import pipelines
from tests.builders.documents import Data


def written(**step: Data | list[str] | str) -> Data:
    return {"steps": {"a": {"command": ["a"], **step}}}


def found(component: Data) -> tuple[Data, Data]:
    """The container of the step, and the texts of the ConfigMap."""
    objects = pipelines.objects(component)
    (config_map,) = [each for each in objects.values() if each["kind"] == "ConfigMap"]
    return pipelines.step("a", component)["container"], config_map["data"]


def test_a_text_with_braces_is_a_variable_from_a_config_map() -> None:
    container, data = found(written(args=["--format", "{{ .Name }} $5"]))
    ((key, text),) = data.items()
    name = key.upper().replace("-", "_")
    assert (text, container["args"]) == ("{{ .Name }} $5", ["--format", f"$({name})"])
    first = container["env"][0]
    assert (first["name"], first["valueFrom"]["configMapKeyRef"]["key"]) == (name, key)


def test_references_to_variables_stay_beside_it() -> None:
    container, data = found(written(args=["{{a}}$(DAY){{b}}$(HOST)"], env={"DAY": "1"}))
    assert sorted(data.values()) == ["{{a}}", "{{b}}$(HOST)"]
    assert container["args"][0].count("$(DAY)") == 1
    assert "{{" not in container["args"][0]


def test_a_variable_may_have_braces() -> None:
    container, data = found(written(env={"FORMAT": "{{x}}"}))
    ((key, _),) = data.items()
    values = {each["name"]: each.get("value") for each in container["env"]}
    assert values["FORMAT"] == f"$({key.upper().replace('-', '_')})"


def test_parameters_are_replaced_by_argo() -> None:
    component = {**written(), "parameters": {"A": "1"}}
    assert [each for each in pipelines.objects(component).values() if each["kind"] == "ConfigMap"] == []


def test_annotations_with_braces_are_those_of_the_workflow_alone() -> None:
    component = {**written(), "annotations": {"example.org/a": "{{x}}"}}
    assert pipelines.run(component)["metadata"]["annotations"]["example.org/a"] == "{{x}}"
    assert "example.org/a" not in pipelines.step("a", component)["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("component", "place"),
    [
        ({"parameters": {"A": "{{x}}"}}, "parameters.A"),
        (written(volumes={"/a{{": {"claim": "a"}}), 'steps.a.volumes["/a{{"]'),
        ({"files": {"/a{{b": "x"}}, 'files["/a{{b"]'),
    ],
)
def test_elsewhere_braces_are_refused(component: Data, place: str) -> None:
    assert pipelines.said(component) == [
        f'{place}: Argo would replace what follows "{{{{" there -> write it without two braces in a row'
    ]
