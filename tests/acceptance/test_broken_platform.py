"""A platform with problems: they are told, and so is everything that can be said of the projects without what is broken."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import folders
from tests.builders.commands import Run, caller

HEAD = "apiVersion: tidegate.dev/v1\n"
PROJECT = HEAD + (
    "name: fraud\nteam: risk\ncomponents:\n  api:\n    kind: service\n    image: ghcr.io/acme/api:1\n"
    "    ports: {http: 8080}\n{}environments:\n{}"
)
ENVIRONMENT = HEAD + (
    "name: NAME\ncluster: {name: one, kubernetes: '1.34'}\n"
    "gitops: {tool: flux, version: '2.9', source: {kind: GitRepository, name: deploy, namespace: flux-system}}\n"
)
OLD = ENVIRONMENT.replace("1.34", "1.20")
REFUSED = 'cluster.kubernetes: "1.20" is not one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37'


def platform(**environments: str) -> dict[str, str]:
    files = {f"environments/{name}.yaml": text.replace("NAME", name) for name, text in environments.items()}
    return {"tidegate-platform.yaml": HEAD, **files}


def project(component: str = "", environments: str = "  prod:\n") -> str:
    return PROJECT.replace("{}", component, 1).replace("{}", environments, 1)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    return caller(capfd)


def places(out: str) -> list[str]:
    """The lines without their hints."""
    return [line for line in out.splitlines() if not line.startswith("  hint: ")]


def test_a_broken_environment_hides_nothing_of_the_project(run: Run) -> None:
    bad = "    scale: {min: 5, max: 2}\n    colour: red\n"
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), "ml-project.yaml": project(bad, "  dev:\n  prod:\n")})
    code, out, err = run("validate")
    assert (code, err) == (3, "1 file, 3 problems\n")
    assert places(out) == [
        f"environments/prod.yaml:3:34: {REFUSED}",
        "ml-project.yaml:9:18: components.api.scale.min: min 5 is more than max 2",
        'ml-project.yaml:10:5: components.api.colour: unknown key "colour"',
    ]


def test_the_rules_are_judged_where_no_environment_is_whole(run: Run) -> None:
    bad = "    scale: {min: 5, max: 2}\n    env: {A_TOKEN: x}\n"
    folders.write({**platform(prod=OLD), "ml-project.yaml": project(bad)})
    assert places(run("validate")[1]) == [
        f"environments/prod.yaml:3:34: {REFUSED}",
        "ml-project.yaml:9:18: components.api.scale.min: min 5 is more than max 2",
        "ml-project.yaml:10:11: components.api.env.A_TOKEN: the name suggests a secret, but the value is plain text",
    ]


FOLLOWING: Mapping[str, tuple[str, str]] = {
    "its machines": ("    machine: gpu-9\n", "machines: {gpu-9: {cpu: '1', memory: 1Gi}}\n"),
    "its traffic": ("    expose: {host: a.example.org}\n    strategy: {type: canary, steps: [10]}\n", "traffic: gateway-api\n"),
    "its policy": ("    strategy: rolling\n", "policy: {strategies: [canary], images: {requireDigest: true}}\n"),
    "its quota": ("    resources: {cpu: 4}\n", "quota: {cpu: '1'}\n"),
    "its defaults": ("    health: {ready: {tcp: admin}}\n", "defaults: {ports: {admin: 9000}}\n"),
    "a default beside": ("    strategy: {type: blue-green, prescale: 3}\n", "defaults: {scale: {min: 2, max: 4}}\n"),
    "a default of a kind": ("    strategy: {type: rolling, surge: 0}\n", "defaults: {strategy: {unavailable: 1}}\n"),
    "the GPUs of its machines": (
        "    machine: gpu-9\n    strategy: {type: rolling, surge: 0}\n",
        "machines: {gpu-9: {cpu: '1', memory: 1Gi, gpu: {nvidia.com/gpu: 1}}}\n",
    ),
    "its engine": ("    strategy: blue-green\n", "engine: flagger\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", FOLLOWING)
def test_nothing_is_said_that_only_comes_from_the_broken_environment(run: Run, case: str) -> None:
    component, more = FOLLOWING[case]
    folders.write({**platform(prod=OLD + more), "ml-project.yaml": project(component)})
    assert places(run("validate")[1])[1:] == []


def test_a_default_may_take_the_place_of_what_is_taken_away(run: Run) -> None:
    image = "defaults: {image: 'ghcr.io/acme/api:2'}\n"
    changed = "  prod: {components: {api: {image: null}}}\n"
    folders.write({**platform(prod=OLD + image), "ml-project.yaml": project("", changed)})
    assert places(run("validate")[1])[1:] == []


@pytest.mark.parametrize(
    "text", ["a: [", "", "- a\n", "\x00", HEAD + "name: other\n", ENVIRONMENT + "extends: gone\n", ENVIRONMENT + "name: NAME\n"]
)  # fmt: skip
def test_an_environment_is_not_unknown_because_its_file_is_broken(run: Run, text: str) -> None:
    folders.write({**platform(dev=ENVIRONMENT, prod=text), "ml-project.yaml": project("", "  dev:\n  prod:\n")})
    code, out, _ = run("validate")
    assert code == 3
    assert [line for line in places(out) if not line.startswith("environments/prod.yaml:")] == []


def test_no_default_is_missed_where_the_file_of_the_defaults_is_no_yaml(run: Run) -> None:
    files = platform(defaults="a: [", prod=ENVIRONMENT + "extends: defaults\n")
    folders.write({**files, "ml-project.yaml": project("    strategy: {type: blue-green, prescale: 3}\n")})
    code, out, _ = run("validate")
    assert code == 3
    assert [line.partition(":")[0] for line in places(out)] == ["environments/defaults.yaml"]


def test_a_broken_parent_breaks_its_children_alone(run: Run) -> None:
    files = platform(
        defaults=HEAD + "abstract: true\nengine: nativ\n", prod=ENVIRONMENT + "extends: defaults\n", dev=ENVIRONMENT
    )
    bad = project("    machine: gpu\n", "  dev:\n  prod:\n  defaults:\n")
    folders.write({**files, "ml-project.yaml": bad})
    assert places(run("validate")[1]) == [
        'environments/defaults.yaml:3:9: engine: "nativ" is not one of native, argo-rollouts, flagger',
        'ml-project.yaml:9:14: components.api.machine: there is no machine "gpu" in dev',
        'ml-project.yaml:13:3: environments.defaults: there is no environment "defaults"',
    ]


def test_promotion_from_a_broken_environment_is_no_problem_of_its_own(run: Run) -> None:
    folders.write({**platform(dev=OLD, prod=ENVIRONMENT + "promotesFrom: dev\n"), "ml-project.yaml": project()})
    assert places(run("validate")[1]) == [f"environments/dev.yaml:3:34: {REFUSED}"]


def test_a_slip_in_an_environment_names_the_broken_ones_too(run: Run) -> None:
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), "ml-project.yaml": project("", "  prodd:\n")})
    out = run("validate")[1]
    assert out.splitlines()[-2:] == [
        'ml-project.yaml:10:3: environments.prodd: there is no environment "prodd"',
        '  hint: did you mean "prod"? choose from: dev, prod',
    ]


def test_a_broken_marker_and_schema_leave_all_environments_to_judge(run: Run) -> None:
    files = {**platform(prod=ENVIRONMENT), "tidegate-platform.yaml": 'apiVersion: tidegate.dev/v1\ntidegate: "1.x"\n'}
    bad = project("    machine: gpu\n")
    folders.write({**files, "schemas/project.json": "{", "schemas/kinds/service.json": "[", "ml-project.yaml": bad})
    assert places(run("validate")[1]) == [
        'tidegate-platform.yaml:2:11: tidegate: "1.x" is not a version specifier',
        "schemas/project.json:1:2: this is not JSON",
        "schemas/kinds/service.json:1:2: this is not JSON",
        'ml-project.yaml:9:14: components.api.machine: there is no machine "gpu" in prod',
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_projects_are_judged_in_one_run(run: Run, jobs: str) -> None:
    bad = project("    scale: {min: 5, max: 2}\n", "  dev:\n  prod:\n")
    held = {f"{name}/ml-project.yaml": bad.replace("fraud", name) for name in ("one", "two")}
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), **held})
    code, out, _ = run("validate", ".", "--jobs", jobs, "--format", "json")
    assert code == 3
    assert [(each["file"], each["code"]) for each in json.loads(out)] == [
        ("environments/prod.yaml", "enum"),
        ("one/ml-project.yaml", "scale"),
        ("two/ml-project.yaml", "scale"),
    ]


WRITING = (
    ("generate", "--into", "into"),
    ("generate", "--into", "into", "-e", "dev"),
    ("generate", "--into", "into", "-e", "prod"),
    ("generate", "--into", "into", "--jobs", "2", ".", "--allow-prune"),
    ("generate", "--into", "into", "--check"),
    ("publish", "--repo", "into"),
)


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_nothing_is_written_with_a_broken_platform(run: Run, arguments: tuple[str, ...]) -> None:
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), "ml-project.yaml": project("", "  dev:\n"), "into/a": ""})
    code, out, _ = run(*arguments)
    assert (code, places(out)) == (3, [f"environments/prod.yaml:3:34: {REFUSED}"])
    assert [path.name for path in Path("into").rglob("*")] == ["a"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "-e", "dev"),
        ("explain",),
        ("status",),
        ("release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2"),
    ],
    ids=" ".join,
)
def test_what_shows_or_moves_one_project_tells_its_problems_and_the_platforms(
    run: Run, arguments: tuple[str, ...]
) -> None:
    bad = project("    colour: red\n", "  dev:\n")
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), "ml-project.yaml": bad})
    code, out, err = run(*arguments)
    assert (code, out) == (3, "")
    assert places(err) == [
        f"environments/prod.yaml:3:34: {REFUSED}",
        'ml-project.yaml:9:5: components.api.colour: unknown key "colour"',
    ]
    assert Path("ml-project.yaml").read_text(encoding="utf-8") == bad


def test_bootstrap_asks_for_a_whole_platform(run: Run) -> None:
    folders.write({**platform(dev=ENVIRONMENT, prod=OLD), "ml-project.yaml": project("", "  dev:\n")})
    code, _, err = run("bootstrap", "-e", "dev", "--repo", "https://git.example.org/deploy", ".")
    assert (code, places(err)) == (3, [f"environments/prod.yaml:3:34: {REFUSED}"])
