from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.resolve import project as projects
from generator.resolve.project import Read
from generator.source.scalars import raw
from tests.builders import documents

TEXT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    files: {/etc/a: {from: a.txt}, /etc/b: text}
environments:
  dev:
    components: {api: {files: {/etc/c: {from: c.txt}}}}
    releases:
      api:
        active: {image: 'a:1', with: {files: {/etc/d: {from: d.txt}}}}
  prod:
    components: {api: ~}
"""
TEMPLATE = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  fraud:
    kind: inference
    format: sklearn
    models: {eu: s3://models/eu/1, us: s3://models/us/1}
    files: {/etc/a: {from: a.txt}}
  api: {kind: service, image: 'ghcr.io/acme/api:1', ports: {http: 8080}}
environments:
  dev: {components: {fraud: {files: {/etc/b: {from: b.txt}}}, fraud-eu: {files: {/etc/c: {from: c.txt}}}}}
"""


def read(text: str) -> Read:
    return projects.read(documents.parse(text), platform_folder.schemas(), TABLES, KINDS)


def test_a_file_is_read_with_its_short_forms_written_out() -> None:
    found = read(TEXT)
    assert found.findings == []
    assert found.project is not None
    assert (found.project.team, found.project.name, [*found.project.environments]) == ("risk", "fraud", ["dev", "prod"])
    assert raw(documents.node(found.project.components["api"].value, "ports")) == {"http": {"port": 8080}}


def test_a_refused_name_does_not_stop_the_rest() -> None:
    found = read(TEXT.replace("name: fraud", "name: Fraud"))
    assert found.project is not None
    assert found.project.name == "x"
    assert [each.path for each in found.findings] == [("name",)]


def test_what_is_no_mapping_is_no_project() -> None:
    assert read("- a\n").project is None
    assert read("a: [\n") == Read(None, [], None)


def test_what_an_environment_says_of_a_component() -> None:
    project = read(TEXT).project
    assert project is not None
    [changed], [removed] = (projects.overrides(project, name, "api") for name in ("dev", "prod"))
    assert raw(changed.value) == {"files": {"/etc/c": {"from": "c.txt"}}}
    assert raw(removed.value) is None
    assert [projects.is_removed(project, name, "api") for name in ("dev", "prod")] == [False, True]
    assert projects.overrides(project, "dev", "web") == ()
    assert projects.release(project, "dev", "api") is not None
    assert projects.release(project, "prod", "api") is None


def test_files_beside_the_project_are_named_wherever_a_component_is_changed() -> None:
    project = read(TEXT).project
    assert project is not None
    assert [(path, where) for path, _, where in projects.file_references(project)] == [
        ("a.txt", 'components.api.files["/etc/a"].from'),
        ("c.txt", 'environments.dev.components.api.files["/etc/c"].from'),
        ("d.txt", 'environments.dev.releases.api.active.with.files["/etc/d"].from'),
    ]


def test_files_of_a_template_are_named_once() -> None:
    project = read(TEMPLATE).project
    assert project is not None
    assert [*project.components] == ["fraud-eu", "fraud-us", "api"]
    assert [(path, where) for path, _, where in projects.file_references(project)] == [
        ("a.txt", 'components.fraud.files["/etc/a"].from'),
        ("b.txt", 'environments.dev.components.fraud.files["/etc/b"].from'),
        ("c.txt", 'environments.dev.components.fraud-eu.files["/etc/c"].from'),
    ]


def test_only_a_kind_that_serves_models_has_a_template() -> None:
    found = read(TEMPLATE.replace("kind: inference", "kind: service")).project
    assert found is not None
    assert ([*found.components], found.templates) == (["fraud", "api"], {})
