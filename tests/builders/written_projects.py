"""Projects from the text of a file, as far as what is written in it counts."""

from generator.source import document, nodes
from generator.spec.project import Project


def project(text: str) -> Project:
    """The project of a file that has components and environments; nothing is merged."""
    parsed = document.parse(text.encode(), "ml-project.yaml")
    assert isinstance(parsed.root, nodes.Mapping)
    held = {key: parsed.root.get(key) for key in ("components", "environments")}
    sections = {key: node.entries for key, node in held.items() if isinstance(node, nodes.Mapping)}
    return Project(
        name="fraud",
        team="risk",
        description="",
        labels={},
        annotations={},
        components=sections["components"],
        environments=sections["environments"],
        releases={},
        document=parsed,
        files={},
        cache={},
    )
