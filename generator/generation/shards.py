"""One part of many projects (`--shard 3/8`), chosen by team and name, so that it stays the same when other projects come and go."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from generator.errors import UsageError
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
    """What a run with a shard does, of all its project files with their teams and names, in order."""

    shard: Shard
    keys: Mapping[str, ProjectKey]

    @property
    def paths(self) -> Sequence[str]:
        """The files of the shard."""
        return [path for path in self.keys if self._has(path)]

    @property
    def others(self) -> Sequence[ProjectKey]:
        """The projects of the other shards."""
        return [key for path, key in self.keys.items() if not self._has(path)]

    def of_removed(self, found: Iterable[RemovedProject]) -> tuple[RemovedProject, ...]:
        """The removed projects of the shard: those that its files were, and of those whose files are gone its own share."""
        return tuple(
            each
            for each in found
            if (self._has(each.file) if each.file in self.keys else self.shard.has(_name(each.key)))
        )

    def _has(self, path: str) -> bool:
        key = self.keys[path]
        return self.shard.has(_name(key) if all(key) else path)


def _name(key: ProjectKey) -> str:
    return "/".join(key)


def parse(text: str) -> Shard:
    """The shard `K/N`; UsageError for any other text."""
    match = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    shard = Shard(*map(int, match.groups())) if match else None
    if shard is None or not shard.number <= shard.total <= LARGEST:
        raise UsageError(f'--shard: "{text}" is no part of a run', hint="write it as 3/8: part 3 of 8")
    return shard
