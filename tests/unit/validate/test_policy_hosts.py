"""The rule for hosts on a single host; its message stands in test_policy."""

import pytest

from tests.builders import cases, samples
from tests.builders.samples import SERVICE


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
