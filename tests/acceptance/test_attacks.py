"""Files that are no files, paths that lead out, templates that break out, platforms that contradict themselves."""

import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.builders import folders
from tests.builders.commands import Run, caller

HEAD = "apiVersion: tidegate.dev/v1\n"
PROJECT = HEAD + (
    "name: fraud\nteam: risk\ncomponents:\n  api:\n    kind: service\n    image: ghcr.io/acme/api:1\n"
    "    ports: {http: 8080}\nenvironments:\n  dev:\n"
)
ENVIRONMENT = HEAD + (
    "name: dev\ncluster: {name: one, kubernetes: '1.34'}\n"
    "gitops: {tool: flux, version: '2.9', source: {kind: GitRepository, name: deploy, namespace: flux-system}}\n"
)
PLATFORM = {"tidegate-platform.yaml": HEAD, "environments/dev.yaml": ENVIRONMENT}
SECRET = "only-outside"
MEND = "  hint: mend the platform's template\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    (tmp_path / "outside.txt").write_text(SECRET)

    run = caller(capfd)

    def call(*arguments: str) -> tuple[int, str, str]:
        code, out, err = run(*arguments)
        assert SECRET not in out + err
        return code, out, err

    folders.write({"ml-project.yaml": PROJECT})
    return call


def from_file(path: str) -> str:
    return PROJECT.replace("environments:", f"    files: {{/etc/x: {{from: {path}}}}}\nenvironments:")


def deep() -> None:
    Path("deep/er").mkdir(parents=True)
    Path("deep/er/linked").symlink_to("/etc/hostname")


