"""Checks of texts that only platform files contain: names of environment files, registries, and patterns of namespaces."""

import re

from generator.source.format_error import FormatError
from generator.spec import suggest
from generator.validate import names

_REGISTRY = r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*"
_NAMESPACE = r"([a-z0-9-]|[{](team|project|environment)[}])+"
_PLACEHOLDERS = ("team", "project", "environment")


def environment_name(text: str) -> FormatError | None:
    """The name of an environment's file, without its ending."""
    error = names.dns_label(text)
    stem = re.sub(r"\.ya?ml\Z", "", text.rpartition("/")[2])
    if error is None or stem == text or names.dns_label(stem) is not None:
        return error
    return FormatError(fact=f"{suggest.quoted(text)} is not the name of an environment", hint="", meant=stem)


def registry(text: str) -> FormatError | None:
    """A registry, or a path in one, whose images a policy allows; it includes everything below it."""
    if re.fullmatch(_REGISTRY, text):
        return None
    meant = re.sub(r"\A[a-z]+://|[/*]+\Z", "", text.strip()).lower()
    hint = "write a registry, or a path in one; all below it is included: ghcr.io/acme"
    fact = f"{suggest.quoted(text)} is not a registry or a path in one"
    return FormatError(fact=fact, hint=hint, meant=meant if re.fullmatch(_REGISTRY, meant) else "")


def namespace(text: str) -> FormatError | None:
    """A namespace in which {team}, {project} and {environment} are replaced."""
    if re.fullmatch(_NAMESPACE, text):
        return None
    hint = 'write lower-case letters, digits, "-", {team}, {project} and {environment}'
    unknown = next((name for name in re.findall(r"\{([^{}]*)\}", text) if name not in _PLACEHOLDERS), None)
    if unknown is None:
        return FormatError(fact=f"{suggest.quoted(text)} is not a namespace", hint=hint)
    meant = suggest.closest(unknown, _PLACEHOLDERS) if unknown else None
    return FormatError(
        fact=f"there is no placeholder {suggest.quoted(unknown)} in a namespace",
        hint=hint,
        meant=f"{{{meant}}}" if meant else "",
    )
