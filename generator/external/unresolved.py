"""The error of every look-up at release time."""

from generator import errors


class UnresolvedError(errors.ProgramError):
    """A tag or an alias could not be looked up; `message` gives the reason and contains no secret.

    Callers may go on with the tag or alias as it was written, and report that.
    """
