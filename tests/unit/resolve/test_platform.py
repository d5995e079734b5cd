import pytest

from generator.components import kinds
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.resolve import platform
from generator.source import document
from tests.builders import documents, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, main, objects


def test_another_gitops_tool_replaces_the_parents_whole() -> None:
    found = objects(
        SERVICE | {"files": {"/a": "x"}},
        None,
        {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}},
    )
    (config,) = [o for o in found.values() if o["kind"] == "ConfigMap"]
    assert config["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false"


def test_defaults_of_a_platform_lie_under_the_component() -> None:
    found = main(SERVICE, None, {"defaults": {"machine": "cpu-large"}})
    assert found["resources"]["requests"] == {"cpu": "4", "memory": "16Gi"}


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [("aux", {}, "name"), ("dev", {"cluster": {"name": "con.eu", "kubernetes": "1.34"}}, "cluster.name")],
)
def test_a_name_that_windows_keeps_for_a_device(name: str, fields: Data, field: str) -> None:
    data = (
        samples.DEV
        | {"name": name, "gitops": {"tool": "flux", "source": {"kind": "GitRepository", "name": "a"}}}
        | fields
    )
    data.pop("extends")
    text = document.parse(documents.dump(data).encode(), f"environments/{name}.yaml")
    [found] = platform.read({name: text}, platform_folder.schemas(), TABLES, kinds.fields).findings
    written = fields.get("cluster", {}).get("name", name)
    assert found.fact == f'"{written}" is the name of a device on Windows, where no folder can have it'
    assert found.hint == "choose another name: the GitOps repository could not be checked out there"
    assert (found.code, ".".join(map(str, found.path))) == ("device-name", field)
