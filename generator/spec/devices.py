"""Which resources Kubernetes has, and which of them are devices: they are counted in whole numbers, and a node has few of them."""

from generator.spec import quantity

BUILT_IN = ("cpu", "memory", "ephemeral-storage")
"""Resources built into Kubernetes. The names of all others have a domain."""
HUGE_PAGES = "hugepages-"
"""How the names of pages of memory begin, such as `hugepages-2Mi`."""


def is_countable(name: str) -> bool:
    """Whether amounts of a resource are whole, and its request is its limit (`validateResourceRequirements` of core/v1)."""
    return "/" in name or name.startswith(HUGE_PAGES)


def is_device(name: str) -> bool:
    """Whether a name is that of an extended resource, such as `nvidia.com/gpu` (IsExtendedResourceName of Kubernetes)."""
    return "/" in name and "kubernetes.io/" not in name and not name.startswith("requests.")


def needed(name: str, amount: str) -> bool:
    """Whether a pod with this amount needs a device; an amount that is no quantity counts as one."""
    try:
        return is_device(name) and quantity.parse(amount) > 0
    except ValueError:
        return True
