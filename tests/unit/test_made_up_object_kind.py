"""One row in the table of object kinds is all that it takes: every guard, right and schema of a made-up kind follows from it."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.comparison import compare
from generator.external import kubeconform
from generator.files import gitops_folder, kubernetes_schemas, package_data
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import deployed_demand
from generator.generation.results import ProjectResult
from generator.gitops import gitops, ownership, permissions
from generator.impact import images, totals, workloads
from generator.impact.images import Leftover
from generator.kubernetes import object_kinds, route_host, run_pods
from generator.kubernetes.object_kind import FieldWriter, Guard, ObjectKind
from generator.manifest import object_template
from generator.manifest.manifest import Draft, Manifest
from generator.publishing import deployed_state
from generator.render import overlay, patch_guard, patches
from generator.render.patch_guard import Rule
from generator.render.templates import Templates
from generator.spec.component import Patch
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.spec.release import Release, Version
from generator.validation import reservations
from generator.validation.environment_check import Unit
from tests.builders import cases, documents, samples, states

ROW = ObjectKind(
    group="batch.acme.dev",
    version="v1beta1",
    kind="GangJob",
    plural="gangjobs",
    schema="resources",
    pod_templates=("spec.leader.template", "spec.workers.*.template"),
    removal="stops work",
    fixed=("spec.suspend",),
    writers=(FieldWriter(field="/spec/size", writer="its controller", flux=Guard("ignored", ("/spec/size",))),),
    taken_over_by=("native",),
    hosts=route_host.ingress,
    position="spec.head",
    written_in=lambda environment: environment.engine == "native",
)
SECURE = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
OUTER = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
FLUX = {"gitops": {"tool": "flux", "version": "2.9"}}


def template(image: str) -> dict[str, Any]:
    labels = {"tidegate.dev/team": "risk"}
    container = {"name": "main", "image": image, "securityContext": SECURE}
    return {"template": {"metadata": {"labels": labels}, "spec": {"securityContext": OUTER, "containers": [container]}}}


def gang(**spec: Any) -> dict[str, Any]:
    workers = {"cpu": template("ghcr.io/acme/worker:1")}
    body = {"size": 2, "suspend": False, "leader": template("ghcr.io/acme/leader:1"), "workers": workers, **spec}
    return {"apiVersion": ROW.api_version, "kind": ROW.kind, "metadata": {"name": "fraud-api"}, "spec": body}


DRAFT = Draft(
    template="gang/gangjob.yaml", folder="jobs", file="fraud-api", values={"name": "fraud-api", "annotations": {}}
)
CPU = ("workers", "cpu")
"""Where the second pod template is."""


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", ROW)


def target(**environment: Any) -> Target:
    return cases.judged(samples.case(samples.SERVICE, None, FLUX | environment)).units[0].target


def below(found: Any, *path: str) -> Any:
    for part in path:
        found = found[part]
    return found


def facts(after: Mapping[str, Any], **environment: Any) -> dict[str, Rule]:
    return {found.fact: found.rule for found in patch_guard.check(target(**environment), gang(), after)}


def test_what_is_not_changed_is_not_refused() -> None:
    assert facts(gang()) == {}


@pytest.mark.parametrize("path", [("leader",), CPU])
def test_every_pod_template_is_judged_by_pod_security(path: tuple[str, ...]) -> None:
    after = gang()
    below(after, "spec", *path)["template"]["spec"]["containers"][0]["securityContext"] = {**SECURE, "privileged": True}
    fact = f'spec.{".".join(path)}.template: Pod Security "restricted": container "main": privileged is not allowed'
    assert facts(after) == {fact: Rule.POD_SECURITY}


@pytest.mark.parametrize("path", [("leader",), CPU])
def test_every_pod_template_keeps_its_image_and_labels(path: tuple[str, ...]) -> None:
    after = gang()
    pod = below(after, "spec", *path)["template"]
    pod["spec"]["containers"][0]["image"] = "ghcr.io/acme/other:1"
    pod["metadata"]["labels"]["tidegate.dev/team"] = "other"
    where = f"spec.{'.'.join(path)}.template"
    assert facts(after) == {
        f"{where}: the pod's labels of the tool are fixed": Rule.FIXED,
        f'{where}: the container "main" and its image are fixed': Rule.FIXED,
    }


@pytest.mark.parametrize("path", [("leader",), CPU])
def test_every_pod_template_takes_images_of_allowed_registries_and_no_plain_secrets(path: tuple[str, ...]) -> None:
    after = gang()
    side: dict[str, Any] = {"name": "side", "image": "docker.io/x:1", "securityContext": SECURE}
    side["env"] = [{"name": "API_TOKEN", "value": "x"}]
    below(after, "spec", *path)["template"]["spec"]["containers"].append(side)
    where = f'spec.{".".join(path)}.template: container "side"'
    assert facts(after, policy={"images": {"registries": ["ghcr.io/acme"]}}) == {
        f"{where}: the image is not from an allowed registry (ghcr.io/acme)": Rule.FIXED,
        f'{where}: "API_TOKEN" holds a plain value where the name says secret': Rule.FIXED,
    }


def test_a_pod_template_can_neither_go_nor_come() -> None:
    gone = "spec.workers.cpu.template: its pod template has no valid spec after the patch"
    assert facts(gang(workers={})) == {gone: Rule.FIXED}
    more = gang()
    more["spec"]["workers"]["gpu"] = template("ghcr.io/acme/other:1")
    assert facts(more) == {"spec.workers.gpu.template is a pod template that was not there": Rule.POD_TEMPLATE}


def test_what_the_row_calls_fixed_is_fixed() -> None:
    assert facts(gang(suspend=True)) == {"spec.suspend is fixed": Rule.FIXED}
    assert facts(gang(size=3)) == {}


def patched(found: Target, kind: str, path: str, value: Any) -> patches.Patched:
    op = {"op": "add", "path": path, "value": value}
    found = found._replace(component=found.component._replace(patches=(Patch(number=0, kind=kind, ops=(op,)),)))
    manifest = Manifest(folder="jobs", file="fraud-api", content=object_template.constant(copy.deepcopy(gang())))
    return patches.apply(found, [manifest], kubernetes_schemas.schema)


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder of schemas that has the kind's."""
    (tmp_path / "kubernetes/v1.34").mkdir(parents=True)
    file = tmp_path / ROW.schema_file("1.34")
    file.parent.mkdir(parents=True)
    fields = {"size": {"type": "integer"}, "suspend": {}, "leader": {}, "workers": {}}
    spec = {"type": "object", "additionalProperties": False, "properties": fields}
    file.write_text(json.dumps({"type": "object", "properties": {"spec": spec}}))
    return tmp_path


