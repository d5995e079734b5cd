"""`tidegate rollback`: give all of the traffic back to the previous version, at once."""

from generator.cli import release_options
from generator.release.state_machine import Command

command = release_options.simple(
    Command.ROLLBACK,
    """Return all traffic to the previous version, at once.

COMPONENT is a service with a previous version, which is there from the last advance until finish. The active and
the previous version change places; a second rollback changes them back.

Exits with 4 if there is no previous version (if Git's history knows the version before, the message then names the
release command for it), or if the environment's engine moves the traffic by itself.
""",
    "tidegate rollback api -e production\n  tidegate rollback api -e production --commit --into ../deploy",
)
