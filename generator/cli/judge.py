"""The last line of a command: which platform judged. It is kept here from when the platform is known until the command ends."""

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.validation.platform import Platform

_folders: list[str] = []


def of(platform: "Platform") -> None:
    """Let the last line name this platform."""
    of_folder(platform.folder or None)


def of_folder(folder: str | None) -> None:
    """Let the last line name the platform in a folder, None for the bundled one."""
    _folders[:] = ["bundled" if folder is None else os.path.normpath(folder)]


def show() -> None:
    """Print the line on stderr, since stdout may be data; nothing after a command that used no platform."""
    while _folders:
        click.echo(f"platform: {_folders.pop()}", err=True)
