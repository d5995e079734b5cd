"""What other projects have in a GitOps folder, and what no file in it can do to us."""

import os
from pathlib import Path

import pytest

from generator.files.gitops_index import FolderStore, GitOpsIndex

ROUTE = (
    "# Generated\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  parentRefs:\n"
    "  - {name: public, namespace: gateways}\n  hostnames: [a.example.org]\n  rules:\n"
    "  - matches:\n    - path: {type: PathPrefix, value: /x}\n"
)
INGRESS = (
    "kind: Ingress\nspec:\n  ingressClassName: nginx\n  rules:\n  - host: b.example.org\n"
    "    http:\n      paths:\n      - path: /\n"
)


def write(folder: Path, *, team: str = "risk", project: str = "fraud", environment: str = "dev") -> Path:
    top = folder / "projects" / team / project / "overlays" / environment
    (top / "rolling").mkdir(parents=True)
    (top / "kustomization.yaml").write_text("# Generated\nkind: Kustomization\nnamespace: shared\n")
    (top / "rolling" / "fraud-api.service.yaml").write_text("a: b\n")
    return top


def names(
    folder: Path, *, environment: str = "dev", namespace: str = "shared", but: tuple[str, str] = ("", "")
) -> list[str]:
    return [name for name, _ in GitOpsIndex(FolderStore(folder)).files(environment, namespace, but=but)]


def test_names_are_those_of_a_namespace_in_an_environment(tmp_path: Path) -> None:
    write(tmp_path)
    assert names(tmp_path) == ["fraud-api.service.yaml"]
    assert names(tmp_path, namespace="other") == []
    assert names(tmp_path, environment="production") == []


def test_a_project_is_no_neighbour_of_its_own(tmp_path: Path) -> None:
    write(tmp_path)
    assert names(tmp_path, but=("risk", "fraud")) == []


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_quoted_namespace_is_the_same(tmp_path: Path, quote: str) -> None:
    top = write(tmp_path)
    (top / "kustomization.yaml").write_text(f"namespace: {quote}shared{quote}\n")
    assert names(tmp_path) == ["fraud-api.service.yaml"]


def test_hosts_of_routes_and_ingresses(tmp_path: Path) -> None:
    top = write(tmp_path)
    (top / "rolling" / "fraud-api.httproute.yaml").write_text(ROUTE)
    (top / "rolling" / "fraud-web.ingress.yaml").write_text(INGRESS)
    found = [(host.entry_point, host.host, host.path) for host in GitOpsIndex(FolderStore(tmp_path)).hosts]
    assert found == [
        (("gateway", "gateways", "public"), "a.example.org", "/x"),
        (("ingress", "nginx"), "b.example.org", "/"),
    ]


@pytest.mark.parametrize(
    "text", ["", "a: [\n", "- a\n", "spec: 3\n", "spec: {parentRefs: []}\n", "spec: {rules: [3]}\n", "\x00", "a: *b\n"]
)
def test_a_route_that_somebody_broke_takes_nothing(tmp_path: Path, text: str) -> None:
    top = write(tmp_path)
    (top / "rolling" / "fraud-api.httproute.yaml").write_text(text)
    assert GitOpsIndex(FolderStore(tmp_path)).hosts == ()


def test_nothing_there_takes_nothing(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == []
    assert GitOpsIndex(FolderStore(tmp_path)).hosts == ()


def test_links_and_dot_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside")
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "risk").symlink_to(tmp_path / "outside" / "projects" / "risk")
    write(tmp_path, team=".git")
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["kustomization.yaml", "rolling/fraud-api.httproute.yaml"])
def test_what_is_no_file_does_not_stop_us(tmp_path: Path, name: str) -> None:
    top = write(tmp_path)
    (top / name).unlink(missing_ok=True)
    os.mkfifo(top / name)
    assert GitOpsIndex(FolderStore(tmp_path)).hosts == ()
    names(tmp_path)


def test_a_host_of_another_shape_is_still_a_text(tmp_path: Path) -> None:
    top = write(tmp_path)
    (top / "rolling" / "fraud-api.httproute.yaml").write_text(ROUTE.replace("[a.example.org]", "[{a: b}]"))
    assert len(set(GitOpsIndex(FolderStore(tmp_path)).hosts)) == 1
