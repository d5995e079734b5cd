from typing import Any

import pytest

from generator.errors import Severity
from generator.kubernetes import workload
from generator.kubernetes.workload import Workload
from tests.builders import samples
from tests.builders.samples import SERVICE

WORDS = {"fact": "is bad", "hint": "mend it", "code": "scale"}


@pytest.mark.parametrize(
    ("scale", "requests", "found"),
    [
        ({"max": 4, "cpu": 60, "memory": 80}, {"cpu": "1", "memory": "1Gi"}, {"memory": 80, "cpu": 60}),
        ({"max": 4, "memory": 80}, {"cpu": "1", "memory": "1Gi"}, {"memory": 80}),
        ({"max": 4, "metrics": {"waiting": 5}}, {"cpu": "1"}, {}),
        (3, {"cpu": "1", "memory": "1Gi"}, {"cpu": 70}),
        (3, {"memory": "1Gi"}, {"memory": 70}),
        (3, {"ephemeral-storage": "1Gi"}, {}),
    ],
)
def test_what_is_measured_is_what_was_chosen_else_what_is_requested(scale: Any, requests: Any, found: Any) -> None:
    component = samples.target(SERVICE | {"scale": scale, "resources": {"requests": requests}}).component
    measured = workload.utilization_targets(component)
    assert (measured, [*measured]) == (found, [*found])  # memory first, as the API server returns them


@pytest.mark.parametrize(("amount", "asks"), [("0", False), ("0m", False), ("1m", True)])
def test_a_request_of_nothing_asks_for_nothing(amount: str, asks: bool) -> None:  # noqa: FBT001
    component = samples.target(SERVICE | {"resources": {"requests": {"cpu": amount, "memory": "1Gi"}}}).component
    assert workload.has_request(component, "cpu") is asks
    assert not workload.has_request(component, "ephemeral-storage")


def test_every_autoscalers_template_is_told_what_it_scales_and_between_which_bounds() -> None:
    target = samples.target(SERVICE)
    scaled = Workload("fraud-api-green", target.component, 2, 6, frozen=True, slot="green")
    values = workload.values(target, scaled)
    assert values["target"] == {"api_version": "apps/v1", "kind": "Deployment", "name": "fraud-api-green"}
    assert (values["min"], values["max"], values["frozen"]) == (2, 6, True)
    assert values["labels"]["tidegate.dev/slot"] == "green"


def test_a_finding_lies_where_its_value_was_written_else_at_the_component() -> None:
    target = samples.target(SERVICE | {"scale": {"min": 2, "max": 6}})
    written = workload.component_finding(target, ("scale", "min"), severity=Severity.ERROR, **WORDS)
    assert (written.node.text, written.severity) == ("2", Severity.ERROR)  # type: ignore[union-attr]
    default = workload.component_finding(target, ("scale", "cpu"), severity=Severity.WARNING, **WORDS)
    assert default.mark.line < written.mark.line
    assert default.severity is Severity.WARNING


def test_a_finding_on_the_platform_lies_in_its_file() -> None:
    target = samples.target(SERVICE, None, {"namespace": "ml"})
    found = workload.environment_finding(target, ("namespace",), **WORDS)
    assert found.mark.file == "environments/dev.yaml"
