"""Drafts to plain objects: templates hold the shape, and no value can break out of its place.

Every printed value becomes a JSON scalar or flow collection, which is YAML on one line; what is undefined is an error.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import jinja2
import jinja2.sandbox

from generator.errors import InputError, Mark, Problem
from generator.manifest import fast
from generator.manifest.manifest import Draft, KubernetesObject

ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Templates:
    """The templates of one platform; each is compiled when first used."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(texts)),
            undefined=jinja2.StrictUndefined,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            cache_size=-1,
        )

    def render(self, draft: Draft) -> KubernetesObject:
        """The object that a Draft's template and values make; InputError where a platform's own template is broken."""
        try:
            text = self._environment.get_template(draft.template).render(draft.values)
            return fast.read(text)
        except (jinja2.TemplateError, ValueError, TypeError) as error:
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


def finalize(value: Any) -> Any:
    """A value as JSON on one line, in characters that every YAML reader takes for the same."""
    if isinstance(value, jinja2.Undefined):
        return value
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if text.isascii() else ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not plain data")
