from typing import Any

import pytest

from generator.comparison import compare
from tests.builders.objects import Object, base, changed, config_map, deployment

TOKEN = "hf_" + "a" * 34
CONTAINER = "spec/template/spec/containers/0"


def shown(before: Object, after: Object) -> list[tuple[str, bool]]:
    return [(field.path, field.hidden) for change in compare.compare([before], [after]) for field in change.fields]


def secret(**more: Any) -> Object:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, **more}


def with_env(*variables: Object) -> Object:
    return changed(deployment(), f"{CONTAINER}/env", [*variables])


def test_what_a_secret_holds_is_hidden() -> None:
    before, after = secret(data={"a": "MQ=="}), secret(data={"a": "Mg=="}, stringData={"b": "c"}, type="Opaque")
    assert shown(before, after) == [("data.a", True), ("stringData.b", True), ("type", False)]


def test_annotations_of_a_secret_are_hidden_as_one_may_repeat_its_content() -> None:
    after = secret(metadata={"name": "db", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}})
    assert shown(secret(), after) == [
        ("metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]", True),
    ]


def test_a_variable_whose_name_says_secret_is_hidden() -> None:
    before, after = (
        with_env({"name": "DB_PASSWORD", "value": "hunter2"}),
        with_env({"name": "DB_PASSWORD", "value": "x"}),
    )
    assert shown(before, after) == [("spec.template.spec.containers[main].env[DB_PASSWORD].value", True)]


def test_a_secret_that_is_replaced_by_a_reference_stays_hidden() -> None:
    reference = {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}
    before, after = with_env({"name": "DB_PASSWORD", "value": "hunter2"}), with_env(reference)
    path = "spec.template.spec.containers[main].env[DB_PASSWORD]"
    assert shown(before, after) == [(f"{path}.value", True), (f"{path}.valueFrom", False)]


def test_a_value_of_the_format_of_a_secret_is_hidden_wherever_it_is() -> None:
    before, after = config_map("x", {"app.yaml": f"a: {TOKEN}"}), config_map("x", {"app.yaml": "a: b"})
    assert shown(before, after) == [("data[app.yaml]", True)]


@pytest.mark.parametrize("name", ["API_TOKEN", "db-password", "Authorization"])
def test_a_key_that_says_secret_is_hidden(name: str) -> None:
    assert [hidden for _, hidden in shown(config_map("x", {name: "a"}), config_map("x", {name: "b"}))] == [True]


def test_a_harmless_value_under_such_a_name_is_shown() -> None:
    before, after = (
        with_env({"name": "API_TOKEN", "value": "/run/a"}),
        with_env({"name": "API_TOKEN", "value": "/run/b"}),
    )
    assert [hidden for _, hidden in shown(before, after)] == [False]


def test_the_value_of_an_option_is_hidden_in_one_argument_and_in_the_next() -> None:
    before = changed(deployment(), f"{CONTAINER}/args", ["--password=hunter2", "--token", "abcdefgh", "--port", "1"])
    after = changed(deployment(), f"{CONTAINER}/args", ["--password=hunter3", "--token", "abcdefgi", "--port", "2"])
    args = "spec.template.spec.containers[main].args"
    assert shown(before, after) == [(f"{args}[0]", True), (f"{args}[2]", True), (f"{args}[4]", False)]


def test_a_new_container_is_shown_but_for_its_secrets() -> None:
    sidecar = {
        "name": "proxy",
        "image": "proxy:1",
        "env": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "A", "value": "1"}],
    }
    after = changed(deployment(), f"{CONTAINER}", deployment()["spec"]["template"]["spec"]["containers"][0])
    after["spec"]["template"]["spec"]["containers"].append(sidecar)
    path = "spec.template.spec.containers[proxy]"
    assert shown(deployment(), after) == [
        (f"{path}.name", False),
        (f"{path}.image", False),
        (f"{path}.env[DB_PASSWORD].name", False),
        (f"{path}.env[DB_PASSWORD].value", True),
        (f"{path}.env[A]", False),
    ]


def test_a_new_container_without_secrets_is_one_field() -> None:
    after = changed(deployment(), "spec.template.spec.initContainers", [{"name": "wait", "image": "busybox:1"}])
    assert shown(deployment(), after) == [("spec.template.spec.initContainers", False)]


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("ExternalSecret", "spec/data/0/secretKey", "password"),
        ("ExternalSecret", "spec/data/0/remoteRef/key", "fraud/password"),
        ("ServiceAccount", "automountServiceAccountToken", True),
        ("TriggerAuthentication", "spec/secretTargetRef/0/key", "token"),
        ("Deployment", "spec/template/spec/imagePullSecrets", [{"name": "registry-token"}]),
    ],
)
def test_names_of_secrets_and_of_their_keys_are_shown(kind: str, path: str, value: Any) -> None:
    assert [hidden for _, hidden in shown(base(kind), base(kind, {path: value}))] == [False]


def test_a_text_that_explains_an_option_is_shown() -> None:
    after = changed(deployment(), "metadata/annotations", {"example.org/use": "run it with --password=abcdefgh"})
    assert [hidden for _, hidden in shown(deployment(), after)] == [False]


def test_a_key_of_a_trigger_that_says_secret_is_hidden() -> None:
    path, trigger = "spec/triggers/0", {"type": "redis", "metadata": {"password": "hunter2", "listName": "jobs"}}
    fields = dict(shown(base("ScaledObject"), base("ScaledObject", {path: trigger})))
    assert fields == {
        "spec.triggers[0].type": False,
        "spec.triggers[0].metadata.password": True,
        "spec.triggers[0].metadata.listName": False,
    }
