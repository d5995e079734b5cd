"""`tidegate diff` of source files: what is compared with what, and what is said about it. The repositories are real."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.kubernetes.effects.effect import Effect
from generator.review import source
from generator.review.source import SourceRequest
from generator.validation import project_check
from tests.builders import commands, repositories
from tests.builders.commands import Run
from tests.builders.repositories import git, put, save

PROJECT = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1.4.2
    ports: {http: 8080}
    env: {LOG_LEVEL: info}
    machine: small
    scale: {min: 4, max: 4}
    health: {ready: /readyz, startup: 1m}
environments:
  dev:
  production:
"""
RANK = """components:
  rank:
    kind: ray
    image: ghcr.io/acme/ray:1
    serve: {config: "applications: [{name: rank, import_path: rank.app}]"}
    head: {machine: small}
    workers: {machine: gpu, min: 2, max: 9}
environments:
  dev:
"""
MARKER = "apiVersion: tidegate.dev/v1\n"
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: NAME
cluster: {name: NAME-eu, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9", source: {kind: GitRepository, name: deploy, namespace: flux-system}}
traffic: gateway-api
gateway: {name: public, namespace: gateways}
machines:
  small: {cpu: 500m, memory: 1Gi, hourlyCost: 0.03}
"""
FILE = "projects/fraud/ml-project.yaml"


class Clone:
    """A repository with one project and a platform, committed on `main`."""

    def __init__(self, top: Path) -> None:
        self.top = repositories.init(top)
        self.write(FILE, PROJECT)
        self.write("tidegate-platform.yaml", MARKER)
        for name in ("dev", "production"):
            self.write(f"environments/{name}.yaml", ENVIRONMENT.replace("NAME", name))
        save(top, "first")

    def write(self, path: str, text: str) -> None:
        put(self.top, path, text.encode())

    def edit(self, old: str, new: str, path: str = FILE) -> None:
        text = (self.top / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    repositories.home(tmp_path / "home", monkeypatch)
    for variable in ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "TIDEGATE_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    made = Clone(tmp_path / "top")
    monkeypatch.chdir(made.top)
    return made


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return commands.caller(capfd)


def compared(run: Run, *arguments: str) -> Any:
    code, out, err = run("diff", "projects", "--format", "json", *arguments)
    assert code in {0, 1, 3, 4}, err
    return json.loads(out)


def names(found: Any) -> list[str]:
    return [f"{each['project']}/{each['environment']}" for each in found["environments"]]


def test_nothing_differs_from_itself(clone: Clone, run: Run) -> None:
    commit = git(clone.top, "rev-parse", "--short=12", "HEAD").strip()
    code, out, err = run("diff", "projects", "--exit-code")
    assert (code, out) == (0, "")
    assert err == (
        f"base: {commit}, the merge base of HEAD with main, which is HEAD itself; only what is not committed is compared\n"
        "no differences\n"
    )


def test_an_edited_variable_restarts_pods_in_every_environment(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    found = compared(run)
    commit = git(clone.top, "rev-parse", "HEAD").strip()
    assert (found["version"], found["base"], found["head"], found["effect"]) == (1, commit, "working tree", "restart")
    assert names(found) == ["fraud/dev", "fraud/production"]
    production = found["environments"][1]
    assert production["headline"] == (
        "1 rolling restart (4 pods in batches of 1, about 4 min without scheduling and pulls), 1 object changed"
    )
    assert (production["cluster"], production["namespace"]) == ("production-eu", "risk-fraud-production")
    before = {"pods": 4, "cpu": "2", "memory": "4Gi", "gpu": {}, "storage": "0", "hourlyCost": 0.12}
    assert production["totals"] == {
        "before": before,
        "after": before,
        "peak": {"pods": 5, "cpu": "2500m", "memory": "5Gi", "gpu": {}, "storage": "0", "hourlyCost": 0.15},
    }
    (changed,) = production["objects"]
    assert (changed["change"], changed["kind"], changed["name"], changed["was"]) == (
        "changed",
        "Deployment",
        "fraud-api-blue",
        None,
    )
    assert (changed["component"], changed["slot"]) == ("api", "blue")
    assert changed["file"] == "projects/risk/fraud/overlays/production/rolling/fraud-api-blue.deployment.yaml"
    (field,) = changed["fields"]
    assert (field["before"], field["after"], field["effect"]) == ("info", "debug", "restart")


def test_the_second_cluster_of_a_service_counts_with_the_price_of_each_group(clone: Clone, run: Run) -> None:
    clone.write(FILE, PROJECT[: PROJECT.index("components:")] + RANK)
    gpu = "  gpu: {cpu: 4, memory: 8Gi, hourlyCost: 2}\noperators: {ray: {api: kuberay, version: '1.7', namespace: ray}}\n"
    for name in ("dev", "production"):
        clone.write(f"environments/{name}.yaml", ENVIRONMENT.replace("NAME", name) + gpu)
    save(clone.top, "rank")
    clone.edit("ray:1", "ray:2")
    totals = compared(run)["environments"][0]["totals"]
    assert (totals["before"]["pods"], totals["before"]["cpu"], totals["before"]["hourlyCost"]) == (3, "9", 4.03)
    assert (totals["peak"]["pods"], totals["peak"]["cpu"], totals["peak"]["hourlyCost"]) == (6, "18", 8.06)


def test_text_has_all_headlines_first_and_the_values_after_them(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    code, out, _ = run("diff", "projects")
    headline = "1 rolling restart (4 pods in batches of 1, about 4 min without scheduling and pulls), 1 object changed"
    assert code == 0
    assert out.splitlines()[:2] == [
        f"risk/fraud dev: restart: {headline}",
        f"risk/fraud production: restart: {headline}",
    ]
    assert "    - info\n    + debug\n" in out


def test_unified_shows_lines_of_yaml(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    _, out, _ = run("diff", "projects", "-e", "dev", "--unified")
    assert "    -          value: info\n    +          value: debug\n" in out


@pytest.mark.parametrize("form", ["json", "markdown", "html", "github"])
def test_unified_is_a_form_of_text(clone: Clone, run: Run, form: str) -> None:
    del clone
    code, out, err = run("diff", "projects", "--unified", "--format", form)
    assert (code, out) == (2, "")
    assert f"Error: --unified shows text: it does not go with --format {form}\n" in err


@pytest.mark.parametrize(("wanted", "number"), [(False, 0), (True, 2)])
def test_causes_are_looked_for_only_where_they_are_shown(clone: Clone, *, wanted: bool, number: int) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    found = source.review(SourceRequest(["projects"], causes=wanted), lambda _: None)
    assert len(found.causes) == number


def test_help_names_every_effect(run: Run) -> None:
    _, out, _ = run("diff", "--help")
    assert f"Effects, from mildest to worst: {', '.join(Effect)}." in " ".join(out.split())


def test_only_one_environment_is_compared(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert names(compared(run, "-e", "production")) == ["fraud/production"]


def test_differences_exit_with_1_where_that_is_asked_for(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert run("diff", "projects")[0] == 0
    assert run("diff", "projects", "--exit-code")[0] == 1


@pytest.mark.parametrize(
    ("effects", "code"), [("restart", 4), ("interruption", 0), ("data-loss,restart", 4), ("interruption, immutable", 0)]
)
def test_exactly_the_named_effects_fail(clone: Clone, run: Run, effects: str, code: int) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert run("diff", "projects", "--fail-on", effects)[0] == code


def test_an_effect_that_there_is_not_is_a_usage_error(clone: Clone, run: Run) -> None:
    del clone
    code, _, err = run("diff", "projects", "--fail-on", "restarts")
    assert (code, err) == (2, 'tidegate: there is no effect "restarts"\n  hint: did you mean "restart"?\n')


def test_the_base_is_where_a_branch_parted_from_main(clone: Clone, run: Run) -> None:
    git(clone.top, "switch", "--quiet", "--create", "change")
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    save(clone.top, "change")
    git(clone.top, "switch", "--quiet", "main")
    clone.edit("max: 4", "max: 8")
    parted = git(clone.top, "rev-parse", "HEAD").strip()
    save(clone.top, "meanwhile")
    git(clone.top, "switch", "--quiet", "change")
    found = compared(run)
    assert found["base"] == parted
    assert [each["kind"] for each in found["environments"][0]["objects"]] == ["Deployment"]


@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
def test_the_branch_of_a_pull_request_goes_before_main(
    clone: Clone, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    git(clone.top, "branch", "release-1")
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    save(clone.top, "on main")
    assert names(compared(run)) == []
    monkeypatch.setenv(variable, "release-1")
    assert names(compared(run)) == ["fraud/dev", "fraud/production"]


def test_a_branch_that_is_not_in_the_clone_is_not_replaced_by_another(
    clone: Clone, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    del clone
    monkeypatch.setenv("GITHUB_BASE_REF", "release-2")
    code, _, err = run("diff", "projects")
    assert (code, err) == (
        5,
        (
            "tidegate: GITHUB_BASE_REF names the branch release-2, which is not in this clone\n"
            "  hint: fetch it: git fetch origin release-2, or name a revision: --base REV\n"
        ),
    )


def test_without_any_branch_to_compare_with_a_base_must_be_named(clone: Clone, run: Run) -> None:
    git(clone.top, "branch", "--move", "main", "trunk")
    code, _, err = run("diff", "projects")
    assert (code, err) == (
        2,
        (
            "tidegate: there is no origin/HEAD, origin/main, origin/master, main or master to compare with\n"
            "  hint: name the revision to compare with: --base REV\n"
        ),
    )


def test_a_shallow_clone_says_how_to_get_the_history(
    clone: Clone, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(clone.top, "second")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{clone.top}", str(shallow))
    monkeypatch.chdir(shallow)
    code, _, err = run("diff", "projects")
    assert code == 5
    assert err == (
        "tidegate: this clone is shallow, so the base of the change cannot be told\n"
        "  hint: fetch the history: git fetch --unshallow (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)\n"
    )


def test_two_revisions_are_compared_without_the_working_tree(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    head = save(clone.top, "second")
    clone.edit("ports: {http: 8080}", "ports: 7")
    found = compared(run, "--base", "HEAD~1", "--head", "HEAD")
    assert (found["head"], names(found)) == (head, ["fraud/dev", "fraud/production"])


def test_an_untracked_project_is_new(clone: Clone, run: Run) -> None:
    clone.write("projects/spam/ml-project.yaml", PROJECT.replace("name: fraud", "name: spam"))
    found = compared(run)
    assert names(found) == ["spam/dev", "spam/production"]
    assert {each["change"] for each in found["environments"][0]["objects"]} == {"added"}


def test_a_removed_project_is_compared_in_a_folder_that_is_gone(clone: Clone, run: Run) -> None:
    clone.write("projects/spam/ml-project.yaml", PROJECT.replace("name: fraud", "name: spam"))
    save(clone.top, "second")
    git(clone.top, "rm", "-rq", "projects/spam")
    code, out, err = run("diff", "projects/spam", "--base", "HEAD", "--format", "json")
    assert code == 4, err
    found = json.loads(out)
    assert names(found) == ["spam/dev", "spam/production"]
    assert {each["change"] for each in found["environments"][0]["objects"]} == {"removed"}
    assert {(each["code"], each["file"], each["hint"]) for each in found["problems"]} == {
        (
            "prune",
            "projects/spam/ml-project.yaml",
            "to allow this, run generate or publish with --allow-prune; to keep it, name the project files of this run one by one",
        )
    }


def test_a_path_that_never_was_is_a_usage_error(clone: Clone, run: Run) -> None:
    del clone
    code, _, err = run("diff", "projects/none")
    assert (code, err) == (
        2,
        "tidegate: projects/none is not there\n  hint: name an ml-project.yaml or a folder that holds one\n",
    )


def test_a_project_that_moved_is_compared_with_itself(clone: Clone, run: Run) -> None:
    git(clone.top, "mv", "projects/fraud", "projects/moved")
    assert names(compared(run)) == []


def test_a_changed_file_of_a_project_counts_as_its_own_bytes(clone: Clone, run: Run) -> None:
    clone.edit("    machine: small", "    machine: small\n    files: {/etc/rules.yaml: {from: conf/rules.yaml}}")
    clone.write("projects/fraud/conf/rules.yaml", "threshold: 1\n")
    save(clone.top, "second")
    clone.write("projects/fraud/conf/other.yaml", "x\n")
    assert names(compared(run)) == []
    clone.write("projects/fraud/conf/rules.yaml", "threshold: 2\n")
    assert names(compared(run)) == ["fraud/dev", "fraud/production"]


def test_the_platform_of_a_revision_is_named_as_in_the_repository(
    clone: Clone, capfd: pytest.CaptureFixture[str]
) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    head = save(clone.top, "second")
    assert main.run(["diff", "projects", "--base", "HEAD~1", "--head", head]) == 0
    assert capfd.readouterr().err.endswith(", HEAD~1\nplatform: .\n")


def test_a_move_alone_lists_no_object_that_names_the_place(clone: Clone, run: Run) -> None:
    clone.edit("name: production\n", "name: production\nnamespace: other\n", "environments/production.yaml")
    (found,) = compared(run)["environments"]
    assert (found["namespace"], found["objects"]) == ("other", [])


def test_what_changes_together_with_the_namespace_is_shown(clone: Clone, run: Run) -> None:
    clone.edit("name: production\n", "name: production\nnamespace: other\n", "environments/production.yaml")
    clone.edit("api:1.4.2", "api:2.0.0")
    (found,) = (each for each in compared(run)["environments"] if each["environment"] == "production")
    (image,) = (field for each in found["objects"] for field in each["fields"] if field["path"].endswith(".image"))
    assert (image["before"], image["after"]) == ("ghcr.io/acme/api:1.4.2", "ghcr.io/acme/api:2.0.0")
    assert (image["effect"], image["reason"]) == ("replaced", "it comes with this where everything moves")
    assert [each["after"] for each in found["images"]] == ["ghcr.io/acme/api:2.0.0"]


def test_each_side_has_its_own_platform(clone: Clone, run: Run) -> None:
    clone.edit("memory: 1Gi", "memory: 2Gi", "environments/production.yaml")
    found = compared(run)
    assert names(found) == ["fraud/production"]
    totals = found["environments"][0]["totals"]
    assert [totals[each]["memory"] for each in ("before", "after", "peak")] == ["4Gi", "8Gi", "10Gi"]


def test_a_broken_environment_leaves_the_others_compared(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    clone.edit("  production:\n", "  production:\n    components:\n      api: {machine: huge}\n")
    code, out, err = run("diff", "projects", "--format", "json")
    found = json.loads(out)
    assert (code, names(found)) == (3, ["fraud/dev"]), err
    assert [(each["file"], each["code"]) for each in found["problems"]] == [(FILE, "unknown-machine")]


def test_problems_of_the_base_have_its_commit_before_the_file(clone: Clone, run: Run) -> None:
    clone.edit("ports: {http: 8080}", "ports: {http: eighty}")
    base = save(clone.top, "broken")
    clone.edit("ports: {http: eighty}", "ports: {http: 8080}")
    code, out, err = run("diff", "projects")
    assert code == 3
    assert out.startswith(f"{base[:12]}:{FILE}:8:19: components.api.ports.http: ")
    assert "tidegate: risk/fraud dev is not compared: its input at the base has problems\n" in err


def test_a_jump_of_a_release_is_refused(clone: Clone, run: Run) -> None:
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "second")
    clone.edit("image: ghcr.io/acme/api:1.4.2", "image: ghcr.io/acme/api:2.0.0")
    found = compared(run)
    assert found["effect"] == "jump"
    assert run("diff", "projects")[0] == 4
    assert [(each["code"], each["severity"]) for each in found["problems"]] == [("jump", "refusal")] * 2


def test_a_release_is_told_in_the_words_of_its_command(clone: Clone, run: Run) -> None:
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "second")
    for words in (
        "release api 1.5.0: green starts 4 pods, no traffic yet",
        "advance api 1.5.0: green gets all of the traffic, blue stays warm with 4 pods",
        "rollback api 1.4.2: blue gets all of the traffic, green stays warm with 4 pods",
        "finish api 1.4.2: green, which has no traffic, goes with 4 pods",
    ):
        command = words.split()[0]
        given = ["--image", "ghcr.io/acme/api:1.5.0", "--offline"] if command == "release" else []
        assert main.run([command, "api", "-e", "production", "-p", "projects/fraud", *given]) == 0
        assert words in compared(run)["environments"][0]["headline"]
        save(clone.top, command)


@pytest.mark.parametrize(
    ("old", "new", "way_out"),
    [
        ("LOG_LEVEL: info", "LOG_LEVEL: debug", "{command} --set env.LOG_LEVEL=debug"),
        ("LOG_LEVEL: info", "LOG_LEVEL: info, MODE: fast", "{command} --set env.MODE=fast"),
        ("LOG_LEVEL: info", "LOG_LEVEL: 'a\u202eb\u200b'", r"""{command} --set 'env.LOG_LEVEL="a\u202eb\u200b"'"""),
        (
            "machine: small",
            "resources: {cpu: '2', memory: 4Gi}",
            "{command} --set resources.cpu=2 --set resources.memory=4Gi",
        ),
        (
            "machine: small",
            "resources: {cpu: '2', memory: 1Gi}",
            "{command} --set resources.cpu=2 --set resources.memory=1Gi",
        ),
        ("machine: small", "resources: {cpu: '2', memory: 1Gi, ephemeralStorage: 1Gi}", "{command} --set FIELD=VALUE"),
        (
            "env: {LOG_LEVEL: info",
            "envFrom: [{secret: more}]\n    env: {LOG_LEVEL: debug",
            "{command} --set env.LOG_LEVEL=debug --set FIELD=VALUE",
        ),
        (
            "kind: service",
            "kind: service\n    sidecars: {log: {image: 'ghcr.io/acme/log:1', env: {A: b}}}",
            "{command} --set FIELD=VALUE",
        ),
        (
            "env: {LOG_LEVEL: info",
            "model: s3://models/a/2\n    env: {LOG_LEVEL: info",
            "{command} --model s3://models/a/2",
        ),
    ],
)
def test_a_change_round_the_canary_names_the_release_that_would_not(
    old: str, new: str, way_out: str, clone: Clone, run: Run
) -> None:
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "second")
    clone.edit(old, new)
    headline = compared(run)["environments"][1]["headline"]
    command = "use tidegate release api -e production --image ghcr.io/acme/api:1.4.2"
    assert f"; in place, round the canary: slot blue has the traffic; {way_out.format(command=command)})" in headline


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("kind: service", "kind: service\n    shutdown: 90s", "terminationGracePeriodSeconds"),
        ("kind: service", "kind: service\n    annotations: {example.org/a: b}", "labels or annotations of the pods"),
        ("env: {LOG_LEVEL: info", "env: {OTHER: info", "the removal of env.LOG_LEVEL"),
        ("ports: {http: 8080}", "ports: {http: 8080, admin: 9000}", "ports"),
    ],
)
def test_a_change_that_no_version_can_have_names_no_release(
    old: str, new: str, fact: str, clone: Clone, run: Run
) -> None:
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "second")
    clone.edit(old, new)
    headline = compared(run)["environments"][1]["headline"]
    assert f"; in place, round the canary: slot blue has the traffic, and no release brings {fact})" in headline


def test_a_change_of_a_transformer_names_the_release_that_would_bring_it(clone: Clone, run: Run) -> None:
    served = """kind: inference
    format: custom
    model: file:///mnt/a
    volumes: {/mnt/a: {claim: a}}
    transformer: {image: "ghcr.io/acme/front:1", env: {LEVEL: info}}"""
    clone.edit("kind: service", served)
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "second")
    clone.edit('front:1", env: {LEVEL: info}', 'front:2", env: {LEVEL: debug}')
    headline = compared(run)["environments"][1]["headline"]
    assert "--set transformer.image=ghcr.io/acme/front:2 --set transformer.env.LEVEL=debug)" in headline


def test_outside_of_a_repository_there_is_nothing_to_compare(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "ml-project.yaml", PROJECT.encode())
    monkeypatch.chdir(tmp_path)
    code, _, err = run("diff")
    assert (code, err) == (
        5,
        "tidegate: . is in no Git repository\n  hint: diff compares two revisions of one\n",
    )


def test_annotations_are_at_the_lines_that_cause_the_effects(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    _, out, _ = run("diff", "projects", "--format", "github")
    restart = "1 rolling restart (4 pods in batches of 1, about 4 min without scheduling and pulls), 1 object changed"
    assert out == (
        f"::warning file={FILE},line=9,col=22,title=tidegate restart::dev: {restart}%0Aproduction: {restart}\n"
    )


def test_an_environment_that_goes_is_annotated_where_it_was(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    clone.edit("  dev:\n", "")
    _, out, _ = run("diff", "projects", "--format", "github")
    gone, edited = (line for line in out.splitlines() if line.startswith("::warning"))
    assert f"file={FILE},line=9,col=22,title=tidegate restart::production: 1 rolling restart (" in edited
    assert f"file={FILE},line=13,col=1,title=tidegate removed::dev: " in gone


def test_an_edit_of_the_platform_is_annotated_there(clone: Clone, run: Run) -> None:
    clone.edit("memory: 1Gi", "memory: 2Gi", "environments/production.yaml")
    _, out, _ = run("diff", "projects", "--format", "github")
    assert out.startswith(
        "::warning file=environments/production.yaml,line=8,col=30,title=tidegate restart::production: "
    )


def test_a_changed_file_of_the_project_is_annotated_itself(clone: Clone, run: Run) -> None:
    clone.edit("    machine: small", "    machine: small\n    files: {/etc/rules.yaml: {from: conf/rules.yaml}}")
    clone.write("projects/fraud/conf/rules.yaml", "threshold: 1\n")
    save(clone.top, "second")
    clone.write("projects/fraud/conf/rules.yaml", "threshold: 2\n")
    _, out, _ = run("diff", "projects", "--format", "github")
    assert "file=projects/fraud/conf/rules.yaml,line=1,col=1," in out


def test_markdown_is_written_to_a_file(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    code, out, _ = run("diff", "projects", "--format", "markdown", "--output", "review.md")
    assert (code, out) == (0, "")
    text = (clone.top / "review.md").read_text()
    assert text.startswith("<!-- tidegate diff: part 1 of 1 -->\n### tidegate diff: restart\n")


def test_one_comparison_gives_several_formats(clone: Clone, run: Run) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    one_by_one = {form: run("diff", "projects", "--format", form) for form in ("github", "markdown", "html")}
    also = ("--also", "markdown=review.md", "--also", "html=review.html")
    assert run("diff", "projects", "--format", "github", *also) == one_by_one["github"]
    assert run("diff", "projects", "--format", "html", "--also", "github=review.txt") == one_by_one["html"]
    assert (clone.top / "review.txt").read_text() == one_by_one["github"][1]
    assert (clone.top / "review.md").read_text() == one_by_one["markdown"][1]
    assert (clone.top / "review.html").read_text() == one_by_one["html"][1]


FORMATS = "github, gitlab, html, json, markdown, sarif, text"


@pytest.mark.parametrize(
    ("text", "fact", "hint"),
    [
        ("mardown=a.md", 'there is no format "mardown"', f'did you mean "markdown"? choose from: {FORMATS}'),
        ("html", "no file is named", "write --also html=FILE"),
    ],
)
def test_a_wrong_format_and_file_are_explained(text: str, fact: str, hint: str, clone: Clone, run: Run) -> None:
    assert clone.top.is_dir()
    code, out, err = run("diff", "projects", "--also", text)
    assert (code, out, err) == (2, "", f"tidegate: --also {text}: {fact}\n  hint: {hint}\n")


def test_a_file_that_cannot_be_written_is_an_error(clone: Clone, run: Run) -> None:
    clone.write("none", "a file")
    code, _, err = run("diff", "projects", "--output", "none/review.txt")
    assert code == 5
    assert "none/review.txt" in err


def test_more_than_the_quota_is_refused_at_the_field(clone: Clone, run: Run) -> None:
    clone.edit("machines:", 'quota: {cpu: "2"}\nmachines:', "environments/production.yaml")
    clone.edit("scale: {min: 4, max: 4}", "scale: {min: 2, max: 2}")
    save(clone.top, "second")
    clone.edit("scale: {min: 2, max: 2}", "scale: {min: 2, max: 6}")
    code, out, _ = run("diff", "projects", "--format", "json")
    assert code == 4
    assert [(each["code"], each["file"], each["line"], each["column"]) for each in json.loads(out)["problems"]] == [
        ("quota", FILE, 11, 26)
    ]


def test_projects_that_share_a_namespace_are_together_refused(clone: Clone, run: Run) -> None:
    shared = 'namespace: "shared-{environment}"\nquota: {cpu: "4"}\nmachines:'
    clone.edit("machines:", shared, "environments/production.yaml")
    clone.edit("scale: {min: 4, max: 4}", "scale: {min: 2, max: 2}")
    clone.write("projects/spam/ml-project.yaml", (clone.top / FILE).read_text().replace("name: fraud", "name: spam"))
    save(clone.top, "second")
    clone.edit("scale: {min: 2, max: 2}", "scale: {min: 2, max: 5}")
    code, out, _ = run("diff", "projects", "--format", "json")
    found = json.loads(out)
    assert (code, names(found)) == (4, ["fraud/dev", "fraud/production"])
    assert [(each["code"], each["file"]) for each in found["problems"]] == [("quota", FILE)]


SHARED = 'namespace: "shared-{environment}"\nquota: {cpu: "4"}\nmachines:'


def test_every_platform_of_the_changed_projects_judges_its_quota(clone: Clone, run: Run) -> None:
    text = PROJECT.replace("scale: {min: 4, max: 4}", "scale: {min: 2, max: 2}")
    for folder in ("one", "two"):
        clone.write(f"{folder}/tidegate-platform.yaml", MARKER)
        for name in ("dev", "production"):
            content = ENVIRONMENT.replace("NAME", name)
            clone.write(f"{folder}/environments/{name}.yaml", content.replace("machines:", SHARED))
        for name in ("fraud", "spam"):
            clone.write(f"{folder}/{name}/ml-project.yaml", text.replace("fraud", f"{name}-{folder}"))
    save(clone.top, "second")
    for folder in ("one", "two"):
        clone.edit("scale: {min: 2, max: 2}", "scale: {min: 2, max: 7}", f"{folder}/fraud/ml-project.yaml")
    code, out, _ = run("diff", "one", "two", "-e", "production", "--format", "json")
    assert code == 4
    assert [(each["code"], each["file"]) for each in json.loads(out)["problems"]] == [
        ("quota", "one/fraud/ml-project.yaml"),
        ("quota", "two/fraud/ml-project.yaml"),
    ]


def test_the_quota_of_another_environment_than_the_compared_one_refuses_nothing(clone: Clone, run: Run) -> None:
    clone.edit("machines:", SHARED, "environments/dev.yaml")
    clone.edit("scale: {min: 4, max: 4}", "scale: {min: 2, max: 2}")
    clone.write("projects/spam/ml-project.yaml", (clone.top / FILE).read_text().replace("name: fraud", "name: spam"))
    save(clone.top, "second")
    clone.edit("scale: {min: 2, max: 2}", "scale: {min: 2, max: 7}")
    codes = {name: run("diff", "projects", "-e", name)[0] for name in ("dev", "production")}
    assert codes == {"dev": 4, "production": 0}


def test_the_own_quota_of_another_environment_refuses_nothing(clone: Clone, run: Run) -> None:
    clone.edit("machines:", 'quota: {cpu: "2"}\nmachines:', "environments/dev.yaml")
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert [run("diff", "projects", "-e", name)[0] for name in ("dev", "production")] == [4, 0]


@pytest.mark.parametrize(
    "broken",
    [
        "{components: {api: {scale: {min: 5, max: 1}}}}",  # a rule
        "{components: {api: {scale: many}}}",  # the schema
        "{components: {api: {patches: [{target: {kind: Deployment}, patch: [{op: remove, path: /none}]}]}}}",
    ],
)
def test_problems_of_another_environment_than_the_compared_one_are_not_listed(
    clone: Clone, run: Run, broken: str
) -> None:
    clone.edit("LOG_LEVEL: info", "LOG_LEVEL: debug")
    clone.edit("  dev:\n", f"  dev: {broken}\n")
    assert run("diff", "projects", "-e", "dev")[0] == 3
    code, out, _ = run("diff", "projects", "-e", "production", "--format", "json")
    found = json.loads(out)
    assert (code, names(found), found["problems"]) == (0, ["fraud/production"], [])


def test_a_changed_project_is_checked_once_on_each_side(
    clone: Clone, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.edit("machines:", SHARED, "environments/production.yaml")
    checked: list[str] = []
    check = project_check.check

    def counted(data: bytes, path: str, *rest: Any) -> Any:
        checked.append(path[-len(FILE) :])
        return check(data, path, *rest)

    monkeypatch.setattr(project_check, "check", counted)
    run("diff", "projects")
    assert checked == [FILE, FILE]
