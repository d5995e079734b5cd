"""`tidegate rollback`: give all of the traffic back to the previous version, at once."""

from generator.cli import release_options
from generator.release.machine import Command

command = release_options.simple(
    Command.ROLLBACK,
    "Give all of the traffic back to the previous version, at once.",
    "tidegate rollback api -e production --commit",
)
