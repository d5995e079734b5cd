"""`tidegate finish`: remove the previous version, which has no traffic any more."""

from generator.cli import release_options
from generator.release.state_machine import Command

command = release_options.simple(
    Command.FINISH,
    """Remove the previous version, which gets no traffic any more.

COMPONENT is a service whose new version is active. Until finish, the previous version keeps running, so that
rollback can return to it at once; finish ends the release and frees its pods.

Exits with 4 if there is no previous version, or if the environment's engine moves the traffic by itself.
""",
    "tidegate finish api -e production\n  tidegate finish api -e production --commit --branch finish-api",
)
