"""One part of many projects (`--shard 3/8`), chosen by team and name, so that it stays the same when other projects come and go."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from generator.discovery import projects
from generator.errors import NotReadyError, UsageError
from generator.files import reading
from generator.generation.removed_projects import ProjectKey, RemovedProject
from generator.named_tuples import NamedTuple

LARGEST = 1000


class Shard(NamedTuple):
    """Part `number` of `total`, beginning with 1."""

    number: int = 1
    total: int = 1

    def has(self, name: str) -> bool:
        """Whether something with a name belongs to this part."""
        digest = hashlib.blake2b(name.encode(errors="surrogateescape"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.total == self.number - 1


WHOLE = Shard()


class Part(NamedTuple):
    """The share of one shard in a run: `keys` has all project files of the run with their teams and names, in order.

    `sources` is a digest of their paths and contents, and so of teams and names: it tells shards of two states apart.
    """

    shard: Shard
    keys: Mapping[str, ProjectKey]
    sources: str = ""

    @property
    def paths(self) -> Sequence[str]:
        """The files of the shard."""
        return [path for path in self.keys if self._has(path)]

    @property
    def others(self) -> Sequence[ProjectKey]:
        """The projects of the other shards."""
        return [key for path, key in self.keys.items() if not self._has(path)]

    def of_removed(self, found: Iterable[RemovedProject]) -> tuple[RemovedProject, ...]:
        """The removed projects of the shard: those that were in files of the shard, and its share of those whose files are gone."""
        return tuple(each for each in found if self.has_removed(each.file, each.key))

    def has_removed(self, file: str, key: ProjectKey) -> bool:
        """Whether a project that is removed, and was in a file, belongs to the shard."""
        return self._has(file) if file in self.keys else self.shard.has(_name(key))

    def _has(self, path: str) -> bool:
        key = self.keys[path]
        return self.shard.has(_name(key) if all(key) else path)


def _name(key: ProjectKey) -> str:
    return "/".join(key)


def part(shard: Shard, files: Sequence[str]) -> Part:
    """The part of these project files; one that cannot be read has no team and no name."""
    found: dict[str, ProjectKey] = {}
    sources = hashlib.blake2b(digest_size=20)
    for file in files:
        content = b""
        with suppress(NotReadyError):
            content = reading.read(file)
        found[file] = projects.read_key(content)
        for each in (os.fsencode(file), content):
            sources.update(b"%d\0%s" % (len(each), each))
    return Part(shard, found, sources.hexdigest())


def parse(text: str) -> Shard:
    """The shard `K/N`; UsageError for any other text."""
    match = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    shard = Shard(*map(int, match.groups())) if match else None
    if shard is None or not shard.number <= shard.total <= LARGEST:
        raise UsageError(f'--shard: "{text}" is no part of a run', hint="write it as 3/8: part 3 of 8")
    return shard
