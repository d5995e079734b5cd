"""Names of the Kubernetes objects of a component, and their length limits."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, Literal, cast

from generator.named_tuples import NamedTuple

LIMIT = 63
"""Maximum length of a DNS label: names of Services and Jobs, values of labels."""

SLOTS = ("blue", "green")

_HASH_DIGITS = 10
_HEXADECIMAL = frozenset("0123456789abcdef")
ANY_HASH = "0" * _HASH_DIGITS
"""A dummy content hash, for length checks."""


Part = Literal["project", "component", "model"]
"""A name of the team that the names of objects are made up of."""


class DerivedName(NamedTuple):
    """An object's name derived from a component, with its maximum length; `purpose` is the object's description for messages.

    `starts_with_letter`: the name must begin with a letter (a DNS label of RFC 1035, as for Services).
    """

    name: str
    limit: int
    purpose: str
    starts_with_letter: bool = False


class TooLong(NamedTuple):
    """A derived name that exceeds its limit by `excess`; `part` says which of the names that make it up is the longest."""

    derived: DerivedName
    excess: int
    part: Part
    fact: str
    hint: str


def base(project: str, component: str) -> str:
    """The base of the names of a component's objects: `<project>-<component>`."""
    return f"{project}-{component}"


def of_model(template: str, model: str) -> str:
    """The name of the component that a template makes of one of its models: `<template>-<model>`."""
    return f"{template}-{model}"


def slot(base: str, slot: str) -> str:
    """The name of one slot's objects: `<base>-blue`."""
    return f"{base}-{slot}"


def preview(base: str) -> str:
    """The name of the Service of the inactive slot: `<base>-preview`."""
    return f"{base}-preview"


def primary(base: str) -> str:
    """The name of the Deployment that Flagger makes of a version that has passed: `<base>-primary`."""
    return f"{base}-primary"


def headless(base: str) -> str:
    """The name of the Service that gives each pod of a component a name: `<base>-headless`."""
    return f"{base}-headless"


def groups(base: str) -> str:
    """The name of what makes the groups of pods of a component: `<base>-lws`."""
    return f"{base}-lws"


def hashed(base: str, content: str) -> str:
    """The name of an object that is replaced when its content changes; `content` is a `content_hash`."""
    return f"{base}-{content}"


def unhashed(name: str) -> str | None:
    """The base of a name that `hashed` may have made, else None."""
    base, _, digits = name.rpartition("-")
    return base if base and len(digits) == _HASH_DIGITS and _HEXADECIMAL.issuperset(digits) else None


def content_hash(data: bytes) -> str:
    """The first 10 hexadecimal digits of SHA-256. Must never change: names of objects in clusters end in it."""
    return str(_sha256()(data).hexdigest())[:_HASH_DIGITS]


@cache
def _sha256() -> Callable[[bytes], Any]:
    """Python's own SHA-256: OpenSSL, which hashlib loads, takes longer to load than the hashes of most runs take."""
    for module in ("_sha256", "_sha2"):  # Python 3.11, and newer
        with suppress(ImportError):
            return cast("Callable[[bytes], Any]", import_module(module).sha256)
    import hashlib

    return hashlib.sha256


def longest(project: str, component: str, model: str = "") -> Part:
    """The longest of the names that make up the name of an object; `model` is the one that a template made the component of."""
    if len(project) > len(component):
        return "project"
    return "model" if model and len(model) >= len(component.removesuffix(model)) - 1 else "component"


def too_long(derived: Sequence[DerivedName], project: str, component: str, model: str = "") -> TooLong | None:
    """The derived name that exceeds its limit most, or None if none does; `derived` are the names of one component.

    `model` is as for `longest`.
    """
    worst = max(derived, key=lambda each: len(each.name) - each.limit)
    over = len(worst.name) - worst.limit
    if over <= 0:
        return None
    part = longest(project, component, model)
    return TooLong(
        derived=worst,
        excess=over,
        part=part,
        fact=f'"{worst.name}" (the {worst.purpose}) has {len(worst.name)} characters, at most {worst.limit} are allowed',
        hint=f"shorten the {part}'s name by {over} character{'s' if over > 1 else ''}: {worst.limit} is the limit",
    )


def objects(base: str) -> tuple[DerivedName, ...]:
    """The derived names of a component of unknown kind: only the common base."""
    return (DerivedName(base, LIMIT, "objects"),)
