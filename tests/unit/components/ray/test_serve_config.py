import pytest

from generator.components.ray import serve_config

NO_PATH = 'application {} of the configuration of Ray Serve has no "import_path"'


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("applications: [{import_path: a:app}]", []),
        ("applications: [{name: a, import_path: a:app, route_prefix: /a}, {name: b, import_path: b:app, route_prefix: /b}]", []),
        ("[", ["the configuration of Ray Serve is no YAML"]),
        ("a", ['the configuration of Ray Serve has no "applications"']),
        ("applications: []", ['the configuration of Ray Serve has no "applications"']),
        ("applications: [{name: a}, 3]", [NO_PATH.format(1), NO_PATH.format(2)]),
        (
            "applications: [{name: a, import_path: a:a, route_prefix: /a}, {name: a, import_path: a:b}]",
            ['two applications of the configuration of Ray Serve have the name "a"'],
        ),
        (
            "applications: [{name: a, import_path: a:a}, {name: b, import_path: a:b}]",
            ['two applications of the configuration of Ray Serve have the route_prefix "/"'],
        ),
    ],
)  # fmt: skip
def test_what_ray_serve_refuses(text: str, facts: list[str]) -> None:
    assert [fact for fact, _ in serve_config.problems(text)] == facts


def test_a_file_has_to_be_text() -> None:
    assert list(serve_config.of_file(b"applications: [{import_path: 'a:\xff'}]")) == [
        ("the byte 0xff of the configuration is not UTF-8", "save the file as UTF-8")
    ]
    assert list(serve_config.of_file(b"applications: [{import_path: a:app}]")) == []


def test_variables_of_applications_and_deployments_are_found() -> None:
    deployment = "{name: d, ray_actor_options: {runtime_env: {env_vars: {B: 2}}}}"
    text = f"applications: [{{import_path: a:app, runtime_env: {{env_vars: {{A: x}}}}, deployments: [{deployment}]}}]"
    assert list(serve_config.variables(text)) == [("A", "x"), ("B", "2")]
    assert list(serve_config.variables(b"\xff")) == []
    assert list(serve_config.variables("[")) == []
