"""What Jinja prints for a template, and how the product reads one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import jinja2

from generator.render import template_functions
from generator.render.placeholders import mark
from generator.render.template_functions import TemplateFunction
from generator.render.templates import Sandbox


class Pair(NamedTuple):
    one: Any = None
    two: Any = None


VALUES: Mapping[str, Any] = {
    "yes": True,
    "n": 3,
    "text": "a",
    "words": ["a", "b"],
    "by_name": {"x": 1, "y": {"z": "deep"}},
    "frozen": MappingProxyType({"x": 1}),
    "pair": Pair("p", {"q": "r"}),
    "pairs": [("k", 1), ("l", 2)],
    "nothing": None,
    "each": "outside of loops",
    "self": "of the Draft",
}
NAME = "t"
"""The name of the template among those that it includes."""


def output(text: str, values: Mapping[str, Any], **others: str) -> tuple[str, list[Any]]:
    """The text with a mark for each printed value, and these values. Raises whatever Jinja raises."""
    printed: list[Any] = []

    def finalize(_: jinja2.runtime.Context, value: Any) -> Any:
        if isinstance(value, jinja2.Undefined):
            return value
        printed.append(value)
        return mark(len(printed) - 1)

    environment = Sandbox(
        loader=jinja2.DictLoader({NAME: text, **others}),
        undefined=jinja2.StrictUndefined,
        finalize=jinja2.pass_context(finalize),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    return environment.get_template(NAME).render(values), printed


def translated(text: str, **others: str) -> TemplateFunction:
    """The function of a template. Raises UnsupportedError where there is none."""
    environment = Sandbox(trim_blocks=True, lstrip_blocks=True)
    texts = {NAME: text, **others}
    return template_functions.translate(lambda name: environment.parse(texts[name]), NAME)
