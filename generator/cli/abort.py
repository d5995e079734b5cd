"""`tidegate abort`: take the candidate's traffic away; at step 0, take the candidate away."""

from generator.cli import release_options
from generator.release.state_machine import Command

command = release_options.simple(
    Command.ABORT,
    """Take all traffic from the candidate; at step 0, remove the candidate.

COMPONENT is a service with a candidate. From step 1 on, abort goes back to step 0: the active version gets
all of the traffic and the candidate keeps running. At step 0, it removes the candidate and its slot.

Exits with 4 if there is no candidate, or if the environment's engine moves the traffic by itself.
""",
    "tidegate abort api -e production\n  tidegate abort api -e production --commit --into ../deploy",
)
