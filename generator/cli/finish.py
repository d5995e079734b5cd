"""`tidegate finish`: remove the previous version, which has no traffic any more."""

from generator.cli import release_options
from generator.release.machine import Command

command = release_options.simple(
    Command.FINISH,
    "Remove the previous version, which has no traffic any more.",
    "tidegate finish api -e production --commit",
)
