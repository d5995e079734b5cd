from typing import Any

from generator.comparison import matching
from tests.builders.objects import Object, changed, config_map, deployment


def name(content: Object | None) -> str | None:
    return None if content is None else str(content["metadata"]["name"])


def pairs(before: list[Object], after: list[Object]) -> list[tuple[str | None, str | None]]:
    found = matching.matches(matching.identified(before), matching.identified(after))
    return [(name(match.before), name(match.after)) for match in found]


def job(name: str) -> Object:
    return {**deployment(name), "apiVersion": "batch/v1", "kind": "Job"}


def with_files(name: str, config: str) -> Object:
    volume: Any = {"name": "files", "configMap": {"name": config}}
    return changed(deployment(name), "spec.template.spec.volumes", [volume])


def test_a_version_of_the_api_is_no_part_of_the_identity() -> None:
    assert pairs([deployment("a")], [{**deployment("a"), "apiVersion": "apps/v2"}]) == [("a", "a")]


def test_another_group_kind_or_namespace_is_another_object() -> None:
    for other in ({"apiVersion": "batch/v1"}, {"kind": "Job"}, {"metadata": {"name": "a", "namespace": "b"}}):
        assert len(pairs([deployment("a")], [{**deployment("a"), **other}])) == 2


def test_a_hash_at_the_end_of_a_job_is_no_part_of_its_name() -> None:
    assert pairs([job("a-0123456789")], [job("a-abcdef0123")]) == [("a-0123456789", "a-abcdef0123")]


def test_a_job_that_gets_its_first_hash_is_renamed() -> None:
    assert pairs([job("a")], [job("a-abcdef0123")]) == [("a", "a-abcdef0123")]


def test_a_workload_that_is_updated_in_place_has_no_hash_in_its_name() -> None:
    assert pairs([deployment("a-0123456789")], [deployment("a-abcdef0123")]) == [
        ("a-0123456789", None),
        (None, "a-abcdef0123"),
    ]


def test_claims_whose_names_end_in_a_hash_are_different_claims() -> None:
    was, now = (
        {**job(name), "apiVersion": "v1", "kind": "PersistentVolumeClaim"} for name in ("a-0123456789", "a-abcdef0123")
    )
    assert len(pairs([was], [now])) == 2


def test_config_maps_are_paired_by_the_workload_that_mounts_them() -> None:
    before = [with_files("x", "a-0123456789"), config_map("a-0123456789", {})]
    after = [with_files("x", "b-abcdef0123"), config_map("b-abcdef0123", {})]
    assert pairs(before, after) == [("a-0123456789", "b-abcdef0123"), ("x", "x")]


def test_config_maps_that_nobody_mounts_are_added_and_removed() -> None:
    assert pairs([config_map("a-0123456789", {})], [config_map("a-abcdef0123", {})]) == [
        ("a-0123456789", None),
        (None, "a-abcdef0123"),
    ]


def test_a_config_map_that_stays_is_not_renamed() -> None:
    before = [with_files("x", "a-0123456789"), config_map("a-0123456789", {})]
    after = [with_files("x", "a-abcdef0123"), config_map("a-0123456789", {}), config_map("a-abcdef0123", {})]
    assert pairs(before, after) == [("a-0123456789", "a-0123456789"), (None, "a-abcdef0123"), ("x", "x")]


def test_objects_of_the_same_name_are_kept_apart() -> None:
    assert pairs([deployment("a"), deployment("a")], [deployment("a")]) == [("a", "a"), ("a", None)]


def test_a_kind_of_the_same_name_in_another_group_is_another_kind() -> None:
    assert matching.known_kind({"apiVersion": "v1", "kind": "Service"}) == "Service"
    assert (
        matching.known_kind({"apiVersion": "serving.knative.dev/v1", "kind": "Service"})
        == "Service.serving.knative.dev"
    )
    assert matching.known_kind({"apiVersion": "example.org/v1", "kind": "Widget"}) == "Widget"
