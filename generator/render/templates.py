"""Drafts to objects: templates hold the shape, and no value can break out of its place.

Every printed value becomes a JSON scalar or flow collection, which is YAML on one line; what is undefined is an error.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import jinja2
import jinja2.nodes
import jinja2.sandbox
import orjson

from generator.errors import InputError, Mark, Problem
from generator.manifest import object_template, yaml_reader
from generator.manifest.manifest import Draft
from generator.manifest.object_template import LazyObject, ObjectTemplate
from generator.render import placeholders

ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
MOST_KEPT = 256


class Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks for each access anew what it decides by type and name alone.

    `looks` once a template was compiled that may look into what another printed. All that is overridden is Jinja's public API.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}
        self.looks = False

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own, which nobody changes, where a template brings none: 4 % of what `generate` computes."""
        return super().make_globals(d) if d else self.globals

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """What the sandbox says of this attribute, asked once for each type: 7 % of what `generate` computes."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **options: Any
    ) -> Any:
        """The template's code; notes on the way whether it looks into printed text."""
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        self.looks = self.looks or placeholders.looks(tree)
        return super().compile(tree, name, filename, *args, **options)


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

    def __init__(self, texts: Mapping[str, str], top: str = "overlays") -> None:
        """`top` is the platform's folder of templates, for the places of problems: its own are those that can be broken."""
        self._top = top
        self._made: dict[tuple[str, bytes], LazyObject] = {}
        self._shapes: dict[str, ObjectTemplate | None] = {}
        self._printed: list[Any] | None = None
        self._environment = Sandbox(
            loader=jinja2.DictLoader(dict(texts)),
            undefined=jinja2.StrictUndefined,
            finalize=self._finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            auto_reload=False,
            cache_size=-1,
        )

    def render(self, draft: Draft) -> LazyObject:
        """The object that a Draft's template and values make; InputError where a platform's own template is broken.

        Most objects of a project are the same in all its environments: the object is one, and nobody may change it.
        """
        key = (draft.template, orjson.dumps(draft.values, default=_plain))
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            found = self._made[key] = self._render(draft)
        return found

    def _render(self, draft: Draft) -> LazyObject:
        try:
            return _asked(self._filled(draft) or _whole(yaml_reader.read(self._text(draft, None))), draft)
        except BROKEN as error:
            fact = (
                f"the template cannot be rendered: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            )
            mark = self._place(error, draft.template)
            raise InputError(
                [
                    Problem(
                        mark=mark, where=draft.template, fact=fact, hint="mend the platform's template", code="template"
                    )
                ]
            ) from error

    def _place(self, error: Exception, template: str) -> Mark:
        """Where a person should look: the broken line, or that of the drafted template on the way to it."""
        name, line = template, 1
        if isinstance(error, jinja2.TemplateSyntaxError):
            name, line = error.name or template, error.lineno
        else:
            import traceback

            seen = [
                frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
            ]
            line = next((each for each in seen if each), 1)
        return Mark(f"{self._top}/{name}", line, 1)

    def _filled(self, draft: Draft) -> LazyObject | None:
        """The object as a shape that its text gives and its values; None where they cannot be told apart."""
        values: list[Any] = []
        text = "" if self._environment.looks else self._text(draft, values)
        if self._environment.looks:
            return None
        if text not in self._shapes:
            if len(self._shapes) >= MOST_KEPT:
                self._shapes.clear()
            self._shapes[text] = placeholders.object_template(text)
        found = self._shapes[text]
        return None if found is None else LazyObject(found, values)

    def _text(self, draft: Draft, printed: list[Any] | None) -> str:
        """What the template prints: values as JSON, or as marks where there is a list to put them in."""
        self._printed = printed
        return self._environment.get_template(draft.template).render(draft.values)

    @jinja2.pass_context  # so that constants are no exception
    def _finalize(self, _context: jinja2.runtime.Context, value: Any) -> Any:
        printed = self._printed
        if type(value) is not str or not value.isascii():
            if isinstance(value, jinja2.Undefined):
                return value
            value = orjson.loads(orjson.dumps(value, default=_plain))
        if printed is None:
            return json(value)
        printed.append(value)
        return placeholders.mark(len(printed) - 1)


def _whole(made: Any) -> LazyObject:
    metadata = made.get("metadata") if isinstance(made, dict) else None
    if not isinstance(metadata, dict) or not {"apiVersion", "kind"} <= made.keys():
        raise ValueError("it makes no object with apiVersion, kind and metadata")
    return object_template.constant(made)


def _asked(made: LazyObject, draft: Draft) -> LazyObject:
    """The object, where it is the one that was asked for: names are what keeps two projects apart."""
    if made.name != draft.name or made.kind.lower() != draft.kind:
        raise ValueError(f'it makes {made.kind} "{made.name}", not {draft.kind} "{draft.name}"')
    return made


def json(value: Any) -> str:
    """A value as JSON on one line, in characters that every YAML reader takes for the same."""
    text = orjson.dumps(value, default=_plain).decode()
    return text if text.isascii() else ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):  # orjson leaves those with named fields to us
        return list(value)
    raise TypeError(f"{type(value).__name__} is not plain data")
