"""Which resources of Kubernetes are devices: they are counted in whole numbers, and a node has few of them."""

from generator.spec import quantity


def is_device(name: str) -> bool:
    """Whether a name is that of an extended resource, such as `nvidia.com/gpu` (IsExtendedResourceName of Kubernetes)."""
    return "/" in name and "kubernetes.io/" not in name and not name.startswith("requests.")


def needed(name: str, amount: str) -> bool:
    """Whether a pod with this amount needs a device; an amount that is no quantity counts as one."""
    try:
        return is_device(name) and quantity.parse(amount) > 0
    except ValueError:
        return True
