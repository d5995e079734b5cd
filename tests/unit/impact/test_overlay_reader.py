import pytest

from generator.impact import overlay_reader
from generator.impact.overlay_reader import Unreadable
from generator.manifest.gitops_paths import OverlayFolder

OVERLAY = OverlayFolder("risk", "fraud", "production")
TOP = OVERLAY.path
ROOT = "kind: Kustomization\nnamespace: fraud\ncomponents: [canary]\n"
COMPONENT = "kind: Component\nresources: [a.yaml]\n"
OBJECT = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
FILES = {
    f"{TOP}/kustomization.yaml": ROOT,
    f"{TOP}/canary/kustomization.yaml": COMPONENT,
    f"{TOP}/canary/a.yaml": OBJECT,
}
ENTRY = "clusters/eu/production/risk.fraud.yaml"


def names(texts: dict[str, str]) -> list[str]:
    state = overlay_reader.read(OVERLAY, texts).state
    assert state is not None
    return [
        f"{each.object['kind']} {each.object['metadata']['name']} {each.file.removeprefix(TOP)}"
        for each in state.objects
    ]


def test_what_kustomizations_list_is_there_and_the_entry() -> None:
    found = overlay_reader.read(OVERLAY, {**FILES, ENTRY: "kind: Kustomization\nmetadata: {name: e}\n"})
    assert found.unreadable == ()
    assert found.state is not None
    assert (found.state.key, found.state.place) == (("risk", "fraud", "production"), ("eu", "fraud"))
    assert [each.file for each in found.state.objects] == [f"{TOP}/canary/a.yaml", ENTRY]


def test_a_file_that_no_kustomization_lists_is_not_there() -> None:
    assert names({**FILES, f"{TOP}/canary/b.yaml": OBJECT}) == ["Service a /canary/a.yaml"]


def test_without_a_kustomization_every_file_counts() -> None:
    assert names({f"{TOP}/canary/a.yaml": OBJECT, f"{TOP}/note.txt": "x"}) == ["Service a /canary/a.yaml"]


def test_several_documents_and_lists_are_several_objects() -> None:
    listed = f"# first\n---\n{OBJECT}---\n\n--- # last\nkind: List\nitems: [{{kind: Secret, metadata: {{name: b}}}}]\n"
    assert names({**FILES, f"{TOP}/canary/a.yaml": listed}) == ["Service a /canary/a.yaml", "Secret b /canary/a.yaml"]


def test_what_else_a_kustomization_does_is_an_object() -> None:
    patched = f"{ROOT}images: [{{name: a, newTag: '2'}}]\n"
    assert names({**FILES, f"{TOP}/kustomization.yaml": patched}) == [
        f"Kustomization {TOP} /kustomization.yaml",
        "Service a /canary/a.yaml",
    ]


def test_files_that_hold_no_object_are_told() -> None:
    found = overlay_reader.read(OVERLAY, {**FILES, f"{TOP}/canary/a.yaml": "- a\n"})
    assert found.unreadable == (Unreadable(f"{TOP}/canary/a.yaml", "it holds no Kubernetes object"),)
    broken = overlay_reader.read(OVERLAY, {**FILES, f"{TOP}/canary/a.yaml": "a: {\n"}).unreadable
    assert [each.file for each in broken] == [f"{TOP}/canary/a.yaml"]


def test_kustomizations_in_a_circle_are_read_once() -> None:
    circle = {**FILES, f"{TOP}/canary/kustomization.yaml": f"{COMPONENT}components: [../../production]\n"}
    assert names(circle) == ["Service a /canary/a.yaml"]


@pytest.mark.parametrize("listed", ["https://x/y.yaml", "github.com/x/y", "gone.yaml", "../../../other", "a.json", "3"])
def test_what_a_kustomization_lists_elsewhere_is_an_object(listed: str) -> None:
    text = f"kind: Component\nresources: [a.yaml, {listed}]\n"
    state = overlay_reader.read(OVERLAY, {**FILES, f"{TOP}/canary/kustomization.yaml": text}).state
    assert state is not None
    assert [each.object["kind"] for each in state.objects] == ["Component", "Service"]
    assert [str(each) for each in state.objects[0].object["resources"]] == [listed]


def test_an_overlay_without_files_is_not_there() -> None:
    assert overlay_reader.read(OVERLAY, {}).state is None
