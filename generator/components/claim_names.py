"""The names of the claims that components make for their volumes with a size."""

from generator.kubernetes import mounts

OF_EACH_POD = frozenset({"store"})
"""Kinds whose controller makes claims of its own for each pod, and numbers them like the pods."""


def of(kind: str, base: str, path: str, *, number: str = "0") -> str:
    """The name of the claim at a path of a component; `number` is that of the pod, where each has its own."""
    if kind in OF_EACH_POD:
        return f"{mounts.volume(path)}-{base}-{number}"
    return mounts.claim(base, path)
