"""`tidegate abort`: take the candidate's traffic away; at step 0, take the candidate away."""

from generator.cli import release_options
from generator.release.machine import Command

command = release_options.simple(
    Command.ABORT,
    "Take the candidate's traffic away; at step 0, take the candidate away.",
    "tidegate abort api -e production --commit",
)
