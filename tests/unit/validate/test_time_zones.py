"""Time zones by name: what Go's `time.LoadLocation` takes, and what was meant by what it does not."""

import re
import subprocess
import sys
from importlib import resources

import pytest

from generator.source.format_error import FormatError
from generator.validate import time_zones

GENERAL = "write a zone as area/city: Europe/Berlin, America/New_York; or Etc/UTC"


def test_the_names_are_those_of_the_pinned_database() -> None:
    assert set(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) == time_zones.names()


def test_kubernetes_allows_the_characters_of_every_name() -> None:
    parts = {part for name in time_zones.names() for part in name.split("/")}
    assert [part for part in parts if not re.fullmatch(r"(?!-|\.\.?\Z)[A-Za-z._0-9+-]{1,14}", part)] == []


def test_every_name_is_a_time_zone() -> None:
    assert [name for name in time_zones.names() if time_zones.check(name) is not None] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("EUROPE/BERLIN", "Europe/Berlin"),
        ("Eurpoe/Berlin", "Europe/Berlin"),
        ("Germany/Berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("new york", "America/New_York"),
        ("US/Estern", "US/Eastern"),
        ("America/Buenos-Aires", "America/Buenos_Aires"),
        ("utc", "UTC"),
        ("PST", "America/Los_Angeles"),
        ("cest", "Europe/Berlin"),
    ],
)
def test_the_name_that_was_meant_is_told(written: str, meant: str) -> None:
    assert time_zones.check(written) == FormatError(fact=f'"{written}" is not a time zone', meant=meant)


@pytest.mark.parametrize("written", ["", "Nowhere", "Europe/", "Europe/Munich", "../etc/passwd", "Ω", "x" * 200])
def test_where_nothing_is_near_the_way_to_write_one_is_told(written: str) -> None:
    found = time_zones.check(written)
    assert found is not None
    assert found.hint == GENERAL


@pytest.mark.parametrize("written", ["CET+1", "UTC+2", "GMT-05:00", "+01:00", "UTC +2"])
def test_an_offset_is_no_place(written: str) -> None:
    expected = FormatError(
        fact=f'"{written}" is not a time zone', hint=f"an offset has no daylight saving time; {GENERAL}"
    )
    assert time_zones.check(written) == expected


@pytest.mark.parametrize("written", ["Local", "local"])
def test_a_cluster_has_no_local_time(written: str) -> None:
    expected = FormatError(fact=f'"{written}" is not a time zone', hint=f"a cluster has no local time zone; {GENERAL}")
    assert time_zones.check(written) == expected


def test_nobody_who_names_no_zone_pays_for_the_names() -> None:
    code = (
        "import sys; from generator.validate import formats; formats.FORMATS['time-zone']('Etc/UTC'); "
        "print([name for name in sys.modules if 'zone' in name])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "[]\n"
