from decimal import Decimal

import pytest

from generator.impact import totals_words


@pytest.mark.parametrize(
    ("amount", "text"), [("2", "2"), ("0.5", "500m"), ("1.5", "1500m"), ("0", "0"), ("100", "100")]
)
def test_cpus_are_written_as_kubernetes_does(amount: str, text: str) -> None:
    assert totals_words.cpus(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (4 * 1024**3, "4Gi"), (1536 * 1024**2, "1536Mi"), (2 * 1024**4, "2Ti"), (1000, "1000"), (2048, "2Ki")],
)
def test_bytes_have_the_largest_unit_without_a_fraction(amount: int, text: str) -> None:
    assert totals_words.size(Decimal(amount)) == text
