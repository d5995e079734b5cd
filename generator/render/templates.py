"""Rendering of Drafts to objects with Jinja templates; no value can inject YAML.

Every printed value is a JSON scalar or flow collection, which is valid YAML on one line. An undefined variable is an error.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import jinja2
import jinja2.nodes
import jinja2.sandbox
import orjson

from generator.errors import InputError, Mark, Problem
from generator.manifest import object_template, yaml_reader
from generator.manifest.manifest import Draft
from generator.manifest.object_template import LazyObject, ObjectTemplate
from generator.render import placeholders, template_functions
from generator.render.template_expressions import UnsupportedError
from generator.render.template_functions import TemplateFunction

UNSAFE_CHARACTERS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
CACHE_SIZE = 256


class Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja's sandbox. `reads_output` is set once a template was compiled that may read its own output."""

    reads_output = False

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **options: Any
    ) -> Any:
        """Compile a template and record whether it may read its own output."""
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        self.reads_output = self.reads_output or placeholders.reads_output(tree)
        return super().compile(tree, name, filename, *args, **options)


TEMPLATE_ERRORS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""The exceptions that rendering can raise, as a platform's own templates may contain anything."""


class Templates:
    """The templates of one platform; each is compiled when first used."""

    def __init__(self, texts: Mapping[str, str], top: str = "overlays") -> None:
        """`top` is the platform's folder of templates, for the file names in problems."""
        self._top = top
        self._texts = texts
        self._rendered: dict[tuple[Any, ...], LazyObject] = {}
        self._object_templates: dict[Any, ObjectTemplate | None] = {}
        self._functions: dict[str, TemplateFunction | None] = {}
        self._trees: dict[str, jinja2.nodes.Template] = {}
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
        """Render a Draft. Raises InputError if a platform's own template is broken.

        Equal Drafts share one object, which must not be modified: most objects of a project are the same in all its environments.
        """
        return self._with_function(draft) or self._with_jinja(draft)

    def _with_function(self, draft: Draft) -> LazyObject | None:
        """Render without Jinja: saves 13 % of the instructions of `generate`. None if only Jinja can, or knows what is wrong."""
        function = self.function(draft.template)
        if function is None:
            return None
        try:
            parts, printed = function.run(draft.values)
            values = orjson.dumps(printed, default=_plain)
            key = (draft.template, parts, values)
            content = self._rendered.get(key)
            if content is None:
                template = self._object_template((draft.template, parts), lambda: function.text(parts))
                if template is None:
                    return None
                content = _bounded(self._rendered)[key] = LazyObject(template, orjson.loads(values), len(values))
            return _expected(content, draft)  # of a hit, too: a template need not print the name
        except TEMPLATE_ERRORS:
            return None

    def function(self, name: str) -> TemplateFunction | None:
        """The function of a template; None if only Jinja can run it."""
        if name not in self._functions:
            try:
                self._functions[name] = template_functions.translate(self._tree, name)
            except (UnsupportedError, *TEMPLATE_ERRORS):
                self._functions[name] = None
        return self._functions[name]

    def _tree(self, name: str) -> jinja2.nodes.Template:
        """The tree of a template that does not read its own output."""
        if name not in self._trees:
            tree = self._environment.parse(self._texts[name], name)
            if placeholders.reads_output(tree):
                raise UnsupportedError
            self._trees[name] = tree
        return self._trees[name]

    def _with_jinja(self, draft: Draft) -> LazyObject:
        key = (draft.template, orjson.dumps(draft.values, default=_plain))
        content = self._rendered.get(key)
        if content is None:
            content = _bounded(self._rendered)[key] = self._render(draft)
        return content

    def _render(self, draft: Draft) -> LazyObject:
        try:
            return _expected(self._with_template(draft) or _constant(yaml_reader.read(self._text(draft, None))), draft)
        except TEMPLATE_ERRORS as error:
            fact = (
                f"the template cannot be rendered: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            )
            mark = self._error_mark(error, draft.template)
            raise InputError(
                [
                    Problem(
                        mark=mark, where=draft.template, fact=fact, hint="mend the platform's template", code="template"
                    )
                ]
            ) from error

    def _error_mark(self, error: Exception, template: str) -> Mark:
        """The line of the error, or the line of the Draft's template that includes it."""
        name, line = template, 1
        if isinstance(error, jinja2.TemplateSyntaxError):
            name, line = error.name or template, error.lineno
        else:
            import traceback

            lines = [
                frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
            ]
            line = next((each for each in lines if each), 1)
        return Mark(f"{self._top}/{name}", line, 1)

    def _with_template(self, draft: Draft) -> LazyObject | None:
        """Render to a shared ObjectTemplate and values; None if they cannot be separated."""
        values: list[Any] = []
        text = "" if self._environment.reads_output else self._text(draft, values)
        if self._environment.reads_output:
            return None
        template = self._object_template(text, lambda: text)
        return None if template is None else LazyObject(template, values)

    def _object_template(self, key: Hashable, text: Callable[[], str]) -> ObjectTemplate | None:
        if key not in self._object_templates:
            _bounded(self._object_templates)[key] = placeholders.object_template(text())
        return self._object_templates[key]

    def _text(self, draft: Draft, printed: list[Any] | None) -> str:
        """The text of the template with values as JSON, or with marks if `printed` is a list to which values are added."""
        self._printed = printed
        return self._environment.get_template(draft.template).render(draft.values)

    @jinja2.pass_context  # with a context Jinja calls it for constants, too, when rendering
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


def _bounded(cache: dict[Any, Any]) -> dict[Any, Any]:
    """The cache with a place for one more."""
    if len(cache) >= CACHE_SIZE:
        cache.clear()
    return cache


def _constant(content: Any) -> LazyObject:
    metadata = content.get("metadata") if isinstance(content, dict) else None
    if not isinstance(metadata, dict) or not {"apiVersion", "kind"} <= content.keys():
        raise ValueError("it makes no object with apiVersion, kind and metadata")
    return object_template.constant(content)


def _expected(content: LazyObject, draft: Draft) -> LazyObject:
    """The object if it has the kind and name of the Draft, else ValueError: names keep projects from overwriting each other."""
    if content.name != draft.name or content.kind.lower() != draft.kind:
        raise ValueError(f'it makes {content.kind} "{content.name}", not {draft.kind} "{draft.name}"')
    return content


def json(value: Any) -> str:
    """A value as JSON on one line; characters that YAML readers treat differently are escaped."""
    text = orjson.dumps(value, default=_plain).decode()
    return text if text.isascii() else UNSAFE_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):  # orjson calls this for a NamedTuple
        return list(value)
    raise TypeError(f"{type(value).__name__} is not plain data")
