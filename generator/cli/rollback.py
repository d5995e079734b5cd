"""`tidegate rollback`: give all of the traffic back to the previous version, at once."""

from generator.cli import moving
from generator.release.machine import Command

command = moving.simple(
    Command.ROLLBACK,
    "Give all of the traffic back to the previous version, at once.",
    "tidegate rollback api -e production --commit",
)
