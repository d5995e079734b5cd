"""`generate --check` says what a person has edited in an overlay, and what in `ml-project.yaml` gives the same.

Every answer is tried: it is put into the project file, which is generated again, and the edited object must come out.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.builders import repositories
from tests.builders.commands import Run, caller

EXAMPLES = Path(__file__).parents[2] / "examples"
PLATFORM = ("tidegate-platform.yaml", "environments")
DEPLOY = Path("deploy")


class Case(NamedTuple):
    """An edit of a file of a project, and the answer: where, and what is written there."""

    project: str
    environment: str
    file: str
    old: str
    new: str
    path: str
    value: Any = None
    kind: str = "field"
    others: int = 0
    more: int = 0
    """Edits that the same answer gives, beside the first."""


def patch(*ops: Mapping[str, Any], **target: str) -> list[Any]:
    return [{"target": target, "ops": [*ops]}]


BLUE = "podinfo-web-blue.deployment"
REINDEX = "embeddings-reindex.cronjob"
WEB = "environments.{}.components.web"
CASES = {
    "replicas of a store": Case(
        "embeddings", "dev", "embeddings-vectors.statefulset", "replicas: 1", "replicas: 2",
        "environments.dev.components.vectors.scale", 2,
    ),
    "image of a component": Case(
        "podinfo", "dev", BLUE, "podinfo:6.9.1", "podinfo:6.9.0", WEB.format("dev") + ".image",
        "ghcr.io/stefanprodan/podinfo:6.9.0", others=1,
    ),
    "image of a version": Case(
        "podinfo", "production", BLUE, "podinfo:6.7.1@sha256:862ca45e61b32392f7941a1bdfdbe5ff8b6899070135f1bdca1c287d0057fc94",
        "podinfo:6.7.0", "environments.production.releases.web.active.image", "ghcr.io/stefanprodan/podinfo:6.7.0", others=1,
    ),
    "value of a variable": Case(
        "embeddings", "dev", REINDEX, "value: http://embeddings-api:8080", "value: http://api:8080",
        "environments.dev.components.reindex.env.EMBEDDINGS_URL", "http://api:8080",
    ),
    "new variable": Case(
        "embeddings", "dev", REINDEX, "            - name: DOCUMENTS_URL\n",
        "            - name: LOG_LEVEL\n              value: debug\n            - name: DOCUMENTS_URL\n",
        "environments.dev.components.reindex.env.LOG_LEVEL", "debug",
    ),
    "variable that is gone": Case(
        "embeddings", "dev", REINDEX,
        "            - name: EMBEDDINGS_URL\n              value: http://embeddings-api:8080\n", "",
        "environments.dev.components.reindex.env.EMBEDDINGS_URL", None,
    ),
    "cpu": Case(
        "podinfo", "dev", BLUE, "cpu: 100m", "cpu: 200m", WEB.format("dev") + ".resources.cpu", "200m",
    ),
    "limit of memory": Case(
        "podinfo", "dev", BLUE, "limits:\n            memory: 64Mi", "limits:\n            memory: 96Mi",
        WEB.format("dev") + ".resources", {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "96Mi"}},
    ),
    "path of a probe": Case(
        "podinfo", "dev", BLUE, "/healthz", "/livez", WEB.format("dev") + ".health.live", "/livez",
    ),
    "period of a probe": Case(
        "podinfo", "dev", BLUE, "periodSeconds: 10", "periodSeconds: 20", WEB.format("dev") + ".health.live.period", "20s",
    ),
    "label of one object": Case(
        "podinfo", "dev", "podinfo-web.service", "    tidegate.dev/team: demo\n",
        "    tidegate.dev/team: demo\n    tier: web\n", WEB.format("dev") + ".patches",
        patch({"op": "add", "path": "/metadata/labels/tier", "value": "web"}, kind="Service", name="main"), "patch",
    ),
    "annotation of an account": Case(
        "embeddings", "dev", "embeddings-vectors.serviceaccount", "  labels:\n",
        "  annotations:\n    example.org/contact: ada\n  labels:\n",
        "environments.dev.components.vectors.serviceAccount.annotations", {"example.org/contact": "ada"},
    ),
    "port of a Service": Case(
        "podinfo", "dev", "podinfo-web-blue.service", "port: 9797", "port: 9798", WEB.format("dev") + ".ports.metrics",
        9798, others=3, more=1,
    ),
    "narrower rule of a network": Case(
        "podinfo", "dev", "podinfo-web.networkpolicy",
        "  - from:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: monitoring\n"
        "    ports:\n    - port: 9797\n      protocol: TCP\n", "",
        WEB.format("dev") + ".patches", patch({"op": "remove", "path": "/spec/ingress/2"}, kind="NetworkPolicy"), "patch",
    ),
    "bound of an autoscaler": Case(
        "podinfo", "production", "podinfo-web-blue.horizontalpodautoscaler", "maxReplicas: 8", "maxReplicas: 9",
        WEB.format("production") + ".scale.max", 9, others=1,
    ),
    "schedule": Case(
        "embeddings", "dev", REINDEX, "30 2 * * *", "0 3 * * *", "environments.dev.components.reindex.schedule", "0 3 * * *",
    ),
    "what no field covers": Case(
        "podinfo", "dev", BLUE, "failureThreshold: 6", "failureThreshold: 7", WEB.format("dev") + ".patches",
        patch(
            {"op": "replace", "path": "/spec/template/spec/containers/0/startupProbe/failureThreshold", "value": 7},
            kind="Deployment",
        ), "patch",
    ),
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    shutil.copy(EXAMPLES / PLATFORM[0], PLATFORM[0])
    shutil.copytree(EXAMPLES / PLATFORM[1], PLATFORM[1])
    return caller(capfd)


def project(run: Run, name: str) -> None:
    shutil.copytree(EXAMPLES / name, name)
    repositories.init(Path.cwd())
    repositories.save(Path.cwd())
    assert run("generate", name, "--into", "deploy")[0] == 0


def find(environment: str, file: str) -> Path:
    (found,) = DEPLOY.glob(f"projects/*/*/overlays/{environment}/{'' if file == 'kustomization' else '*/'}{file}.yaml")
    return found


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, (path, text)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def check(run: Run, name: str) -> list[dict[str, Any]]:
    """The edits by hand that are told."""
    code, out, _ = run("generate", name, "--into", "deploy", "--check", "--format", "json")
    assert code == 1, out
    return [each for each in json.loads(out) if each["code"] == "hand-edit"]


def unordered(node: Any) -> Any:
    """An object whose variables are in the order of their names: where none refers to another, it means nothing."""
    if isinstance(node, dict):
        return {key: unordered(value) for key, value in node.items()}
    if isinstance(node, list) and all(isinstance(each, dict) and "name" in each for each in node):
        return sorted(map(unordered, node), key=lambda each: str(each["name"]))
    return [unordered(each) for each in node] if isinstance(node, list) else node


def merged(under: Any, over: Any) -> Any:
    if isinstance(under, dict) and isinstance(over, dict):
        return {**under, **{key: merged(under.get(key), value) for key, value in over.items()}}
    return over


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_has_an_answer_that_gives_it(case: Case, run: Run) -> None:
    project(run, case.project)
    file = find(case.environment, case.file)
    edit(file, case.old, case.new)
    edited = file.read_text(encoding="utf-8")
    found, *more = check(run, case.project)
    answer = found["edit"]["answer"]
    assert [each["edit"]["answer"] for each in more] == [answer] * case.more
    assert (answer["path"], answer["value"], answer["kind"], len(answer["alsoChanges"])) == (
        case.path, case.value, case.kind, case.others,
    )  # fmt: skip
    assert found["file"] == str(file)

    source = Path(case.project, "ml-project.yaml")
    written = merged(yaml.safe_load(source.read_text(encoding="utf-8")), yaml.safe_load(answer["yaml"]))
    source.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    assert run("generate", case.project, "--into", "deploy")[0] == 0
    assert unordered(yaml.safe_load(file.read_text(encoding="utf-8"))) == unordered(yaml.safe_load(edited))


def test_the_text_names_line_values_and_what_to_paste(run: Run) -> None:
    project(run, "podinfo")
    edit(find("dev", BLUE), "cpu: 100m", "cpu: 200m")
    code, out, _ = run("generate", "podinfo", "--into", "deploy", "--check")
    assert code == 1
    path = "projects/demo/podinfo/overlays/dev/rolling/podinfo-web-blue.deployment.yaml"
    assert out.partition("edited by hand")[2] == (
        f": deploy/{path}\n"
        '  line 123: spec.template.spec.containers[main].resources.requests.cpu: "100m" is generated, "200m" is written\n'
        "    field environments.dev.components.web.resources.cpu\n"
        "to keep this, write into podinfo/ml-project.yaml:\n"
        "  environments:\n    dev:\n      components:\n        web:\n          resources:\n            cpu: 200m\n"
    )


def told(found: Mapping[str, Any]) -> tuple[str, str, str]:
    """What an edit is, of which kind the answer is, and where it is or why there is none."""
    answer = found["edit"]["answer"]
    return found["edit"]["what"], answer["kind"], answer.get("path") or answer["reason"]


def test_the_same_edit_of_several_files_has_one_answer(run: Run) -> None:
    project(run, "podinfo")
    for slot in ("blue", "green"):
        edit(find("production", f"podinfo-web-{slot}.deployment"), "/healthz", "/livez")
    answers = [each["edit"]["answer"] for each in check(run, "podinfo")]
    assert len(answers) == 2
    assert {each["path"] for each in answers} == {WEB.format("production") + ".health.live"}
    assert [each["alsoChanges"] for each in answers] == [[], []]


def test_an_edit_of_one_version_stays_in_that_version(run: Run) -> None:
    project(run, "podinfo")
    edit(find("production", "podinfo-web-green.deployment"), "/healthz", "/livez")
    (found,) = check(run, "podinfo")
    assert told(found) == ("field", "field", "environments.production.releases.web.candidate.with.health.live")


def test_a_deleted_file_is_left_out_by_a_field_if_one_does(run: Run) -> None:
    project(run, "embeddings")
    for file in (REINDEX, "embeddings-api.httproute", "embeddings-vectors.networkpolicy"):
        find("dev", file).unlink()
    assert {each["file"].rpartition("/")[2]: told(each) for each in check(run, "embeddings")} == {
        "embeddings-reindex.cronjob.yaml": ("deleted", "field", "environments.dev.components.reindex"),
        "embeddings-api.httproute.yaml": ("deleted", "field", "environments.dev.components.api.expose"),
        "embeddings-vectors.networkpolicy.yaml": ("deleted", "none", "no field leaves it out"),
    }


def test_comments_and_what_is_no_object_are_told_without_an_answer(run: Run) -> None:
    project(run, "podinfo")
    edit(find("dev", BLUE), "spec:\n", "spec: # by ada\n")
    edit(find("dev", "podinfo-web.service"), "spec:\n", "spec: {\n")
    edit(find("dev", "podinfo-web-blue.service"), "spec:\n", "---\nspec:\n")
    edit(find("dev", "kustomization"), "- hpa\n", "")
    assert {each["file"].rpartition("/")[2]: (*told(each), each["line"]) for each in check(run, "podinfo")} == {
        "podinfo-web-blue.deployment.yaml": (
            "format", "none", "nothing but comments and formatting differs: the objects are the same", 13,
        ),
        "podinfo-web-blue.service.yaml": ("unreadable", "none", "it holds several documents", 1),
        "podinfo-web.service.yaml": ("unreadable", "none", '"," or "}" is missing before this', 18),
        "kustomization.yaml": (
            "field", "none", "no component has this object: it follows from the others and from the platform's files", 5,
        ),
    }  # fmt: skip


def test_what_nothing_may_give_says_why(run: Run) -> None:
    project(run, "podinfo")
    edit(find("dev", "podinfo-web.networkpolicy"), "kubernetes.io/metadata.name: gateways", "team: other")
    edit(find("dev", BLUE), "terminationGracePeriodSeconds: 30", "hostNetwork: true")
    widened = "NetworkPolicy podinfo-web: its ingress lets more to the pods"
    labels = "spec.ingress[1].from[0].namespaceSelector.matchLabels"
    assert {each["where"]: told(each)[1:] for each in check(run, "podinfo")} == {
        f"{labels}[kubernetes.io/metadata.name]": ("none", widened),
        f"{labels}.team": ("none", widened),
        "spec.template.spec.hostNetwork": (
            "none", 'Deployment podinfo-web-blue: Pod Security "restricted": hostNetwork is not allowed',
        ),
    }  # fmt: skip


def test_a_secret_is_not_shown(run: Run) -> None:
    project(run, "podinfo")
    secret = "ghp_" + "a1B2" * 9
    edit(find("dev", BLUE), '"#34577c"', secret)
    edit(find("dev", BLUE), '"#34577c"', secret)
    for form in ("text", "json", "github", "gitlab", "sarif"):
        code, out, err = run("generate", "podinfo", "--into", "deploy", "--check", "--format", form)
        assert (code, secret in out + err) == (1, False)
    assert {told(each) for each in check(run, "podinfo")} == {
        ("field", "none", "it looks like a secret: refer to one, as the field env says")
    }


def test_nothing_is_claimed_where_no_history_tells_what_is_out_of_date(run: Run, tmp_path: Path) -> None:
    project(run, "podinfo")
    edit(find("dev", BLUE), "/healthz", "/livez")
    repositories.save(tmp_path)
    repositories.save(tmp_path)
    (tmp_path / ".git" / "shallow").write_text(repositories.identifier(tmp_path, "rev-parse", "HEAD") + "\n")
    assert check(run, "podinfo") == []
    shutil.rmtree(tmp_path / ".git")
    assert check(run, "podinfo") == []


def test_files_that_are_out_of_date_are_not_edited(run: Run, tmp_path: Path) -> None:
    project(run, "podinfo")
    repositories.save(tmp_path)
    edit(Path("podinfo/ml-project.yaml"), "cpu: 100m", "cpu: 200m")
    assert check(run, "podinfo") == []
    repositories.save(tmp_path)
    assert check(run, "podinfo") == []
    edit(find("dev", BLUE), "/healthz", "/livez")
    (found,) = check(run, "podinfo")
    assert told(found) == ("field", "field", WEB.format("dev") + ".health.live")


def test_few_edits_are_explained_and_the_others_counted(run: Run) -> None:
    project(run, "podinfo")
    file = find("dev", BLUE)
    labels = "".join(f"    l{number}: x\n" for number in range(23))
    edit(file, "    tidegate.dev/team: demo\n", f"    tidegate.dev/team: demo\n{labels}")
    *explained, last = check(run, "podinfo")
    assert (len(explained), last["fact"]) == (20, "3 more edits by hand are not explained")
