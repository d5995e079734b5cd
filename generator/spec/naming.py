"""Names of the objects that a component becomes, and how long they may be."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

LIMIT = 63
"""Characters of a DNS label: names of Services and Jobs, values of labels."""

CRONJOB_LIMIT = 52
"""Characters of a CronJob's name: its controller appends 11 to name each Job."""

SLOTS = ("blue", "green")

_HASH_DIGITS = 10
_HASH = "0" * _HASH_DIGITS


class Derived(NamedTuple):
    """One name that a component needs, the most characters it may have, and the object it is for."""

    name: str
    limit: int
    what: str


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


def derived(kind: str, project: str, component: str) -> tuple[Derived, ...]:
    """Every name of a component that has a limit; for a kind not listed here the base alone."""
    name = base(project, component)
    return _NAMES.get(kind, _base)(name)


def too_long(kind: str, project: str, component: str) -> TooLong | None:
    """The derived name that is furthest above its limit, or None where all fit."""
    worst = max(derived(kind, project, component), key=lambda each: len(each.name) - each.limit)
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


def _base(name: str) -> tuple[Derived, ...]:
    return (Derived(name, LIMIT, "objects"),)


def _service(name: str) -> tuple[Derived, ...]:
    slots = (Derived(slot(name, each), LIMIT, f"{each} slot") for each in SLOTS)
    return (Derived(name, LIMIT, "Service"), *slots, Derived(preview(name), LIMIT, "preview Service"))


def _job(name: str) -> tuple[Derived, ...]:
    return (Derived(hashed(name, _HASH), LIMIT, "Job"),)


def _cronjob(name: str) -> tuple[Derived, ...]:
    return (Derived(name, CRONJOB_LIMIT, "CronJob"),)


_NAMES: Mapping[str, Callable[[str], tuple[Derived, ...]]] = {"service": _service, "job": _job, "cronjob": _cronjob}
