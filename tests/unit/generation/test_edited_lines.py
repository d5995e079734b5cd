"""The line of a field in a file."""

import pytest

from generator.generation.edited_lines import EditedText
from generator.manifest.field_path import Steps

TEXT = """\
kind: Service
spec:
  ports:
  - name: "80"
    port: 8080
  - name: dns
    port: 53
    protocol: UDP
  - name: http
    port: 80
  args:
  - a
  - b
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("spec",), 2),
        (("spec", "ports", ("80", "TCP"), "port"), 10),
        (("spec", "ports", ("53", "UDP"), "protocol"), 8),
        (("spec", "ports", ("8080", "TCP")), 4),
        (("spec", "ports", ("443", "TCP")), 3),
        (("spec", "ports", ("80", "TCP"), "gone"), 9),
        (("spec", "args", 1), 13),
        (("spec", "args", 7), 11),
        (("gone", "too"), 1),
    ],
)
def test_a_field_is_at_its_key_and_a_missing_one_at_what_would_hold_it(steps: Steps, line: int) -> None:
    assert EditedText(TEXT, "a.yaml", "Service").line(steps) == line


def test_no_yaml_has_one_line() -> None:
    assert EditedText("{", "a.yaml", "Service").line(("spec",)) == 1
