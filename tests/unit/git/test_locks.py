import os
from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.git import locks, repository
from generator.git.repository import Repository
from tests.builders import repositories


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repositories.home(tmp_path / "home", monkeypatch)
    return repository.open(str(repositories.init(tmp_path / "top")))


def test_of_two_at_once_one_waits_and_says_for_whom(opened: Repository) -> None:
    with locks.exclusive(opened, 0), pytest.raises(NotReadyError) as caught, locks.exclusive(opened, 0.01):
        pass
    assert (caught.value.message, caught.value.hint) == (
        f"{opened.top}: another tidegate process is running in this working tree",
        "wait for it, then run the same command again",
    )
    with locks.exclusive(opened, 0):
        pass


def test_the_index_is_held_as_git_holds_it_and_given_back(opened: Repository) -> None:
    lock = Path(opened.folder, "index.lock")
    with locks.exclusive(opened, 0):
        with locks.index(opened, 0):
            assert lock.exists()
        assert not lock.exists()


def test_somebody_elses_lock_on_the_index_is_left_alone(opened: Repository) -> None:
    lock = Path(opened.folder, "index.lock")
    lock.touch()
    with (
        locks.exclusive(opened, 0),
        pytest.raises(NotReadyError, match=r"another git command is running in this working tree$"),
        locks.index(opened, 0),
    ):
        pass
    assert lock.exists()


def test_one_that_a_killed_run_of_ours_left_is_taken_over(opened: Repository) -> None:
    lock = Path(opened.folder, "index.lock")
    with locks.exclusive(opened, 0):
        with locks.index(opened, 0):
            kept = Path(locks.folder(opened), "index.lock")
        os.link(kept, lock)
        with locks.index(opened, 0):
            assert lock.exists()
