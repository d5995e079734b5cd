"""Texts with `{{`, where Argo would look for a name to replace, and refuse the workflow if it knows none.

Argo has no escape for it. Such a text is a value of a ConfigMap instead, from which the container has it as a variable, and
`$(VARIABLE)` stands where it was: the kubelet replaces that, after Argo.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.kubernetes import argo_templates
from generator.kubernetes.pod import Config
from generator.spec import naming
from generator.spec.component import Variable

BRACES = "{{"
_PARTS = r"(\$\([-._a-zA-Z0-9]+\))|\$\$|[^$]+|\$"
"""A reference to a variable, or anything else; `$$` is one `$`."""
Texts = dict[str, str]
"""Texts by the keys of the ConfigMap."""


def config(base: str, containers: Sequence[Mapping[str, Any]]) -> Config | None:
    """The ConfigMap with the texts of all containers; None if there are none."""
    found: Texts = {}
    for each in containers:
        _container(each, "", found)
    if not found:
        return None
    content = "".join(f"{key}\0{len(text)}\0{text}\0" for key, text in sorted(found.items())).encode()
    return Config(naming.hashed(base, naming.content_hash(content)), found, {})


def without(container: Mapping[str, Any], config_map: Config | None) -> dict[str, Any]:
    """The values of a container in which no text has braces."""
    return _container(container, config_map.name, {}) if config_map is not None else {**container}


def _container(container: Mapping[str, Any], config_map: str, found: Texts) -> dict[str, Any]:
    own: Texts = {}
    words = {key: [_replaced(text, own) for text in container[key]] for key in ("command", "args")}
    env = [_variable(each, own) for each in container["env"]]
    more = [Variable(name=_name(key), config_map=config_map, key=key) for key in own]
    found |= own
    return {**container, **words, "env": [*more, *env]}


def _variable(variable: Variable, found: Texts) -> Variable:
    value = variable.value
    if value is None or BRACES not in value or value == argo_templates.parameter(variable.name):
        return variable
    return variable._replace(value=_replaced(value, found))


def _replaced(text: str, found: Texts) -> str:
    """The text with references in place of its parts with braces, which are added to those that are found."""
    if BRACES not in text:
        return text
    return "".join(_kept(part, found) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """The references to variables in a text, and what is between them."""
    between = ""
    for match in re.finditer(_PARTS, text):
        if match[1] is None:
            between += match[0]
        else:
            yield from (between, match[1])
            between = ""
    yield between


def _kept(part: str, found: Texts) -> str:
    if BRACES not in part:
        return part
    raw = part.replace("$$", "$")  # a value that is referred to is not expanded again
    key = f"text-{naming.content_hash(raw.encode())}"
    found[key] = raw
    return f"$({_name(key)})"


def _name(key: str) -> str:
    """The variable with a text."""
    return key.upper().replace("-", "_")
