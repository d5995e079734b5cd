"""The Service of a component without slots; `test_worker.py` and `test_store.py` have its routes."""

from generator.components import endpoints
from tests.builders import samples
from tests.builders.samples import STORE, WORKER


def test_what_has_no_ports_has_no_service() -> None:
    assert list(endpoints.drafts(samples.target(WORKER))) == []


def test_a_service_is_in_the_folder_of_the_strategy_or_of_the_kind() -> None:
    worker = samples.target({**WORKER, "ports": {"http": 8080}, "strategy": "recreate"})
    assert [(each.folder, each.name) for each in endpoints.drafts(worker)] == [("recreate", "fraud-api")]
    found = samples.target(STORE)
    assert [each.folder for each in endpoints.drafts(found, folder="stores")] == ["stores"]
    assert endpoints.budget(found, folder="stores").folder == "stores"
    assert endpoints.headless(found, folder="stores").name == "fraud-api-headless"
