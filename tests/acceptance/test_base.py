"""`generate --check --base REV`: a change that no single command of docs/releases.md#states-and-commands makes is refused."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.cli import main
from generator.generation import work
from generator.release import claims, ports, refused_changes
from generator.release.legal_moves import ONE
from generator.release.refused_changes import ONE as ALONE
from generator.release.refused_changes import REPLACE_HINT
from generator.release.snapshot import Snapshot
from generator.validation import platform as platforms
from generator.validation import project_check
from tests.builders import repositories
from tests.builders.commands import JUDGED

FILE = "projects/fraud/ml-project.yaml"
SPAM = "projects/spam/ml-project.yaml"
PLATFORM, MARK = "tidegate-platform.yaml", "apiVersion: tidegate.dev/v1\n"
PRODUCTION = "environments/production.yaml"
CANARY = "{type: canary, steps: [10, 50]}"
COMPONENT: Mapping[str, Any] = {
    "kind": "service",
    "image": "ghcr.io/acme/api:A",
    "ports": "{http: 8080}",
    "scale": "{min: 2, max: 6}",
    "strategy": CANARY,
    "expose": "{host: api.acme.dev}",
}
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: production
cluster: {name: prod, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9"}
traffic: gateway-api
gateway: {name: public, namespace: gateways}
"""


class State(NamedTuple):
    """A position of `api` in production as a person writes it; versions are tags."""

    strategy: str = "canary"
    slot: str = "blue"
    active: str = "A"
    role: str = ""
    beside: str = "C"
    step: int = 0
    steps: tuple[int, ...] = (10, 50)

    def lines(self) -> Iterator[str]:
        yield f'active: {{slot: {self.slot}, image: "ghcr.io/acme/api:{self.active}"}}'
        steps = f", steps: {list(self.steps)}" if self.strategy == "canary" and self.role == "candidate" else ""
        if self.role:
            yield f'{self.role}: {{image: "ghcr.io/acme/api:{self.beside}"{steps}}}'
        if self.role == "candidate":
            yield f"step: {self.step}"


def text(position: State | None = None, *, name: str = "fraud", extra: str = "", **fields: str | None) -> str:
    """The project's file; `fields` are the component's, `extra` stands behind it all."""
    held = dict(COMPONENT)
    if position is not None:
        held["strategy"] = CANARY if position.strategy == "canary" else position.strategy
    held |= fields
    lines = [f"apiVersion: tidegate.dev/v1\nname: {name}\nteam: risk\ncomponents:\n  api:"]
    lines += [f"    {key}: {value}" for key, value in held.items() if value is not None]
    lines += ["environments:", "  production:"]
    if position is not None:
        lines += ["    releases:", "      api:", *(f"        {line}" for line in position.lines())]
    return "\n".join(lines) + f"\n{extra}"


STEADY = State()
PREVIOUS = State(slot="green", active="C", role="previous", beside="A")


def candidate(step: int = 0, **fields: Any) -> State:
    return State(role="candidate", step=step, **fields)


def every_state() -> Iterator[State]:
    for slot, active in product(("blue", "green"), ("A", "B")):
        yield State("rolling", slot, active)
        for strategy, steps in (("blue-green", ()), ("canary", (10, 50))):
            rest = State(strategy, slot, active, steps=steps)
            yield rest
            yield rest._replace(role="previous")
            yield from (rest._replace(role="candidate", step=step) for step in range(len(steps) + 1))
        yield from (candidate(step, slot=slot, active=active, steps=(20,)) for step in range(2))
        yield candidate(slot=slot, active=active, beside="B")


def rows(now: State) -> Iterator[State]:
    """Where the table of docs/releases.md#states-and-commands leads from a state, `release` and changes in place apart."""
    over = now._replace(slot="green" if now.slot == "blue" else "blue", active=now.beside, beside=now.active)
    if now.role == "previous":
        yield over  # rollback
        yield now._replace(role="")  # finish
    elif now.role == "candidate":
        last = now.step == len(now.steps)
        yield over._replace(role="previous", step=0) if last else now._replace(step=now.step + 1)  # advance
        yield now._replace(step=0) if now.step else now._replace(role="")  # abort


def same(one: State, two: State) -> bool:
    """Whether two states are the same to a cluster: nothing counts that is not written."""
    return [one.strategy, *one.lines()] == [two.strategy, *two.lines()]


