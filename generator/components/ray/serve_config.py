"""The configuration of Ray Serve, as KubeRay hands it on (`ServeDeploySchema` of Ray)."""

from collections.abc import Iterator
from typing import Any

from generator.manifest import yaml_reader

VARIABLES = "env_vars"
EXAMPLE = "applications: [{name: text, import_path: app:app}]"


def problems(text: str) -> Iterator[tuple[str, str]]:
    """Yield facts and hints of a configuration that Ray Serve refuses."""
    try:
        content: Any = yaml_reader.read(text)
    except ValueError:
        yield "the configuration of Ray Serve is no YAML", f"write it as YAML: {EXAMPLE}"
        return
    applications = content.get("applications") if isinstance(content, dict) else None
    if not isinstance(applications, list) or not applications:
        yield 'the configuration of Ray Serve has no "applications"', f"list what is served: {EXAMPLE}"
        return
    yield from _applications(applications)


def of_file(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield facts and hints of a configuration in a file, which has to be UTF-8."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        yield f"the byte 0x{content[error.start]:02x} of the configuration is not UTF-8", "save the file as UTF-8"
        return
    yield from problems(text)


def variables(content: str | bytes) -> Iterator[tuple[str, str]]:
    """The names and values of the variables that a configuration sets, of applications and of their deployments."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
        yield from _variables(yaml_reader.read(text))
    except ValueError:
        return  # `problems` says so


def _variables(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        held = node.get(VARIABLES)
        yield from ((str(name), str(value)) for name, value in held.items()) if isinstance(held, dict) else ()
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _variables(each)


def _applications(applications: list[Any]) -> Iterator[tuple[str, str]]:
    known: dict[str, set[str]] = {"name": set(), "route_prefix": set()}
    for number, each in enumerate(applications, 1):
        if not isinstance(each, dict) or not isinstance(each.get("import_path"), str):
            fact = f'application {number} of the configuration of Ray Serve has no "import_path"'
            yield fact, "write where the application is: import_path: app:app"
            continue
        for key, default in (("name", "default"), ("route_prefix", "/")):
            value = str(each.get(key, default))
            if value in known[key]:
                fact = f'two applications of the configuration of Ray Serve have the {key} "{value}"'
                yield fact, f"give each of them its own {key}"
            known[key].add(value)
