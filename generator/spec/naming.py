"""Names of the objects that a component becomes, and how long they may be."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

LIMIT = 63
"""Characters of a DNS label: names of Services and Jobs, values of labels."""

SLOTS = ("blue", "green")

_HASH_DIGITS = 10
ANY_HASH = "0" * _HASH_DIGITS
"""Stands for a content hash where only its length counts."""


class Derived(NamedTuple):
    """One name that a component needs, the most characters it may have, and the object it is for.

    `letter` says that the name must begin with a letter (a DNS label of RFC 1035, as for Services).
    """

    name: str
    limit: int
    what: str
    letter: bool = False


class TooLong(NamedTuple):
    """A derived name above its limit; `part` is the longer of the two names that the team wrote."""

    derived: Derived
    part: Literal["project", "component"]
    fact: str
    hint: str


def base(project: str, component: str) -> str:
    """The name that all objects of a component share: `<project>-<component>`."""
    return f"{project}-{component}"


def slot(base: str, slot: str) -> str:
    """The name of one slot's objects: `<base>-blue`."""
    return f"{base}-{slot}"


def preview(base: str) -> str:
    """The name of the Service that reaches the slot which `active` has not."""
    return f"{base}-preview"


def hashed(base: str, content: str) -> str:
    """The name of an object that is new for each content, which is a `content_hash`."""
    return f"{base}-{content}"


def content_hash(data: bytes) -> str:
    """The first 10 hexadecimal digits of SHA-256, fixed for ever: names in clusters end in it."""
    import hashlib  # OpenSSL is slow to load, and most runs of validate hash nothing

    return hashlib.sha256(data).hexdigest()[:_HASH_DIGITS]


def too_long(derived: Sequence[Derived], project: str, component: str) -> TooLong | None:
    """The name that is furthest above its limit, or None where all fit; `derived` are the names of this component."""
    worst = max(derived, key=lambda each: len(each.name) - each.limit)
    over = len(worst.name) - worst.limit
    if over <= 0:
        return None
    part: Literal["project", "component"] = "project" if len(project) > len(component) else "component"
    return TooLong(
        derived=worst,
        part=part,
        fact=f'"{worst.name}" (the {worst.what}) has {len(worst.name)} characters, at most {worst.limit} are allowed',
        hint=f"shorten the {part}'s name by {over} character{'s' if over > 1 else ''}: {worst.limit} is the limit",
    )


def objects(base: str) -> tuple[Derived, ...]:
    """The one name of a component whose kind is not known."""
    return (Derived(base, LIMIT, "objects"),)
