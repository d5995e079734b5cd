"""Escaping of `$` in `command`, `args` and `env`, except in references to the container's own variables.

Kubernetes expands `$(NAME)` and turns `$$` into `$` (`third_party/forked/golang/expansion`). Its variables
include those of every Service in the namespace, so `$(NAME)` is written `$$(NAME)` unless NAME is in the container's own `env`.
"""

import re
from collections.abc import Container

_DOLLAR = r"\$(?:\(([-._a-zA-Z0-9]+)\))?"


class _EveryName:
    def __contains__(self, name: object) -> bool:
        return True


EVERY_NAME: Container[str] = _EveryName()
"""In place of the container's own variables where their names are not known, as with `envFrom`."""


def escape(text: str, own: Container[str]) -> str:
    """Escape the text so that Kubernetes expands only `$(NAME)` with NAME in `own`."""
    if "$" not in text:
        return text
    return re.sub(_DOLLAR, lambda match: _escaped(match, own), text)


def references(text: str) -> tuple[str, ...]:
    """The names in the text's `$(NAME)` references, with repetitions."""
    return tuple(match[1] for match in re.finditer(_DOLLAR, text) if match[1] is not None)


def _escaped(match: re.Match[str], own: Container[str]) -> str:
    name = match[1]
    if name is not None:
        return match[0] if name in own else f"${match[0]}"
    following = match.string[match.end() : match.end() + 1]
    # After a lone `$` Kubernetes copies one byte as if it were a character, which breaks the first one beyond ASCII.
    return "$$" if following in {"$", "("} or following > "\x7f" else "$"
