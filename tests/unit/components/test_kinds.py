import pytest

from generator.components import kinds, schemas
from generator.components.component_kind import ComponentKind
from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.spec import naming
from generator.spec.naming import DerivedName


@pytest.mark.parametrize(
    ("kind", "names"),
    {
        "service": (
            DerivedName("fraud-x", 63, "Service", starts_with_letter=True),
            DerivedName("fraud-x-blue", 63, "blue slot"),
            DerivedName("fraud-x-green", 63, "green slot"),
            DerivedName("fraud-x-preview", 63, "preview Service"),
        ),
        "job": (DerivedName("fraud-x-0000000000", 63, "Job"),),
        "cronjob": (DerivedName("fraud-x", 52, "CronJob"),),
        "worker": (DerivedName("fraud-x", 63, "Deployment"),),
        "store": (
            DerivedName("fraud-x", 52, "StatefulSet", starts_with_letter=True),
            DerivedName("fraud-x-headless", 63, "headless Service"),
        ),
        "dask": (DerivedName("fraud-x", 53, "DaskCluster", starts_with_letter=True),),
        "multinode": (
            DerivedName("fraud-x", 63, "Service", starts_with_letter=True),
            DerivedName("fraud-x-lws", 49, "LeaderWorkerSet", starts_with_letter=True),
        ),
        "training": (DerivedName("fraud-x-0000000000", 63, "training", starts_with_letter=True),),
        "mlflow": (DerivedName("fraud-x", 63, "Service", starts_with_letter=True),),
        "spark": (DerivedName("fraud-x", 56, "SparkApplication", starts_with_letter=True),),
        "inference": (
            DerivedName("fraud-x", 63, "Service", starts_with_letter=True),
            DerivedName("fraud-x-blue", 63, "blue slot"),
            DerivedName("fraud-x-green", 63, "green slot"),
            DerivedName("fraud-x-preview", 63, "preview Service"),
        ),
        "ray": (DerivedName("fraud-x", 53, "RayCluster", starts_with_letter=True),),
        "notebook": (DerivedName("fraud-x", 52, "StatefulSet", starts_with_letter=True),),
        "pipeline": (DerivedName("fraud-x-0000000000", 63, "Workflow"),),
    }.items(),
)
def test_names_lists_every_name_with_a_limit(kind: str, names: tuple[DerivedName, ...]) -> None:
    assert KINDS[kind].names("fraud-x") == names


@pytest.mark.parametrize(
    ("kind", "longest"),
    {
        "service": 55 - 6,
        "job": 52 - 6,
        "cronjob": 52 - 6,
        "worker": 63 - 6,
        "store": 52 - 6,
        "dask": 53 - 6,
        "training": 52 - 6,
        "mlflow": 63 - 6,
        "spark": 56 - 6,
        "inference": 55 - 6,
        "ray": 53 - 6,
        "notebook": 52 - 6,
        "multinode": 45 - 6,
        "pipeline": 52 - 6,
    }.items(),
)
def test_a_component_may_use_what_the_limit_leaves(kind: str, longest: int) -> None:
    def fits(length: int) -> bool:
        return naming.too_long(KINDS[kind].names(f"fraud-{'x' * length}"), "fraud", "x" * length) is None

    assert (fits(longest), fits(longest + 1)) == (True, False)


MEMBERS = sorted(name for name in {*vars(ComponentKind), *ComponentKind.__annotations__} if not name.startswith("_"))
BUILT = {"kind", "image", "args", "env", "files", "machine", "resources", "volumes", "security"}
"""Fields that `resolve/component_builder.py` reads of every kind."""
_GROUPED = frozenset({"args", "machine", "resources"})
OF_GROUPS = {"spark": _GROUPED, "ray": _GROUPED, "pipeline": frozenset({"args"})}
"""Those that a kind does not have, since its groups of pods, or its steps, have their own."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_every_member_of_the_protocol(kind: str) -> None:
    assert [name for name in MEMBERS if not hasattr(KINDS[kind], name)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_every_field_that_a_component_is_built_from(kind: str) -> None:
    schema = platform_folder.bundled()[f"kinds/{kind}.json"]
    assert BUILT - schema["properties"].keys() == OF_GROUPS.get(kind, frozenset())
    assert schema["x-summary"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_of_a_kind_read_fields_that_it_has(kind: str) -> None:
    fields = set(platform_folder.bundled()[f"kinds/{kind}.json"]["properties"])
    assert fields >= KINDS[kind].SIZE


def test_a_folder_tells_the_kind_and_a_strategy_tells_none() -> None:
    assert kinds.in_folder("stores", "statefulset") == "store"
    assert [kinds.in_folder("jobs", each) for each in ("job", "cronjob", "pod")] == ["job", "cronjob", ""]
    assert kinds.in_folder("rolling", "deployment") == ""
    own = [kind.FOLDER for name, kind in KINDS.items() if kind.FOLDER and name != "cronjob"]
    assert sorted(own) == sorted({*own})


def test_workers_and_stores_have_the_fields_of_a_service() -> None:
    service, worker, store = (
        platform_folder.bundled()[f"kinds/{kind}.json"]["properties"] for kind in ("service", "worker", "store")
    )
    assert list(worker) == list(service)
    assert list(store) == [field for field in service if field != "strategy"]


def test_kinds_that_have_a_field_of_one_name_define_it_alike() -> None:
    """Else platform defaults for it, and overrides in environments, could not be checked before the kind is known."""
    found_in = [platform_folder.bundled()[f"kinds/{kind}.json"]["properties"] for kind in KINDS]
    definitions: dict[str, list[object]] = {}
    for field, definition in ((field, each[field]) for each in found_in for field in each if field != "kind"):
        known = definitions.setdefault(field, [])
        if schemas.alike(definition) not in known:
            known.append(schemas.alike(definition))
    # Ray has groups of workers; a pipeline limits how many of its steps run at the same time
    assert [field for field, found in definitions.items() if len(found) > 1] == ["concurrency", "workers"]