def legal(before: State, after: State) -> bool:
    if same(before, after):
        return True
    if before.strategy != after.strategy:  # alone, and between releases
        return not before.role and not after.role and (before.slot, before.active) == (after.slot, after.active)
    if before.strategy == "rolling":
        return before.slot == after.slot
    if not before.role and (after.role, after.step) == ("candidate", 0):
        return (before.slot, before.active) == (after.slot, after.active)
    return any(same(reached, after) for reached in rows(before))


def test_exactly_what_the_table_allows_is_allowed_between_any_two_states() -> None:
    platform = platforms.at(None)

    def seen(state: State) -> Snapshot:
        judged = project_check.check(text(state).encode(), "ml-project.yaml", platform)
        return work.snapshots(judged)["production", "api"]

    states = [(state, seen(state)) for state in every_state()]
    assert len(states) == 48
    for (before, was), (after, now) in product(states, repeat=2):
        refused = list(refused_changes.judge(was, now))
        assert bool(refused) is not legal(before, after), (before, after, refused)
        assert all(each.fact and each.hint for each in refused)


class Repository:
    """A clone with one project, where every revision is one commit."""

    def __init__(self, top: Path) -> None:
        self.top = top
        top.mkdir()
        self.git("init", "-q", "-b", "main", "--template=")
        self.write({"README.md": "x"})

    def git(self, *arguments: str) -> str:
        return repositories.alone(self.top, *arguments).strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        for path, content in files.items():
            if content is None:
                (self.top / path).unlink()
                continue
            (self.top / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / path).write_text(content, encoding="utf-8")

    def commit(self, files: Mapping[str, str | None]) -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty")
        return (self.top / ".git/refs/heads/main").read_text().strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "top")
    monkeypatch.chdir(made.top)
    return made


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(base: str, *more: str) -> tuple[int, list[str]]:
        """The exit code, and what is said of jumps: `path: where: fact -> hint`."""
        paths = more or ("projects",)
        into = str(tmp_path / "deploy")
        capsys.readouterr()
        code = main.run(["generate", *paths, "--into", into, "--check", "--base", base, "--format", "json"])
        said = capsys.readouterr()
        assert not JUDGED.sub("", said.err)
        found = [each for each in json.loads(said.out) if not each["code"].startswith("difference")]
        assert {each["code"] for each in found} <= {"headline", "jump", "low-port", "unread"}, found
        assert not list(tmp_path.glob("deploy/*"))
        refused = [each for each in found if each["code"] == "jump"]
        return code, [f"{each['file']}: {each['where']}: {each['fact']} -> {each['hint']}" for each in refused]

    return run


WHERE = f"{FILE}: environments.production.releases.api"


@pytest.mark.parametrize(
    ("before", "after", "fact", "hint"),
    [
        (STEADY, State(slot="green"), "traffic would go to slot green, which was not there before", "release first"),
        (None, PREVIOUS, "traffic would go to slot green, which was not there before", "release first"),
        (
            None,
            candidate(1),
            "the candidate would have 10 % of the traffic as soon as it is there",
            "begin at step 0",
        ),
        (
            STEADY,
            State(active="B"),
            "the active version changes in place",
            "use tidegate release: the new version gets its own slot",
        ),
        (candidate(0), candidate(2), "step 0 to 2 is not a single step", "go to step 1"),
        (candidate(2), candidate(1), "step 2 to 1 is not a single step", "give it all of the traffic, or abort to 0"),
        (
            candidate(1),
            STEADY,
            "the candidate's slot is removed while it has 10 % of the traffic",
            "abort to step 0 first",
        ),
        (
            candidate(1),
            PREVIOUS,
            "the candidate goes from 10 % to all of the traffic",
            "advance to step 2 first",
        ),
        (
            candidate(2),
            State(slot="green", active="C"),
            "slot blue is removed in the merge that moves away its last traffic",
            "advance first, then finish",
        ),
        (
            candidate(1),
            candidate(1, beside="B"),
            "the candidate changes while it is under way",
            "abort it, then release the other",
        ),
        (
            candidate(0),
            candidate(0, steps=(20,)),
            "the steps change on their way: they are frozen for a release",
            "abort first",
        ),
        (
            candidate(0),
            candidate(0, active="B"),
            "the active version changes while a candidate is under way",
            "abort first",
        ),
        (
            PREVIOUS,
            STEADY,
            "the slots change places and something else changes with them",
            "rollback first, alone",
        ),
        (PREVIOUS, candidate(0), "a release starts before the one before is finished", "finish first"),
        (
            PREVIOUS,
            PREVIOUS._replace(active="B"),
            "a version changes in place while both slots run",
            "finish or rollback first",
        ),
    ],
)
def test_a_jump_names_the_missing_step(
    repository: Repository, run: Any, before: State | None, after: State, fact: str, hint: str
) -> None:
    base = repository.commit({FILE: text(before)})
    repository.write({FILE: text(after)})
    assert run(base) == (4, [f"{WHERE}: {fact} -> {hint}; {ONE}"])


