import pytest

from generator.source.finding import Finding
from generator.validate import project, secret_findings
from tests.builders import cases, documents, samples
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV, SERVICE

DIGEST, OTHER = (f"sha256:{digit * 64}" for digit in "12")


def unread(image: str, active: str, candidate: str = "") -> list[str]:
    position: Data = {"active": {"image": active}}
    if candidate:
        position |= {"candidate": {"image": candidate}, "step": 0}
    component = SERVICE | {"image": image, "strategy": "blue-green"}
    found = cases.judged(samples.case(component, {"releases": {"api": position}})).problems
    return [problem.where for problem in found if problem.code == "unread"]


@pytest.mark.parametrize(
    ("image", "active", "candidate"),
    [
        ("a:1", "a:1", ""),
        ("a:2", "a:1", "a:2"),
        ("a:1", f"a:1@{DIGEST}", ""),
        (f"a:1@{DIGEST}", "a:1", ""),
        (f"a:1@{DIGEST}", f"a:1@{DIGEST}", ""),
    ],
)
def test_an_image_that_runs_or_is_on_its_way_is_read(image: str, active: str, candidate: str) -> None:
    assert unread(image, active, candidate) == []


@pytest.mark.parametrize(
    ("image", "active", "candidate"),
    [("a:3", "a:1", ""), ("a:3", "a:1", "a:2"), (f"a:1@{OTHER}", f"a:1@{DIGEST}", "")],
)
def test_an_image_that_the_position_overrules_is_told(image: str, active: str, candidate: str) -> None:
    assert unread(image, active, candidate) == ["components.api.image"]


RUNS: Data = {"active": {"image": "a:1", "model": "s3://m/1"}}


def unread_in(component: Data, environments: Data) -> list[str]:
    held: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": {"api": component}}
    platform = {name: DEV | {"name": name} for name in environments}
    found = cases.judged(Case(held | {"environments": environments}, platform)).problems
    return [f"{problem.where}: {problem.fact}" for problem in found if problem.code == "unread"]


@pytest.mark.parametrize(
    "other",
    [
        None,
        {"releases": {"api": {"active": {"image": "a:3"}}}},
        {"releases": {"api": {**RUNS, "candidate": {"image": "a:3"}, "step": 0}}},
        {"releases": {"api": {**RUNS, "previous": {"image": "a:3"}}}},
    ],
)
def test_an_image_that_one_environment_has_is_not_told_of_another(other: Data | None) -> None:
    component = SERVICE | {"image": "a:3", "strategy": "blue-green"}
    assert unread_in(component, {"dev": {"releases": {"api": RUNS}}, "live": other}) == []


@pytest.mark.parametrize(
    ("other", "where"),
    [
        ({"releases": {"api": RUNS}}, "dev, live"),
        ({"components": {"api": {"image": "a:1"}}}, "dev"),
        ({"components": {"api": None}}, "dev"),
        ({"components": {"api": {"image": "a:1"}}, "releases": {"api": RUNS}}, "dev"),
    ],
)
def test_an_image_that_no_environment_has_is_told(other: Data, where: str) -> None:
    said = f"components.api.image: this has no effect: releases.api.active determines what runs in {where}"
    component = SERVICE | {"image": "a:3", "strategy": "blue-green"}
    assert said in unread_in(component, {"dev": {"releases": {"api": RUNS}}, "live": other})


def test_a_model_whose_settings_are_overridden_is_still_read() -> None:
    component = SERVICE | {"image": "a:1", "model": "s3://m/2"}
    environments = {
        "dev": {"releases": {"api": RUNS}},
        "live": {"components": {"api": {"model": {"env": "AT"}}}},
    }
    assert unread_in(component, environments) == []


def test_a_component_is_of_one_kind_everywhere() -> None:
    assert samples.problems(SERVICE, {"components": {"api": {"kind": "job"}}}) == [
        (
            'environments.dev.components.api.kind: "api" is a service in every environment'
            " -> add a component of the other kind, and remove this one here by null"
        )
    ]


def unknown(key: str, *path: str, code: str = "unknown-key") -> Finding:
    node = documents.scalar(key)
    return Finding(node=node, mark=node.mark, path=(*path, key), fact="f", hint="h", code=code, meant="m")


KINDS = {"service": ["ports", "env"], "job": ["retries", "env"], "cronjob": ["retries", "schedule"]}


