"""Drafts to plain objects: templates hold the shape, and no value can break out of its place.

Every printed value becomes a JSON scalar or flow collection, which is YAML on one line; what is undefined is an error.
"""

import re
from collections.abc import Mapping
from typing import Any

import jinja2
import jinja2.sandbox
import orjson

from generator.errors import InputError, Mark, Problem
from generator.manifest import fast
from generator.manifest.manifest import Draft, KubernetesObject

ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
MOST_KEPT = 256


class Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks for each access anew what it decides by type and name alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """What the sandbox says of this attribute, asked once for each type."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe


BROKEN = (
    *(
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        RecursionError,
        TypeError,
        ValueError,
    ),
)
"""What a template can raise: a platform's own may hold anything."""


class Templates:
    """The templates of one platform; each is compiled when first used."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._rendered: dict[tuple[str, bytes], KubernetesObject] = {}
        self._environment = Sandbox(
            loader=jinja2.DictLoader(dict(texts)),
            undefined=jinja2.StrictUndefined,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            cache_size=-1,
        )

    def render(self, draft: Draft) -> KubernetesObject:
        """The object that a Draft's template and values make; InputError where a platform's own template is broken.

        Most objects of a project are the same in all its environments: the object is one, and nobody may change it.
        """
        key = (draft.template, orjson.dumps(draft.values, default=_plain))
        found = self._rendered.get(key)
        if found is None:
            if len(self._rendered) >= MOST_KEPT:
                self._rendered.clear()
            found = self._rendered[key] = self._render(draft)
        return found

    def _render(self, draft: Draft) -> KubernetesObject:
        try:
            text = self._environment.get_template(draft.template).render(draft.values)
            return _whole(fast.read(text), draft)
        except BROKEN as error:
            line = getattr(error, "lineno", None) or 1
            fact = (
                f"the template cannot be rendered: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            )
            mark = Mark(f"overlays/{draft.template}", line, 1)
            raise InputError(
                [
                    Problem(
                        mark=mark, where=draft.template, fact=fact, hint="mend the platform's template", code="template"
                    )
                ]
            ) from error


def _whole(made: Any, draft: Draft) -> KubernetesObject:
    """The object, where it is the one that was asked for: names are what keeps two projects apart."""
    metadata = made.get("metadata") if isinstance(made, dict) else None
    if not isinstance(metadata, dict) or not {"apiVersion", "kind"} <= made.keys():
        raise ValueError("it makes no object with apiVersion, kind and metadata")
    if (str(made["kind"]).lower(), metadata.get("name")) != (draft.kind, draft.name):
        raise ValueError(f'it makes {made["kind"]} "{metadata.get("name")}", not {draft.kind} "{draft.name}"')
    found: KubernetesObject = made
    return found


def finalize(value: Any) -> Any:
    """A value as JSON on one line, in characters that every YAML reader takes for the same."""
    if isinstance(value, jinja2.Undefined):
        return value
    text = orjson.dumps(value, default=_plain).decode()
    return text if text.isascii() else ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):  # orjson leaves those with named fields to us
        return list(value)
    raise TypeError(f"{type(value).__name__} is not plain data")