@pytest.mark.parametrize("before", [None, STEADY])
def test_a_change_of_ports_is_refused_at_its_line_and_its_recipe_passes(
    repository: Repository, run: Any, before: State | None
) -> None:
    base = repository.commit({FILE: text(before)})
    repository.write({FILE: text(before, ports="{web: 8080}")})
    fact = 'the port "http" (8080) is renamed to "web" while it runs: the running pods have no such port'
    assert run(base) == (4, [f"{FILE}: components.api.ports.web: {fact} -> {ports.HINT}"])
    moved = "{host: api.acme.dev, port: web}"
    for more in ({"ports": "{http: 8080, web: 8081}"}, {"ports": "{http: 8080, web: 8081}", "expose": moved}):
        repository.write({FILE: text(before, **more)})
        assert run(base) == (1, [])
        base = repository.commit({FILE: text(before, **more)})
    repository.write({FILE: text(before, ports="{web: 8081}")})
    assert run(base) == (1, [])


def test_a_port_of_one_environment_is_refused_where_that_says_it(repository: Repository, run: Any) -> None:
    own = "    components:\n      api: {ports: {http: {targetPort: 9090}}}\n"
    base = repository.commit({FILE: text()})
    repository.write({FILE: text() + own})
    fact = (
        'the targetPort of the port "http" changes from 8080 to 9090 while it runs: '
        "the running pods still have the old one"
    )
    assert run(base) == (4, [f"{FILE}: environments.production.components.api.ports.http: {fact} -> {ports.HINT}"])


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("{size: 5Gi}", ['the size of the claim at "/data" changes from 10Gi to 5Gi']),
        ("{size: 20Gi}", []),
        (
            "{size: 10Gi, class: fast, access: many}",
            [
                'the class of the claim at "/data" changes from the default of the cluster to fast',
                'the access of the claim at "/data" changes from once to many',
            ],
        ),
    ],
)
def test_a_claim_only_grows(repository: Repository, run: Any, after: str, told: list[str]) -> None:
    kind: dict[str, Any] = {"kind": "job", "ports": None, "scale": None, "strategy": None, "expose": None}
    base = repository.commit({FILE: text(volumes="{/data: {size: 10Gi}}", **kind)})
    repository.write({FILE: text(volumes=f"{{/data: {after}}}", **kind)})
    where = 'components.api.volumes["/data"]'
    assert run(base) == (4 if told else 1, [f"{FILE}: {where}: {fact} -> {claims.OWN_HINT}" for fact in told])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, STEADY),
        (None, candidate(0)),
        (STEADY, candidate(0)),
        (candidate(0), candidate(1)),
        (candidate(1), candidate(2)),
        (candidate(2), PREVIOUS),
        (candidate(2), candidate(0)),
        (candidate(0), STEADY),
        (PREVIOUS, State(role="previous")),
        (PREVIOUS, State(slot="green", active="C")),
        (State("rolling"), State("rolling", active="B")),
        (State("rolling"), STEADY),
    ],
)
def test_what_one_command_leads_to_passes(repository: Repository, run: Any, before: State | None, after: State) -> None:
    base = repository.commit({FILE: text(before)})
    repository.write({FILE: text(after)})
    assert run(base) == (1, [])