WAYS_OUT: Mapping[str, Callable[[], object]] = {
    "linked.txt": lambda: Path("linked.txt").symlink_to("../outside.txt"),
    "folder/outside.txt": lambda: Path("folder").symlink_to(".."),
    "deep/er/linked": deep,
    "loop": lambda: Path("loop").symlink_to("loop"),
    "pipe": lambda: os.mkfifo("pipe"),
    "zero": lambda: Path("zero").symlink_to("/dev/zero"),
    "folder": lambda: Path("folder").mkdir(),
    "socket": lambda: socket.socket(socket.AF_UNIX).bind("socket"),
    "nothing": lambda: None,
}
WHY = {
    **dict.fromkeys(
        ("linked.txt", "folder/outside.txt", "deep/er/linked", "loop", "zero"),
        "it is a link, and links are not followed",
    ),
    "pipe": "is not a regular file",
    "folder": "it cannot be read: Is a directory",
    "socket": "it cannot be read: No such device or address",
    "nothing": "there is no such file",
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("path", WAYS_OUT)
def test_no_project_reads_outside_its_folder(run: Run, path: str) -> None:
    WAYS_OUT[path]()
    folders.write({"ml-project.yaml": from_file(path)})
    code, out, _ = run("validate")
    assert code == 3
    assert out == (
        f'ml-project.yaml:9:28: components.api.files["/etc/x"].from: "{path}": {WHY[path]}\n'
        "  hint: name a file in the project's folder or below it\n"
    )


@pytest.mark.parametrize("path", ["../outside.txt", "a/../../outside.txt", "/etc/hostname", ".", "..", "a//b", "a\\b"])
def test_no_path_of_a_project_leads_out(run: Run, path: str) -> None:
    folders.write({"ml-project.yaml": from_file(path)})
    code, out, _ = run("validate")
    assert code == 3
    assert f'from: "{path}" is not a relative path\n' in out
    assert out.count("\n") == 2


def test_a_linked_project_file_may_be_named_but_its_files_stay_beside_it(run: Run) -> None:
    folders.write({"real/ml-project.yaml": from_file("outside.txt"), "real/outside.txt": SECRET})
    Path("linked").mkdir()
    Path("linked/ml-project.yaml").symlink_to("../real/ml-project.yaml")
    code, out, _ = run("validate", "linked/ml-project.yaml")
    assert code == 3
    assert '"outside.txt": there is no such file' in out


def test_a_large_file_is_refused_unread(run: Run) -> None:
    with Path("large").open("wb") as file:
        file.truncate(10 << 30)
    folders.write({"ml-project.yaml": from_file("large")})
    code, out, _ = run("validate")
    assert code == 3
    assert out.startswith("ml-project.yaml:9:5: components.api.files: 1048577 bytes are more than 1048576\n")


@pytest.mark.parametrize("path", ["pipe", "/dev/zero", "/dev/null", "folder/ml-project.yaml"])
def test_what_is_no_file_is_told_at_once(run: Run, path: str) -> None:
    os.mkfifo("pipe")
    Path("folder/ml-project.yaml").mkdir(parents=True)
    code, out, err = run("validate", path)
    if path.startswith("folder"):
        hint = "  hint: write one with: tidegate init folder/ml-project.yaml\n"
        assert (code, out, err) == (2, "", f"tidegate: there is no ml-project.yaml in {path}\n{hint}")
        return
    assert (code, out) == (5, "")
    assert err == f"tidegate: {path} is not a regular file\n  hint: name a file\n1 file, 0 problems\n"


TEMPLATES = {
    "a: {{ nope }}": "'nope' is undefined",
    "a: {% if %}": "Expected an expression, got 'end of statement block'",
    "a: {{ ''.__class__.__mro__ }}": "access to attribute '__class__' of 'str' object is unsafe.",
    "a: {{ cycler.__init__.__globals__ }}": "access to attribute '__init__' of 'type' object is unsafe.",
    "a: {{ '{0.__class__}'.format(1) }}": "access to attribute '__class__' of 'int' object is unsafe.",
    '{% include "../../outside.txt" %}': "../../outside.txt",
    '{% include "native/service.yaml" %}': "maximum recursion depth exceeded",
    "a: {{ range(999999999)|list }}": "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).",
    "a: {{ 1 / 0 }}": "division by zero",
    "- a": "it makes no object with apiVersion, kind and metadata",
    "a: b": "it makes no object with apiVersion, kind and metadata",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: fraud-api}": 'it makes Secret "fraud-api", not service "fraud-api"',
    "apiVersion: v1\nkind: Service\nmetadata: {name: ../../x}": 'it makes Service "../../x", not service "fraud-api"',
    "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\nb: c": "it makes no object with apiVersion, kind and metadata",
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_broken_template_is_the_platforms_problem(run: Run, template: str) -> None:
    folders.write({**PLATFORM, "overlays/native/service.yaml": template + "\n"})
    code, out, err = run("render", "-e", "dev")
    assert (code, out) == (3, "")
    assert err.startswith(
        "overlays/native/service.yaml:1:1: native/service.yaml: the template cannot be rendered: " + TEMPLATES[template]
    )
    assert err.endswith(MEND)


def test_a_broken_template_is_named_by_its_own_path_and_line(run: Run) -> None:
    broken = {"overlays/native/service.yaml": "a: b\n\nc: {{ nope }}\n"}
    folders.write({f"ours/{name}": text for name, text in {**PLATFORM, **broken}.items()})
    code, _, err = run("render", "-e", "dev", "--platform", "ours")
    assert (code, err.partition(": native")[0]) == (3, "ours/overlays/native/service.yaml:3:1")


def test_a_broken_template_writes_nothing(run: Run) -> None:
    folders.write({**PLATFORM, "overlays/native/service.yaml": "a: {{ nope }}\n"})
    assert run("generate", "--into", "into")[0] == 3
    assert not Path("into").exists()


CONTRADICTIONS = {
    "extends goes round": (
        {"environments/dev.yaml": ENVIRONMENT + "extends: a\n", "environments/a.yaml": HEAD + "abstract: true\nextends: dev\n"},
        'environments/a.yaml:3:10: extends: "dev" makes a cycle\n  hint: remove one extends of the cycle\n',
    ),
    "extends nobody": (
        {"environments/dev.yaml": ENVIRONMENT + "extends: defualts\n", "environments/defaults.yaml": HEAD + "abstract: true\n"},
        (
            'environments/dev.yaml:5:10: extends: there is no "defualts"\n'
            '  hint: did you mean "defaults"? choose from: defaults, dev\n'
        ),
    ),
    "another name": (
        {"environments/dev.yaml": ENVIRONMENT.replace("name: dev", "name: develop")},
        'environments/dev.yaml:2:7: name: "develop" is not the file\'s name\n  hint: write dev, or rename the file\n',
    ),
    "no cluster": (
        {"environments/dev.yaml": HEAD + "name: dev\n" + ENVIRONMENT[ENVIRONMENT.index("gitops") :]},
        (
            'environments/dev.yaml:1:1: "cluster" is missing\n'
            '  hint: write the cluster: cluster: {name: prod-eu, kubernetes: "1.34"}\n'
        ),
    ),
    "no gateway": (
        {"environments/dev.yaml": ENVIRONMENT + "traffic: gateway-api\n"},
        (
            'environments/dev.yaml:5:10: traffic: traffic "gateway-api" needs "gateway"\n'
            "  hint: write gateway: {name: public, namespace: gateways}\n"
        ),
    ),
    "an old Kubernetes": (
        {"environments/dev.yaml": ENVIRONMENT.replace("1.34", "1.20")},
        ('environments/dev.yaml:3:34: cluster.kubernetes: "1.20" is not one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37\n'
        '  hint: write its minor version in quotes: kubernetes: "1.34"\n'),
    ),
    "no specifier": (
        {"tidegate-platform.yaml": HEAD + 'tidegate: "1.x"\n'},
        'tidegate-platform.yaml:2:11: tidegate: "1.x" is not a version specifier\n  hint: write one such as "~=1.3"\n',
    ),
    "no JSON": (
        {"schemas/kinds/service.json": "{"},
        "schemas/kinds/service.json:1:2: this is not JSON\n  hint: correct the platform's schema\n",
    ),
    "no pattern": (
        {"schemas/kinds/service.json": '{"properties": {"image": {"pattern": "("}}}'},
        ("ml-project.yaml:5:3: components.api: the platform's schemas/kinds/service.json cannot be used: missing ), unterminated "
        "subpattern at position 0\n  hint: correct the platform's schema\n"),
    ),
    "promotes from nobody": (
        {"environments/dev.yaml": ENVIRONMENT + "promotesFrom: stagin\n"},
        'environments/dev.yaml:5:15: promotesFrom: there is no environment "stagin"\n  hint: choose from: dev\n',
    ),
    "abstract": (
        {"environments/dev.yaml": ENVIRONMENT + "abstract: true\n"},
        'ml-project.yaml:10:3: environments.dev: there is no environment "dev"\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_platform_that_contradicts_itself(run: Run, case: str) -> None:
    files, expected = CONTRADICTIONS[case]
    folders.write({**PLATFORM, **files})
    assert run("validate")[:2] == (3, expected)


def test_policy_names_both_lines(run: Run) -> None:
    policy = (
        "policy: {strategies: [canary], minReplicas: 2, images: {registries: [ghcr.io/other], requireDigest: true}}\n"
    )
    folders.write({**PLATFORM, "environments/dev.yaml": ENVIRONMENT + policy})
    code, out, _ = run("validate")
    assert code == 4
    assert out == (
        "ml-project.yaml:5:3: components.api: strategy rolling is not allowed in dev (environments/dev.yaml:5)\n"
        "  hint: allowed: canary\n"
        "ml-project.yaml:5:3: components.api: 1 pod is fewer than 2 in dev (environments/dev.yaml:5)\n"
        "  hint: write scale: 2, or more\n"
        'ml-project.yaml:7:12: components.api.image: "ghcr.io/acme/api:1" is not from an allowed registry in dev '
        "(environments/dev.yaml:5)\n  hint: allowed: ghcr.io/other\n"
        'ml-project.yaml:7:12: components.api.image: "ghcr.io/acme/api:1" has no digest in dev (environments/dev.yaml:5)\n'
        "  hint: write repository:tag@sha256:...; tidegate release resolves it\n"
    )


@pytest.mark.parametrize(("wanted", "code"), [("~=9", 3), ("<1", 3), ("~=1.3", 0), ("~=1", 0), (">=1,<2", 0)])
def test_another_version_does_not_write(run: Run, wanted: str, code: int) -> None:
    folders.write({**PLATFORM, "tidegate-platform.yaml": f'{HEAD}tidegate: "{wanted}"\n'})
    assert run("generate", "--into", "into")[0] == code
    assert Path("into").exists() == (code == 0)
    assert run("validate")[0] == code


def test_the_platform_is_named_then_set_then_found_upward_then_bundled(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("named", "set", "."):
        text = ENVIRONMENT.replace("name: one", f"name: {name.replace('.', 'found')}")
        folders.write({f"{name}/tidegate-platform.yaml": HEAD, f"{name}/environments/dev.yaml": text})
    folders.write({"deep/er/ml-project.yaml": PROJECT})
    monkeypatch.chdir("deep/er")
    subprocess.run(["git", "init", "-q", "../.."], check=True)

    def cluster(*arguments: str) -> str:
        assert run("generate", "--into", "../../into", *arguments)[0] == 0
        made = sorted(path.name for path in Path("../../into/clusters").iterdir())
        subprocess.run(["rm", "-r", "../../into"], check=True)
        return " ".join(made)

    assert cluster() == "found"
    monkeypatch.setenv("TIDEGATE_PLATFORM", "../../set")
    assert cluster() == "set"
    assert cluster("--platform", "../../named") == "named"
    monkeypatch.delenv("TIDEGATE_PLATFORM")
    Path("../../tidegate-platform.yaml").unlink()
    assert cluster() == "dev"


def test_the_search_for_a_platform_ends_at_the_git_root(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.write({**PLATFORM, "inner/ml-project.yaml": PROJECT.replace("  dev:", "  staging:")})
    monkeypatch.chdir("inner")
    assert run("validate")[0] == 3
    subprocess.run(["git", "init", "-q"], check=True)
    assert run("validate")[0] == 0


@pytest.mark.parametrize("named", ["nope", "ml-project.yaml"])
def test_a_named_platform_must_be_there(run: Run, named: str) -> None:
    hint = "  hint: name the folder that holds tidegate-platform.yaml\n"
    assert run("validate", "--platform", named) == (2, "", f"tidegate: the platform {named} is not a folder\n{hint}")
