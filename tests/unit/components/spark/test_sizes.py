import pytest

from generator.components.spark import sizes


@pytest.mark.parametrize(
    ("memory", "jvm", "heap", "overhead"),
    [
        ("2Gi", True, 1664, 384),
        ("2Gi", False, 1462, 586),
        ("64Gi", True, 59578, 5958),
        ("1Gi", False, 640, 384),
        ("3G", True, 2477, 384),
    ],
)
def test_heap_and_overhead_are_the_memory_of_the_machine(memory: str, jvm: bool, heap: int, overhead: int) -> None:  # noqa: FBT001 - a case
    size = sizes.of({"cpu": "1", "memory": memory}, {}, jvm=jvm)
    assert (size.heap, size.overhead) == (heap, overhead)


@pytest.mark.parametrize("jvm", [True, False])
@pytest.mark.parametrize("total", [834, 1024, 2048, 5000, 65536])
def test_the_overhead_is_at_least_that_of_spark_itself(total: int, jvm: bool) -> None:  # noqa: FBT001 - a case
    heap = sizes.heap_of(total, jvm=jvm)
    assert total - heap >= max(384, int(heap * sizes.OVERHEAD[jvm]))


@pytest.mark.parametrize("jvm", [True, False])
def test_the_least_memory_has_the_least_heap(jvm: bool) -> None:  # noqa: FBT001 - a case
    least = sizes.least_total(jvm=jvm)
    assert sizes.heap_of(least, jvm=jvm) >= sizes.LEAST_HEAP > sizes.heap_of(least - 1, jvm=jvm)


@pytest.mark.parametrize(
    ("cpu", "cores", "requested"),
    [("500m", 1, "500m"), ("1", 1, ""), ("1500m", 1, "1500m"), ("4", 4, ""), ("4500m", 4, "4500m")],
)
def test_cores_are_whole_and_a_request_need_not_be(cpu: str, cores: int, requested: str) -> None:
    size = sizes.of({"cpu": cpu, "memory": "2Gi"}, {"cpu": "8"}, jvm=True)
    assert (size.cores, size.request, size.limit) == (cores, requested, "8")
