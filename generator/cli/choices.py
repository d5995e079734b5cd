"""The names that an argument or option may have here: listed where it is missing, and completed by shells.

They are read from the project and its platform, as far as these can be read. Nothing here fails or prints: without a project
there are no names. Shells ask for them at each key, so only what is asked for is read.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from generator.source import nodes

Names = Callable[[Mapping[str, Any]], Sequence[str]]
"""Gives names for the values of the options and arguments that are known."""
Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def environments(given: Mapping[str, Any]) -> Sequence[str]:
    """The environments of the project; of the platform where there is no project."""
    found = list(dict.fromkeys(name for root in _roots(given) for name in _keys(root, "environments")))
    return found or platform_environments(given)


def platform_environments(given: Mapping[str, Any]) -> Sequence[str]:
    """The environments of the platform of the project, or of the current folder."""
    from generator.discovery import platform_folder

    named = given.get("platform_option")
    try:
        folder = platform_folder.find(named if isinstance(named, str) else None, _start(given))
        return sorted(platform_folder.environment_names(folder))
    except Exception:  # noqa: BLE001 - no names are better than a failing shell
        return []


def components(given: Mapping[str, Any]) -> Sequence[str]:
    """The components of the project, in the order of the file."""
    return list(dict.fromkeys(name for root in _roots(given) for name in _components(root)))


class _Explained(click.Parameter):
    """An option or argument that says in the error for a missing value what to write."""

    def _way_out(self, given: Mapping[str, Any]) -> str:
        raise NotImplementedError

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """As click, with what to write in the error for a missing value."""
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            raise click.MissingParameter(self._way_out(ctx.params), ctx=ctx, param=self) from None


class _Named(_Explained):
    """An option or argument whose value is one of some `names`, which the error for a missing value lists."""

    def __init__(self, declarations: Sequence[str], *, names: Names, **settings: Any) -> None:
        super().__init__(declarations, **settings, shell_complete=complete(names))
        self._names = names

    def _way_out(self, given: Mapping[str, Any]) -> str:
        listed = self._names(given)
        return f"Choose from: {', '.join(listed)}" if listed else ""


class NamedOption(_Named, click.Option):
    """An option whose value is one of some `names`."""


class NamedArgument(_Named, click.Argument):
    """An argument whose value is one of some `names`."""


class DescribedOption(_Explained, click.Option):
    """An option for a value of which no names are known; `missing` says what to write."""

    def __init__(self, declarations: Sequence[str], *, missing: str, **settings: Any) -> None:
        super().__init__(declarations, required=True, **settings)
        self._missing = missing

    def _way_out(self, given: Mapping[str, Any]) -> str:  # noqa: ARG002 - no names are looked for
        return self._missing


def complete(names: Names) -> Complete:
    """Completes names."""

    def completed(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in names(ctx.params) if name.startswith(incomplete)]

    return completed


def fields(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Completes the names of fields, one part after the other; paths where no field begins so."""
    from click.shell_completion import CompletionItem

    before, dot, _last = incomplete.rpartition(".")
    try:
        names = [f"{before}{dot}{name}" for name in _fields(ctx.params, before)]
    except Exception:  # noqa: BLE001 - no names are better than a failing shell
        names = []
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def _fields(given: Mapping[str, Any], before: str) -> Sequence[str]:
    """The names that may follow a dotted path: of the schemas, and keys that the project has there."""
    from generator.source import nodes
    from generator.validation import field_lookup

    kinds: dict[str, str] = {}
    written: list[str] = []
    for root in _roots(given):
        components = root.get("components")
        for name in _keys(root, "components"):
            node = components.get(name) if isinstance(components, nodes.Mapping) else None
            kinds[name] = field_lookup.kind(node)
        node = components
        for part in field_lookup.parts(before.removeprefix("components.")):
            node = node.get(part) if isinstance(node, nodes.Mapping) else None
        written += node.entries if isinstance(node, nodes.Mapping) and before not in {"", "components"} else ()
    return list(dict.fromkeys([*field_lookup.below(before, kinds), *written]))


def files(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Completes paths of files and folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def folders(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Completes paths of folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def _files(given: Mapping[str, Any]) -> Sequence[str]:
    from generator.discovery import projects

    listed: list[str] = []
    for key in ("named", "path", "paths"):
        value = given.get(key)  # click has a value of its own for what is not given
        listed += [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return projects.find(listed)


def _start(given: Mapping[str, Any]) -> str:
    """The folder from which the platform is searched."""
    from generator.errors import TidegateError

    try:
        return os.path.dirname(_files(given)[0]) or "."
    except (TidegateError, IndexError):
        return "."


def _roots(given: Mapping[str, Any]) -> Iterator["nodes.Mapping"]:
    """The projects that are named or near, as far as they can be read; a run over many is about names that any of them has."""
    from generator.files import reading
    from generator.source import document, nodes

    try:
        for file in _files(given):
            root = document.parse(reading.read(file), file).root
            if isinstance(root, nodes.Mapping):
                yield root
    except Exception:  # noqa: BLE001 - no names are better than a failing shell
        return


def _components(root: "nodes.Mapping") -> Iterator[str]:
    """The names of components, those of a template's models in the place of its own."""
    from generator.components.kinds import KINDS
    from generator.discovery import platform_folder
    from generator.resolve import models

    yield from models.of_file(root, platform_folder.schemas(), KINDS).components


def _keys(root: "nodes.Mapping", field: str) -> Sequence[str]:
    found = root.get(field)
    return list(getattr(found, "entries", ()))
