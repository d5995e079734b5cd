"""`tidegate finish`: remove the previous version, which has no traffic any more."""

from generator.cli import moving
from generator.release.machine import Command

command = moving.simple(
    Command.FINISH,
    "Remove the previous version, which has no traffic any more.",
    "tidegate finish api -e production --commit",
)
