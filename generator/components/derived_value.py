"""A value that no field has, and that a kind derives from others for its pods."""

from typing import NamedTuple


class DerivedValue(NamedTuple):
    """A value at the path of the field that would say it, or that is near to it, and what settles it."""

    path: tuple[str, ...]
    value: str
    source: str
