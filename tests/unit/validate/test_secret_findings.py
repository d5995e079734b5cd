from generator.validate import secret_findings
from tests.builders import documents, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

REVOKE = "and revoke it: it stays readable in Git's history"
WAY = f"remove it, use env: {{NAME: {{secret: SECRET, key: KEY}}}}, {REVOKE}"
HOOK = "https://hooks.slack.com/services/" + "T01/B02/a1B2c3D4"
SIGNED = "https://models.example.org/12?X-Amz-Signature=" + "a1b2c3d4"


def said(component: Data) -> list[str]:
    return samples.problems(SERVICE | component, None, None)


def test_the_address_of_a_model_becomes_an_annotation_and_holds_no_secret() -> None:
    assert said({"model": SIGNED}) == [
        f'components.api.model: this looks like a URL with a secret in "X-Amz-Signature" -> {WAY}'
    ]


def test_every_text_of_a_component_is_read() -> None:
    fact = f"this looks like the address of a webhook, which is a secret -> {WAY}"
    fields: dict[str, Data] = {
        "args[0]": {"args": [HOOK]},
        'annotations["a.dev/hook"]': {"annotations": {"a.dev/hook": HOOK}},
        'files["/hook.txt"]': {"files": {"/hook.txt": f"post to {HOOK}"}},
        "description": {"description": HOOK},
        "health.live.command[1]": {"health": {"live": {"command": ["curl", HOOK]}}},
    }
    assert {field: said(component) for field, component in fields.items()} == {
        field: [f"components.api.{field}: {fact}"] for field in fields
    }


def test_the_path_of_a_probe_is_read() -> None:
    assert said({"health": {"ready": "/ready?token=" + "hunter22"}}) == [
        f'components.api.health.ready: this looks like a URL with a secret in "token" -> {WAY}'
    ]


def test_a_variable_in_a_patch_is_judged_by_its_name() -> None:
    add = {"op": "add", "path": "/spec/template/spec/containers/0/env/-"}
    patches = [{"target": {"kind": "Deployment"}, "ops": [add | {"value": {"name": "DB_PWD", "value": "hunter22"}}]}]
    assert said({"patches": patches}) == [
        f"components.api.patches[0].ops[0].value.value: this looks like the value of DB_PWD -> {WAY}"
    ]


def test_two_variables_called_name_and_value_are_two_variables() -> None:
    pair = {"name": "API_TOKEN", "value": "hunter22"}
    assert said({"env": pair}) == said({"labels": pair}) == said({"annotations": pair}) == []


def test_a_variable_of_a_platform_is_judged_by_its_name_where_it_is_one() -> None:
    pair = {"name": "API_TOKEN", "value": "hunter22"}
    found = secret_findings.in_platform(documents.mapping({"defaults": {"env": pair}, "objects": [{"env": [pair]}]}))
    assert [each.path for each in found] == [("objects", 0, "env", 0, "value")]


def test_a_platform_has_another_way_out() -> None:
    found = secret_findings.in_platform(documents.mapping({"analysis": {"webhooks": [{"name": "a", "url": HOOK}]}}))
    fact = "this looks like the address of a webhook, which is a secret"
    assert documents.messages(found) == [f"{fact} -> remove it, {REVOKE}; programs read it from a Secret"]


def test_a_secret_of_a_platform_among_the_texts_of_webhooks_and_drivers() -> None:
    texts = {"apiToken": "hunter22", "bucketName": "acme", "nodePublishSecretName": "acme"}
    metadata = {"analysis": {"webhooks": [{"metadata": texts}]}}
    csi = {"shares": {"models": {"csi": {"volumeAttributes": texts}}}}
    found = secret_findings.in_platform(documents.mapping(metadata | csi))
    assert [(each.path, each.fact) for each in found] == [
        (("analysis", "webhooks", 0, "metadata", "apiToken"), "this looks like the value of apiToken"),
        (("shares", "models", "csi", "volumeAttributes", "apiToken"), "this looks like the value of apiToken"),
    ]
