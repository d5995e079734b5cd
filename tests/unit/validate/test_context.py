from collections.abc import Iterator

from generator.errors import Severity
from generator.source.finding import Finding
from generator.validate import context
from generator.validate.context import CheckedComponent, Rules
from tests.builders import documents, samples
from tests.builders.documents import HERE

CASE = CheckedComponent(
    kind="service",
    node=documents.mapping({"scale": {"min": 2}}),
    mark=HERE,
    data={"scale": {"min": 2}},
    environment=samples.environment(),
    files={},
)


def _scale(component: CheckedComponent) -> Iterator[Finding]:
    yield component.finding(
        ("scale", "min"), fact="scale is bad", hint="mend it", code="scale", severity=Severity.WARNING
    )


def _both(component: CheckedComponent) -> Iterator[Finding]:
    yield component.finding(("env", "A"), fact="both are bad", hint="mend it", code="env")


RULES: Rules = {_scale: frozenset({"scale"}), _both: frozenset({"scale", "env"})}


def test_a_rule_reads_only_fields_that_are_sound() -> None:
    assert documents.messages(context.check(RULES, CASE, ())) == ["scale is bad -> mend it", "both are bad -> mend it"]
    assert documents.messages(context.check(RULES, CASE, {"env"})) == ["scale is bad -> mend it"]
    assert documents.messages(context.check(RULES, CASE, {"scale"})) == []


def test_a_finding_lies_where_its_value_stands_else_at_the_component() -> None:
    written, missing = (next(rule(CASE)) for rule in (_scale, _both))
    assert (written.mark, written.severity) == (documents.node(CASE.node, "scale", "min").mark, Severity.WARNING)
    assert (missing.mark, missing.severity) == (HERE, Severity.ERROR)
