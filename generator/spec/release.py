"""The position of a release: the versions of the two slots and how the traffic is divided between them.

Shares are whole percentages of the traffic; the two slots of a service are `blue` and `green`.
"""

import json
from typing import Any, Literal

from generator.environment.operators import TRAFFIC
from generator.named_tuples import NamedTuple

SlotName = Literal["blue", "green"]
Role = Literal["active", "candidate", "previous"]
FULL_SHARE = 100
SLOTTED = ("native", *(engine for engine, traffic in TRAFFIC.items() if traffic != "revisions"))
"""What moves traffic between slots that the project file names."""


def other_slot(slot: SlotName) -> SlotName:
    """The other of the two slots."""
    return "green" if slot == "blue" else "blue"


class Version(NamedTuple):
    """The version that a slot runs: image and model; `difference` is the digest of its `with`, or empty."""

    image: str
    model: str = ""
    difference: str = ""

    @property
    def identity(self) -> str:
        """What tells it from other versions, as text."""
        return " ".join(filter(None, (self.model, self.image, self.difference)))


class Release(NamedTuple):
    """The state of a release. At most one of `candidate` and `previous` is set; `step` is the number of steps already taken."""

    active: Version
    slot: SlotName = "blue"
    candidate: Version | None = None
    previous: Version | None = None
    step: int = 0
    steps: tuple[int, ...] = ()

    @property
    def in_progress(self) -> bool:
        """Whether a release is in progress: from `tidegate release` until `tidegate finish`."""
        return self.candidate is not None or self.previous is not None

    @property
    def returns(self) -> bool:
        """Whether the candidate is the active version, which comes back where the version before is not kept."""
        return self.candidate is not None and self.candidate == self.active

    @property
    def slots(self) -> dict[SlotName, Role]:
        """The slots in use, with their roles."""
        data: dict[SlotName, Role] = {self.slot: "active"}
        if self.candidate is not None:
            data[other_slot(self.slot)] = "candidate"
        elif self.previous is not None:
            data[other_slot(self.slot)] = "previous"
        return dict(sorted(data.items()))

    @property
    def share(self) -> int:
        """The candidate's current share of the traffic in per cent."""
        return self.steps[self.step - 1] if self.candidate is not None and self.step else 0

    @property
    def next_share(self) -> int:
        """The candidate's share of the traffic after the next `tidegate advance`."""
        return self.steps[self.step] if self.step < len(self.steps) else FULL_SHARE

    @property
    def weights(self) -> dict[SlotName, int]:
        """The share of the traffic of both slots, also of one that is not in use."""
        return dict(sorted({self.slot: FULL_SHARE - self.share, other_slot(self.slot): self.share}.items()))

    def min_pods(self, slot: SlotName, *, minimum: int, full_load: int) -> int:
        """The minimum number of pods of a slot. A candidate needs enough for its next share; `full_load` pods carry all traffic."""
        if self.slots.get(slot) != "candidate":
            return minimum
        return max(minimum, -(-full_load * self.next_share // FULL_SHARE))

    @classmethod
    def parse(cls, text: str) -> "Release":
        """Parse the position in an annotation; raises ValueError, KeyError or TypeError if it is not one."""
        try:
            data = json.loads(text)
        except RecursionError as error:
            raise ValueError("too deep") from error
        if not isinstance(data, dict):
            raise TypeError("a position is a mapping")
        candidate, previous = data.get("candidate"), data.get("previous")
        steps, step = tuple(map(int, data.get("steps", ()))), int(data.get("step", 0))
        if not 0 <= step <= len(steps):
            raise ValueError("there is no such step")
        return cls(
            slot="green" if data["active"]["slot"] == "green" else "blue",
            active=_version(data["active"]),
            candidate=None if candidate is None else _version(candidate),
            previous=None if previous is None else _version(previous),
            step=step,
            steps=steps,
        )

    def position(self) -> str:
        """Format the position for the main Service's annotation: JSON with one line per field, for readable diffs."""
        data: dict[str, object] = {"active": {"slot": self.slot, **_fields(self.active)}}
        if self.candidate is not None:
            data |= {"candidate": _fields(self.candidate), "step": self.step, "steps": list(self.steps)}
        if self.previous is not None:
            data["previous"] = _fields(self.previous)
        lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items())
        return "{" + ",\n ".join(lines) + "}\n"


def _version(data: Any) -> Version:
    if not isinstance(data, dict):
        raise TypeError("a version is a mapping")
    if not {"image", "model"} & data.keys():
        raise KeyError("image")
    texts = data.get("image", ""), data.get("model", ""), data.get("with", "")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("the fields of a version are texts")
    return Version(image=texts[0], model=texts[1], difference=texts[2])


def _fields(version: Version) -> dict[str, str]:
    named = {"image": version.image, "model": version.model, "with": version.difference}
    return {key: text for key, text in named.items() if text}
