"""The codes of problems: all that are used are listed, all that are listed are used, and the documentation prints them."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.report.codes import CODES
from generator.validate.formats import FORMATS

ROOT = Path(__file__).parents[3]
SOURCES = sorted((ROOT / "generator").rglob("*.py"))
PAGE = ROOT / "docs" / "formats.md"
BEGIN, END = (
    "<!-- codes: printed by pytest tests/unit/report/test_codes.py --regenerate -->\n",
    "<!-- end of codes -->\n",
)
LISTED = [code for group in CODES.values() for code in group]


def texts(node: ast.AST) -> Iterator[str]:
    """The codes that an expression may give; of one that is filled in, its beginning: `exit-`."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=otherwise):
            yield from (*texts(body), *texts(otherwise))
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            yield f"{start}*"
        case _:
            pass


def default(field: ast.stmt) -> Iterator[str]:
    """The code that a class has where none is given."""
    match field:
        case ast.AnnAssign(target=ast.Name(id="code"), value=ast.expr() as value):
            yield from texts(value)
        case _:
            pass


def used() -> Iterator[str]:
    """What stands after `code=` in a call, as the default of a parameter or field, or in a name that is used so."""
    found = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    values = [node.value for node in found if isinstance(node, ast.keyword) and node.arg == "code"]
    names = {"code", *(each.id for each in values if isinstance(each, ast.Name) and each.id.isupper())}
    yield from (text for each in values for text in texts(each))
    for node in found:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                yield from texts(value)
            case ast.ClassDef(body=body) if any("fact" in ast.unparse(each) for each in body):
                yield from (text for each in body for text in default(each))
            case ast.FunctionDef(args=ast.arguments(args=plain, defaults=defaults, kwonlyargs=named, kw_defaults=own)):
                pairs = [
                    *zip(plain[len(plain) - len(defaults) :], defaults, strict=True),
                    *zip(named, own, strict=True),
                ]
                yield from (text for each, value in pairs if each.arg == "code" and value for text in texts(value))
            case _:
                pass


def test_every_code_that_is_used_is_listed() -> None:
    listed = {*LISTED, *(f"{code.partition('-')[0]}-*" for code in LISTED)}
    assert {*used(), *FORMATS} - listed == set()


def test_every_code_that_is_listed_is_used() -> None:
    known = {*used(), *FORMATS}
    assert [code for code in LISTED if not {code, f"{code.partition('-')[0]}-*"} & known] == []


def test_a_code_has_one_meaning() -> None:
    assert sorted(LISTED) == sorted({*LISTED})
    assert [
        text for group in CODES.values() for text in group.values() if text.endswith(".") or not text[0].isascii()
    ] == []


def test_the_documentation_lists_them(*, regenerate: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    shown, _, after = rest.partition(END)
    assert shown, "the page has no place for codes"
    now = (
        "".join(f"\n{title}:\n\n| code | meaning |\n|---|---|\n{rows(group)}" for title, group in CODES.items()) + "\n"
    )
    if regenerate:
        PAGE.write_text(f"{before}{BEGIN}{now}{END}{after}", encoding="utf-8")
    assert now == shown


def rows(group: Mapping[str, str]) -> str:
    return "".join(f"| `{code}` | {meaning} |\n" for code, meaning in group.items())
