"""Command lines in this process."""

import re
from collections.abc import Callable

import pytest

from generator.cli import main

JUDGED = re.compile(r"^platform: (.*)\n\Z", re.MULTILINE)
"""The last line of stderr, which platform judged; tests/acceptance/test_platform.py looks at it."""

Run = Callable[..., tuple[int, str, str]]
"""Runs a command line: its exit code, and what it prints on both channels."""


def caller(captured: pytest.CaptureFixture[str]) -> Run:
    """What runs command lines, whatever was printed before; with `capfd` what programs print that it starts is told too."""

    def call(*arguments: str) -> tuple[int, str, str]:
        captured.readouterr()
        code = main.run(list(arguments))
        out, err = captured.readouterr()
        return code, out, JUDGED.sub("", err)

    return call
