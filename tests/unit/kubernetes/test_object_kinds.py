"""The table of object kinds against the schemas, the templates and everything that golden cases, examples and bootstrap render."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from generator.engines import engines
from generator.external import kubeconform
from generator.files import package_data
from generator.gitops import gitops
from generator.kubernetes import object_kinds, pod_templates
from generator.kubernetes.object_kind import ObjectKind, Removal, Schema
from generator.manifest import yaml_reader

ROOT = Path(__file__).parents[3]
TREES = ("tests/golden/*/expected", "examples/deploy", "examples/platform/deploy")
SCHEMAS = package_data.folder("schemas")
NEWEST = kubeconform.versions(SCHEMAS)[-1]
KUSTOMIZE = "kustomize.config.k8s.io"
"""Files that Kustomize reads, no objects of a cluster."""
ROWS = list(object_kinds.TABLE.items())
WITH_SCHEMA = [pytest.param(row, id=kind) for kind, row in ROWS if row.schema != "none"]
Path_ = tuple[str, ...]


@cache
def rendered() -> list[tuple[str, Mapping[str, Any]]]:
    """Every object of the trees and of bootstrap, with the file that holds it."""
    files = [path for tree in TREES for top in ROOT.glob(tree) for path in sorted(top.rglob("*.yaml"))]
    found = [(str(path.relative_to(ROOT)), yaml_reader.read(path.read_text())) for path in files]
    for path in sorted((ROOT / "tests/acceptance/bootstrap").glob("*.yaml")):
        found += [(path.name, each) for each in yaml.load_all(path.read_text(), yaml.CSafeLoader)]
    return [(name, each) for name, each in found if not each["apiVersion"].startswith(KUSTOMIZE)]


def containers(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Where an object holds a list of containers."""
    members = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, value in members:
        if key in {"containers", "initContainers"} and isinstance(value, list):
            yield (*path, str(key))
        yield from containers(value, (*path, str(key)))


def schema(row: ObjectKind) -> Any:
    return json.loads((SCHEMAS / row.schema_file(NEWEST)).read_bytes())


def schema_templates(node: Mapping[str, Any], path: Path_ = ()) -> Iterator[str]:
    """Dotted paths of the pod templates that a schema allows: what holds a `spec` that may hold containers, or any `template`."""
    if path[-1:] == ("template",) and node.get("x-kubernetes-preserve-unknown-fields"):
        yield ".".join(path)
        return
    if path[-1:] == ("spec",) and "containers" in node.get("properties", {}):
        yield ".".join(path[:-1])
        return
    for name, below in node.get("properties", {}).items():
        yield from schema_templates(below, (*path, name))
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), Mapping):
            yield from schema_templates(node[word], (*path, "*"))


def is_in(node: Any, path: Path_) -> bool:
    """Whether a schema knows a field, or leaves open what is there."""
    for part in path:
        known = node.get("properties")
        if known is None:
            node = node.get("additionalProperties") or node.get("items")
            if not isinstance(node, Mapping):
                return node is not False
        elif part not in known:
            return False
        else:
            node = known[part]
    return True


def test_every_kind_that_is_rendered_has_a_row_with_its_api_version() -> None:
    assert len(rendered()) > 1000
    for name, found in rendered():
        assert object_kinds.of(found["kind"]).api_version == found["apiVersion"], name


def test_every_file_is_named_for_the_kind_that_it_holds() -> None:
    for name, found in rendered():
        if "/overlays/" in name:
            assert name.split(".")[-2] == found["kind"].lower()


def test_every_template_of_an_object_has_a_row() -> None:
    for path in package_data.folder("overlays").rglob("*.yaml"):
        kinds = [line.split()[1] for line in path.read_text().splitlines() if line.startswith("kind: ")]
        assert [object_kinds.of(path.stem).kind for _ in kinds] == kinds, path


def test_every_row_is_rendered_or_says_why_not() -> None:
    kinds = {found["kind"].lower() for _, found in rendered()}
    for kind, row in ROWS:
        created = row.created_in is not None and row.written_in is None
        assert (kind in kinds) is not (row.confidential or created), kind
    in_overlays = {found["kind"].lower() for name, found in rendered() if "/overlays/" in name}
    assert in_overlays == {kind for kind, row in ROWS if row.written_in is not None}


