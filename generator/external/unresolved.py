"""The one way in which looking something up at release time fails."""

from generator import errors


class UnresolvedError(errors.ProgramError):
    """A tag or an alias could not be looked up: `message` says why, without any secret.

    Whoever releases may keep what was written, and say so.
    """
