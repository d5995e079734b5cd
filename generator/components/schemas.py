"""The parts of the schemas that follow from the table of kinds.

`schemas/project.json` and `schemas/environment.json` hold the keyword `x-kinds` where such a part belongs:

- `"names"`: the enumeration of all kinds.
- `"list"`: the items of a list of kinds.
- `"dispatch"`: the schema of the kind that the mapping names, else the fields of all kinds.
- `"fields"`: a property for each field that any kind has.

Texts beside it may have `{names}` (`a, b`), `{choices}` (`a (what it is) or b (what it is)`) and `{summaries}`
(`a: what it is; b: what it is`) in them, made of each kind's own `x-summary`.
"""

from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]
KEYWORD = "x-kinds"


def expanded(schema: Schema, kinds: Mapping[str, Schema]) -> Schema:
    """A schema whose places with `x-kinds` are filled; `kinds` are the kinds' own schemas, in the order of the table."""
    texts = _texts(kinds)

    def walk(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        if KEYWORD not in node:
            return {key: walk(value) for key, value in node.items()}
        made: dict[str, Any] = {}
        for key, value in node.items():
            if key == KEYWORD:
                part = PARTS[value](kinds)
                made |= {
                    word: {**made.get(word, {}), **held} if isinstance(held, dict) else held
                    for word, held in part.items()
                }
            else:
                made[key] = walk(_filled(value, texts) if isinstance(value, str) else value)
        return made

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
    for place, words in texts.items():
        text = text.replace(place, words)
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
    """Every field by its first kind's schema; one that two kinds define differently is judged when its kind is known."""
    rules: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for name, schema in kinds.items():
        for key, rule in schema["properties"].items():
            if rules.setdefault(key, rule) != rule:
                found[key] = True
            elif key != "kind":
                found.setdefault(key, _reference(name, key, rule))
    return {"properties": found}


def _reference(kind: str, key: str, rule: Any) -> dict[str, str]:
    """A field's rule, seen from the folder above the kinds' schemas."""
    shared = rule["$ref"] if isinstance(rule, dict) and rule.keys() == {"$ref"} else ""
    return {"$ref": shared.removeprefix("../") if shared.startswith("../") else f"kinds/{kind}.json#/properties/{key}"}


PARTS: Mapping[str, Callable[[Mapping[str, Schema]], dict[str, Any]]] = {
    "names": _names,
    "list": _list,
    "dispatch": _dispatch,
    "fields": _fields,
}
