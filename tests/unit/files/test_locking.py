import os
from pathlib import Path

from generator.files import locking


def test_a_file_that_is_locked_is_not_locked_again_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    one, other = (os.open(path, os.O_RDWR) for _ in range(2))
    try:
        assert locking.acquire(one)
        assert not locking.acquire(other)
    finally:
        os.close(one)
    assert locking.acquire(other, wait=True)
    os.close(other)
