"""Locks on open files. The system releases the locks of a process that ends, so what is unlocked belongs to none that runs."""

import fcntl


def acquire(handle: int, *, wait: bool = False) -> bool:
    """Lock an open file until this and all processes that inherited it have closed it; False if another process has the lock.

    With `wait`, waits for the lock instead. Raises OSError if the file system has no locks.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
