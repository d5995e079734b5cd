"""The dollar in `command`, `args` and `env`: references to the container's own env keep their meaning.

Kubernetes expands `$(NAME)` and turns `$$` into `$` (`third_party/forked/golang/expansion`). Its variables
include those of every Service in the namespace, so a reference that is not the container's own is written `$$(NAME)`
to arrive unchanged.
"""

import re
from collections.abc import Collection

_DOLLAR = r"\$(?:\(([-._a-zA-Z0-9]+)\))?"


def escape(text: str, own: Collection[str]) -> str:
    """Write the text so that after Kubernetes' expansion only `$(NAME)` with NAME in `own` has changed."""
    if "$" not in text:
        return text
    return re.sub(_DOLLAR, lambda found: _escaped(found, own), text)


def references(text: str) -> tuple[str, ...]:
    """The names in the text's `$(NAME)`, each as often as it stands there."""
    return tuple(found[1] for found in re.finditer(_DOLLAR, text) if found[1] is not None)


def _escaped(found: re.Match[str], own: Collection[str]) -> str:
    name = found[1]
    if name is not None:
        return found[0] if name in own else f"${found[0]}"
    following = found.string[found.end() : found.end() + 1]
    # After a lone `$` Kubernetes copies one byte as if it were a character, which breaks the first one beyond ASCII.
    return "$$" if following in {"$", "("} or following > "\x7f" else "$"
