"""`tidegate advance`: give the candidate its next share of the traffic; after the last step it is active."""

from generator.cli import moving
from generator.release.machine import Command

command = moving.simple(
    Command.ADVANCE,
    "Give the candidate its next share of the traffic; after the last step it is active.",
    "tidegate advance api -e production --commit",
)
