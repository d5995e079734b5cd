"""Expressions of templates as Python expressions that give what Jinja gives, or raise where Jinja would."""

import keyword
import types
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, NoneType
from typing import Any

import jinja2.nodes as syntax

Scope = Mapping[str, str]
"""The Python variables of names that a template defines; all others are those of the Draft."""
LOOP = "loop"
"""The name that Jinja defines in loops; in a Scope it has no variable."""
_TEMPLATE = "self"
"""The name that Jinja defines in every template that has it, whatever the Draft gives."""
_PLAIN = (dict, tuple, list, str, int, float, bool, NoneType, MappingProxyType, types.FunctionType, types.MethodType)
_MAPPINGS: frozenset[type[Any]] = frozenset([dict, MappingProxyType])
_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in"}


class UnsupportedError(Exception):
    """A template has something that only Jinja can do."""


def python(node: syntax.Node, scope: Scope) -> str:
    """The Python of an expression, for the variables `v` of a Draft. Raises UnsupportedError if only Jinja can evaluate it."""
    write = _WRITERS.get(type(node))
    if write is None:
        raise UnsupportedError
    return write(node, scope)


def _constant(node: syntax.Const, scope: Scope) -> str:
    del scope
    if not (node.value is None or isinstance(node.value, (str, int, bool))):
        raise UnsupportedError
    return repr(node.value)


def _name(node: syntax.Name, scope: Scope) -> str:
    found = scope.get(node.name, f"v[{node.name!r}]")
    if not found or node.name == _TEMPLATE:
        raise UnsupportedError
    return found


def _attribute(node: syntax.Getattr, scope: Scope) -> str:
    base, key = python(node.node, scope), _checked(node.attr)
    if base.isidentifier():  # without the call of a function: 1 % of `generate`
        return f"({base}[{key!r}] if {base}.__class__ is dict else {base}.{key})"
    return f"attribute({base}, {key!r})"


def _checked(attr: str) -> str:
    """The name of an attribute that Jinja's sandbox gives, and that no plain value has for itself, but a NamedTuple may have."""
    if attr.startswith("_") or keyword.iskeyword(attr) or any(hasattr(each, attr) for each in _PLAIN):
        raise UnsupportedError
    return attr


def _compare(node: syntax.Compare, scope: Scope) -> str:
    parts = (f" {_COMPARISONS[each.op]} {python(each.expr, scope)}" for each in node.ops)
    return f"({python(node.expr, scope)}{''.join(parts)})"


def _condition(node: syntax.CondExpr, scope: Scope) -> str:
    if node.expr2 is None:
        raise UnsupportedError
    return f"({python(node.expr1, scope)} if {python(node.test, scope)} else {python(node.expr2, scope)})"


def _list(items: Sequence[syntax.Node], scope: Scope) -> str:
    return f"[{', '.join(python(each, scope) for each in items)}]"


def _concat(node: syntax.Concat, scope: Scope) -> str:
    return f"''.join([str(each) for each in {_list(node.nodes, scope)}])"


def _call(node: syntax.Call, scope: Scope) -> str:
    if not isinstance(node.node, syntax.Getattr) or node.node.attr != "items" or _arguments(node):
        raise UnsupportedError
    return f"items({python(node.node.node, scope)})"


def _arguments(node: syntax.Call | syntax.Test) -> bool:
    return bool(node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)


def _test(node: syntax.Test, scope: Scope) -> str:
    if _arguments(node):
        raise UnsupportedError
    if node.name == "none":
        return f"({python(node.node, scope)} is None)"
    if node.name == "defined" and isinstance(node.node, syntax.Getattr):
        return f"has({python(node.node.node, scope)}, {_checked(node.node.attr)!r})"
    raise UnsupportedError


_WRITERS: Mapping[type[syntax.Node], Callable[[Any, Scope], str]] = {
    syntax.Const: _constant,
    syntax.Name: _name,
    syntax.Getattr: _attribute,
    syntax.Not: lambda node, scope: f"(not {python(node.node, scope)})",
    syntax.And: lambda node, scope: f"({python(node.left, scope)} and {python(node.right, scope)})",
    syntax.Or: lambda node, scope: f"({python(node.left, scope)} or {python(node.right, scope)})",
    syntax.Compare: _compare,
    syntax.CondExpr: _condition,
    syntax.List: lambda node, scope: _list(node.items, scope),
    syntax.Concat: _concat,
    syntax.Call: _call,
    syntax.Test: _test,
}


def _get(value: Any, name: str) -> Any:
    """What Jinja finds for `value.name`; any error leaves it to Jinja."""
    return value[name] if value.__class__ in _MAPPINGS else getattr(value, name)


def _has(value: Any, name: str) -> bool:
    if value.__class__ in _MAPPINGS:
        return name in value
    if isinstance(value, tuple):
        return hasattr(value, name)
    raise LookupError(name)


def _items(value: Any) -> Any:
    if value.__class__ in _MAPPINGS:
        return value.items()
    raise LookupError("items")


HELPERS: Mapping[str, Any] = {"attribute": _get, "has": _has, "items": _items}
"""What the expressions call."""
