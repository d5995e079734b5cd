"""The release commands as a person uses them: docs/releases.md#states-and-commands row by row, what they say, write and refuse."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main
from generator.validation import platform as platforms
from tests.builders.commands import JUDGED
from tests.builders.repositories import alone as git

HEAD = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: "ghcr.io/acme/api:1"   # the first
    model: s3://models/fraud/1
    ports: {http: 8080}
    scale: {min: 2, max: 6}
    strategy: {type: canary, steps: [10, 50]}
    expose: {host: api.acme.dev}
  web: {kind: service, image: busybox:1, ports: {http: 80}, strategy: rolling}
  train: {kind: job, image: busybox:1}
environments:
"""
DIGESTS = [f"sha256:{digit * 64}" for digit in "ab"]
IMAGES = [f"ghcr.io/acme/api:{tag}@{digest}" for tag, digest in zip("12", DIGESTS, strict=True)]
MARK = "apiVersion: tidegate.dev/v1\n"
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: {name}
cluster: {{name: {name}, kubernetes: "1.34"}}
gitops: {{tool: flux, version: "2.9"}}
traffic: gateway-api
gateway: {{name: public, namespace: gateways}}
"""
STEADY = "        active: {slot: blue, image: ghcr.io/acme/api:1}\n"
CANDIDATE = STEADY + '        candidate: {image: "ghcr.io/acme/api:2", model: s3://models/fraud/2, steps: [10, 50]}\n'
PREVIOUS = """        active: {slot: green, image: "ghcr.io/acme/api:2", model: s3://models/fraud/2}
        previous: {image: ghcr.io/acme/api:1}
"""


def text(entry: str = "", component: str = "api") -> str:
    releases = f"    releases:\n      {component}:\n{entry}" if entry else ""
    return f"{HEAD}  dev:\n{releases}  staging:\n"


Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    file = tmp_path / "ml-project.yaml"
    file.write_text(text(), encoding="utf-8")
    return file


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(line: str, *more: str) -> Said:
        capsys.readouterr()
        code = main.run([*line.split(), *more])
        out, err = capsys.readouterr()
        return code, out, JUDGED.sub("", err)

    return run


NEXT = "when this is merged and synced: "
MOVES = f"{NEXT}tidegate advance api -e dev or tidegate abort api -e dev\n"
KEPT = 'tidegate: "{}" stays as written: --offline looks nothing up\n'
ENDS = f"{NEXT}tidegate finish api -e dev or tidegate rollback api -e dev\n"
WROTE = "wrote ml-project.yaml\n"
RELEASED = (
    "risk/fraud dev: new: release api 2: green starts 2 to 6 pods, no traffic yet, 2 objects changed, 3 objects added"
)


@pytest.mark.parametrize(
    ("before", "command", "after", "out", "err", "headline"),
    [
        (
            STEADY,
            "release api --offline --image ghcr.io/acme/api:2 --model s3://models/fraud/2",
            CANDIDATE + "        step: 0\n",
            """release fraud/api 2 to dev (step 0 of 2)
  Slot green starts ghcr.io/acme/api:2 and scales up before it gets traffic.
  Service fraud-api-preview reaches it. All of the traffic stays on slot blue; no slot scales down until finish.
""",
            MOVES + KEPT.format("ghcr.io/acme/api:2"),
            "new: release api 2: green starts 2 to 6 pods, no traffic yet, 2 objects changed, 3 objects added",
        ),
        (
            CANDIDATE + "        step: 0  # begun\n",
            "advance api",
            CANDIDATE + "        step: 1  # begun\n",
            """advance fraud/api 2 in dev to 10 % (step 1 of 2)
  Slot green gets 10 % of the traffic, slot blue keeps 90 %.
  Slot green scales up for the 50 % that come next.
""",
            MOVES,
            "traffic: advance api 2: green goes from 0 to 10 % of the traffic, blue keeps 90 %, 3 objects changed",
        ),
        (
            CANDIDATE + "        step: 2\n",
            "advance api",
            PREVIOUS,
            """advance fraud/api 2 in dev to all of the traffic
  Slot green gets all of the traffic at once; slot blue stays warm for a rollback.
""",
            ENDS,
            "traffic: advance api 2: green gets all of the traffic, blue stays warm with 2 to 6 pods, 4 objects changed",
        ),
        (
            CANDIDATE + "        step: 2\n",
            "abort api",
            CANDIDATE + "        step: 0\n",
            """abort fraud/api 2 in dev (back to step 0)
  All of the traffic goes back to slot blue; slot green stays warm without traffic.
""",
            MOVES,
            "traffic: abort api 2: all of the traffic goes back to blue, green stays warm, 3 objects changed",
        ),
        (
            CANDIDATE + "        step: 0\n",
            "abort api",
            STEADY,
            """abort fraud/api 2 in dev (slot green removed)
  Slot green, which has no traffic, is removed; slot blue may scale down again.
""",
            f"{NEXT}tidegate release api -e dev\n",
            "removed: abort api 2: green, which has no traffic, goes with 2 to 6 pods, 2 objects changed, 3 objects removed",
        ),
        (
            PREVIOUS,
            "rollback api",
            STEADY + '        previous: {image: "ghcr.io/acme/api:2", model: s3://models/fraud/2}\n',
            """rollback fraud/api in dev to 1
  Slot blue gets all of the traffic at once; slot green stays warm for a rollback.
""",
            ENDS,
            "traffic: rollback api 1: blue gets all of the traffic, green stays warm with 2 to 6 pods, 3 objects changed",
        ),
        (
            PREVIOUS,
            "finish api",
            PREVIOUS.splitlines()[0] + "\n",
            """finish fraud/api 2 in dev
  Slot blue, which has no traffic, is removed; slot green may scale down again.
""",
            f"{NEXT}tidegate release api -e dev\n",
            "removed: finish api 2: blue, which has no traffic, goes with 2 to 6 pods, 2 objects changed, 3 objects removed",
        ),
    ],
)
def test_every_row_of_the_table_is_one_edit_of_a_few_lines(
    project: Path, run: Run, before: str, command: str, after: str, out: str, err: str, headline: str
) -> None:
    project.write_text(text(before))
    assert run(f"{command} -e dev") == (0, f"{out}{WROTE}risk/fraud dev: {headline}\n", err)
    assert project.read_text() == text(after)


@pytest.mark.parametrize(
    ("entry", "command", "said"),
    [
        ("", "advance", "there is nothing to advance: no release is under way (steady on slot blue)"),
        ("", "abort", "there is nothing to abort: no release is under way (steady on slot blue)"),
        ("", "finish", "there is nothing to finish: no release is under way (steady on slot blue)"),
        ("", "rollback", "there is no previous version to go back to (steady on slot blue)"),
        (
            CANDIDATE + "        step: 1\n",
            "release --offline --image busybox:3",
            "a release is already under way (candidate on slot green at step 1 of 2, 10 % of the traffic)",
        ),
        (
            CANDIDATE + "        step: 1\n",
            "finish",
            (
                "the candidate does not carry all of the traffic yet "
                "(candidate on slot green at step 1 of 2, 10 % of the traffic)"
            ),
        ),
        (
            PREVIOUS,
            "release --offline --image busybox:3",
            (
                "the previous version still runs beside the active one "
                "(all of the traffic on slot green, the previous version warm on slot blue)"
            ),
        ),
        (
            PREVIOUS,
            "advance",
            (
                "all of the traffic has moved already "
                "(all of the traffic on slot green, the previous version warm on slot blue)"
            ),
        ),
    ],
)
def test_any_other_command_is_refused_and_changes_nothing(
    project: Path, run: Run, entry: str, command: str, said: str
) -> None:
    project.write_text(text(entry))
    code, out, err = run(f"{command} api -e dev")
    assert (code, out, err.splitlines()[0]) == (4, "", f"tidegate: fraud/api in dev: {said}")
    assert err.splitlines()[1].startswith("  hint: ")
    assert project.read_text() == text(entry)


def test_a_release_without_an_entry_writes_what_runs_word_for_word(project: Path, run: Run) -> None:
    assert run("release api -e dev --offline --image ghcr.io/acme/api:2")[0] == 0
    assert project.read_text() == text(
        '        active: {slot: blue, image: "ghcr.io/acme/api:1", model: s3://models/fraud/1}\n'
        '        candidate: {image: "ghcr.io/acme/api:2", model: s3://models/fraud/1, steps: [10, 50]}\n'
        "        step: 0\n"
    )


def test_a_candidate_keeps_the_model_of_what_is_active_and_nothing_else(project: Path, run: Run) -> None:
    active = "        active: {slot: green, image: busybox:0, model: s3://models/fraud/0, with: {env: {A: b}}}\n"
    project.write_text(text(active))
    assert run("release api -e dev --offline --image busybox:1.37")[0] == 0
    assert project.read_text() == text(
        active
        + '        candidate: {image: "busybox:1.37", model: s3://models/fraud/0, steps: [10, 50]}\n        step: 0\n'
    )


def test_what_is_set_stands_in_the_candidates_with(project: Path, run: Run) -> None:
    project.write_text(text(STEADY))
    sets = [
        "env.LOG_LEVEL=debug",
        "env.RATIO=0.80",
        'env."spring.profiles"=on',
        "env.TOKEN_COUNT={value: a, public: true}",
        "args=[--workers, 4]",
        "resources={cpu: 0.5, memory: 1Gi}",
        'files."/etc/a.yaml"=a: "b"',
        "health.startup=2m",
        "env.EMPTY=",
    ]
    sets[6] = 'files."/etc/a.yaml"="a: b"'
    assert run("release api -e dev --offline --image busybox:2", *(f"--set={each}" for each in sets))[::2] == (
        0,
        MOVES + KEPT.format("busybox:2"),
    )
    held = (
        'env: {LOG_LEVEL: debug, RATIO: "0.80", spring.profiles: "on", TOKEN_COUNT: {value: a, public: true}, EMPTY: ""}, '
        'args: [--workers, 4], resources: {cpu: "0.5", memory: 1Gi}, files: {/etc/a.yaml: "a: b"}, health: {startup: 2m}'
    )
    assert project.read_text() == text(
        STEADY + f'        candidate: {{image: "busybox:2", steps: [10, 50], with: {{{held}}}}}\n        step: 0\n'
    )
    code, out, _ = run("render -e dev")
    assert (code, "value: '0.80'" in out or 'value: "0.80"' in out) == (0, True)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (
            ["ports.http=1"],
            (
                '--set: "ports" is not set by a version\n'
                "  hint: choose from: args, command, env, envFrom, files, health, init, machine, resources, security, sidecars, "
                "transformer"
            ),
        ),
        (["A"], '--set: "A" is not PATH=VALUE\n  hint: for instance env.LOG_LEVEL=debug'),
    ],
)
def test_a_setting_that_cannot_be_meant_is_a_usage_error(project: Path, run: Run, sets: list[str], said: str) -> None:
    assert run("release api -e dev --offline --image busybox:2", *(f"--set={each}" for each in sets)) == (
        2,
        "",
        f"tidegate: {said}\n",
    )
    assert project.read_text() == text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("env.A_TOKEN=x", "environments.dev.releases.api.candidate.with.env.A_TOKEN: "),
    ],
)
def test_a_setting_that_the_file_may_not_hold_is_told_as_in_the_file(
    project: Path, run: Run, given: str, said: str
) -> None:
    project.write_text(text(STEADY))
    code, out, err = run("release api -e dev --offline --image busybox:2", f"--set={given}")
    assert (code, out) == (3, "")
    assert said in err
    assert project.read_text() == text(STEADY)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "advance apii -e dev",
            'there is no component "apii" in ml-project.yaml\n  hint: did you mean "api"? choose from: api, train, web\n',
        ),
        ("advance api -e devv", 'there is no environment "devv"\n  hint: did you mean "dev"? '),
        ("release api -e dev --image A:b:c", "--image: "),
        ("release api -e dev --image=", '--image: "" is not an image: it names no repository\n'),
        ("release api -e dev --image busybox:2 --model nothing", "--model: "),
    ],
)
def test_names_that_are_not_there_are_usage_errors(project: Path, run: Run, line: str, said: str) -> None:
    code, out, err = run(line)
    assert (code, out, project.read_text()) == (2, "", text())
    assert err.startswith(f"tidegate: {said}")


@pytest.mark.usefixtures("project")
def test_an_environment_that_the_project_does_not_go_to_is_refused(run: Run) -> None:
    assert run("release api -e production --offline --image busybox:2") == (
        4,
        "",
        'tidegate: ml-project.yaml does not go to "production"\n  hint: add it to environments in ml-project.yaml\n',
    )


def test_a_component_that_an_environment_takes_away_is_refused(project: Path, run: Run) -> None:
    project.write_text(f"{HEAD}  dev: {{components: {{api: null}}}}\n")
    assert run("release api -e dev --offline --image busybox:2") == (
        4,
        "",
        'tidegate: "api" does not go to "dev"\n  hint: environments.dev.components.api is null: remove that line\n',
    )


def test_a_wrong_file_is_told_before_anything_moves(project: Path, run: Run) -> None:
    project.write_text(text() + "typo: 1\n")
    assert run("advance api -e dev") == (
        3,
        "",
        (
            'ml-project.yaml:18:1: typo: unknown key "typo"\n'
            "  hint: choose from: allowPrune, annotations, apiVersion, components, description, environments, labels, name, team\n"
        ),
    )


@pytest.mark.parametrize(
    ("component", "entry", "subject", "headline"),
    [
        (
            "web",
            '        active: {slot: blue, image: "busybox:2"}\n',
            "release fraud/web 2 to dev",
            "restart: 1 rolling restart (1 pod, about 2 min without scheduling and pulls), 2 objects changed",
        ),
        (
            "train",
            '        active: {image: "busybox:2"}\n',
            "release fraud/train 2 to dev",
            "run: 1 task runs (Job fraud-train-bc5893faec), 1 object changed",
        ),
    ],
)
def test_rolling_and_jobs_take_a_release_in_place(
    project: Path, run: Run, component: str, entry: str, subject: str, headline: str
) -> None:
    effect = f"  fraud-{component} changes in place to busybox:2.\n"
    assert run(f"release {component} -e dev --offline --image busybox:2") == (
        0,
        f"{subject}\n{effect}{WROTE}risk/fraud dev: {headline}\n",
        KEPT.format("busybox:2"),
    )
    assert project.read_text() == text(entry, component)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("component", ["web", "train"])
@pytest.mark.parametrize("command", ["advance", "abort", "rollback", "finish"])
def test_what_changes_in_place_has_nothing_else(run: Run, command: str, component: str) -> None:
    assert run(f"{command} {component} -e dev") == (
        4,
        "",
        (
            f"tidegate: fraud/{component} in dev: there is nothing to {command}: "
            'this component changes in place and has only "active"\n'
            "  hint: use release for another version; a rollback is the release of the version before\n"
        ),
    )


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("advance", "kubectl argo rollouts promote fraud-api -n risk-fraud-dev"),
        ("abort", "kubectl argo rollouts abort fraud-api -n risk-fraud-dev; then release the version before"),
    ],
)
def test_a_controller_that_moves_traffic_is_named_with_its_command(
    project: Path, run: Run, command: str, hint: str
) -> None:
    (project.parent / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    (project.parent / "environments").mkdir()
    for name in ("dev", "staging"):
        (project.parent / f"environments/{name}.yaml").write_text(
            f"apiVersion: tidegate.dev/v1\nname: {name}\nengine: argo-rollouts\ntraffic: gateway-api\n"
            f'cluster: {{name: {name}, kubernetes: "1.34"}}\ngateway: {{name: public, namespace: gateways}}\n'
            'gitops: {tool: argocd, version: "3.5", project: ml, repository: "https://git.acme.dev/deploy", '
            'destination: "https://kubernetes.default.svc"}\n'
        )
    assert run(f"{command} api -e dev") == (
        4,
        "",
        f"tidegate: fraud/api in dev: traffic is moved by argo-rollouts here\n  hint: {hint}\n",
    )


@pytest.mark.parametrize(("component", "fact"), [("api", "there is no previous version to go back to"), ("web", "")])
def test_a_rollback_without_a_previous_version_names_the_release_of_the_one_before(
    project: Path, run: Run, component: str, fact: str
) -> None:
    git(project.parent, "init", "-q", "-b", "main")
    slot = "slot: blue, "
    versions = ["image: 'busybox:0', model: 's3://m/$x'", "image: busybox:1", "image: busybox:1"]
    for version in versions:
        project.write_text(text(f"        active: {{{slot}{version}}}\n", component) + f"# {version}\n")
        git(project.parent, "add", ".")
        git(project.parent, "commit", "-qm", "x", "--allow-empty")
    code, out, err = run(f"rollback {component} -e dev")
    assert (code, out) == (4, "")
    assert fact in err
    assert err.endswith(
        f"  hint: release the previous one: tidegate release {component} -e dev --image busybox:0 --model 's3://m/$x'\n"
    )


def test_the_release_of_the_one_before_sets_what_it_set(project: Path, run: Run) -> None:
    git(project.parent, "init", "-q", "-b", "main")
    given = """{args: [--x, "it's"], env: {A: "80", B: 'a # $b', C: {secret: s, key: k}, D: ""}, files: {/etc/a.yaml: "1\\n"}}"""
    for more in (f", with: {given}", ""):
        project.write_text(text(f"        active: {{slot: blue, image: busybox:1{more}}}\n"))
        git(project.parent, "add", ".")
        git(project.parent, "commit", "-qm", "x")
    code, out, err = run("rollback api -e dev")
    assert (code, out) == (4, "")
    said = err.partition("  hint: release the previous one: ")[2].removesuffix("\n")
    assert said == (
        "tidegate release api -e dev --image busybox:1 "
        """--set 'args=["--x", "it'"'"'s"]' --set 'env.A="80"' --set 'env.B="a # $b"' --set env.C.secret=s --set env.C.key=k """
        """--set env.D= --set 'files."/etc/a.yaml"="1\\n"'"""
    )
    _, *command = shlex.split(said)
    assert run(command[0], *command[1:], "--offline")[0] == 0
    held = yaml.safe_load(project.read_text())["environments"]["dev"]["releases"]["api"]
    assert held["candidate"]["with"] == yaml.safe_load(given)


def test_the_file_that_a_release_would_make_is_judged_before_it_is_written(project: Path, run: Run) -> None:
    ops = '[{op: test, path: /spec/template/spec/containers/0/image, value: "ghcr.io/acme/api:1"}]'
    held = text(STEADY).replace("  web:", f"    patches: [{{target: {{kind: Deployment}}, ops: {ops}}}]\n  web:")
    project.write_text(held)
    assert run("validate")[0] == 0
    code, out, err = run("release api -e dev --offline --image busybox:2")
    assert (code, out, project.read_text()) == (3, "", held)
    assert err == (
        "ml-project.yaml:13:50: components.api.patches[0].ops[0]: "
        "does not apply to Deployment fraud-api-green: the test does not hold\n"
        "  hint: print the object with: tidegate render -e dev\n"
    )


@pytest.fixture
def platform(project: Path) -> Path:
    """Staging takes what dev runs, production what staging runs, which has digests alone."""
    folder = project.parent / "environments"
    folder.mkdir()
    (project.parent / "tidegate-platform.yaml").write_text(MARK)
    more = {
        "dev": "",
        "staging": "promotesFrom: dev\n",
        "production": "promotesFrom: staging\npolicy: {images: {requireDigest: true}}\n",
    }
    for name, rules in more.items():
        (folder / f"{name}.yaml").write_text(ENVIRONMENT.format(name=name) + rules)
    return folder


STAGED = (
    f'active: {{slot: green, image: "{IMAGES[1]}", model: s3://models/fraud/2, with: {{env: {{A: 80, B: "0.80"}}}}}}'
)


def everywhere(staging: str = STAGED, production: str = "") -> str:
    staged = f"    releases:\n      api:\n        {staging}\n"
    head = HEAD.replace('"ghcr.io/acme/api:1"', f'"{IMAGES[0]}"').split("  web:")[0]
    return f"{head}environments:\n  dev:\n  staging:\n{staged}  production:\n{production}"


@pytest.mark.usefixtures("platform")
def test_promote_releases_image_model_and_with_of_what_runs_there(project: Path, run: Run) -> None:
    project.write_text(everywhere())
    code, out, err = run("promote api --from staging --to production")
    assert (code, err) == (0, MOVES.replace("dev", "production"))
    assert out.startswith("release fraud/api 2 to production (step 0 of 2)\n")
    assert project.read_text() == everywhere(
        production=f"""    releases:
      api:
        active: {{slot: blue, image: "{IMAGES[0]}", model: s3://models/fraud/1}}
        candidate: {{image: "{IMAGES[1]}", model: s3://models/fraud/2, steps: [10, 50], with: {{env: {{A: "80", B: "0.80"}}}}}}
        step: 0
"""
    )


@pytest.mark.usefixtures("platform")
def test_promote_takes_no_model_where_none_runs(project: Path, run: Run) -> None:
    staged = f'active: {{slot: green, image: "{IMAGES[1]}"}}'
    project.write_text(everywhere(staged))
    assert run("promote api --from staging --to production")[0] == 0
    assert project.read_text() == everywhere(
        staged,
        f"""    releases:
      api:
        active: {{slot: blue, image: "{IMAGES[0]}", model: s3://models/fraud/1}}
        candidate: {{image: "{IMAGES[1]}", steps: [10, 50]}}
        step: 0
""",
    )


@pytest.mark.usefixtures("platform")
def test_promote_asks_nobody_what_a_name_means(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("promote resolves nothing")

    monkeypatch.setattr("generator.external.registry.digest", asked)
    monkeypatch.setattr("generator.external.model_registry.version", asked)
    named = "ghcr.io/acme/api:3, model: 'models:/fraud@champion'"
    project.write_text(text(f"        active: {{slot: blue, image: {named}}}\n"))
    assert run("promote api --from dev --to staging")[0] == 0
    assert 'candidate: {image: "ghcr.io/acme/api:3", model: "models:/fraud@champion"' in project.read_text()
    _, out, _ = run("promote --help")
    assert "Both are written\n  as they stand there: nothing is resolved, so no registry is asked.\n" in out
    assert "--offline" not in out


@pytest.mark.usefixtures("platform")
def test_release_takes_what_runs_where_it_is_promoted_from(project: Path, run: Run) -> None:
    project.write_text(everywhere())
    command = f"release api -e production --offline --image {IMAGES[1]}"
    assert run(f"{command} --model s3://models/fraud/2")[0] == 0


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize(
    "given", ["busybox:2", IMAGES[0], f"{IMAGES[1]} --model s3://models/fraud/3", f"{IMAGES[1]} --model s3://m/1"]
)
def test_release_refuses_what_does_not_run_where_it_is_promoted_from(project: Path, run: Run, given: str) -> None:
    project.write_text(everywhere())
    assert run(f"release api -e production --offline --image {given}") == (
        4,
        "",
        (
            f"tidegate: production takes only what staging runs: {IMAGES[1]} with s3://models/fraud/2\n"
            "  hint: promote it: tidegate promote api --from staging --to production\n"
        ),
    )
    assert project.read_text() == everywhere()


@pytest.mark.usefixtures("platform")
def test_promote_keeps_the_order_of_promotion(project: Path, run: Run) -> None:
    project.write_text(everywhere())
    code, out, err = run("promote api --from dev --to production")
    assert (code, out) == (4, "")
    assert err.startswith("tidegate: production takes only what staging runs: ")


@pytest.mark.usefixtures("platform")
def test_a_project_that_does_not_go_where_it_is_promoted_from_is_told_to(project: Path, run: Run) -> None:
    project.write_text(everywhere().replace("  staging:\n    releases:\n      api:\n        " + STAGED + "\n", ""))
    assert run(f"release api -e production --offline --image {IMAGES[1]}") == (
        4,
        "",
        (
            "tidegate: production takes only what staging runs, and api does not go there\n"
            "  hint: add staging to environments in ml-project.yaml\n"
        ),
    )


@pytest.mark.usefixtures("platform")
def test_a_policy_for_digests_holds_for_releases(project: Path, run: Run) -> None:
    project.write_text(everywhere("active: {slot: blue, image: busybox:2, model: s3://models/fraud/1}"))
    code, out, err = run("release api -e production --offline --image busybox:2")
    assert (code, out) == (4, "")
    assert err == (
        'tidegate: environments.production.releases.api.candidate.image: "busybox:2" has no digest in production '
        "(environments/production.yaml:8)\n"
        "  hint: write repository:tag@sha256:...; tidegate release resolves it\n"
    )


def test_status_shows_every_position(project: Path, run: Run) -> None:
    project.write_text(text(CANDIDATE.replace("api:2", f"api:2@{DIGESTS[1]}") + "        step: 1\n"))
    assert run("status") == (
        0,
        """ENVIRONMENT  COMPONENT  STRATEGY  SLOT   ROLE       IMAGE           MODEL                STEP  SHARE  NEXT
dev          api        canary    blue   active     1               -                          90 %   advance, abort
                                  green  candidate  2@bbbbbbbbbbbb  s3://models/fraud/2  1/2   10 %
dev          web        rolling   blue   active     1               -                          100 %  release
dev          train      job              active     1               -                                 release
staging      api        canary    blue   active     1               s3://models/fraud/1        100 %  release
staging      web        rolling   blue   active     1               -                          100 %  release
staging      train      job              active     1               -                                 release

api in dev:
  steady --release--> 0 % --> [10 %] --> 50 % --> 100 %, previous warm --finish--> steady
  advance goes right; abort goes back to 0 %, from there to steady; rollback swaps the two versions

api in staging:
  [steady] --release--> 0 % --> 10 % --> 50 % --> 100 %, previous warm --finish--> steady
  advance goes right; abort goes back to 0 %, from there to steady; rollback swaps the two versions
""",
        "",
    )


def test_status_of_one_environment(project: Path, run: Run) -> None:
    project.write_text(text(PREVIOUS))
    code, out, err = run("status -e staging")
    assert (code, err) == (0, "")
    assert [line.split()[:2] for line in out.partition("\n\n")[0].splitlines()[1:]] == [
        ["staging", name] for name in ("api", "web", "train")
    ]


def test_status_as_data(project: Path, run: Run) -> None:
    project.write_text(text(CANDIDATE + "        step: 1\n"))
    code, out, err = run("status -e dev --format json")
    assert (code, err) == (0, "")
    assert json.loads(out)[0] == {
        "team": "risk",
        "project": "fraud",
        "file": "ml-project.yaml",
        "environment": "dev",
        "component": "api",
        "strategy": "canary",
        "state": "candidate",
        "slot": "blue",
        "active": {"image": "ghcr.io/acme/api:1", "model": ""},
        "candidate": {"image": "ghcr.io/acme/api:2", "model": "s3://models/fraud/2"},
        "previous": None,
        "step": 1,
        "steps": [10, 50],
        "share": 10,
        "next": ["advance", "abort"],
    }


@pytest.mark.parametrize("line", ["status -e devv", "status nowhere"])
def test_status_of_what_is_not_there_is_a_usage_error(project: Path, run: Run, line: str) -> None:
    assert project.is_file()
    code, out, err = run(line)
    assert (code, out, err[:10]) == (2, "", "tidegate: ")


def test_a_move_as_data(project: Path, run: Run) -> None:
    project.write_text(text(PREVIOUS))
    code, out, err = run("finish api -e dev --format json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "subject": "finish fraud/api 2 in dev",
        "position": "steady on slot green",
        "next": ["release"],
        "effects": ["Slot blue, which has no traffic, is removed; slot green may scale down again."],
        "done": ["wrote ml-project.yaml"],
        "headline": "finish api 2: blue, which has no traffic, goes with 2 to 6 pods, 2 objects changed, 3 objects removed",
    }


def test_a_refusal_as_data(project: Path, run: Run) -> None:
    code, out, err = run("finish api -e dev --format json")
    assert (code, err) == (4, "")
    assert [(each["fact"], each["hint"]) for each in json.loads(out)] == [
        (
            "fraud/api in dev: there is nothing to finish: no release is under way (steady on slot blue)",
            "start one with: release",
        )
    ]
    assert project.read_text() == text()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_into_writes_what_generate_would(project: Path, run: Run) -> None:
    project.write_text(text(STEADY))
    assert run("generate --into deploy")[0] == 0
    code, out, _ = run("release api -e dev --offline --image busybox:2 --into deploy")
    assert code == 0
    assert out.splitlines()[-3:] == ["wrote ml-project.yaml", "wrote 7 and removed 0 files in deploy", RELEASED]
    assert run("generate --into deploy --check")[0] == 0
    run("abort api -e dev --into deploy")
    assert run("generate --into deploy --check")[0] == 0


def test_into_touches_nothing_where_something_is_in_the_way(project: Path, run: Run) -> None:
    foreign = project.parent / "deploy/projects/risk/fraud/overlays/dev/kustomization.yaml"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine: 1\n")
    assert run("release api -e dev --offline --image busybox:2 --into deploy") == (
        5,
        "",
        (
            "tidegate: deploy/projects/risk/fraud/overlays/dev/kustomization.yaml: "
            "is not a file of this project: its first line is not this project's header\n"
            "  hint: only files with this project's header are overwritten: move this away\n"
        ),
    )
    assert project.read_text() == text()
    assert files(project.parent / "deploy") == {"projects/risk/fraud/overlays/dev/kustomization.yaml": b"mine: 1\n"}


def test_into_removes_no_workload_of_another_component(project: Path, run: Run) -> None:
    run("generate --into deploy")
    project.write_text(
        text().replace("  web: {kind: service, image: busybox:1, ports: {http: 80}, strategy: rolling}\n", "")
    )
    before = files(project.parent)
    path = "projects/risk/fraud/overlays/{}/rolling/fraud-web-blue.deployment.yaml"
    told = "{} would be removed, and what it defines deleted from the cluster"
    hint = "  hint: to allow this, first run: tidegate generate --into deploy --allow-prune"
    lines = [f"ml-project.yaml:1:1: {told.format(path.format(each))}\n{hint}\n" for each in ("dev", "staging")]
    assert run("release api -e dev --offline --image busybox:2 --into deploy") == (3, "", "".join(lines))
    assert files(project.parent) == before


def test_a_file_that_changed_meanwhile_is_left_alone(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.releases import transition

    real = transition.write

    def write(moved: transition.Transition) -> None:
        project.write_text(text() + "# somebody's\n")
        real(moved)

    monkeypatch.setattr(transition, "write", write)
    assert run("release api -e dev --offline --image busybox:2") == (
        5,
        "",
        "tidegate: ml-project.yaml changed while this command ran\n  hint: run the command again\n",
    )
    assert project.read_text() == text() + "# somebody's\n"


def test_an_edit_that_would_change_more_is_refused(project: Path, run: Run) -> None:
    held = text().replace("  dev:\n", "  dev: &same {}\n").replace("  staging:\n", "  staging: *same\n")
    project.write_text(held)
    assert run("release api -e staging --offline --image busybox:2") == (
        3,
        "",
        (
            "ml-project.yaml:17:3: environments.staging.releases.api: environments.staging is *same: "
            "an edit would reach everything that shares it\n"
            "  hint: write its fields out in place of *same\n"
        ),
    )
    assert project.read_text() == held


def test_a_link_stays_a_link_and_a_mode_a_mode(project: Path, run: Run) -> None:
    real = project.parent / "real.yaml"
    project.rename(real)
    real.chmod(0o640)
    project.symlink_to("real.yaml")
    assert run("release api -e dev --offline --image busybox:2")[0] == 0
    assert (project.is_symlink(), real.stat().st_mode & 0o777) == (True, 0o640)
    assert "candidate" in real.read_text()


def test_branch_goes_with_commit(project: Path, run: Run) -> None:
    code, out, err = run("release api -e dev --offline --image busybox:2 --branch x")
    assert (code, out, project.read_text()) == (2, "", text())
    assert "--branch goes with --commit" in err


@pytest.mark.parametrize("env", ["{A: a, B: b}", "{C: c, B: b, A: $(C)}"])
def test_the_pods_that_get_traffic_keep_the_order_of_their_variables(project: Path, run: Run, env: str) -> None:
    version = "          slot: blue\n          image: busybox:1\n          with:\n            env:\n"
    active = f"        active:\n{version}              B: b\n              A: a\n"
    candidate = f'        candidate: {{image: "busybox:2", steps: [10], with: {{env: {env}}}}}\n'
    project.write_text(text(f"{active}{candidate}        step: 1\n"))
    before = rendered(run)
    assert run("advance api -e dev")[0] == 0
    assert rendered(run) == before
    assert run("rollback api -e dev")[0] == 0
    assert rendered(run) == before


def rendered(run: Run) -> list[object]:
    """The Deployments."""
    found = yaml.safe_load_all(run("render -e dev")[1])
    return [each for each in found if each["kind"] == "Deployment"]


# --commit: Git is the transaction


@pytest.fixture
def clone(project: Path) -> Path:
    """A clone with overlays, things staged, unstaged and untracked, and hooks that say when they run."""
    top = project.parent
    git(top, "init", "-q", "-b", "main", "--template=")
    git(top, "config", "user.name", "Ada")
    git(top, "config", "user.email", "ada@acme.dev")
    project.write_text(text(STEADY))
    for name in ("staged", "unstaged"):
        (top / name).write_text("as committed\n")
    assert main.run(["generate", "--into", "deploy"]) == 0
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")
    for name in ("staged", "unstaged", "untracked"):
        (top / name).write_text("changed\n")
    git(top, "add", "staged")
    hook = top / ".git/hooks/pre-commit"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    return top


STATUS = "M  staged\n M unstaged\n?? untracked\n"
RELEASE = "release api -e dev --offline --image ghcr.io/acme/api:2 --model s3://models/fraud/2 --into deploy --commit"


def test_commit_makes_one_commit_of_edit_and_overlays(clone: Path, run: Run) -> None:
    code, out, err = run(RELEASE)
    head = git(clone, "rev-parse", "HEAD").strip()
    assert (code, out.splitlines()[-2:], err) == (
        0,
        [f"committed {head[:12]} on main", RELEASED],
        MOVES + KEPT.format("ghcr.io/acme/api:2"),
    )
    assert git(clone, "log", "-1", "--format=%an%n%B") == (
        """Ada
release fraud/api 2 to dev (step 0 of 2)

Slot green starts ghcr.io/acme/api:2 and scales up before it gets traffic.
Service fraud-api-preview reaches it. All of the traffic stays on slot blue; no slot scales down until finish.

Tidegate-Release: release ml-project.yaml api dev ghcr.io/acme/api:2 s3://models/fraud/2

"""
    )
    changed = git(clone, "diff", "--name-only", "HEAD~", "HEAD").split()
    assert (len(changed), changed[-1]) == (8, "ml-project.yaml")
    assert git(clone, "status", "--porcelain") == STATUS
    assert run("generate --into deploy --check")[0] == 0


def test_the_same_file_in_another_folder_is_found_by_its_path(
    clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / "below").mkdir()
    monkeypatch.chdir(clone / "below")
    assert run(RELEASE.replace("deploy", "../deploy"))[0] == 0
    assert git(clone, "status", "--porcelain") == STATUS


def test_commit_on_a_new_branch_leaves_the_working_tree_alone(clone: Path, run: Run) -> None:
    before = files(clone / "deploy"), (clone / "ml-project.yaml").read_bytes(), git(clone, "rev-parse", "HEAD")
    code, out, _ = run(f"{RELEASE} --branch release/2")
    made = git(clone, "rev-parse", "release/2").strip()
    assert (code, out.splitlines()[-2:]) == (0, [f"committed {made[:12]} on release/2", RELEASED])
    after = files(clone / "deploy"), (clone / "ml-project.yaml").read_bytes(), git(clone, "rev-parse", "HEAD")
    assert (after, git(clone, "status", "--porcelain")) == (before, STATUS)
    assert len(git(clone, "diff", "--name-only", "HEAD", "release/2").split()) == 8


@pytest.mark.parametrize(
    "path", ["ml-project.yaml", "deploy/projects/risk/fraud/overlays/dev/canary/fraud-api.service.yaml"]
)
def test_commit_refuses_a_file_of_ours_that_is_not_committed(clone: Path, run: Run, path: str) -> None:
    (clone / path).write_bytes((clone / path).read_bytes() + b"# mine\n")
    before = files(clone)
    assert run(RELEASE) == (
        5,
        "",
        (
            f"tidegate: {path}: has changes that are not committed\n"
            "  hint: commit or stash that, then run the same command again\n"
        ),
    )
    assert {path: held for path, held in files(clone).items() if not path.startswith(".git/")} == {
        path: held for path, held in before.items() if not path.startswith(".git/")
    }


def test_commit_refuses_what_the_table_refuses(clone: Path, run: Run) -> None:
    head = git(clone, "rev-parse", "HEAD")
    assert run("advance api -e dev --commit --into deploy")[0] == 4
    assert (git(clone, "rev-parse", "HEAD"), git(clone, "status", "--porcelain")) == (head, STATUS)


def test_a_commit_that_comes_between_wins(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    load = platforms.of_projects

    def slowly(*given: Any) -> platforms.Platform:
        git(clone, "-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "--only", "-m", "another's")
        return load(*given)

    monkeypatch.setattr(platforms, "of_projects", slowly)
    before = (clone / "ml-project.yaml").read_bytes()
    assert run(RELEASE) == (
        5,
        "",
        f"tidegate: {clone}: HEAD moved while this command ran\n  hint: run the same command again\n",
    )
    assert ((clone / "ml-project.yaml").read_bytes(), git(clone, "status", "--porcelain")) == (before, STATUS)


def test_commit_outside_of_a_repository_says_so(project: Path, run: Run) -> None:
    assert run("release api -e dev --offline --image busybox:2 --commit") == (
        5,
        "",
        (
            "tidegate: ml-project.yaml is in no Git repository\n"
            "  hint: --commit needs one; without it the file is edited in place\n"
        ),
    )
    assert project.read_text() == text()


def test_commit_refuses_overlays_in_another_repository(
    clone: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = tmp_path_factory.mktemp("away")
    code, _, err = run(RELEASE.replace("deploy", str(away)))
    assert code == 5
    assert err.endswith("  hint: --commit takes files of one repository\n")
    assert (git(clone, "status", "--porcelain"), list(away.iterdir())) == (STATUS, [])


def test_a_whole_release_in_commits_passes_base_at_each(clone: Path, run: Run) -> None:
    commands = [
        RELEASE,
        *[f"{each} api -e dev --into deploy --commit" for each in ["advance"] * 3 + ["rollback", "finish"]],
    ]
    for command in commands:
        assert run(command)[0] == 0
        assert run("generate --into deploy --check --base HEAD~")[0] == 0
    assert git(clone, "log", "--format=%s", "-6").splitlines() == [
        "finish fraud/api 1 in dev",
        "rollback fraud/api in dev to 1",
        "advance fraud/api 2 in dev to all of the traffic",
        "advance fraud/api 2 in dev to 50 % (step 2 of 2)",
        "advance fraud/api 2 in dev to 10 % (step 1 of 2)",
        "release fraud/api 2 to dev (step 0 of 2)",
    ]
    assert (clone / "ml-project.yaml").read_text() == text(STEADY)
    assert git(clone, "diff", "--stat", "HEAD", "HEAD~6") == ""
    assert run("generate --into deploy --check --base HEAD~2")[0] == 4


def test_the_version_that_runs_is_not_released_again(project: Path, run: Run) -> None:
    before = project.read_bytes()
    code, _, err = run("release", "web", "-e", "dev", "--offline", "--image", "busybox:1")
    assert code == 4
    assert err == (
        "tidegate: fraud/web in dev: this version runs already\n"
        "  hint: release another image or model, or what is different with --set; kubectl rollout restart starts the pods anew\n"
    )
    assert project.read_bytes() == before
