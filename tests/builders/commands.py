"""Command lines in this process."""

from collections.abc import Callable

import pytest

from generator.cli import main

Run = Callable[..., tuple[int, str, str]]
"""Runs a command line: its exit code, and what it prints on both channels."""


def caller(captured: pytest.CaptureFixture[str]) -> Run:
    """What runs command lines, whatever was printed before; with `capfd` what programs print that it starts is told too."""

    def call(*arguments: str) -> tuple[int, str, str]:
        captured.readouterr()
        code = main.run(list(arguments))
        return (code, *captured.readouterr())

    return call
