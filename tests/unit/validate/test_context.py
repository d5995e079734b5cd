from collections.abc import Iterator

from generator.errors import Severity
from generator.resolve import defaults
from generator.source import nodes
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


def test_a_field_is_written_if_the_project_file_has_it() -> None:
    node = documents.mapping({"init": {"a": {"image": "b"}}})
    default = nodes.Entry(node.entries["init"].key, defaults.node({"x": 1}))
    case = CASE._replace(node=node.copy_with({**node.entries, "run": default}))
    assert case.is_written(("init", "a", "image"))
    assert case._replace(prefix=("init", "a")).is_written(("image",))
    assert [
        case.is_written(path) for path in (("run",), ("run", "x"), ("env",), ("init", "b"), ("init", "a", "image", "x"))
    ] == [False] * 5
