from generator.validation import explain, explained_rows
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE


def rows(component: Data, section: Data | None = None, **environment: Data) -> dict[str, tuple[object, str]]:
    """Each field's value and the file that it comes from."""
    case = samples.case(component, section, environment)
    project = cases.judged(case).project
    assert project is not None
    found = explained_rows.rows(project, cases.platform(case.platform))
    return {row.field: (row.value, row.source.rpartition("/")[2].partition(":")[0]) for row in found}


def test_every_value_says_which_file_it_comes_from() -> None:
    found = rows(SERVICE | {"shutdown": "9s"}, defaults={"machine": "cpu-small"})
    assert found["components.api.shutdown"] == ("9s", "ml-project.yaml")
    assert found["components.api.machine"] == ("cpu-small", "dev.yaml")
    assert found["components.api.strategy.type"] == ("rolling", "default")


def test_what_is_refused_as_a_secret_is_hidden_and_nothing_else() -> None:
    component = {
        "args": ["--token", "hunter22", "--port", "80"],
        "model": "https://models.example.org/12?sig=" + "a1b2c3d4",
        "env": {"API_TOKEN": "hunter22", "DB_PWD": {"value": "hunter33"}, "PAD_TOKEN": "pad", "LEVEL": "info"},
    }
    case = samples.case(SERVICE | component, None, None)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), "api", None)
    assert {row.field.removeprefix("components.api."): row.value for row in found.rows if row.source != "default"} == {
        "kind": "service",
        "image": SERVICE["image"],
        "ports.http.port": "8080",
        "args": ["--token", "***", "--port", "80"],
        "model.uri": "***",
        "env.API_TOKEN.value": "***",
        "env.DB_PWD.value": "***",
        "env.PAD_TOKEN.value": "pad",
        "env.LEVEL.value": "info",
    }


def test_a_machine_shows_what_is_behind_its_name() -> None:
    machine = {"cpu": "2", "memory": "4Gi"}
    found = rows(SERVICE | {"machine": "mine"}, machines={"mine": machine})
    assert found["components.api.resources.cpu"] == ("2", "dev.yaml")


def test_a_resized_machine_shows_what_its_pods_get() -> None:
    gpu = {"nvidia.com/gpu": 1}
    machine = {"cpu": "2", "memory": "4Gi", "gpu": gpu, "resizable": True, "max": {"memory": "8Gi", "gpu": 4}}
    found = rows(SERVICE | {"machine": {"name": "mine", "memory": "8Gi", "gpu": 2}}, machines={"mine": machine})
    assert found["components.api.resources.cpu"] == ("2", "dev.yaml")
    assert found["components.api.resources.memory"] == ("8Gi", "ml-project.yaml")
    assert found['components.api.resources.gpu["nvidia.com/gpu"]'] == ("2", "ml-project.yaml")


def test_a_slot_that_is_not_active_shows_only_what_differs() -> None:
    position = {"active": {"slot": "blue", "image": "a:1"}, "candidate": {"image": "a:2"}, "step": 0}
    found = rows(SERVICE | {"strategy": "blue-green"}, {"releases": {"api": position}})
    assert {field: value for field, (value, _) in found.items() if "(" in field} == {
        "components.api (green, candidate).image": "a:2"
    }


def test_a_claim_that_is_made_shows_its_name() -> None:
    volumes = {"/data": {"size": "1Gi"}, "/old": {"claim": "old"}}
    found = rows(SERVICE | {"strategy": "recreate", "volumes": volumes})
    assert found['components.api.volumes["/data"].claim'] == ("fraud-api-data", "ml-project.yaml")
    assert found['components.api.volumes["/old"].claim'] == ("old", "ml-project.yaml")
    store = rows(SERVICE | {"kind": "store", "volumes": {"/data": {"size": "1Gi"}}})
    assert store['components.api.volumes["/data"].claim'][0] == "volume-data-fraud-api-<pod number>"


def test_a_claim_of_another_container_shows_its_name() -> None:
    volumes = {"volumes": {"/work": {"size": "1Gi", "access": "many"}}}
    found = rows(SERVICE | {"init": {"prepare": volumes}, "sidecars": {"sync": {"image": "a:1", **volumes}}})
    assert found['components.api.init.prepare.volumes["/work"].claim'] == ("fraud-api-work", "ml-project.yaml")
    assert found['components.api.sidecars.sync.volumes["/work"].claim'] == ("fraud-api-work", "ml-project.yaml")
