"""NamedTuple, defined at a sixth of the cost of typing's: a cold start defines more than a hundred of them.

The methods that all have stand in one base class, and the constructor, which Python has to compile, is made at the first call.
"""

import sys
from collections import _tuplegetter  # type: ignore[attr-defined]
from collections.abc import Iterable, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Self

__all__ = ["NamedTuple"]

# Since 3.14 a class body holds its annotations as a function, not as a mapping.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple
else:

    class _Tuple(tuple):
        """What every NamedTuple has."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()
        _field_defaults: Mapping[str, Any] = {}

        def __new__(cls, *values: Any, **named: Any) -> Self:
            """The first value of a class; its constructor takes the place of this one."""
            owner = next(each for each in cls.__mro__ if "_fields" in each.__dict__)
            owner.__new__ = _constructor(owner._fields, owner._field_defaults)
            return owner.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Self:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, **changes: Any) -> Self:
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Definition(type):
        """The metaclass of what stands for the base: it makes a plain class, so that isinstance stays fast."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if (*defaults,) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            body["_field_defaults"] = defaults
            body.update((field, _tuplegetter(place, None)) for place, field in enumerate(fields))
            body["_fields"] = body["__match_args__"] = fields
            body["__slots__"] = ()
            return type(name, (_Tuple, *bases[1:]), body)

    class NamedTuple(metaclass=_Definition):
        """As typing.NamedTuple, for classes with fields; not for calls."""


def _constructor(fields: tuple[str, ...], defaults: Mapping[str, Any]) -> Any:
    """A `__new__` with the fields as its parameters, as that of collections.namedtuple."""
    code = _code(len(fields)).replace(co_varnames=("_cls", *fields))
    return FunctionType(code, {"_new": tuple.__new__}, "__new__", tuple(defaults.values()) or None)


@cache
def _code(count: int) -> CodeType:
    """The code of a constructor with so many parameters, to be renamed: compiling takes the most time."""
    names = "".join(f"_{place}, " for place in range(count))
    made: FunctionType = eval(f"lambda _cls, {names}: _new(_cls, ({names}))")  # noqa: S307 - our own text
    return made.__code__
