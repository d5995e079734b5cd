import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_nothing_reaches_a_task(component: Data) -> None:
    spec = samples.objects(component, None, {"network": {"egress": []}})["NetworkPolicy/fraud-api"]["spec"]
    assert "ingress" not in spec
    assert spec["policyTypes"] == ["Ingress", "Egress"]
