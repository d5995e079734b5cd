"""How fine an amount may be where it is no field of its own: in requests, limits and quotas. Formats: test_formats.py."""

from collections.abc import Callable

import pytest

from generator.source import suggestion
from generator.source.format_error import FormatError
from generator.validate import amounts

SIZE = "write bytes with Mi, Gi or Ti: 512Mi, 4Gi, 1.5Gi"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (amounts.whole_thousandths, "1m"),
        (amounts.whole_thousandths, "0.001"),
        (amounts.whole_bytes, "1.5Ki"),
        (amounts.whole_bytes, "1000m"),
        (amounts.whole, "2"),
        (amounts.whole, "2000m"),
        (amounts.whole, "0"),
    ],
)
def test_what_kubernetes_keeps_as_it_is(check: Callable[[str], FormatError | None], text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(
    ("check", "text", "fact", "way"),
    [
        (
            amounts.whole_thousandths,
            "1.5m",
            '"1.5m" is not a multiple of a thousandth of a CPU',
            "Kubernetes rounds it up: write 2m",
        ),
        (amounts.whole_bytes, "512m", '"512m" is not a whole number of bytes', f'did you mean "512Mi"? {SIZE}'),
        (amounts.whole_bytes, "0.3", '"0.3" is not a whole number of bytes', SIZE),
        (amounts.whole, "500m", '"500m" is not a whole number', "write a whole number: 1, 2"),
    ],
)
def test_what_it_rounds_or_warns_of(check: Callable[[str], FormatError | None], text: str, fact: str, way: str) -> None:
    error = check(text)
    assert error is not None
    assert (error.fact, suggestion.hint_text(error.meant, error.hint)) == (fact, way)
