"""Edits by hand of generated files: as text, as Problems, and as data of JSON."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from generator.errors import Mark, Problem, Severity
from generator.generation import hand_edits
from generator.generation.hand_edits import Answer, Explained, HandEdit, Setting
from generator.layout import emitter
from generator.manifest.field_path import ABSENT
from generator.release import set_options
from generator.report import review_values

CODE = "hand-edit"
NOTHING = "nothing"
MOST_FILES = 3
MOST_LETTERS = 200
NO_ANSWER = "no field and no patch gives it"
FACTS: Mapping[str, str] = {
    "deleted": "was deleted by hand",
    "format": "was edited by hand",
    "unreadable": "cannot be read as one object",
}


def lines(found: Explained, into: str) -> Iterator[str]:
    """What was edited, where, and what to write into each project file instead."""
    edits = found.edits
    for file, group in groupby(edits, key=lambda each: each.file):
        yield f"edited by hand: {into}/{file}"
        for each in group:
            yield f"  {_fact(each, f'line {each.line}: ')}"
            yield f"    {_way(each)}"
            if each.answer.others:
                yield f"    {_also(each.answer)}"
    for project in dict.fromkeys(each.project for each in edits):
        settings = list(hand_edits.settings([each for each in edits if each.project == project]))
        if settings:
            yield f"to keep this, write into {project}:"
            yield from (f"  {line}" for line in snippet(settings).splitlines())
    yield from _counted(found)


def problems(explained: Explained, into: str) -> Mapping[Problem, Mapping[str, Any]]:
    """A warning for each edit, at its line, with its data for JSON."""
    found: dict[Problem, Mapping[str, Any]] = {_problem(each, into): data(each) for each in explained.edits}
    return found | {_warning(Mark(into, 1, 1), "", each, ""): {} for each in _counted(explained)}


def data(edit: HandEdit) -> Mapping[str, Any]:
    """An edit as data; hidden values are left out."""
    answer = edit.answer
    found: dict[str, Any] = {"what": edit.what, "object": edit.object, "path": edit.path, "hidden": edit.hidden}
    sides = {"before": edit.before, "after": edit.after} if edit.what == "field" and not edit.hidden else {}
    found |= {name: value for name, value in sides.items() if value is not ABSENT}
    told: dict[str, Any] = {"kind": answer.kind, "project": edit.project, "alsoChanges": list(answer.others)}
    if answer.setting is not None:
        told |= {"path": _dotted(answer.setting), "value": answer.setting.value, "yaml": snippet([answer.setting])}
    return {"edit": {**found, "answer": {**told, "reason": answer.reason}}}


def snippet(settings: Sequence[Setting]) -> str:
    """The settings as YAML to paste."""
    root: dict[str, Any] = {}
    for each in settings:
        node = root
        for key in each.path[:-1]:
            child = node.get(key)
            node[key] = node = child if isinstance(child, dict) else {}
        node[each.path[-1]] = each.value
    return emitter.document(root)


def _problem(edit: HandEdit, into: str) -> Problem:
    answer = edit.answer
    hint = answer.reason
    if answer.setting is not None:
        hint = f"to keep it, write into {edit.project}: {_dotted(answer.setting)}: {_short(answer.setting.value)}"
        hint += f" ({_also(answer)})" if answer.others else ""
    return _warning(Mark(f"{into}/{edit.file}", edit.line, 1), edit.path, _fact(edit, ""), hint)


def _warning(mark: Mark, where: str, fact: str, hint: str) -> Problem:
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code=CODE, severity=Severity.WARNING)


def _fact(edit: HandEdit, start: str) -> str:
    if edit.what != "field":
        return FACTS[edit.what]
    if edit.hidden:
        return f"{start}{edit.path + ': ' if start else ''}{review_values.HIDDEN}"
    was, now = (_short(each) for each in (edit.before, edit.after))
    return f"{start}{edit.path + ': ' if start else ''}{was} is generated, {now} is written"


def _short(value: Any) -> str:
    text = NOTHING if value is ABSENT else review_values.exact(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}..."


def _way(edit: HandEdit) -> str:
    answer = edit.answer
    if answer.setting is None:
        return answer.reason if edit.what != "field" else f"{NO_ANSWER}: {answer.reason}"
    return f"{answer.kind} {_dotted(answer.setting)}"


def _also(answer: Answer) -> str:
    named = ", ".join(answer.others[:MOST_FILES])
    rest = len(answer.others) - MOST_FILES
    return f"this also changes {named}{f' and {rest} more' if rest > 0 else ''}"


def _dotted(setting: Setting) -> str:
    return ".".join(each if set_options.PLAIN.fullmatch(each) else f'"{each}"' for each in setting.path)


def _counted(found: Explained) -> Iterator[str]:
    """What was left out, so that a run ends soon."""
    if found.more:
        yield f"{found.more} more edit{'s' * (found.more != 1)} by hand {'are' if found.more != 1 else 'is'} not explained"
    if found.environments:
        number = f"{found.environments} more environment{'s' * (found.environments != 1)}"
        yield f"the files of {number} that differ were not searched for edits by hand"
