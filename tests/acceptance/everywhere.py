"""Run tidegate's commands in one process, on a machine that lists its folders in its own order.

Standard input: JSON, a list of `[folder, [argument, …]]`; the one argument is the order, `sorted`, `reversed` or `shuffled`.
Standard output: JSON, a list of `[exit code, stdout, stderr]`.
"""

import contextlib
import io
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from generator.cli import main

Order = Callable[[list[Any]], list[Any]]


class Listing:
    """What `os.scandir` gives, in another order."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self._entries = iter(entries)

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self._entries)

    def close(self) -> None:
        """Nothing is open."""


def shuffled(items: list[Any]) -> list[Any]:
    mixed = sorted(items, key=str)
    random.Random(4711).shuffle(mixed)  # noqa: S311 - an order, not a secret
    return mixed


ORDERS: dict[str, Order] = {
    "sorted": lambda items: sorted(items, key=str),
    "reversed": lambda items: sorted(items, key=str, reverse=True),
    "shuffled": shuffled,
}


def listed(order: Order) -> None:
    """From here on, folders are listed in this order."""
    scandir, listdir = os.scandir, os.listdir

    def scan(path: Any = ".") -> Listing:
        with scandir(path) as entries:
            return Listing(order(list(entries)))

    def names(path: Any = ".") -> list[Any]:
        return order(listdir(path))

    os.scandir, os.listdir = scan, names  # type: ignore[assignment]


def run(folder: str, arguments: Sequence[str]) -> tuple[int, str, str]:
    """A command line in a folder: its exit code and what it printed."""
    os.chdir(folder)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main.run(list(arguments))
    return code, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    listed(ORDERS[sys.argv[1]])
    wanted = json.loads(sys.stdin.buffer.read())
    done = [run(folder, arguments) for folder, arguments in wanted]
    sys.stdout.buffer.write(json.dumps(done).encode())
