"""Projects from the text of a file, as far as what is written in it counts."""

from generator.resolve import models
from generator.source import document, nodes
from generator.spec.project import Project


def project(text: str) -> Project:
    """The project of a file that has components and environments; nothing is merged, and each `models` makes a template."""
    parsed = document.parse(text.encode(), "ml-project.yaml")
    assert isinstance(parsed.root, nodes.Mapping)
    held = {key: parsed.root.get(key) for key in ("components", "environments")}
    sections = {key: node.entries for key, node in held.items() if isinstance(node, nodes.Mapping)}
    expanded = models.expand(
        sections["components"],
        sections["environments"],
        lambda node: isinstance(node, nodes.Mapping) and "models" in node.entries,
        lambda entry: entry,
    )
    return Project(
        name="fraud",
        team="risk",
        description="",
        labels={},
        annotations={},
        components=expanded.components,
        environments=sections["environments"],
        releases={},
        document=parsed,
        files={},
        cache={},
        models=expanded.models,
        templates=expanded.templates,
    )
