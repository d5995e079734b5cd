"""A made-up component kind goes through every command, though no line of the program knows it; `crew.py` has all of it."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from generator.components.component_kind import ComponentKind
from generator.components.kinds import KINDS
from generator.environment import operators
from generator.files import package_data
from generator.kubernetes import account_rights, object_kinds
from generator.kubernetes.effects import tables
from tests.acceptance import crew, deploying
from tests.acceptance.deploying import Told, bare, edit, show, subjects, tidegate, tree
from tests.builders import repositories

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: crew
    image: ghcr.io/acme/crew:1
    members: 3
  nightly:
    kind: cronjob
    image: ghcr.io/acme/job:1
    schedule: "@daily"
environments:
  dev:
"""
MADE_UP: ComponentKind = crew
"""The types tell when the Protocol asks for more than the kind has."""
OTHERS = ", ".join(KINDS)
"""The kinds that the program has itself."""
HOME = "projects/risk/fraud/overlays/dev"
CREW = f"{HOME}/crews/fraud-api.crewset.yaml"


def install(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lines of tables, and a data folder that holds the kind's files beside the program's own."""
    monkeypatch.setitem(KINDS.loaders, "crew", lambda: MADE_UP)
    monkeypatch.setitem(object_kinds.TABLE, "crewset", crew.ROW)
    monkeypatch.setitem(tables.TABLES.loaders, "CrewSet", lambda: crew.EFFECTS)
    own = Path(package_data.ROOT)
    for name in ("schemas/kinds", "schemas/resources", "overlays"):
        shutil.copytree(own / name, data / name)
    platform = json.loads((own / "schemas" / "environment.json").read_text())
    platform["properties"]["operators"]["properties"]["crew"] = crew.OPERATOR
    (data / "schemas" / "environment.json").write_text(json.dumps(platform))
    for each in ("environments", *(f"schemas/{path.name}" for path in (own / "schemas").iterdir())):
        if not (data / each).exists():
            (data / each).symlink_to(own / each)
    (data / "schemas" / "kinds" / "crew.json").write_text(json.dumps(crew.SCHEMA))
    (data / "schemas" / "resources" / "crew.example.org").mkdir()
    (data / "schemas" / "resources" / "crew.example.org" / "crewset_v1.json").write_text(json.dumps(crew.OBJECT_SCHEMA))
    (data / "overlays" / "crew").mkdir()
    (data / "overlays" / "crew" / "crewset.yaml").write_text(crew.TEMPLATE)
    monkeypatch.setattr(package_data, "ROOT", str(data))


@pytest.fixture(autouse=True)
def _crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)
    install(tmp_path / "data", monkeypatch)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "fraud").mkdir()
    monkeypatch.chdir(tmp_path / "fraud")
    path = Path("ml-project.yaml")
    path.write_text(PROJECT)
    return path


@pytest.mark.usefixtures("file")
def test_a_good_file_is_valid() -> None:
    assert tidegate("validate") == Told(0, "", "1 file, 0 problems\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "kind: crew",
            "kind: clew",
            (
                'ml-project.yaml:6:11: components.api.kind: "clew" is not one of '
                f"{OTHERS}, crew\n"
                '  hint: did you mean "crew"?\n'
            ),
        ),
        (
            "kind: crew",
            "kind: troupe",
            (
                'ml-project.yaml:6:11: components.api.kind: "troupe" is not one of '
                f"{OTHERS}, crew\n"
                '  hint: did you mean "crew"?\n'
            ),
        ),
        (
            "members: 3",
            "members: 12",
            (
                "ml-project.yaml:8:14: components.api.members: 12 is more than 9\n"
                "  hint: write how many members there are: members: 3\n"
            ),
        ),
        (
            "members: 3",
            "members: [3]",
            (
                "ml-project.yaml:8:14: components.api.members: expected a whole number or a mapping, found a list\n"
                "  hint: write how many members there are: members: 3\n"
            ),
        ),
        (
            "members: 3",
            "members: {count: 1, spare: 2}",
            (
                "ml-project.yaml:8:32: components.api.members.spare: 2 spare members are more than the 1 that work\n"
                "  hint: lower spare\n"
            ),
        ),
        (
            "members: 3",
            "schedule: daily",
            (
                'ml-project.yaml:8:5: components.api.schedule: a crew has no "schedule"\n'
                "  hint: remove it: it is a field of a cronjob\n"
            ),
        ),
        (
            '    schedule: "@daily"\n',
            '    schedule: "@daily"\n    members: 3\n',
            (
                'ml-project.yaml:13:5: components.nightly.members: a cronjob has no "members"\n'
                "  hint: remove it: it is a field of a crew\n"
            ),
        ),
        (
            "name: fraud",
            "name: 4fraud",
            (
                'ml-project.yaml:2:7: name: "4fraud" begins with a digit, but the name of a leader must not\n'
                "  hint: begin with a letter\n"
            ),
        ),
    ],
)
def test_a_bad_file_is_told(file: Path, old: str, new: str, said: str) -> None:
    edit(file, old, new)
    assert tidegate("validate") == Told(3, said, "1 file, 1 problem\n")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "platform" / "environments" / "dev.yaml"
    path.parent.mkdir(parents=True)
    monkeypatch.setenv("TIDEGATE_PLATFORM", str(path.parent.parent))
    return path


CLUSTER = 'apiVersion: tidegate.dev/v1\nname: dev\ncluster: {name: dev, kubernetes: "1.34"}\n'
FLUX = "gitops: {tool: flux, source: {kind: GitRepository, name: deploy}}\n"
ARGOCD = "gitops: {tool: argocd, project: ml, repository: 'https://git.acme.dev/ml/deploy'}\n"


@pytest.mark.usefixtures("file")
def test_policy_and_quota_concern_it(environment: Path) -> None:
    environment.write_text(f'{CLUSTER}{FLUX}policy: {{kinds: [cronjob]}}\nquota: {{cpu: "400m"}}\n')
    assert tidegate("validate") == Told(
        4,
        "ml-project.yaml:5:3: components.api: 0.6 of cpu may be needed (1 pod \N{MULTIPLICATION SIGN} 0.1 + 4 pods "
        f"\N{MULTIPLICATION SIGN} 0.1, and 0.1 by others), but the quota is 400m in dev ({environment}:6)\n"
        "  hint: lower the number of pods or the resources of components.api, the largest; others in the namespace: "
        "components.nightly 0.1\n"
        f"ml-project.yaml:6:11: components.api.kind: kind crew is not allowed in dev ({environment}:5)\n"
        "  hint: allowed: cronjob\n",
        "1 file, 2 problems\n",
    )


def test_a_platforms_defaults_lie_under_it(file: Path, environment: Path) -> None:
    environment.write_text(f"{CLUSTER}{FLUX}defaults: {{members: {{spare: 3}}, shutdown: 60s}}\n")
    edit(file, "members: 3", "members: 4")
    assert tidegate("explain", "components.api.members").out.partition("\n\n")[2] == (
        "ENVIRONMENT  FIELD                         VALUE  FROM\n"
        "dev          components.api.members.count  4      ml-project.yaml:8\n"
        f"dev          components.api.members.spare  3      {environment}:5\n"
    )


@pytest.mark.usefixtures("file")
def test_a_platform_may_name_it_and_no_other_kind(environment: Path) -> None:
    environment.write_text(f"{CLUSTER}{FLUX}policy: {{kinds: [crew, cronjobs]}}\n")
    assert tidegate("validate").out == (
        f'{environment}:5:24: policy.kinds[1]: "cronjobs" is not one of {OTHERS}, crew\n'
        '  hint: did you mean "cronjob"?\n'
    )


@pytest.mark.usefixtures("file")
def test_its_own_problems_are_told(environment: Path) -> None:
    environment.write_text(CLUSTER + ARGOCD)
    assert tidegate("validate").out == (
        "ml-project.yaml:5:3: components.api: Argo CD knows no crew\n  hint: use a job there\n"
    )


@pytest.mark.usefixtures("file")
def test_explain_shows_its_values() -> None:
    assert tidegate("explain", "components.api.members") == Told(
        0,
        "components.<component>.members, in ml-project.yaml\n"
        "  Members of the crew, and those that wait.\n"
        "  forms:    an integer, 1 to 9; or {count, spare}\n"
        "  default:  2\n"
        "  kinds:    crew\n"
        "  fields:   count, spare\n"
        "\n"
        "ENVIRONMENT  FIELD                         VALUE  FROM\n"
        "dev          components.api.members.count  3      ml-project.yaml:8\n"
        "dev          components.api.members.spare  1      default\n",
        "",
    )


@pytest.mark.usefixtures("file")
def test_editors_know_it() -> None:
    held = json.loads(tidegate("schema").out)["$defs"]
    assert held["project-component"]["properties"]["kind"]["enum"] == [*OTHERS.split(", "), "crew"]
    assert "members" in held["kinds-crew"]["properties"]
    assert "members" in held["project-any-partial-nullable"]["properties"]


@pytest.mark.usefixtures("file")
def test_it_is_rendered() -> None:
    told = tidegate("render", "-e", "dev")
    assert told.code == 0, told
    (found,) = [each for each in yaml.safe_load_all(told.out) if each["kind"] == "CrewSet"]
    assert found["metadata"]["name"] == "fraud-api"
    assert (found["spec"]["members"]["count"], found["spec"]["members"]["spare"]) == (3, 1)
    templates = [found["spec"][each]["template"]["spec"] for each in ("leader", "members")]
    assert [each["containers"][0]["image"] for each in templates] == ["ghcr.io/acme/crew:1"] * 2


def test_it_is_generated_and_checked(file: Path, tmp_path: Path) -> None:
    into = tmp_path / "deploy"
    assert tidegate("generate", file, "--into", into).code == 0
    assert (into / CREW).is_file()
    assert tidegate("generate", file, "--into", into, "--check").code == 0
    edit(file, "members: 3", "members: 4")
    told = tidegate("generate", file, "--into", into, "--check")
    assert (told.code, CREW in told.out) == (1, True)


def test_its_removal_needs_consent(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    assert CREW in tree(deploy)
    assert "kind: CrewSet" in show(deploy, CREW)
    edit(file, file.read_text()[file.read_text().index("  api:") : file.read_text().index("  nightly:")], "")
    told = tidegate("publish", file, "--repo", deploy)
    assert told == Told(
        4,
        f"ml-project.yaml:1:1: {CREW} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, write allowPrune: [dev/api], or add --allow-prune\n",
        "1 file, 1 problem\n",
    )
    assert CREW in tree(deploy)
    assert tidegate("publish", file, "--repo", deploy, "--allow-prune").code == 0
    assert CREW not in tree(deploy)
    assert len(subjects(deploy)) == 2


def test_a_release_changes_it_in_place(file: Path) -> None:
    told = tidegate("release", "api", "-e", "dev", "--image", "ghcr.io/acme/crew:2", "--offline")
    assert told.code == 0, told
    assert file.read_text() == PROJECT.replace("crew:1", "crew:2").replace(
        "  dev:\n", '  dev:\n    releases:\n      api:\n        active: {image: "ghcr.io/acme/crew:2"}\n'
    )
    edit(file, "active: {", "active: {slot: green, ")
    assert tidegate("validate").out == (
        "ml-project.yaml:17:24: environments.dev.releases.api.active.slot: a crew has no slots\n  hint: remove it\n"
    )


FIXED = (
    'the container "main" and its image are fixed',
    "a patch may add to an object, not change what keeps a release safe",
)
HOST = (
    'Pod Security "restricted": hostNetwork is not allowed',
    'leave out what it refuses, and give each container the securityContext of "main"; there is no exception from the standard',
)


@pytest.mark.parametrize("template", ["leader", "members"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{op: replace, path: /spec/TEMPLATE/template/spec/containers/0/image, value: a/b}", FIXED),
        ("{op: add, path: /spec/TEMPLATE/template/spec/hostNetwork, value: true}", HOST),
    ],
)
def test_a_patch_may_not_break_either_of_its_pods(
    file: Path, template: str, change: str, said: tuple[str, str]
) -> None:
    operations = change.replace("TEMPLATE", template)
    edit(file, "members: 3\n", f"members: 3\n    patches: [{{target: {{kind: CrewSet}}, ops: [{operations}]}}]\n")
    fact, hint = said
    where = f"ml-project.yaml:9:15: components.api.patches[0]: CrewSet fraud-api: spec.{template}.template"
    assert tidegate("validate") == Told(3, f"{where}: {fact}\n  hint: {hint}\n", "1 file, 1 problem\n")


@pytest.mark.usefixtures("file")
def test_bootstrap_lets_flux_write_it(environment: Path) -> None:
    environment.write_text(CLUSTER + FLUX.replace("}}", "}, serviceAccount: deployer}"))
    roles = [each for each in yaml.safe_load_all(tidegate("bootstrap", ".", "-e", "dev").out) if each["kind"] == "Role"]
    (rules,) = (each["rules"] for each in roles if each["metadata"]["namespace"] == "risk-fraud-dev")
    assert [rule["resources"] for rule in rules if rule["apiGroups"] == ["crew.example.org"]] == [["crewsets"]]


@pytest.mark.usefixtures("file")
def test_bootstrap_lets_argo_cd_write_it(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "problems", lambda _target: iter(()))
    environment.write_text(CLUSTER + ARGOCD)
    held = [
        each["spec"]
        for each in yaml.safe_load_all(tidegate("bootstrap", ".", "-e", "dev").out)
        if each["kind"] == "AppProject"
    ]
    assert {"group": "crew.example.org", "kind": "CrewSet"} in held[0]["namespaceResourceWhitelist"]


@pytest.mark.usefixtures("file")
def test_status_shows_it() -> None:
    assert tidegate("status") == Told(
        0,
        "ENVIRONMENT  COMPONENT  STRATEGY  SLOT  ROLE    IMAGE  MODEL  STEP  SHARE  NEXT\n"
        "dev          api        crew            active  1      -                   release\n"
        "dev          nightly    cronjob         active  1      -                   release\n",
        "",
    )


@pytest.fixture
def deploy(file: Path, tmp_path: Path) -> Path:
    """A GitOps repository with the project."""
    folder = repositories.init(tmp_path / "deploy")
    assert tidegate("generate", file, "--into", folder).code == 0
    repositories.save(folder)
    return folder


def test_a_change_of_it_has_the_effects_of_its_table_and_its_pods_count(file: Path, deploy: Path) -> None:
    edit(file, "members: 3", "members: 5")
    edit(file, "crew:1", "crew:2")
    assert tidegate("generate", file, "--into", deploy).code == 0
    repositories.save(deploy)
    assert tidegate("diff", "--repo", deploy, "--base", "HEAD~1", "--head", "HEAD").out == (
        "risk/fraud dev: interruption: 1 interruption (CrewSet fraud-api: nobody leads until the next leader is ready), "
        "1 rolling restart (CrewSet fraud-api), 1 change of scale (CrewSet fraud-api), 1 object changed\n"
        "\n"
        "risk/fraud dev (cluster dev, namespace risk-fraud-dev)\n"
        "  pods 5 -> 7\n"
        "  cpu 500m -> 700m\n"
        "  memory 1280Mi -> 1792Mi\n"
        "  image ghcr.io/acme/crew:1 -> ghcr.io/acme/crew:2 (CrewSet/fraud-api: main)\n"
        "~ CrewSet fraud-api: interruption, restart, scale\n"
        f"    {CREW}\n"
        "    spec.leader.template.spec.containers[0].image: interruption: nobody leads until the next leader is ready\n"
        "    - ghcr.io/acme/crew:1\n"
        "    + ghcr.io/acme/crew:2\n"
        "    spec.members.template.spec.containers[0].image: restart: members are replaced one after the other\n"
        "    - ghcr.io/acme/crew:1\n"
        "    + ghcr.io/acme/crew:2\n"
        "    spec.members.count: scale: members start or end\n"
        "    - 3\n"
        "    + 5\n"
    )


def test_the_board_of_a_repository_shows_it(deploy: Path) -> None:
    told = tidegate("board", "--repo", deploy, "--output", "-")
    assert told.code == 0, told
    (cell,) = re.findall(r'data-group="api">(.*?)</section>', told.out, re.DOTALL)
    assert re.findall("<(?:code|dt|dd)>([^<]+)", cell) == [
        *("ghcr.io/acme/crew:1", "strategy", "crew", "machine", "cpu 100m, memory 256Mi")
    ]


def test_what_is_deployed_of_it_counts_for_the_quota_of_others(file: Path, environment: Path, tmp_path: Path) -> None:
    environment.write_text(f'{CLUSTER}{FLUX}namespace: shared\nquota: {{cpu: "700m"}}\n')
    assert tidegate("generate", file, "--into", tmp_path / "deploy").code == 0
    other = deploying.project(tmp_path, "churn", PROJECT.replace("fraud", "churn"))
    told = tidegate("generate", other, "--into", tmp_path / "deploy")
    assert told.code == 4
    assert told.out == (
        f"{other}:5:3: components.api: 1.2 of cpu may be needed (1 pod \N{MULTIPLICATION SIGN} 0.1 + 4 pods "
        f"\N{MULTIPLICATION SIGN} 0.1, and 0.7 by others), but the quota is 700m in dev ({environment}:6)\n"
        "  hint: lower the number of pods or the resources of components.api, the largest; others in the namespace: "
        "risk/fraud (in the "
        "repository) 0.6, components.nightly 0.1\n"
    )


@pytest.fixture
def operated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Crews need an operator."""
    monkeypatch.setitem(operators.FORMS, "crew", crew.FORMS)
    monkeypatch.setitem(account_rights.OF_KINDS, "crew", crew.rights)


@pytest.mark.usefixtures("operated", "file")
def test_it_cannot_be_used_where_no_operator_runs_it(environment: Path) -> None:
    environment.write_text(CLUSTER + FLUX)
    assert tidegate("validate").out == (
        "ml-project.yaml:6:11: components.api.kind: no operator runs crew in dev\n"
        "  hint: no environment has one: ask the platform team for operators: {crew: troupe}\n"
    )


@pytest.mark.usefixtures("operated", "file")
def test_an_operator_that_is_too_old_for_a_field_is_told(environment: Path) -> None:
    environment.write_text(f'{CLUSTER}{FLUX}operators: {{crew: {{api: troupe, version: "2.0"}}}}\n')
    assert tidegate("validate").out == (
        "ml-project.yaml:8:5: components.api.members: troupe 2.0 has no spare members in dev\n"
        "  hint: ask the platform team for troupe 2.1 or newer\n"
    )


@pytest.mark.usefixtures("operated", "file")
def test_the_gitops_tool_may_give_it_the_rights_that_it_needs(environment: Path) -> None:
    environment.write_text(
        f"{CLUSTER}{FLUX.replace('}}', '}, serviceAccount: deployer}')}operators: {{crew: troupe}}\n"
    )
    roles = [each for each in yaml.safe_load_all(tidegate("bootstrap", ".", "-e", "dev").out) if each["kind"] == "Role"]
    (rules,) = (each["rules"] for each in roles if each["metadata"]["namespace"] == "risk-fraud-dev")
    assert {"apiGroups": ["crew.example.org"], "resources": ["scores"], "verbs": ["get"]} in rules
