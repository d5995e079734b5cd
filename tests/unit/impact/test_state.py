from generator.impact import state
from tests.builders.states import deployment


def test_the_owner_is_read_from_labels() -> None:
    assert state.owner(deployment()) == ("api", "blue")
    assert state.owner(deployment(slot="")) == ("api", "")
    assert state.owner({"metadata": {"labels": ["wrong"]}}) == ("", "")
    assert state.owner({}) == ("", "")


def test_the_identity_is_kind_and_name() -> None:
    assert state.identity(deployment()) == ("deployment", "fraud-api-blue")
