"""Digests of the inputs of a run; each is computed once in a process."""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache

from generator import __version__
from generator.discovery import platform_folder
from generator.files import package_data, reading

DATA: tuple[package_data.Name, ...] = ("schemas", "environments", "overlays")
EXTENSIONS = (".py", ".json", ".yaml", ".txt", ".css", ".js")
"""Those of the files that the tool is made of; others may lie beside them."""
PACKAGES = (
    *("click", "Jinja2", "jsonpatch", "jsonpointer", "jsonschema", "orjson", "packaging", "platformdirs"),
    *("PyYAML", "rapidyaml", "referencing", "urllib3"),
)
"""The dependencies in pyproject.toml."""


@cache
def tool() -> str:
    """The digest of the installed tool: its version and files, since those of a checkout change without its version."""
    parts = [__version__, sys.version]
    for top in _tops():
        for file in _files(top):
            status = os.stat(file)
            parts.append(f"{file} {status.st_size} {status.st_mtime_ns}")
    return digest("\0".join(parts).encode(errors="surrogateescape"))


@cache
def contents() -> str:
    """The version of the installed tool with a digest of the contents of its files: the same in a checkout and in a wheel."""
    parts = hashlib.blake2b(digest_size=5)
    for top, name in zip(_tops(), ("generator", *DATA), strict=True):
        for file in _files(top):
            path = os.path.relpath(file, top)
            if file.endswith(EXTENSIONS) and not path.startswith("_data" + os.sep):
                content = reading.read(file, limit=16 * reading.LIMIT)
                parts.update(b"%s/%s\0%d\0%s" % (name.encode(), os.fsencode(path), len(content), content))
    return f"{__version__} ({parts.hexdigest()})"


@cache
def versions() -> Mapping[str, str]:
    """What output and words depend on beside the input: the tool, Python and the packages that it needs."""
    from importlib import metadata  # slow to load

    found = {"tidegate": contents(), "Python": "{}.{}".format(*sys.version_info)}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "of no known version"
    return found


def _tops() -> Iterator[str]:
    """The folders of the installed tool."""
    yield os.path.dirname(os.path.dirname(__file__))
    yield from (package_data.path(name) for name in DATA)


@cache
def platform(folder: str) -> str:
    """The digest of the contents of a platform's files; empty for the bundled platform."""
    if not folder:
        return ""
    parts = hashlib.blake2b(digest_size=20)
    tops = [os.path.join(folder, name) for name in ("environments", "schemas", "overlays")]
    for file in (os.path.join(folder, platform_folder.MARKER), *(file for top in tops for file in _files(top))):
        if os.path.isfile(file):
            parts.update(os.fsencode(file) + b"\0" + reading.read(file, limit=16 * reading.LIMIT))
    return parts.hexdigest()


def of_contents(contents: platform_folder.Contents) -> str:
    """The digest of a platform, wherever its folder is; empty for the bundled one."""
    if not contents.folder:
        return ""
    found = platform_folder.with_overlays(contents)
    parts = hashlib.blake2b((found.marker or b"") + b"\0", digest_size=20)
    for files in (found.environments, found.schemas, found.overlays):
        for name, content in sorted((files or {}).items()):
            parts.update(b"%s\0%d\0%s" % (os.fsencode(name), len(content), content))
        parts.update(b"\0")
    return parts.hexdigest()


def _files(top: str) -> Iterator[str]:
    for root, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(root, name) for name in sorted(names))


def digest(content: bytes) -> str:
    """The digest of bytes: BLAKE2b with 20 bytes, in hex."""
    return hashlib.blake2b(content, digest_size=20).hexdigest()
