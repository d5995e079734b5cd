"""Every message in other words, to show that nothing but people reads them.

Whatever holds words for a person, an error or any class of `generator` with a field called so, is built with other words in the
place of its own. Code that decides by words goes another way then; code that decides by codes, subjects and marks does not.
"""

import functools
import gc
import hashlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pytest

import generator

WORDED = frozenset({"fact", "hint", "way", "message"})
"""What the words for a person are called, wherever they are kept."""


def reworded(text: str) -> str:
    """The text with each word replaced, the same one always by the same: two messages are equal or not as before."""
    return " ".join(hashlib.sha256(word.encode()).hexdigest()[:12] for word in text.split())


@functools.cache
def worded() -> tuple[type, ...]:
    """All classes of `generator` that hold words for a person."""
    found: dict[type, None] = {}
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            held = vars(importlib.import_module(module.name)).values()
            found |= {each: None for each in held if inspect.isclass(each) and each.__module__ == module.name}
    return tuple(each for each in found if WORDED & {*names(each)})


def names(kind: type) -> tuple[str, ...]:
    """The names under which a class is given what it holds, where it says so itself."""
    maker = constructor(kind)
    fields: tuple[str, ...] = vars(kind).get("_fields", ())
    return fields or (() if maker is None else tuple(inspect.signature(vars(kind)[maker]).parameters))


def constructor(kind: type) -> str | None:
    return next((name for name in ("__new__", "__init__") if name in vars(kind)), None)


@contextmanager
def other_words() -> Iterator[None]:
    """While it lasts, everything that is built for a person to read has other words."""
    with pytest.MonkeyPatch.context() as patch:
        forget()
        for kind in worded():
            if "_fields" in vars(kind):
                with suppress(TypeError):  # the first call of a NamedTuple makes its constructor
                    kind()
            maker = constructor(kind)
            assert maker is not None, kind
            patch.setattr(kind, maker, built(vars(kind)[maker]))
            if issubclass(kind, tuple):
                patch.setattr(kind, "_replace", replacing(kind._replace))  # type: ignore[attr-defined]
        yield
    forget()


def built(make: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(make)

    @functools.wraps(make)
    def other(*positional: Any, **named: Any) -> Any:
        bound = signature.bind(*positional, **named)
        bound.arguments |= changed(bound.arguments)
        return make(*bound.args, **bound.kwargs)

    return other


def replacing(replace: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, **named: replace(self, **(named | changed(named)))


def changed(held: Mapping[str, Any]) -> dict[str, str]:
    return {name: reworded(text) for name, text in held.items() if name in WORDED and isinstance(text, str)}


def forget() -> None:
    """Empty the caches of formats: a message that is remembered is not built again."""
    for cache in caches():
        cache.cache_clear()


@functools.cache
def caches() -> "tuple[functools._lru_cache_wrapper[Any], ...]":
    held = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]  # noqa: SLF001
    return tuple(each for each in held if each.__module__.startswith("generator.validate"))
