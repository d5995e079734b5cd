"""Which projects belong to a shard; runs with shards are in tests/acceptance/test_shards.py."""

from generator.generation.removed_projects import RemovedProject
from generator.generation.shards import Part, Shard

TOTAL = 3
SHARDS = [Shard(number, TOTAL) for number in range(1, TOTAL + 1)]
KEYS = {f"{folder}/ml-project.yaml": ("risk", folder) for folder in "abcdefghij"}


def shards_of(keys: dict[str, tuple[str, str]]) -> dict[str, list[int]]:
    """The numbers of the shards to which each file belongs."""
    return {path: [each.number for each in SHARDS if path in Part(each, keys).paths] for path in keys}


def test_a_project_belongs_to_one_shard_and_is_one_of_the_others_in_the_rest() -> None:
    assert {len(numbers) for numbers in shards_of(KEYS).values()} == {1}
    part = Part(SHARDS[0], KEYS)
    assert sorted([*part.others, *(KEYS[path] for path in part.paths)]) == sorted(KEYS.values())


def test_a_project_stays_in_its_shard_when_its_file_moves() -> None:
    moved = {f"elsewhere/{path}": key for path, key in KEYS.items()}
    assert [*shards_of(moved).values()] == [*shards_of(KEYS).values()]


def test_a_file_without_team_and_name_belongs_to_the_shard_of_its_path() -> None:
    unread = shards_of(dict.fromkeys(KEYS, ("", "")))
    assert {len(numbers) for numbers in unread.values()} == {1}
    assert len({number for (number,) in unread.values()}) == TOTAL


def test_a_project_that_got_another_name_is_removed_by_the_shard_that_writes_the_other_one() -> None:
    removed = [RemovedProject(path, "risk", f"old-{name}") for path, (_, name) in KEYS.items()]
    for each in SHARDS:
        part = Part(each, KEYS)
        assert [found.file for found in part.of_removed(removed)] == part.paths


def test_a_project_whose_file_is_gone_is_removed_by_one_shard() -> None:
    removed = [RemovedProject(path, *key) for path, key in KEYS.items()]
    found = [each.file for shard in SHARDS for each in Part(shard, {}).of_removed(removed)]
    assert sorted(found) == sorted(KEYS)