# What is said in full on a change: from, to, what is told
ON_ITS_WAY = "while a release is under way"
STRATEGY = "the strategy changes from canary to blue-green"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            text(),
            text(image="ghcr.io/acme/api:B"),
            [f"the active version changes in place -> use tidegate release: the new version gets its own slot; {ONE}"],
        ),
        (
            text(),
            text(model="s3://models/13"),
            [f"the active version changes in place -> use tidegate release: the new version gets its own slot; {ONE}"],
        ),
        (
            text(candidate(1)),
            text(candidate(1), env="{A: b}"),
            [
                f"the pods of fraud-api-blue change in place {ON_ITS_WAY} -> {ALONE}",
                f"the pods of fraud-api-green change in place {ON_ITS_WAY} -> {ALONE}",
            ],
        ),
        (text(PREVIOUS), text(PREVIOUS, scale="8"), [f"scale changes {ON_ITS_WAY} -> {ALONE}"]),
        (
            text(PREVIOUS),
            text(PREVIOUS, expose="{host: other.acme.dev}"),
            [f"expose changes {ON_ITS_WAY} -> {ALONE}"],
        ),
        (
            text(candidate(1)),
            text(candidate(1), strategy="{type: canary, steps: [10, 50], prescale: 4}"),
            [f"strategy changes {ON_ITS_WAY} -> {ALONE}"],
        ),
        (
            text(STEADY),
            text(candidate(0), scale="8"),
            [f"scale changes {ON_ITS_WAY} -> {ALONE}"],
        ),
        (
            text(PREVIOUS),
            text(State(slot="green", active="C"), scale="8"),
            [f"scale changes {ON_ITS_WAY} -> {ALONE}"],
        ),
        (
            text(STEADY),
            text(State("blue-green", active="B")),
            [f"{STRATEGY} together with the version -> change the strategy alone; release in the next merge"],
        ),
        (
            text(STEADY),
            text(State("blue-green", role="candidate")),
            [
                (f"{STRATEGY} {ON_ITS_WAY} -> "
                "finish or abort the release first, and start it after the change")
            ],
        ),
        (
            text(State("rolling")),
            text(State("rolling", slot="green")),
            [
                ("traffic would go to slot green, which was not there before -> "
                "keep slot blue: rolling changes in place")
            ],
        ),
        (
            text(),
            text(kind="cronjob", schedule='"@daily"', ports=None, scale=None, strategy=None, expose=None),
            [f"kind changes from service to cronjob while it runs -> {REPLACE_HINT}"],
        ),
    ],
)  # fmt: skip
def test_what_must_not_change_so_is_refused_with_the_way_out(
    repository: Repository, run: Any, before: str, after: str, told: list[str]
) -> None:
    base = repository.commit({FILE: before})
    repository.write({FILE: after})
    assert run(base) == (4, [f"{WHERE}: {each}" for each in told])


@pytest.mark.parametrize(
    "after",
    [
        text(env="{A: b}", scale="8"),
        text(strategy="rolling"),
        text().replace("  production:", "  dev:\n  production:"),
        text().replace("  api:", "  web: {kind: service, image: busybox:1, ports: {http: 80}}\n  api:"),
        text(name="spam"),
        text(image="ghcr.io/acme/api:B", strategy="rolling", name="spam"),
    ],
)
def test_what_is_new_or_changes_in_place_while_nothing_moves_passes(
    repository: Repository, run: Any, after: str
) -> None:
    base = repository.commit({FILE: text()})
    repository.write({FILE: after})
    assert run(base) == (1, [])


def test_the_first_release_of_another_component_passes_while_one_is_on_its_way(
    repository: Repository, run: Any
) -> None:
    web = "  web: {kind: service, image: busybox:1, ports: {http: 80}, strategy: blue-green}\n"
    more = "      web:\n        active: {slot: blue, image: busybox:1}\n        candidate: {image: busybox:2}\n        step: 0\n"
    one = text(candidate(1)).replace("environments:", f"{web}environments:")
    base = repository.commit({FILE: one})
    repository.write({FILE: one + more})
    assert run(base) == (1, [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "traffic: gateway-api\ngateway: {name: public, namespace: gateways}",
            "traffic: ingress\ningress: {class: nginx}",
            "traffic changes from gateway-api to ingress while it runs",
        ),
        ("name: prod,", "name: prod2,", "cluster changes from prod to prod2 while it runs"),
        (
            "traffic: gateway-api",
            "traffic: gateway-api\nnamespace: ml",
            "namespace changes from risk-{project}-production to ml while it runs",
        ),
    ],
)
def test_a_change_of_the_platform_is_judged_for_every_project(
    repository: Repository, run: Any, old: str, new: str, told: str
) -> None:
    spam = text(State("rolling"), name="spam", expose="{host: spam.acme.dev}")
    first = {FILE: text(State("blue-green")), SPAM: spam, PLATFORM: MARK, PRODUCTION: ENVIRONMENT}
    base = repository.commit(first)
    more = text(State("rolling"), name="more", expose="{host: more.acme.dev}")
    repository.write({PRODUCTION: ENVIRONMENT.replace(old, new), "projects/more/ml-project.yaml": more})
    where = "environments.production.releases.api"
    assert run(base) == (
        4,
        [
            f"{FILE}: {where}: {told} -> {REPLACE_HINT}".format(project="fraud"),
            f"{SPAM}: {where}: {told} -> {REPLACE_HINT}".format(project="spam"),
        ],
    )