def test_a_field_of_another_kind_is_said_to_be_one() -> None:
    found = project.explain_unknown_field(unknown("retries", "components", "api"), "service", KINDS)
    assert documents.messages([found]) == [
        'a service has no "retries" -> remove it: it is a field of a job or a cronjob'
    ]


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        (
            "worker",
            "remove it; a queue of messages is a measure of scale: scale: {max: 10, queue: {type: rabbitmq, ...}}",
        ),
        ("notebook", "remove it"),
    ],
)
def test_a_name_of_a_queue_is_one_of_kueue(kind: str, hint: str) -> None:
    kinds = {"worker": ["scale"], "notebook": ["home"], "job": ["queue"]}
    found = project.explain_unknown_field(unknown("queue", "components", "api"), kind, kinds, documents.scalar("ml"))
    assert documents.messages([found]) == [
        f'a {kind} has no "queue": the queues of Kueue are for runs, as those of a job or a training -> {hint}'
    ]


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (unknown("retires"), "service"),
        (unknown("retries", "env"), "service"),
        (unknown("retries"), "nobody"),
        (unknown("schedule"), "cronjob"),
        (unknown("retries", code="type"), "service"),
    ],
)
def test_any_other_finding_stays_as_it_is(found: Finding, kind: str) -> None:
    assert project.explain_unknown_field(found, kind, KINDS) is found


def test_a_text_that_is_public_on_purpose_is_no_secret() -> None:
    token = "ghp_" + "a" * 36
    said, public = (
        documents.messages(secret_findings.find(documents.mapping(data)))
        for data in ({"a": [token]}, {"a": {"value": token, "public": True}})
    )
    assert public == []
    assert len(said) == 1
    assert token not in said[0]


def said(component: Data, **project: object) -> list[str]:
    return samples.problems(SERVICE | component, None, None, **project)


REVOKE = "and revoke it: it stays readable in Git's history"
OPTION = (
    f"write $(NAME) there, use env: {{NAME: {{secret: SECRET, key: KEY}}}}, {REVOKE}; "
    "if it is not secret: env: {NAME: {value: ..., public: true}}"
)


@pytest.mark.parametrize(
    ("component", "where", "option"),
    [
        ({"args": ["--port", "80", "--api-token", "abc-def"]}, "args[3]", "api-token"),
        ({"args": ["--api-token=abc-def"]}, "args[0]", "api-token"),
        ({"command": ["sh", "-c", "serve --password abc-def"]}, "command[2]", "password"),
        ({"env": {"JAVA_OPTS": "-Xmx1g -Dpassword=abc-def"}}, "env.JAVA_OPTS", "Dpassword"),
        ({"health": {"ready": {"command": ["ask", "--token", "abc"]}}}, "health.ready.command[2]", "token"),
    ],
)
def test_a_secret_in_an_argument(component: Data, where: str, option: str) -> None:
    assert said(component) == [f"components.api.{where}: this looks like the value of --{option} -> {OPTION}"]


@pytest.mark.parametrize(
    "component",
    [
        {"args": ["--api-token", "$(TOKEN)"], "env": {"TOKEN": {"secret": "a", "key": "b"}}},
        {"args": ["--token", "--verbose"]},
        {"args": ["--token-file", "/run/secrets/token"]},
        {"description": "call it with --token abc"},
        {"files": {"/usage.txt": "serve --token abc"}},
        {"annotations": {"example.org/usage": "--token=abc"}},
        {"env": {"OPTS": {"value": "--token abc", "public": True}}},
    ],
)
def test_what_is_no_secret_in_an_argument(component: Data) -> None:
    assert said(component) == []


def test_a_secret_in_the_query_of_a_url() -> None:
    assert said({"env": {"HOOK": "https://hooks.example.org/x?access_token=" + "abc"}}) == [
        (
            'components.api.env.HOOK: this looks like a URL with a secret in "access_token" -> remove it, use env: '
            f"{{NAME: {{secret: SECRET, key: KEY}}}}, {REVOKE}"
        )
    ]


DEVICE = "choose another name: the GitOps repository could not be checked out there"


def test_names_of_devices() -> None:
    assert said({}, name="aux", team="con") == [
        f'name: "aux" is the name of a device on Windows, where no folder can have it -> {DEVICE}',
        f'team: "con" is the name of a device on Windows, where no folder can have it -> {DEVICE}',
    ]
    wanted = samples.case(SERVICE)
    wanted.project["components"]["nul"] = SERVICE
    found = cases.judged(wanted).problems
    assert [f"{each.where}: {each.fact} -> {each.hint}" for each in found] == [
        f'components.nul: "nul" is the name of a device on Windows, where no folder can have it -> {DEVICE}'
    ]


def test_names_that_differ_in_case_cannot_stand_together() -> None:
    wanted = samples.case(SERVICE)
    wanted.project["components"]["Api"] = SERVICE
    assert [each.code for each in cases.judged(wanted).problems] == ["dns-label"]


def test_a_digit_that_begins_the_name_is_one_fact_however_many_kinds_follow() -> None:
    held = samples.case(SERVICE, None, None, name="4fraud")
    held.project["components"] |= {"web": SERVICE, "train": samples.TRAINING}
    assert [p.fact for p in cases.judged(held).problems if "digit" in p.fact] == [
        '"4fraud" begins with a digit, but the name of a Service must not'
    ]
