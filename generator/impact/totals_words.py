"""Totals as words and as plain data."""

from collections.abc import Iterator
from decimal import Decimal

from generator.impact.totals import Totals

UNITS = (("Ti", 1024**4), ("Gi", 1024**3), ("Mi", 1024**2), ("Ki", 1024))


def cpus(amount: Decimal) -> str:
    """CPUs as Kubernetes writes them: `2`, `500m`."""
    thousandths = amount * 1000
    return f"{amount.normalize():f}" if amount == amount.to_integral_value() else f"{thousandths.normalize():f}m"


def size(amount: Decimal) -> str:
    """Bytes in the largest unit that leaves no fraction: `4Gi`."""
    for unit, factor in UNITS:
        if amount and amount % factor == 0:
            return f"{int(amount // factor)}{unit}"
    return f"{amount.normalize():f}"


def data(found: Totals) -> dict[str, object]:
    """Totals as data, as JSON has them."""
    return {
        "pods": found.pods,
        "cpu": cpus(found.cpu),
        "memory": size(found.memory),
        "gpu": {name: int(amount) for name, amount in found.devices.items()},
        "storage": size(found.storage),
        "hourlyCost": found.hourly_cost,
    }


def lines(before: Totals, after: Totals, peak: Totals) -> Iterator[str]:
    """A line for each total that changes or has a peak: `pods 4 -> 4, 5 at the peak`."""
    was, now, most = (_shown(each) for each in (before, after, peak))
    rows = {name: [each.get(name, "0") for each in (was, now, most)] for name in dict.fromkeys((*was, *now, *most))} | {
        "cost per hour": _costs(before, after, peak)
    }
    for name, amounts in rows.items():
        if len({*amounts}) <= 1:
            continue
        old, new, highest = amounts
        at_peak = f", {highest} at the peak" if highest not in {old, new} else ""
        yield f"{name} {old} -> {new}{at_peak}" if old != new else f"{name} {new}{at_peak}"


def _shown(found: Totals) -> dict[str, str]:
    shown = {"pods": str(found.pods), "cpu": cpus(found.cpu), "memory": size(found.memory)}
    shown |= {name: f"{amount.normalize():f}" for name, amount in found.devices.items()}
    shown["storage"] = size(found.storage)
    return shown


def _costs(*found: Totals) -> list[str]:
    """The prices of an hour in words; none where no side has one, as on a platform without prices."""
    if not any(each.hourly_cost for each in found):
        return []
    return ["unknown" if each.hourly_cost is None else f"{each.hourly_cost:.2f}" for each in found]
