import re

import pytest

from generator.spec import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    {
        "90s": 90,
        "5m": 300,
        "1h30m": 5400,
        "2h": 7200,
        "1h1m1s": 3661,
        "0s": 0,
        "90m": 5400,
        "2147483647s": 2**31 - 1,
    }.items(),
)
def test_parse_gives_seconds(text: str, seconds: int) -> None:
    assert duration.parse(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "5", "2d", "1.5h", "30m1h", "1m1m", "-5s", "05s", "5S", "5 m", "5m\n", "\u0665s", "1ms", "h", "1" * 12 + "s"],
)
def test_other_texts_are_refused(text: str) -> None:
    fact = f'"{text}" is not a duration'.replace("\n", "\\n")
    with pytest.raises(ValueError, match=f"^{re.escape(fact)}$"):
        duration.parse(text)


def test_more_than_an_int32_is_refused() -> None:
    with pytest.raises(ValueError, match=r'^"999999h" is more than 2147483647 seconds$'):
        duration.parse("999999h")
