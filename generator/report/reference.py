"""docs/reference.md: all fields of all files that people write, as Markdown made from the schemas."""

from collections.abc import Iterator, Mapping, Sequence

from generator.discovery import platform_folder, projects
from generator.report import field_texts
from generator.validate.field_docs import Field
from generator.validation import field_lookup

HEAD = """# Reference

<!-- Made by `make reference` from schemas/: do not edit. -->

Every field of every file, as the schemas define it. `tidegate explain FIELD` prints the same for one field, with its values
and the lines that set them. [File formats](formats.md) says how files are read and merged, and what rules there are beyond
the schemas.

"""
OF_COMPONENTS = frozenset({"components", "defaults"})
"""Fields that hold the fields of components, which have their own section."""


OWNERS = {
    projects.NAME: " of the project",
    field_lookup.ENVIRONMENT: " of an environment",
    platform_folder.MARKER: " of the platform",
}
"""What the headings of a file's fields end with: no two headings are the same."""


def page() -> str:
    """The whole page."""
    components = field_lookup.component_fields()
    known = {field.name: field for field in components}
    parts = [HEAD]
    for file, top in field_lookup.files().items():
        parts += [f"## {file}\n\n"]
        parts += [_section(field, known, OWNERS[file]) for field in top.children if field.name != "components"]
        if any(field.name == "components" for field in top.children):
            parts += ["## Components\n\nThe fields of `components.<component>`.\n\n", _kinds(components)]
            parts += [_section(field, known, _kinds_of(field, components)) for field in components]
    return "".join(parts).rstrip("\n") + "\n"


def _kinds_of(field: Field, components: Sequence[Field]) -> str:
    """What the heading of a field ends with that kinds define differently."""
    several = sum(each.name == field.name for each in components) > 1
    return f" of {', '.join(field.kinds)}" if several else ""


def _kinds(components: Sequence[Field]) -> str:
    """A table of the fields that each kind has."""
    kinds = list(dict.fromkeys(kind for field in components for kind in field.kinds))
    lines = ["| field | " + " | ".join(kinds) + " |", "|---|" + "---|" * len(kinds)]
    names = dict.fromkeys(field.name for field in components)
    for name in names:
        having = {kind: field for field in components if field.name == name for kind in field.kinds}
        cells = ("" if kind not in having else "required" if having[kind].required else "yes" for kind in kinds)
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n\n"


def _section(field: Field, known: Mapping[str, Field], owner: str = "") -> str:
    """The section of one field; what is in it and is `known` from a section of its own is not listed again."""
    lines = [f"### `{field.name}`{owner}", "", _cell(field.description), ""]
    lines += [f"- {label}: {_code(label, value)}" for label, value in field_texts.facts(field) if label != "fields"]
    rows = [] if field.name in OF_COMPONENTS else list(_rows(field.children, len(field.path), known))
    if rows:
        lines += ["", "| field in it | forms | default | what it is |", "|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n\n"


def _rows(fields: Sequence[Field], depth: int, known: Mapping[str, Field]) -> Iterator[str]:
    for field in fields:
        elsewhere = _elsewhere(field, known)
        if field.description or field.is_free:
            yield _row(field, depth, elsewhere)
        if not elsewhere:
            yield from _rows(field.children, depth, known)


def _elsewhere(field: Field, known: Mapping[str, Field]) -> str:
    """Where the fields in a field are described; empty if they have to be listed with it."""
    if field.name in OF_COMPONENTS:
        return " In it: the [fields of components](#components)."
    same = known.get(field.name)
    names = [each.name for each in field.children]
    return f" In it: as in `{field.name}`." if names and same and names == [each.name for each in same.children] else ""


def _row(field: Field, depth: int, elsewhere: str) -> str:
    given = f"`{field_texts.value(field.default)}`" if field.default is not None else ""
    default = "required" if field.required else given
    condition = f" ({field.condition})" if field.condition else ""
    path = field_texts.path(field.path[depth:])
    return f"| `{path}`{condition} | {_cell('; or '.join(field.forms))} | {default} | {_cell(field.description)}{elsewhere} |"


def _code(label: str, value: str) -> str:
    return f"`{value}`" if label in {"default", "example"} else _cell(value)


def _cell(text: str) -> str:
    """A text in a cell of a table: `|` ends it, and what looks like a tag would be one."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
