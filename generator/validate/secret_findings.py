"""Secrets in the texts of a tree: of a project, of a file that it names, and of the platform."""

from collections.abc import Iterator, Mapping

from generator.errors import Severity
from generator.source import finding, nodes, secrets
from generator.source.finding import Finding

NO_ARGUMENTS = ("annotations", "description", "files", "labels")
"""Fields whose texts may explain the use of options."""
PATCHES = "patches"
"""The field whose objects are those of Kubernetes."""
OF_NAMES = ("annotations", "env", "files", "labels")
"""Fields whose keys people choose: `name` and `value` below them are two variables, not one in the form of Kubernetes."""
TEXTS_OF_PLATFORM = ("metadata", "volumeAttributes")
"""Fields of an environment that are names and texts."""
REVOKE_HINT = (
    "remove it, use env: {NAME: {secret: SECRET, key: KEY}}, and revoke it: it stays readable in Git's history"
)
PLATFORM_HINT = "remove it, and revoke it: it stays readable in Git's history; programs read it from a Secret"
OPTION_HINT = (
    "write $(NAME) there, use env: {NAME: {secret: SECRET, key: KEY}}, and revoke it: it stays readable in Git's history; "
    "if it is not secret: env: {NAME: {value: ..., public: true}}"
)


def find(
    node: nodes.Node | None, path: finding.Path = (), *, arguments: bool = True, objects: bool = False
) -> Iterator[Finding]:
    """Find texts of a tree that have the format of a secret; messages do not repeat the text.

    `arguments` tells whether options that are set to a secret are found as well. With `objects`, and in patches, variables
    of the form that Kubernetes has (`{name, value}`) are judged by their names, too.
    """
    match node:
        case nodes.Mapping():
            if _is_public(node.entries):
                return
            if objects and not (path and path[-1] in OF_NAMES):
                yield from _named(node, path)
            for key, entry in node.entries.items():
                has_arguments, has_objects = arguments and key not in NO_ARGUMENTS, objects or key == PATCHES
                if type(entry.value) is nodes.Scalar and not _is_suspect(entry.value.text, arguments=has_arguments):
                    continue
                yield from find(entry.value, (*path, key), arguments=has_arguments, objects=has_objects)
        case nodes.Sequence():
            for i, item in enumerate(node.items):
                yield from find(item, (*path, i), arguments=arguments, objects=objects)
            yield from _secret_arguments(node, path) if arguments else ()
        case nodes.Scalar() if purpose := secrets.find(node.text):
            yield _secret(node, path, purpose, REVOKE_HINT)
        case nodes.Scalar() if arguments and (name := secrets.find_option(node.text)):
            yield _secret(node, path, f"the value of --{name}", OPTION_HINT)


def in_platform(node: nodes.Node | None) -> Iterator[Finding]:
    """Find secrets in a file of the platform, which has no variables to put them into."""
    for each in (*find(node, objects=True), *_in_texts(node, ())):
        yield each._replace(hint=PLATFORM_HINT)


def _in_texts(node: nodes.Node | None, path: finding.Path) -> Iterator[Finding]:
    """Secrets by their names in what drivers of volumes and webhooks are given as names and texts."""
    match node:
        case nodes.Mapping():
            for name, entry in node.entries.items():
                yield from _in_texts(entry.value, (*path, name))
        case nodes.Sequence():
            for i, item in enumerate(node.items):
                yield from _in_texts(item, (*path, i))
        case nodes.Scalar() if len(path) > 1 and path[-2] in TEXTS_OF_PLATFORM and isinstance(path[-1], str):
            if secrets.is_named(path[-1], node.text):
                yield _secret(node, path, f"the value of {path[-1]}", PLATFORM_HINT)


def _named(node: nodes.Mapping, path: finding.Path) -> Iterator[Finding]:
    """The value of a variable in the form of Kubernetes, if its name says that it is a secret."""
    name, value = node.get("name"), node.get("value")
    if not isinstance(name, nodes.Scalar) or not isinstance(value, nodes.Scalar):
        return
    if secrets.is_named(name.text, value.text):
        yield _secret(value, (*path, "value"), f"the value of {name.text}", REVOKE_HINT)


def _is_suspect(text: str, *, arguments: bool) -> bool:
    return secrets.find(text) is not None or (arguments and secrets.find_option(text) != "")


def _secret_arguments(node: nodes.Sequence, path: finding.Path) -> Iterator[Finding]:
    """Options that the next item of a list sets to a secret: `[--token, ...]`."""
    for i, (before, item) in enumerate(zip(node.items, node.items[1:], strict=False), start=1):
        if isinstance(before, nodes.Scalar) and isinstance(item, nodes.Scalar) and not item.text.startswith("-"):
            name = secrets.option(before.text)
            if name and secrets.is_secret_option(name, item.text) and secrets.find(item.text) is None:
                yield _secret(item, (*path, i), f"the value of --{name}", OPTION_HINT)


def _secret(node: nodes.Scalar, path: finding.Path, purpose: str, hint: str) -> Finding:
    fact = f"this looks like {purpose}"
    return Finding(node=node, mark=node.mark, path=path, fact=fact, hint=hint, code="secret", severity=Severity.ERROR)


def _is_public(entries: Mapping[str, nodes.Entry]) -> bool:
    public = entries.get("public")
    return (
        "value" in entries
        and public is not None
        and isinstance(public.value, nodes.Scalar)
        and public.value.text == "true"
    )
