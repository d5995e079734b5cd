"""Entries that stand beside a key with no value, and belong below it: a lost indentation.

    env:
    LOG_LEVEL: info

Each entry would be an unknown key, or another component, and the key would have no value; one message says what is wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from generator.source import nodes, schema_rules
from generator.source.schema_messages import Message
from generator.source.suggestion import quoted, shortened

MAX_NAMED = 3
"""The most keys that a message names."""


class Group(NamedTuple):
    """The keys that belong below the key `parent`, at least one, in order."""

    parent: nodes.Scalar
    keys: tuple[nodes.Scalar, ...]


def find(rule: schema_rules.Rule, node: nodes.Mapping, is_known: Callable[[str], bool]) -> Iterator[Group]:
    """Such entries of a mapping, which `rule` describes; `is_known` tells whether a name has another way out."""
    entries = tuple(node.entries.values())
    for position, entry in enumerate(entries[:-1]):
        if not _is_nothing(entry.value) or entry.key.mark.line == entries[position + 1].key.mark.line:
            continue
        child = rule.properties.get(entry.key.text) or rule.additional
        if child is None or not _takes_mapping(child):
            continue
        following = (entries[i] for i in range(position + 1, len(entries)))
        keys = tuple(_belonging(rule, child, following, is_known))
        if keys:
            yield Group(entry.key, keys)


def _belonging(
    rule: schema_rules.Rule,
    child: schema_rules.Rule,
    following: Iterable[nodes.Entry],
    is_known: Callable[[str], bool],
) -> "list[nodes.Scalar]":
    known_below = child.known
    found: list[nodes.Scalar] = []
    for entry in following:
        name = entry.key.text
        if rule.additional is not None:
            belongs = name in known_below and not _has_field(child, entry.value)
        else:
            unknown = rule.forbids_unknown_keys and name not in rule.known
            belongs = unknown and (
                name in known_below or _is_item(child, entry.value) or _may_be(child, name, is_known)
            )
        if not belongs:
            break
        found.append(entry.key)
    return found


def message(group: Group) -> Message:
    """The message for the first of the keys."""
    names = [quoted(key.text) for key in group.keys[:MAX_NAMED]]
    more = len(group.keys) - len(names)
    listed = ", ".join([*names, *([f"{more} more"] if more else [])])
    parent = shortened(group.parent.text)
    verb = "stands" if len(group.keys) == 1 else "stand"
    return Message(
        fact=f'{listed} {verb} beside "{parent}", not below it',
        hint=f'indent what belongs to "{parent}" by two more spaces',
        code="indentation",
        subject=group.keys[0].text,
    )


def _has_field(child: schema_rules.Rule, value: nodes.Node) -> bool:
    """Whether a value is one of those that stand side by side, such as a component named as one of the fields."""
    return isinstance(value, nodes.Mapping) and any(key in child.known for key in value.entries)


def _may_be(child: schema_rules.Rule, name: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a name without another way out can be one of the names that people choose below the key."""
    return any(each.additional is not None for each in _parts(child)) and not is_known(name)


def _is_item(child: schema_rules.Rule, value: nodes.Node) -> bool:
    """Whether a value has a field of what stands below the key by name, such as a component."""
    if not isinstance(value, nodes.Mapping):
        return False
    known = [name for each in _parts(child) if each.additional is not None for name in each.additional.known]
    return any(key in known for key in value.entries)


def _is_nothing(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Scalar) and node.plain and not node.text


def _parts(rule: schema_rules.Rule) -> "list[schema_rules.Rule]":
    """A rule, and those that it refers to or may apply."""
    parts = [part for part in (rule.reference, rule.then, rule.otherwise) if part is not None]
    return [rule, *(each for part in parts for each in _parts(part))]


def _takes_mapping(rule: schema_rules.Rule) -> bool:
    types = [each.types for each in _parts(rule) if each.types is not None]
    return any("object" in each for each in types) if types else bool(rule.known)
