"""Fingerprints of problems, by which CI systems know a problem again in the next run."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from generator.errors import Problem

LENGTH = 32


def of(found: Sequence[Problem], paths: Sequence[str]) -> list[str]:
    """One for each problem, from its path, code and field, which stay the same when lines move or messages are reworded.

    Problems that have all of these in common are numbered in the order of the file.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    made: list[str] = []
    for problem, path in zip(found, paths, strict=True):
        key = (problem.mark.file, problem.code, problem.where)
        text = "\0".join((path, problem.code, problem.where, str(seen[key])))
        made.append(hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:LENGTH])
        seen[key] += 1
    return made