def test_a_platform_that_was_elsewhere_is_compared_from_there(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(), f"old/{PLATFORM}": MARK, f"old/{PRODUCTION}": ENVIRONMENT})
    repository.git("mv", "old", "new")
    assert run(base, "projects", "--platform", "new") == (1, [])
    moved = ENVIRONMENT.replace("name: prod,", "name: other,")
    repository.write({f"new/{PRODUCTION}": moved})
    told = f"cluster changes from prod to other while it runs -> {REPLACE_HINT}"
    assert run(base, "projects", "--platform", "new") == (4, [f"{WHERE}: {told}"])


def test_a_first_platform_is_compared_with_the_bundled_one(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(expose=None, strategy="rolling")})
    repository.write({PLATFORM: MARK, PRODUCTION: ENVIRONMENT.replace("name: prod,", "name: production,")})
    assert run(base) == (1, [])
    repository.write({PRODUCTION: ENVIRONMENT})
    told = f"cluster changes from production to prod while it runs -> {REPLACE_HINT}"
    assert run(base) == (4, [f"{WHERE}: {told}"])


def test_a_platform_that_was_broken_is_taken_as_it_is(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(), PLATFORM: MARK, PRODUCTION: "nothing: here\n"})
    repository.write({PRODUCTION: ENVIRONMENT})
    assert run(base) == (1, [])


def test_a_project_whose_file_moved_is_compared_all_the_same(repository: Repository, run: Any) -> None:
    named = {"files": "{/etc/a: {from: a.txt}}"}
    base = repository.commit({FILE: text(candidate(0), **named), "projects/fraud/a.txt": "a"})
    repository.git("mv", "projects/fraud", "projects/risk")
    told = f"step 0 to 2 is not a single step -> go to step 1; {ONE}"
    moved = "projects/risk/ml-project.yaml"
    repository.write({moved: text(candidate(2), **named)})
    assert run(base) == (4, [f"{moved}: environments.production.releases.api: {told}"])
    repository.write({moved: text(candidate(1), **named)})
    assert run(base) == (1, [])
    repository.write({"projects/risk/a.txt": "b"})
    assert len(run(base)[1]) == 2


def test_two_projects_that_change_places_are_each_compared_with_themselves(repository: Repository, run: Any) -> None:
    spam = text(candidate(1), name="spam", expose="{host: spam.acme.dev}")
    base = repository.commit({FILE: text(), SPAM: spam})
    repository.write({FILE: spam, SPAM: text()})
    assert run(base) == (1, [])


def test_a_project_named_by_another_file_name_is_compared_where_it_was(repository: Repository, run: Any) -> None:
    base = repository.commit({"api.yaml": text(candidate(0))})
    repository.write({"api.yaml": text(candidate(2))})
    assert run(base, "api.yaml")[0] == 4


def test_what_was_wrong_before_cannot_be_judged(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(image="A:B:C")})
    repository.write({FILE: text(PREVIOUS)})
    code, said = run(base)
    assert code == 4
    assert any(
        "the component has problems at the base revision, so the change cannot be checked" in line for line in said
    )


def test_a_problem_elsewhere_in_the_old_file_hides_no_jump(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(candidate(0)) + "bogus: 1\n"})
    repository.write({FILE: text(candidate(2))})
    assert run(base)[0] == 4


