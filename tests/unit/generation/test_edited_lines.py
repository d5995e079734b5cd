"""The line of a field in a file."""

import pytest

from generator.generation import edited_lines
from generator.manifest.field_path import Steps

TEXT = """\
kind: Service
spec:
  ports:
  - name: http
    port: 80
  - name: dns
    port: 53
    protocol: UDP
  args:
  - a
  - b
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("spec",), 2),
        (("spec", "ports", ("80", "TCP"), "port"), 5),
        (("spec", "ports", ("53", "UDP"), "protocol"), 8),
        (("spec", "ports", ("443", "TCP")), 3),
        (("spec", "ports", ("80", "TCP"), "gone"), 4),
        (("spec", "args", 1), 11),
        (("spec", "args", ("a",)), 10),
        (("spec", "args", 7), 9),
        (("gone", "too"), 1),
    ],
)
def test_a_field_is_at_its_key_and_a_missing_one_at_what_would_hold_it(steps: Steps, line: int) -> None:
    assert edited_lines.line(TEXT, "a.yaml", steps) == line


def test_no_yaml_has_one_line() -> None:
    assert edited_lines.line("{", "a.yaml", ("spec",)) == 1
