import pytest

from generator.manifest import field_path
from generator.manifest.field_path import Steps


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (
            ("spec", "template", "spec", "containers", ("main",), "env", ("LOG_LEVEL",), "value"),
            "spec.template.spec.containers[main].env[LOG_LEVEL].value",
        ),
        (("spec", "ports", ("8080", "TCP"), "name"), "spec.ports[8080/TCP].name"),
        (("spec", "args", 2), "spec.args[2]"),
        (("metadata", "labels", "tidegate.dev/team"), "metadata.labels[tidegate.dev/team]"),
        (("data", "rules.yaml"), "data[rules.yaml]"),
        (("data", "a]b"), 'data["a]b"]'),
        (("data", ""), 'data[""]'),
        (("rules", 0, "apiGroups", ("",)), 'rules[0].apiGroups[""]'),
        (("spec", "ports", ("http",)), "spec.ports[http]"),
    ],
)
def test_a_path_is_what_a_person_would_type(steps: Steps, text: str) -> None:
    assert field_path.text(steps) == text


def test_the_absent_value_is_shown_by_its_name() -> None:
    assert repr(field_path.ABSENT) == "ABSENT"
