from typing import get_args

import pytest

from generator.environment.environment import Autoscaler
from generator.kubernetes import autoscaling
from generator.kubernetes.workload import Workload
from tests.builders import samples
from tests.builders.samples import SERVICE


def test_every_autoscaler_that_an_environment_may_name_has_a_module() -> None:
    assert set(autoscaling.AUTOSCALERS) == set(get_args(Autoscaler))


@pytest.mark.parametrize(("autoscaler", "kind"), [("hpa", "horizontalpodautoscaler"), ("keda", "scaledobject")])
def test_the_environment_decides_what_scales(autoscaler: str, kind: str) -> None:
    target = samples.target(SERVICE, None, {"autoscaler": autoscaler})
    [draft] = autoscaling.drafts(target, Workload("fraud-api", target.component, 1, 2))
    assert (draft.kind, draft.folder, draft.name) == (kind, autoscaler, "fraud-api")
