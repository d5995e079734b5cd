"""The cores and the memory of a driver or an executor, as Spark counts them.

A pod of Spark requests its memory and, beside that, an overhead for what is not on the heap of the JVM. Their sum is the memory of
the machine: so quota and peaks count what runs. The overhead is what Spark itself adds to such a heap (`BasicDriverFeatureStep`).
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from generator.spec import quantity

MIB = Decimal(2**20)
LEAST_OVERHEAD = 384
"""MiB (`MEMORY_OVERHEAD_MIN_MIB` of Spark)."""
OVERHEAD = {True: Decimal("0.1"), False: Decimal("0.4")}
"""The share of the heap that is its overhead, of programs for the JVM and of others, whose workers are processes beside it."""
LEAST_HEAP = 450
"""MiB with which a JVM of Spark starts (`UnifiedMemoryManager`: one and a half times what it reserves)."""


class Size(NamedTuple):
    """The whole cores of a pod, what it requests where that is another amount, its limit if any, and its memory in MiB."""

    cores: int
    request: str
    limit: str
    heap: int
    overhead: int


def of(requests: Mapping[str, str], limits: Mapping[str, str], *, jvm: bool) -> Size:
    """The size of a pod with these requests and limits."""
    cpu = quantity.parse(requests.get("cpu", "1"))
    cores = max(int(cpu), 1)
    total = int((quantity.parse(requests["memory"]) / MIB).to_integral_value(ROUND_FLOOR))
    heap = heap_of(total, jvm=jvm)
    return Size(
        cores=cores,
        request="" if cores == cpu else requests["cpu"],
        limit=limits.get("cpu", ""),
        heap=heap,
        overhead=total - heap,
    )


def heap_of(total: int, *, jvm: bool) -> int:
    """The heap in MiB of a pod that has `total` MiB; negative if even the overhead does not fit."""
    by_share = (total / (1 + OVERHEAD[jvm])).to_integral_value(ROUND_FLOOR)
    return min(total - LEAST_OVERHEAD, int(by_share))


def least_total(*, jvm: bool) -> int:
    """The MiB with which a pod has the least heap."""
    share = (LEAST_HEAP * (1 + OVERHEAD[jvm])).to_integral_value(ROUND_CEILING)
    return max(LEAST_HEAP + LEAST_OVERHEAD, int(share))