def row_fixed(kind: str) -> tuple[str, ...]:
    return object_kinds.of(kind).fixed


def test_every_container_that_is_rendered_is_in_a_pod_template_of_its_row() -> None:
    seen = 0
    for name, found in rendered():
        templates = pod_templates.find(found["kind"], found)
        for path in containers(found):
            if (
                found["kind"] == "InferenceService"
            ):  # a predictor is pod and container in one: no patch may change either
                assert {"spec.predictor.containers", "spec.predictor.initContainers"} <= {*row_fixed(found["kind"])}
                continue
            assert path[-2] == "spec", (name, path)
            assert path[:-2] in templates, (name, path)
            seen += 1
    assert seen > 150


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_a_row_is_sane(kind: str, row: ObjectKind) -> None:
    assert kind == row.kind.lower()
    assert row.schema in get_args(Schema)
    assert row.removal in get_args(Removal)
    assert set(row.taken_over_by) <= set(engines.ENGINES)
    assert row.stands_for == "" or row.stands_for.lower() in object_kinds.TABLE
    assert row.namespaced or row.written_in is None
    assert row.written_in is None or row.created_in is not row.written_in
    assert row.schema != "none" or row.created_in is not None
    assert row.written_in is None or not row.confidential


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_the_plural_is_what_kubernetes_would_guess(kind: str, row: ObjectKind) -> None:
    """As apimachinery's `UnsafeGuessKindToResource` does; all kinds of the table happen to be regular."""
    guess = f"{kind}es" if kind.endswith("s") else f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    assert row.plural == guess


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_removing_a_pod_template_asks_for_consent_or_the_row_says_why_not(kind: str, row: ObjectKind) -> None:
    if row.pod_templates:
        assert row.needs_consent is not bool(row.harmless_because), kind
    else:
        assert row.harmless_because == ""


def test_what_overlays_hold_and_is_removed_with_consent_alone() -> None:
    guarded = {row.kind for _, row in ROWS if row.written_in is not None and row.needs_consent}
    assert guarded == {
        "Deployment",
        "StatefulSet",
        "Rollout",
        "Canary",
        "Job",
        "DaskCluster",
        "DaskJob",
        "JobSet",
        "InferenceService",
        "LeaderWorkerSet",
        "Notebook",
        "PyTorchJob",
        "TFJob",
        "TrainJob",
        "ScheduledSparkApplication",
        "SparkApplication",
        "RayJob",
        "RayService",
        "RayCluster",
        "CronWorkflow",
        "Workflow",
        "WorkflowTemplate",
        "CronJob",
        "PersistentVolumeClaim",
    }


@pytest.mark.parametrize("row", WITH_SCHEMA)
def test_the_schema_is_there_for_every_kubernetes_and_is_the_kinds_own(row: ObjectKind) -> None:
    for version in kubeconform.versions(SCHEMAS):
        assert (SCHEMAS / row.schema_file(version)).is_file()
    (identity,) = schema(row).get("x-kubernetes-group-version-kind") or [None]
    if identity is not None:
        assert identity == {"group": row.group, "version": row.version, "kind": row.kind}
    else:
        assert schema(row)["properties"]["kind"]["enum"] == [row.kind]
        assert schema(row)["properties"]["apiVersion"]["enum"] == [row.api_version]


def test_there_is_no_schema_without_a_row() -> None:
    files = {str(path.relative_to(SCHEMAS)) for path in SCHEMAS.glob("resources/*/*.json")}
    files |= {str(path.relative_to(SCHEMAS)) for path in SCHEMAS.glob(f"kubernetes/v{NEWEST}/*.json")}
    assert files == {row.schema_file(NEWEST) for _, row in ROWS} - {""}


@pytest.mark.parametrize("row", WITH_SCHEMA)
def test_pod_templates_are_where_the_schema_allows_them(row: ObjectKind) -> None:
    wanted = () if row.as_pod is not None else row.pod_templates  # what makes a pod template is none
    assert sorted(schema_templates(schema(row))) == sorted(wanted)


