"""Digests of what a run is made of; each is taken once in a process."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache

from generator import __version__
from generator.discovery import platform_folder
from generator.files import package_data, reading


@cache
def tool() -> str:
    """The tool as it is installed: in a checkout its files change without its version."""
    package = os.path.dirname(os.path.dirname(__file__))
    seen = [__version__, sys.version]
    for top in (package, *(package_data.path(name) for name in ("schemas", "environments", "overlays"))):
        for file in _files(top):
            held = os.stat(file)
            seen.append(f"{file} {held.st_size} {held.st_mtime_ns}")
    return digest("\0".join(seen).encode(errors="surrogateescape"))


@cache
def platform(folder: str) -> str:
    """The content of a platform's files."""
    if not folder:
        return ""
    seen = hashlib.blake2b(digest_size=20)
    tops = [os.path.join(folder, name) for name in ("environments", "schemas", "overlays")]
    for file in (os.path.join(folder, platform_folder.MARK), *(file for top in tops for file in _files(top))):
        if os.path.isfile(file):
            seen.update(os.fsencode(file) + b"\0" + reading.read(file, limit=16 * reading.LIMIT))
    return seen.hexdigest()


def _files(top: str) -> Iterator[str]:
    for root, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(root, name) for name in sorted(names))


def digest(content: bytes) -> str:
    """A short digest."""
    return hashlib.blake2b(content, digest_size=20).hexdigest()
