"""Write docs/effects.md: what a change of each field does, from the tables in `generator/kubernetes/effects`.

Usage: `python tools/effects.py [FILE]`, default `docs/effects.md`.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from generator.kubernetes import api_defaults, object_kinds
from generator.kubernetes.effects import common, tables
from generator.kubernetes.effects.effect import MEANINGS
from generator.kubernetes.effects.rule import Rule, Table, Whole

TARGET = Path(__file__).resolve().parent.parent / "docs" / "effects.md"
HEAD = """# Effects of changes

`tools/effects.py` writes this page from the tables in `generator/kubernetes/effects`; a test compares them.

Each changed field has one effect, and may have more beside it. An object has the worst effect of its fields, an environment
that of its objects. From mildest to worst:

"""
ROWS = """
## Fields by kind

The first row counts that is for a changed field or anything above it. `*` stands for any key, item or position. A field that no row
is for has the effect `unknown`. Where the effect depends on values, or on other objects of the environment, the row says how.

### All kinds

"""
COLUMNS = "| change | effect | why | source |\n|---|---|---|---|\n"
DEFAULTS = """
## Fields that are left out

A field that is left out is equal to its default, so that writing the default is no change. Custom resources have the defaults of
their schemas. Numbers of pods (`replicas`, `minReplicas`), weights and selectors are never equal to nothing. Nor are fields whose
default depends on others (`imagePullPolicy`, requests, `targetPort`, `policyTypes`) or on the cluster, nor those that the API
server keeps apart from the value that they mean (`automountServiceAccountToken`, `shareProcessNamespace`).

"""


def main(arguments: list[str]) -> int:
    """Write the page into the file of the arguments; replace it if it exists."""
    target = Path(arguments[0]) if arguments else TARGET
    target.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """The page as Markdown."""
    effects = "".join(f"| `{effect}` | {meaning} |\n" for effect, meaning in MEANINGS.items())
    metadata = "".join(_rules(common.METADATA))
    kinds = "".join(f"\n### {kind}\n\n{_table(tables.TABLES[kind])}" for kind in sorted(tables.TABLES, key=str.lower))
    return f"{HEAD}| effect | it means |\n|---|---|\n{effects}{ROWS}{COLUMNS}{metadata}{kinds}{DEFAULTS}{''.join(_defaults())}"


def _table(table: Table) -> str:
    rows = [
        _whole("added", table.added),
        _whole("removed", table.removed),
        *_rules(each for each in table.rules if each not in common.METADATA),
    ]
    return COLUMNS + "".join(rows)


def _whole(change: str, whole: Whole) -> str:
    return _row(f"({change})", f"`{whole.effect}`", whole.reason, whole.depends, whole.source)


def _rules(rules: Iterable[Rule]) -> Iterator[str]:
    """Rows that follow each other and differ only in their path are one."""
    for rule, same in groupby(rules, key=lambda rule: rule._replace(path="", judge=None, by_parts=False)):
        paths = list(dict.fromkeys(each.path for each in same))
        yield _row(", ".join(f"`{path}`" for path in paths), _effects(rule), rule.reason, rule.depends, rule.source)


def _effects(rule: Rule) -> str:
    return ", also ".join(f"`{effect}`" for effect in (rule.effect, *rule.also))


def _row(change: str, effect: str, reason: str, depends: str, source: str) -> str:
    why = f"{reason}; {depends}" if depends else reason
    return f"| {change} | {effect} | {why} | [source]({source}) |\n"


def _defaults() -> Iterator[str]:
    yield "| kind | field | default |\n|---|---|---|\n"
    pods = ", ".join(
        row.kind for row in object_kinds.TABLE.values() if row.schema == "kubernetes" and row.pod_templates
    )
    for kind, defaults in ((f"pods of {pods}", api_defaults.POD), *api_defaults.KINDS.items()):
        for default in defaults:
            value = _text(default.value)
            unless = f", unless `{default.unless[0]}` is `{default.unless[1]}`" if default.unless else ""
            yield f"| {kind} | `{default.path}` | {value}{unless} |\n"


def _text(value: object) -> str:
    if value in ("", {}):
        return "an empty text" if value == "" else "the defaults of its fields"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
