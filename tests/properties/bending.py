"""Data of the right shape, bent in up to three places."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in below:
        yield from places(value, (*path, key))


STRANGE = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 5, 100, 101, 65536, 10**9, 0.5, 1e99, "", "x", "on", "1", "true", "null", "A B", "-", "/x",
        "é",
        "500m", "5m", "s3://a/b", "blue", "canary", [], ["x"], [None], [1, 2], {}, {"x": 1}, {"value": "x"}, {"http": "/a"},
        {"value": "x", "secret": "y"}, {"type": "canary"}, {"min": 2}, {"size": "1Gi"}, {"from": "a"}, {"requests": {"cpu": 1}},
    ]
).map(copy.deepcopy)  # fmt: skip
WORDS = (
    "x", "kind", "image", "ports", "port", "type", "steps", "surge", "min", "max", "cpu", "gpu", "requests", "limits", "value",
    "secret",
    "key", "public", "http", "tcp", "claim", "size", "access", "from", "schedule", "run", "scale", "active", "candidate", "step",
    "slot",
    "with", "releases", "components", "x-free", "A B", "prescale", "uri", "env", "name", "tool", "class", "op", "path",
)  # fmt: skip


@st.composite
def bent(draw: st.DrawFn, data: Any) -> Any:
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(0, 3))):
        found = [path for path in places(data) if path]
        if not found:
            return draw(STRANGE)
        *way, last = draw(st.sampled_from(found))
        at: Any = data
        for key in way:
            at = at[key]
        match draw(st.sampled_from(["replace", "remove", "rename", "add"])):
            case "replace":
                at[last] = draw(STRANGE)
            case "remove":
                del at[last]
            case "rename" if isinstance(at, dict):
                at[draw(st.sampled_from(WORDS))] = at.pop(last)
            case _ if isinstance(at, dict):
                at[draw(st.sampled_from(WORDS))] = draw(STRANGE)
            case _:
                at.append(draw(STRANGE))
    return data
