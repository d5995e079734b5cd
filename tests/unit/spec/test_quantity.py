import re
from decimal import Decimal

import pytest

from generator.spec import quantity

# Each printed by k8s.io/apimachinery v0.32's resource.ParseQuantity and CanonicalizeBytes.
PRINTED = {
    "0": "0",
    "-0.0": "0",
    "0Gi": "0",
    "0.5": "500m",
    "0.1": "100m",
    ".5": "500m",
    "5.": "5",
    "+5": "5",
    "007": "7",
    "-1.5": "-1500m",
    "1000m": "1",
    "1500m": "1500m",
    "1000": "1k",
    "1k": "1k",
    "1e3": "1e3",
    "1E3": "1e3",
    "1e2": "100",
    "1e-1": "100e-3",
    "1.5e3": "1500",
    "12e4": "120e3",
    "1E": "1E",
    "1024Mi": "1Gi",
    "1.5Gi": "1536Mi",
    "0.5Gi": "512Mi",
    "1000Ki": "1000Ki",
    "1024": "1024",
    "0.5Ki": "512",
    "1Ki": "1Ki",
    "1023Ki": "1023Ki",
    "0.1Ki": "102400m",
    "1.1Ki": "1126400m",
    "100M": "100M",
    "1.25G": "1250M",
    "1n": "1n",
    "0.1n": "1n",
    "-0.1n": "-1n",
    "0.0000000001": "1n",
    "1000u": "1m",
    "9223372036854775807": "9223372036854775807",
    "7Ei": "7Ei",
}

REFUSED = {
    "": '"" is not a quantity',
    "abc": '"abc" is not a quantity',
    ".": '"." is not a quantity',
    "-": '"-" is not a quantity',
    "Gi": '"Gi" is not a quantity',
    "e3": '"e3" is not a quantity',
    "1,5": '"1,5" is not a quantity',
    "1 Gi": '"1 Gi" is not a quantity',
    "1Gi\n": '"1Gi\\n" is not a quantity',
    "\u0661": '"\u0661" is not a quantity',
    "1gb": '"1gb" is not a quantity: there is no suffix "gb"',
    "1K": '"1K" is not a quantity: there is no suffix "K"',
    "1e": '"1e" is not a quantity: there is no suffix "e"',
    "8Ei": '"8Ei" is more than 2^63-1',
    "-8Ei": '"-8Ei" is more than 2^63-1',
    "1e19": '"1e19" is more than 2^63-1',
    "1e999999999": '"1e999999999" has an exponent out of range',
    "1e-999999999": '"1e-999999999" has an exponent out of range',
    "1" * 65: f'"{"1" * 59}…" is not a quantity',
}


@pytest.mark.parametrize(("text", "printed"), PRINTED.items())
def test_canonical_prints_as_kubernetes_does(text: str, printed: str) -> None:
    assert quantity.canonical(text) == printed


@pytest.mark.parametrize(("text", "fact"), REFUSED.items())
def test_what_is_no_quantity_is_refused_with_its_fact(text: str, fact: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(fact)}$"):
        quantity.canonical(text)


@pytest.mark.parametrize(
    ("text", "number"),
    {
        "500m": "0.5",
        "1.5Gi": "1610612736",
        "1e3": "1000",
        "-2": "-2",
        "0.1n": "1e-9",
        "7Ei": "8070450532247928832",
    }.items(),
)
def test_parse_is_exact(text: str, number: str) -> None:
    assert quantity.parse(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "printed"),
    {
        "1Gi": "512Mi",
        "1.5Gi": "768Mi",
        "1000Ki": "500Ki",
        "1Ki": "512",
        "1G": "500M",
        "1e9": "500e6",
        "3": "1",
        "1": "0",
        "4Gi": "2Gi",
        "100m": "0",
    }.items(),
)
def test_half_is_whole_bytes_in_the_same_notation(text: str, printed: str) -> None:
    assert quantity.half(text) == printed
