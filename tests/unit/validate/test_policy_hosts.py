"""The rule for hosts on a single host; its message stands in test_policy."""

import pytest

from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

DNS = "external-dns.alpha.kubernetes.io/hostname"


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("{project}.{environment}.acme.dev", []),
        ("*.acme.dev", []),
        ("acme.dev", ["policy"]),
        ("fraud.acme.dev.evil.com", ["policy"]),
    ],
)
def test_the_host_that_is_served_is_what_counts(host: str, codes: list[str]) -> None:
    case = samples.case(SERVICE | {"expose": {"host": host}}, None, {"policy": {"hosts": ["*.acme.dev"]}})
    assert [problem.code for problem in cases.judged(case).problems] == codes


@pytest.mark.parametrize(
    ("component", "where"),
    [
        ({"service": {"annotations": {DNS: "a.acme.dev,evil.test"}}}, f'service.annotations["{DNS}"]'),
        ({"expose": {"host": "a.acme.dev", "annotations": {DNS: "evil.test"}}}, f'expose.annotations["{DNS}"]'),
        ({"expose": [{"host": "a.acme.dev", "annotations": {DNS: "evil.test"}}]}, f'expose[0].annotations["{DNS}"]'),
        ({"expose": {"host": "a.acme.dev", "annotations": {DNS: "b.acme.dev"}}}, ""),
    ],
)
def test_hosts_in_annotations_count_too(component: Data, where: str) -> None:
    found = samples.problems(SERVICE | component, None, {"policy": {"hosts": ["*.acme.dev"]}})
    said = f'components.api.{where}: host "evil.test" is not allowed in dev (environments/dev.yaml:10) -> allowed: *.acme.dev'
    assert found == ([said] if where else [])