def test_a_patched_object_is_compared_with_its_schema(schemas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goal = target()
    monkeypatch.setattr(package_data, "path", lambda _: str(schemas))
    assert [each.fact for each in patched(goal, "GangJob", "/spec/size", "x").findings] == [
        "GangJob fraud-api: spec.size is not a whole number"
    ]
    found = patched(goal, "GangJob", "/spec/size", 3)
    assert (found.findings, found.manifests[0].object["spec"]["size"]) == ([], 3)


def test_kubeconform_reads_the_schema_where_the_row_says(schemas: Path) -> None:
    for size, messages in ((2, []), ("x", ["/spec/size: got string, want integer"])):
        found = kubeconform.check(documents.dump(gang(size=size)), kubernetes="1.34", schemas=schemas, expected=1)
        assert [each.message for each in found] == messages


def test_a_patch_of_the_kind_that_it_stands_for_is_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.fact for each in patched(target(), "Job", "/spec/size", 3).findings] == [
        'there is no Job among the objects of "api"'
    ]
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", ROW._replace(stands_for="Job"))
    monkeypatch.setattr(kubernetes_schemas, "schema", lambda *_: None)
    assert patched(target(), "Job", "/spec/size", 3).manifests[0].object["spec"]["size"] == 3


@pytest.mark.parametrize(("removal", "asked"), [("stops work", 1), ("loses data", 1), ("harmless", 0)])
def test_it_is_pruned_as_its_row_says(
    removal: Any, asked: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", ROW._replace(removal=removal))
    path = "projects/risk/fraud/overlays/dev/jobs/fraud-api.gangjob.yaml"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("# Generated by tidegate from risk/fraud. Do not edit\n")
    plan = gitops_folder.plan(tmp_path, {}, team="risk", project="fraud")
    assert (plan.stale, plan.pruned) == ((path,), (path,) * asked)


def test_the_gitops_tool_may_write_it_where_it_is_written() -> None:
    assert ("batch.acme.dev", ["gangjobs"]) in list(permissions.rules(target().environment))
    flagger = target(engine="flagger", metrics={"prometheus": "http://p:9090"}).environment
    assert "batch.acme.dev" not in dict(permissions.rules(flagger))
    assert ROW in object_kinds.shown_in([target().environment, flagger])
    assert ROW not in object_kinds.shown_in([flagger])


def test_the_gitops_tool_is_kept_off_fields_of_its_other_writer() -> None:
    assert list(ownership.ignored(target(), [DRAFT])) == [
        ownership.Ignored("batch.acme.dev", "GangJob", "fraud-api", ("/spec/size",))
    ]


def test_it_is_not_pruned_where_a_controller_takes_it_over() -> None:
    assert gitops.adjusted(target(), DRAFT).values["annotations"] == gitops.CONFIG_MAP_ANNOTATIONS["flux"]


def test_a_name_that_is_taken_is_told_with_the_kind_as_kubernetes_spells_it() -> None:
    judged = cases.judged(samples.case(samples.SERVICE, None, FLUX))
    assert judged.project is not None
    found = reservations.of(judged.project, [Unit(judged.units[0].target, [DRAFT])], judged.file)
    assert 'GangJob "fraud-api"' in [each.subject for each in found]


def test_its_host_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "projects/risk/fraud/overlays/dev/jobs"
    folder.mkdir(parents=True)
    rule = {"host": "a.example.org", "http": {"paths": [{"path": "/x"}]}}
    (folder / "a.gangjob.yaml").write_text(json.dumps(gang(rules=[rule], ingressClassName="nginx")))
    (found,) = GitOpsIndex(FolderStore(tmp_path)).hosts
    assert found[1:] == (("ingress", "nginx"), "a.example.org", "/x")


def test_it_does_not_go_while_its_position_is_that_of_a_release_on_its_way(tmp_path: Path) -> None:
    release = Release(active=Version(image="a:1"), candidate=Version(image="a:2"), steps=(50,))
    path = "projects/risk/fraud/overlays/dev/jobs/fraud-api.gangjob.yaml"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(json.dumps(gang(head={"annotations": {"tidegate.dev/release": release.position()}})))
    result = ProjectResult(file="f.yaml", team="risk", project="fraud")
    (refused,) = deployed_state.removals(result, [path], FolderStore(tmp_path))
    assert (refused.where, refused.code) == ("environments.dev.releases.api", "jump")


TEXT = "apiVersion: batch.acme.dev/v1beta1\nkind: {kind}\nmetadata: {{name: {{{{ name }}}}}}\n"


def test_it_is_rendered_with_a_row_and_not_without(monkeypatch: pytest.MonkeyPatch) -> None:
    templates = Templates({"gang/gangjob.yaml": TEXT.format(kind="GangJob")})
    assert [each.filename for each in overlay.manifests(templates, [DRAFT])] == ["fraud-api.gangjob.yaml"]
    monkeypatch.delitem(object_kinds.TABLE, "gangjob")
    with pytest.raises(AssertionError, match=r"^object kind GangJob has no row"):
        list(overlay.manifests(templates, [DRAFT]))


RUN = ROW._replace(
    immutable=True,
    run_pods=run_pods.groups("spec", "workers", number="count"),
    makes=(("service", "-head"),),
    images=("spec.image",),
    name_limit=20,
    letter_first=True,
)
"""The row of a kind whose objects run once."""


def running(name: str = "fraud-api-0123456789", image: str = "ghcr.io/acme/gang:1") -> dict[str, Any]:
    container = {"name": "main", "image": image, "resources": {"requests": {"cpu": "2"}}}
    workers = {"cpu": {"count": 3, "template": {"spec": {"containers": [container]}}}}
    return {**gang(image=image, workers=workers), "metadata": {"name": name, "labels": {}}}


def test_the_pods_of_a_run_count_in_quotas_and_at_the_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", RUN)
    path = "projects/risk/fraud/overlays/dev/jobs/fraud-api.gangjob.yaml"
    (found,) = deployed_demand.pods_of({path: json.dumps(running())})
    assert (found.total, found.requests) == (3, {"cpu": "2"})
    before, after = (workloads.side(states.state(*held)) for held in ((), (running(),)))
    assert totals.peak(before, after, {}).pods == 3
    assert totals.peak(after, after, {}).pods == totals.steady(after).pods == 0


def test_a_run_under_another_hash_is_the_same_renamed_with_all_of_its_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", RUN)
    (change,) = compare.compare([running()], [running("fraud-api-abcdef0123", "ghcr.io/acme/gang:2")])
    assert change.change == "renamed"
    (image,) = images.changed([change])
    assert image.places == ("GangJob/fraud-api-abcdef0123: spec.image", "GangJob/fraud-api-abcdef0123: main")


def test_what_its_controller_makes_is_taken_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", RUN)
    judged = cases.judged(samples.case(samples.SERVICE, None, FLUX))
    assert judged.project is not None
    found = reservations.of(judged.project, [Unit(judged.units[0].target, [DRAFT])], judged.file)
    assert 'Service "fraud-api-head"' in [each.subject for each in found]


def test_the_claims_of_its_pods_stay_where_its_row_says_that_it_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    held = gang(claims=[{"metadata": {"name": "data"}}])
    assert images.leftovers(compare.compare([held], [])) == ()
    monkeypatch.setitem(object_kinds.TABLE, "gangjob", ROW._replace(pod_claims="spec.claims"))
    reason = "claims of a GangJob stay when it is deleted"
    assert images.leftovers(compare.compare([held], [])) == (
        Leftover("PersistentVolumeClaim", "data-fraud-api-*", reason),
    )


def test_its_names_have_the_limit_of_its_row() -> None:
    assert RUN.derived("fraud-api") == DerivedName("fraud-api", 20, "GangJob", starts_with_letter=True)
    assert RUN.derived("fraud-api", "-cpu-2") == DerivedName("fraud-api-cpu-2", 63, "last pod of the GangJob")
