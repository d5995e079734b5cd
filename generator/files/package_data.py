"""Where the bundled data lies: in a wheel inside the package, in a checkout beside it."""
# Plain strings: every cold start comes this way, and pathlib costs as much to load as all schemas.

import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Name = Literal["schemas", "environments", "overlays"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_WHEEL = os.path.join(_PACKAGE, "_data")
ROOT = _WHEEL if os.path.isdir(_WHEEL) else os.path.dirname(_PACKAGE)
"""The folder that holds them all, read whenever something is asked for: a test may name another, with more in it."""


def path(name: Name) -> str:
    """The bundled folder `name`, as installed: a wheel's copy, else the checkout's own (editable installs too)."""
    return os.path.join(ROOT, name)


def folder(name: Name) -> "Path":
    """The same as a Path."""
    from pathlib import Path

    return Path(path(name))
