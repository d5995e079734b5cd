"""The position of a release: which slot carries the traffic, which one is coming, which one is going.

Shares are whole per cent of the traffic; the two slots of a service are `blue` and `green`.
"""

import json
from dataclasses import dataclass
from typing import Literal

SlotName = Literal["blue", "green"]
Role = Literal["active", "candidate", "previous"]
ALL = 100


def other(slot: SlotName) -> SlotName:
    """The slot that this one is not."""
    return "green" if slot == "blue" else "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a slot runs: image and model together; `difference` is the digest of its `with`, empty where it has none."""

    image: str
    model: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Where a release stands. At most one of `candidate` and `previous` is there; `step` counts the shares already given."""

    slot: SlotName = "blue"
    active: Version
    candidate: Version | None = None
    previous: Version | None = None
    step: int = 0
    steps: tuple[int, ...] = ()

    @property
    def moving(self) -> bool:
        """Whether a release is in flight: from `release` until `finish`."""
        return self.candidate is not None or self.previous is not None

    @property
    def slots(self) -> dict[SlotName, Role]:
        """The slots that have work, and what it is."""
        held: dict[SlotName, Role] = {self.slot: "active"}
        if self.candidate is not None:
            held[other(self.slot)] = "candidate"
        elif self.previous is not None:
            held[other(self.slot)] = "previous"
        return dict(sorted(held.items()))

    @property
    def share(self) -> int:
        """The candidate's share of the traffic."""
        return self.steps[self.step - 1] if self.candidate is not None and self.step else 0

    @property
    def next_share(self) -> int:
        """The share that the next `advance` gives to the candidate."""
        return self.steps[self.step] if self.step < len(self.steps) else ALL

    @property
    def weights(self) -> dict[SlotName, int]:
        """Share of the traffic for both slots, whether they have work or not."""
        return dict(sorted({self.slot: ALL - self.share, other(self.slot): self.share}.items()))

    def floor(self, slot: SlotName, *, least: int, full: int) -> int:
        """Fewest pods of a slot: enough for the share that it gets next, where `full` pods carry all of the traffic."""
        if self.slots.get(slot) != "candidate":
            return least
        return max(least, -(-full * self.next_share // ALL))

    @classmethod
    def parse(cls, text: str) -> "Release":
        """The position that an annotation holds; ValueError, KeyError or TypeError for any other text."""
        try:
            held = json.loads(text)
        except RecursionError as error:
            raise ValueError("too deep") from error
        if not isinstance(held, dict):
            raise TypeError("a position is a mapping")
        candidate, previous = held.get("candidate"), held.get("previous")
        steps, step = tuple(map(int, held.get("steps", ()))), int(held.get("step", 0))
        if not 0 <= step <= len(steps):
            raise ValueError("there is no such step")
        return cls(
            slot="green" if held["active"]["slot"] == "green" else "blue",
            active=_version(held["active"]),
            candidate=None if candidate is None else _version(candidate),
            previous=None if previous is None else _version(previous),
            step=step,
            steps=steps,
        )

    def position(self) -> str:
        """The main Service's annotation: the whole position as JSON, a line for each part, so that a diff shows what moves."""
        held: dict[str, object] = {"active": {"slot": self.slot, **_fields(self.active)}}
        if self.candidate is not None:
            held |= {"candidate": _fields(self.candidate), "step": self.step, "steps": list(self.steps)}
        if self.previous is not None:
            held["previous"] = _fields(self.previous)
        lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in held.items())
        return "{" + ",\n ".join(lines) + "}\n"


def _version(held: dict[str, str]) -> Version:
    texts = held["image"], held.get("model", ""), held.get("with", "")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a version is told by text")
    return Version(image=texts[0], model=texts[1], difference=texts[2])


def _fields(version: Version) -> dict[str, str]:
    named = {"image": version.image, "model": version.model, "with": version.difference}
    return {key: text for key, text in named.items() if text}