@pytest.mark.parametrize(
    ("before", "after", "where", "fact"),
    [
        (candidate(1), {"strategy": "blue-green"}, "candidate.steps", "blue-green has no steps"),
        (
            candidate(1),
            {"strategy": "rolling"},
            "candidate",
            'strategy rolling has no slots: only "active" is allowed',
        ),
        (PREVIOUS, {"strategy": "rolling"}, "previous", 'strategy rolling has no slots: only "active" is allowed'),
        (candidate(strategy="blue-green"), {"strategy": CANARY}, "candidate", '"steps" is missing'),
        (
            STEADY,
            {"kind": "job", "ports": None, "scale": None, "strategy": None, "expose": None},
            "active.slot",
            "a job has no slots",
        ),
    ],
)
def test_a_position_that_no_longer_fits_is_the_jump_that_it_is(
    repository: Repository, run: Any, before: State, after: Mapping[str, Any], where: str, fact: str
) -> None:
    base = repository.commit({FILE: text(before)})
    repository.write({FILE: text(before, **after)})
    code, (said,) = run(base)
    assert code == 4
    assert said.startswith(f"{FILE}: environments.production.releases.api.{where}: {fact} -> ")


def test_a_position_that_never_fitted_is_a_problem(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    base = repository.commit({FILE: text(STEADY)})
    repository.write({FILE: text(candidate()).replace(", steps: [10, 50]}", "}", 2)})
    assert main.run(["generate", "projects", "--into", "../deploy", "--check", "--base", base]) == 3
    assert '"steps" is missing' in capsys.readouterr().out


def test_a_component_is_not_taken_away_during_a_release(repository: Repository, run: Any) -> None:
    base = repository.commit({FILE: text(candidate(0))})
    repository.write({FILE: text(extra="    components: {api: null}\n")})
    code, said = run(base)
    assert code == 4
    assert any("the component is removed while a release is under way" in line for line in said)


def test_an_environment_is_not_taken_away_during_a_release(repository: Repository, run: Any) -> None:
    staging = text(candidate(0)).replace("  production:", "  dev:\n  production:")
    base = repository.commit({FILE: staging})
    repository.write({FILE: text().replace("production:", "dev:")})
    assert run(base) == (
        4,
        [f"{WHERE}: the component is removed while a release is under way -> finish or abort the release first"],
    )


def test_a_policy_that_refuses_is_no_reason_not_to_compare(repository: Repository, run: Any) -> None:
    policy = "policy: {images: {registries: [docker.io]}}\n"
    base = repository.commit({FILE: text(), PLATFORM: MARK, PRODUCTION: ENVIRONMENT + policy})
    repository.write({FILE: text(PREVIOUS), PRODUCTION: ENVIRONMENT})
    assert run(base)[0] == 4


def test_a_project_outside_of_the_repository_is_not_compared(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = repository.commit({FILE: text()})
    (tmp_path / "ml-project.yaml").write_text(text(name="other", expose="{host: other.acme.dev}"))
    command = ["generate", FILE, "../ml-project.yaml", "--into", "../deploy", "--check", "--base", base]
    assert main.run(command) == 5
    assert capsys.readouterr().err == (
        f"tidegate: ../ml-project.yaml is not in the repository {repository.top}\n"
        "  hint: --base compares within one repository: use one run for each repository\n"
        "platform: bundled\n"
    )


def test_a_project_of_a_repository_below_is_not_compared(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    base = repository.commit({FILE: text()})
    inner = repository.top / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / "ml-project.yaml").write_text(text(name="other", expose="{host: other.acme.dev}"))
    assert main.run(["generate", FILE, "inner/ml-project.yaml", "--into", "../deploy", "--check", "--base", base]) == 5
    assert capsys.readouterr().err.startswith("tidegate: inner/ml-project.yaml is not in the repository ")


def test_a_revision_that_is_not_there_is_told(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({FILE: text()})
    assert main.run(["generate", FILE, "--into", "../deploy", "--check", "--base", "mian"]) == 2
    assert capsys.readouterr().err == (
        'tidegate: "mian" is not a commit in this clone\n'
        "  hint: name a branch, a tag or a commit; git fetch gets those of others\n"
        "platform: bundled\n"
    )


def test_a_jump_is_told_at_its_step(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    base = repository.commit({FILE: text(candidate(0))})
    repository.write({FILE: text(candidate(2))})
    line = text(candidate(2)).splitlines().index("        step: 2") + 1
    assert main.run(["generate", FILE, "--into", "../deploy", "--check", "--base", base]) == 4
    assert capsys.readouterr().out.startswith(
        f"{FILE}:{line}:15: environments.production.releases.api: step 0 to 2 is not a single step\n"
        f"  hint: go to step 1; {ONE}\n"
    )
