import pytest

from generator.errors import InputError
from generator.files import kubernetes_schemas
from generator.render import overlay
from generator.render.templates import Templates
from tests.builders import manifests, samples
from tests.builders.samples import SERVICE

CONFIG = "apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {{{{ name }}}}\n"


def templates(kind: str) -> Templates:
    return Templates({f"native/{kind.lower()}.yaml": CONFIG.format(kind=kind)})


def test_each_draft_becomes_one_manifest_where_it_says() -> None:
    draft = manifests.draft("ConfigMap", "fraud-api-0a1b")._replace(file="fraud-api", note="why")
    [found] = overlay.manifests(templates("ConfigMap"), [draft])
    assert (found.path, found.name, found.note) == ("rolling/fraud-api.configmap.yaml", "fraud-api-0a1b", "why")


def test_a_secret_is_never_written_whatever_a_platforms_template_says() -> None:
    with pytest.raises(InputError) as caught:
        list(overlay.manifests(templates("Secret"), [manifests.draft("Secret")]))
    [problem] = caught.value.problems
    assert (problem.mark.file, problem.fact, problem.hint) == (
        "overlays/native/secret.yaml",
        "a Secret is never written: what is in Git is known",
        "let an operator make it, and refer to it",
    )


def test_without_patches_no_object_is_judged_again() -> None:
    unit = samples.settled(SERVICE)
    draft = manifests.draft("ConfigMap")
    found = overlay.render_target(templates("ConfigMap"), unit.target, [draft], kubernetes_schemas.schema)
    assert ([each.name for each in found.manifests], found.findings) == (["fraud-api"], [])