@pytest.mark.parametrize("row", WITH_SCHEMA)
def test_the_fields_that_a_row_names_are_in_the_schema(row: ObjectKind) -> None:
    named = [tuple(path.split(".")) for path in (*row.fixed, row.position) if path]
    pointers = [writer.field for writer in row.writers]
    pointers += [path for each in row.writers for guard in each[-3:] for path in guard.paths]
    named += [tuple(part.replace("~1", "/") for part in pointer.split("/")[1:]) for pointer in pointers]
    assert [path for path in named if not is_in(schema(row), path)] == []


def hosts(spec: Mapping[str, Any]) -> bool:
    """Whether an object's spec names hosts, in the words of any kind."""
    rules = spec.get("rules")
    ruled = [rule for rule in rules if "host" in rule] if isinstance(rules, list) else []
    service = spec.get("service")
    return bool("hostnames" in spec or ruled or (isinstance(service, Mapping) and "hosts" in service))


def test_every_host_that_is_rendered_is_read_by_its_row() -> None:
    kinds = set()
    for name, found in rendered():
        read = object_kinds.of(found["kind"]).hosts
        spec = found.get("spec", {})
        if hosts(spec):
            assert read is not None, name
            assert all(each.host.count(".") > 0 for each in read(spec)), name
            kinds.add(found["kind"])
    assert kinds == {row.kind for _, row in ROWS if row.hosts is not None}


def test_every_position_that_is_rendered_is_where_its_row_says() -> None:
    kinds = set()
    for name, found in rendered():
        if "tidegate.dev/release" in json.dumps(found):
            metadata: Any = found
            for part in object_kinds.of(found["kind"]).position.split("."):
                metadata = metadata[part]
            assert "tidegate.dev/release" in metadata["annotations"], name
            kinds.add(found["kind"])
    assert kinds == {row.kind for _, row in ROWS if row.position}


def entry_kind(name: str) -> str:
    """The kind of the GitOps tool's object for the overlay that holds a file; empty where the platform has no such tool."""
    tree, _, below = name.partition("projects/")
    team, project, _, environment, *_ = below.split("/")
    entries = list((ROOT / tree).glob(f"clusters/*/{environment}/{team}.{project}.yaml"))
    return str(yaml_reader.read(entries[0].read_text())["kind"]) if entries else ""


KEPT = {"Kustomization": gitops.CLAIM_ANNOTATIONS["flux"], "Application": gitops.CLAIM_ANNOTATIONS["argocd"]}
ONCE = {"Kustomization": gitops.JOB_ANNOTATIONS["flux"], "Application": gitops.JOB_ANNOTATIONS["argocd"]}


def test_the_gitops_tool_is_told_to_keep_data_and_to_apply_once_what_cannot_be_changed() -> None:
    seen = set()
    for name, found in rendered():
        row = object_kinds.of(found["kind"])
        if "/overlays/" in name and (tool := entry_kind(name)):
            wanted = KEPT[tool] if row.removal == "loses data" else ONCE[tool] if row.immutable else {}
            assert wanted.items() <= found["metadata"].get("annotations", {}).items(), name
            seen |= {(tool, row.kind) for _ in wanted}
    runs = {row.kind for _, row in ROWS if row.immutable}
    assert {kind for _, kind in seen} == {"PersistentVolumeClaim", *runs}
    changed_in_place = {
        *("CronJob", "InferenceService", "ScheduledSparkApplication", "RayCluster", "RayService", "WorkflowTemplate"),
    }
    assert runs == {row.kind for _, row in ROWS if row.run_pods is not None} - changed_in_place


def test_secrets_alone_must_not_be_in_git() -> None:
    assert [row.kind for _, row in ROWS if row.confidential] == ["Secret"]


def test_a_kind_without_a_row_is_our_bug() -> None:
    with pytest.raises(
        AssertionError, match=r"^object kind Gadget has no row in generator/kubernetes/object_kinds\.py$"
    ):
        object_kinds.of("Gadget")


def test_api_paths() -> None:
    assert object_kinds.of("Service").api_path("n", "a") == "/api/v1/namespaces/n/services/a"
    assert object_kinds.of("Deployment").api_path("n", "a") == "/apis/apps/v1/namespaces/n/deployments/a"


@pytest.mark.parametrize("kind", [row.kind for row in object_kinds.TABLE.values() if row.immutable])
def test_no_tool_updates_an_object_that_runs_once(kind: str) -> None:
    assert {*object_kinds.ONCE} <= {*object_kinds.of(kind).writers}
