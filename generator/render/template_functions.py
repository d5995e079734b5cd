"""Templates as plain Python functions, which print the same as Jinja does and take a tenth of its time.

A function does not make text: it gives the numbers of the parts of the template that it printed, and the values that it printed
between them. Drafts that take the same branches have the same parts, so the text is put together and parsed once for all of them.
What is not translated (`set`, `macro`, all filters but `indent`, most tests, calls) stays Jinja's. So does what goes wrong: a
function that raises has no result, and Jinja says what is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import jinja2.nodes as syntax
from jinja2.filters import do_indent

from generator.render import placeholders, template_expressions
from generator.render.template_expressions import Scope, UnsupportedError

_DEEPEST = 20
"""The deepest nesting of statements; Python itself accepts 20 loops in each other."""


class _Indent(NamedTuple):
    """The begin of a part that is indented; None is its end."""

    width: int
    first: bool


class _Value(NamedTuple):
    """The place of a printed value."""


_VALUE = _Value()
_Part = Sequence[str | _Value | _Indent | None]


class TemplateFunction(NamedTuple):
    """`run` gives the numbers of the printed parts, and the printed values; `parts` has the text of each part."""

    run: Callable[[Mapping[str, Any]], tuple[tuple[int, ...], list[Any]]]
    parts: Sequence[_Part]

    def text(self, numbers: Sequence[int]) -> str:
        """The text of the parts with these numbers, with a mark for each value."""
        count = 0
        open_texts: list[list[str]] = [[]]
        indents: list[_Indent] = []
        for item in (each for number in numbers for each in self.parts[number]):
            if isinstance(item, str):
                open_texts[-1].append(item)
            elif isinstance(item, _Value):
                open_texts[-1].append(placeholders.mark(count))
                count += 1
            elif item is not None:
                indents.append(item)
                open_texts.append([])
            else:
                width, first = indents.pop()
                inner = "".join(open_texts.pop())
                open_texts[-1].append(do_indent(inner, width, first=first))
        return "".join(open_texts[0])


def translate(read: Callable[[str], syntax.Template], name: str) -> TemplateFunction:
    """The function of a template and of those that it includes; `read` gives their trees, none of which may read its own output.

    Raises UnsupportedError if only Jinja can run it.
    """
    writer = _Writer(read)
    writer.template(name, {})
    namespace = dict(template_expressions.HELPERS)
    try:
        exec(compile("\n".join(writer.lines), "<template function>", "exec"), namespace)  # noqa: S102 - parsed names and constants
    except SyntaxError:  # too deep an expression
        raise UnsupportedError from None
    return TemplateFunction(namespace["run"], writer.parts)


class _Writer:
    """Writes the Python of one template; `parts` grow with it."""

    def __init__(self, read: Callable[[str], syntax.Template]) -> None:
        self.lines = ["def run(v):", " numbers, out = [], []", " part, put = numbers.append, out.append"]
        self.parts: list[list[str | _Value | _Indent | None]] = []
        self._read = read
        self._part: list[str | _Value | _Indent | None] = []
        self._values: list[str] = []
        self._pad = " "
        self._names = 0
        self._including: list[str] = []

    def template(self, name: str, scope: Scope) -> None:
        """The whole function."""
        self._include(name, scope)
        self._flush()
        self._line("return tuple(numbers), out")

    def _line(self, text: str) -> None:
        self.lines.append(self._pad + text)

    def _flush(self) -> None:
        """End a part, because what comes next may not be printed with it."""
        if self._part:
            self._line(f"part({len(self.parts)})")
            self.parts.append(self._part)
        if len(self._values) == 1:
            self._line(f"put({self._values[0]})")
        elif self._values:
            self._line(f"out += ({', '.join(self._values)})")
        self._part, self._values = [], []

    def _include(self, name: str, scope: Scope) -> None:
        if name in self._including:
            raise UnsupportedError
        self._including.append(name)
        self._block(self._read(name).body, scope)
        self._including.pop()

    def _block(self, body: Sequence[syntax.Node], scope: Scope) -> None:
        for node in body:
            match node:
                case syntax.Output(nodes=nodes):
                    for each in nodes:
                        self._output(each, scope)
                case syntax.If():
                    self._branches(node, scope)
                case syntax.For(test=None, recursive=False, else_=[]):
                    self._loop(node, scope)
                case syntax.With():
                    self._with(node, scope)
                case syntax.Include(template=syntax.Const(value=str(name)), with_context=True, ignore_missing=False):
                    self._include(name, scope)
                case syntax.FilterBlock():
                    self._part.append(_indent(node.filter))
                    self._block(node.body, scope)
                    self._part.append(None)
                case _:
                    raise UnsupportedError

    def _output(self, node: syntax.Expr, scope: Scope) -> None:
        if isinstance(node, syntax.TemplateData):
            self._part.append(node.data)
        else:
            self._part.append(_VALUE)
            self._values.append(template_expressions.python(node, scope))

    def _branches(self, node: syntax.If, scope: Scope) -> None:
        self._flush()
        self._line(f"if {template_expressions.python(node.test, scope)}:")
        self._inner(node.body, scope)
        for each in node.elif_:
            self._line(f"elif {template_expressions.python(each.test, scope)}:")
            self._inner(each.body, scope)
        if node.else_:
            self._line("else:")
            self._inner(node.else_, scope)

    def _loop(self, node: syntax.For, scope: Scope) -> None:
        self._flush()
        targets = node.target.items if isinstance(node.target, syntax.Tuple) else [node.target]
        names = {each.name: self._new() for each in targets if isinstance(each, syntax.Name)}
        if len(names) != len(targets) or template_expressions.LOOP in names:
            raise UnsupportedError
        several = "," if isinstance(node.target, syntax.Tuple) else ""
        self._line(f"for {', '.join(names.values())}{several} in {template_expressions.python(node.iter, scope)}:")
        self._inner(node.body, {**scope, **names, template_expressions.LOOP: ""})

    def _inner(self, body: Sequence[syntax.Node], scope: Scope) -> None:
        outer, self._pad = self._pad, self._pad + " "
        if len(self._pad) > _DEEPEST:
            raise UnsupportedError
        self._block(body, scope)
        self._flush()
        self._line("pass")
        self._pad = outer

    def _with(self, node: syntax.With, scope: Scope) -> None:
        names: dict[str, str] = {}
        for target, value in zip(node.targets, node.values, strict=True):
            if not isinstance(target, syntax.Name):
                raise UnsupportedError
            names[target.name] = self._new()
            self._line(f"{names[target.name]} = {template_expressions.python(value, scope)}")
        self._block(node.body, {**scope, **names})

    def _new(self) -> str:
        self._names += 1
        return f"n{self._names}"


def _indent(node: syntax.Filter) -> _Indent:
    match node:
        case syntax.Filter(node=None, name="indent", args=[syntax.Const(value=width)], kwargs=[option], dyn_args=None):
            key, first = option.key, option.value
            if str(key) == "first" and isinstance(first, syntax.Const) and not node.dyn_kwargs:
                return _Indent(width, first.value)
        case _:
            pass
    raise UnsupportedError
