from tests.builders import samples


def test_a_targets_objects_are_named_after_project_and_component() -> None:
    assert samples.target(samples.SERVICE).base == "fraud-api"
    assert samples.target(samples.SERVICE, name="churn").base == "churn-api"
