import pytest

from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE, TRAINING, problems

AT = 'components.api.volumes["/x"]'


def said(volume: Data, component: Data = SERVICE, environment: Data | None = None) -> list[str]:
    return problems(component | {"volumes": {"/x": volume}}, None, environment)


def test_a_share_that_the_platform_does_not_have() -> None:
    assert said({"share": "model"}, SERVICE, {"shares": {"models": {"claim": "a"}}}) == [
        f'{AT}.share: there is no share "model" in dev -> did you mean "models"?'
    ]
    assert said({"share": "model"}) == [
        f'{AT}.share: there is no share "model" in dev -> ask the platform for it: shares: {{NAME: {{claim: ...}}}}'
    ]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (
            {"a": "..data"},
            f'{AT}.items.a: "..data" begins with "..", which Kubernetes keeps for itself -> give it another path',
        ),
        ({"a": "x", "b": "./x"}, f'{AT}.items.b: "x" is already the path of "a" -> give each key a path of its own'),
        ({"a": "x", "b": "x/y"}, f'{AT}.items.b: "x/y" cannot be below "x", which is a file -> give it another path'),
        (
            {"a": "x/y/z", "b": "x/y"},
            f'{AT}.items.b: "x/y/z" cannot be below "x/y", which is a file -> give it another path',
        ),
    ],
)
def test_the_paths_of_keys(items: Data, words: str) -> None:
    assert said({"secret": "s", "items": items}) == [words]


@pytest.mark.parametrize(
    ("component", "why"),
    [
        (JOB | {"parallelism": 2}, "parallelism is more than 1"),
        (CRONJOB | {"parallelism": 2, "concurrency": "allow"}, "parallelism is more than 1"),
        (CRONJOB | {"concurrency": "allow"}, "concurrency is allow"),
        (TRAINING | {"run": {"schedule": "@daily", "concurrency": "allow"}}, "concurrency is allow"),
    ],
)
def test_pods_at_once_with_a_claim_for_one_node(component: Data, why: str) -> None:
    assert said({"size": "1Gi"}, component) == [
        (
            f"{AT}: access: once lets one node at a time mount it, and several pods may run at once: {why} -> "
            "use access: many; with once, all pods have to fit on one node"
        )
    ]
    assert said({"size": "1Gi", "access": "many"}, component) == []
    assert said({"claim": "elsewhere"}, component) == []


@pytest.mark.parametrize("component", [JOB, CRONJOB, CRONJOB | {"concurrency": "replace"}])
def test_one_pod_at_a_time_may_have_it(component: Data) -> None:
    assert said({"size": "1Gi"}, component) == []


def test_nothing_lies_below_a_mount_of_one_key() -> None:
    volumes = {"/etc/a": {"secret": "s", "key": "k"}, "/etc/a/b": {"scratch": "1Gi"}}
    component = SERVICE | {"volumes": volumes, "files": {"/etc/a/c": "x"}}
    assert problems(component) == [
        'components.api.files["/etc/a/c"]: "/etc/a/c" cannot be below "/etc/a", which is a file -> give it another path',
        'components.api.volumes["/etc/a/b"]: "/etc/a/b" cannot be below "/etc/a", which is a file -> give it another path',
    ]


@pytest.mark.parametrize(
    ("volume", "code"),
    [
        ({"secret": "a", "configMap": "b"}, "choice"),
        ({"secret": "a", "key": "k", "items": {"k": "l"}}, "choice"),
        ({"secret": "a", "path": "b"}, "choice"),
        ({"claim": "a", "mode": "0400"}, "choice"),
        ({"scratch": "unlimited", "class": "fast"}, "choice"),
        ({"scratch": "much"}, "bytes"),
        ({"secret": "a", "mode": "0800"}, "pattern"),
        ({"secret": "a", "mode": "1777"}, "pattern"),
        ({"secret": "a", "items": {}}, "too-few"),
        ({"secret": "a", "items": {"k": "../x"}}, "relative-path"),
        ({"claim": "a", "path": "/x"}, "relative-path"),
        ({"class": "fast"}, "missing"),
    ],
)
def test_what_is_no_volume(volume: Data, code: str) -> None:
    from tests.builders import cases, samples

    found = cases.judged(samples.case(SERVICE | {"volumes": {"/x": volume}})).problems
    assert [each.code for each in found] == [code]


@pytest.mark.parametrize("field", ["init", "sidecars"])
@pytest.mark.parametrize("component", [JOB | {"parallelism": 2}, CRONJOB | {"concurrency": "allow"}])
def test_a_claim_for_one_node_of_another_container_of_pods_at_once(field: str, component: Data) -> None:
    container = {"image": "ghcr.io/acme/side:1", "volumes": {"/x": {"size": "1Gi"}}}
    why = "parallelism is more than 1" if "parallelism" in component else "concurrency is allow"
    assert problems(component | {field: {"a": container}}) == [
        (
            f'components.api.{field}.a.volumes["/x"]: access: once lets one node at a time mount it, and several pods may run at'
            f" once: {why} -> use access: many; with once, all pods have to fit on one node"
        )
    ]


def test_a_claim_that_containers_share_is_said_once() -> None:
    shared = JOB | {"parallelism": 2, "volumes": {"/x": {"size": "1Gi"}}, "init": {"a": {"command": ["x"]}}}
    assert len(problems(shared)) == 1


@pytest.mark.parametrize(("mode", "meant"), [("420", "0644"), ("256", "0400"), ("365", "0555"), ("511", "0777")])
def test_a_mode_is_no_decimal_number(mode: str, meant: str) -> None:
    assert said({"secret": "s", "mode": mode}) == [
        (
            f'{AT}.mode: "{mode}" is the decimal number of a mode, not its octal digits -> did you mean "{meant}"?'
            f' for the octal digits {mode} write "0{mode}"'
        )
    ]
    assert said({"configMap": "c", "mode": f"0{mode}"}) == []


@pytest.mark.parametrize("mode", ["400", "0400", "644", "0755", "777"])
def test_a_mode_is_octal_digits(mode: str) -> None:
    assert said({"secret": "s", "mode": mode}) == []
