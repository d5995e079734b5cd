"""The parts of the schemas that are derived from the table of kinds.

`schemas/project.json` and `schemas/environment.json` have the keyword `x-kinds` in place of such a part:

- `"names"`: the enumeration of all kinds.
- `"list"`: the items of a list of kinds.
- `"dispatch"`: the schema of the kind in the mapping's `kind`, else the fields of all kinds.
- `"fields"`: a property for each field that any kind has.

Texts in the same mapping may contain `{names}` (`a, b`), `{choices}` (`a (summary) or b (summary)`) and `{summaries}`
(`a: summary; b: summary`), where a summary is the kind's `x-summary`.
"""

from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]
KEYWORD = "x-kinds"


def expanded(schema: Schema, kinds: Mapping[str, Schema]) -> Schema:
    """Replace every `x-kinds` in a schema; `kinds` has the schemas of the kinds, in the order of the table."""
    texts = _texts(kinds)

    def walk(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        if KEYWORD not in node:
            return {key: walk(value) for key, value in node.items()}
        result: dict[str, Any] = {}
        for key, value in node.items():
            if key == KEYWORD:
                part = PARTS[value](kinds)
                result |= {
                    name: {**result.get(name, {}), **value} if isinstance(value, dict) else value
                    for name, value in part.items()
                }
            else:
                result[key] = walk(_filled(value, texts) if isinstance(value, str) else value)
        return result

    expanded: Schema = walk(schema)
    return expanded


def _texts(kinds: Mapping[str, Schema]) -> Mapping[str, str]:
    described = {name: schema["x-summary"] for name, schema in kinds.items()}
    *others, last = (f"{name} ({summary})" for name, summary in described.items())
    return {
        "{names}": ", ".join(described),
        "{choices}": f"{', '.join(others)} or {last}" if others else last,
        "{summaries}": "; ".join(f"{name}: {summary}" for name, summary in described.items()),
    }


def _filled(text: str, texts: Mapping[str, str]) -> str:
    for name, replacement in texts.items():
        text = text.replace(name, replacement)
    return text


def _names(kinds: Mapping[str, Schema]) -> dict[str, Any]:
    return {"enum": list(kinds)}


def _list(kinds: Mapping[str, Schema]) -> dict[str, Any]:
    return {"items": {"type": "string", **_names(kinds)}}


def _dispatch(kinds: Mapping[str, Schema]) -> dict[str, Any]:
    chain: dict[str, Any] = {"$ref": "#/$defs/any"}
    for name in reversed(tuple(kinds)):
        condition = {"properties": {"kind": {"const": name}}, "required": ["kind"]}
        chain = {"if": condition, "then": {"$ref": f"kinds/{name}.json"}, "else": chain}
    return chain


def _fields(kinds: Mapping[str, Schema]) -> dict[str, Any]:
    """The fields of all kinds. A field that kinds define differently accepts anything: it is validated once the kind is known."""
    rules: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, schema in kinds.items():
        for key, rule in schema["properties"].items():
            if alike(rules.setdefault(key, rule)) != alike(rule):
                properties[key] = True
            elif key != "kind":
                properties.setdefault(key, _reference(name, key, rule))
    return {"properties": properties}


def alike(rule: Any) -> Any:
    """A field's rule without its default, which may differ between the kinds."""
    return {key: value for key, value in rule.items() if key != "default"} if isinstance(rule, dict) else rule


def _reference(kind: str, key: str, rule: Any) -> dict[str, str]:
    """A reference to a field's schema, relative to `schemas/`."""
    shared = rule["$ref"] if isinstance(rule, dict) and alike(rule).keys() == {"$ref"} else ""
    return {"$ref": shared.removeprefix("../") if shared.startswith("../") else f"kinds/{kind}.json#/properties/{key}"}


PARTS: Mapping[str, Callable[[Mapping[str, Schema]], dict[str, Any]]] = {
    "names": _names,
    "list": _list,
    "dispatch": _dispatch,
    "fields": _fields,
}
