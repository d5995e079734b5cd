"""Names that a clone on Windows or macOS cannot hold, as parts of paths in a GitOps repository.

Names that differ in case alone cannot occur: DNS labels are in lower case.
"""

DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10))})
"""What Windows keeps for devices, whatever follows after a dot ("Naming Files, Paths, and Namespaces" of Microsoft)."""


def is_device(name: str) -> bool:
    """Whether no file or folder can have this name on Windows."""
    return name.partition(".")[0].lower() in DEVICES


def fact(name: str) -> str:
    """What is wrong with such a name."""
    return f'"{name}" is the name of a device on Windows, where no folder can have it'


HINT = "choose another name: the GitOps repository could not be checked out there"
