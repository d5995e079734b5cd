"""Where the bundled data lies: in a wheel inside the package, in a checkout beside it."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent.parent
_WHEEL = _PACKAGE / "_data"
_ROOT = _WHEEL if _WHEEL.is_dir() else _PACKAGE.parent


def folder(name: Literal["schemas", "environments", "overlays"]) -> Path:
    """The bundled folder `name`, as installed: a wheel's copy, else the checkout's own (editable installs too)."""
    return _ROOT / name
