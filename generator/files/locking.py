"""Locks on open files. The lock of a process ends with it: what a killed one left is told from what is still at work."""

import fcntl


def acquire(handle: int, *, wait: bool = False) -> bool:
    """Lock an open file until it is closed here and in all processes that inherited it; False where another one has it locked.

    With `wait` it waits for the other. Raises OSError where the file system has no locks.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
