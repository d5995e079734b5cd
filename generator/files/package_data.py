"""The folders of bundled data: inside the package in a wheel, next to the package in a checkout."""
# Paths are strings: every command loads this module, and importing pathlib takes as long as loading all schemas.

import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Name = Literal["schemas", "environments", "overlays"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_WHEEL = os.path.join(_PACKAGE, "_data")
ROOT = _WHEEL if os.path.isdir(_WHEEL) else os.path.dirname(_PACKAGE)
"""The folder that contains them all; read at each call, so that tests can replace it."""


def path(name: Name) -> str:
    """The path of a bundled folder: in a wheel the installed copy, else (editable installs, too) that of the checkout."""
    return os.path.join(ROOT, name)


def folder(name: Name) -> "Path":
    """The same as `path`, as a Path."""
    from pathlib import Path

    return Path(path(name))
