"""The result of a format check that rejects a text."""

from typing import Any, Self

from generator.named_tuples import NamedTuple


class _Fields(NamedTuple):
    fact: str
    hint: str
    meant: str


class FormatError(_Fields):
    """Why a text does not have the required format, without its position. `hint` is empty if `fact` needs none.

    `meant` is the text to suggest instead, empty if there is none. `fact` and `hint` are prose: no code may depend on them.
    """

    __slots__ = ()

    def __new__(cls, *, fact: str, hint: str = "", meant: str = "") -> Self:
        """All by keyword."""
        return super().__new__(cls, fact, hint, meant)

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]:
        """Let `pickle` and `copy` build it by keyword."""
        return (), self._asdict()
