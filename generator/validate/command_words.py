"""Warnings of several words in one item of a command: Kubernetes starts programs without a shell that would split them."""

import re
from collections.abc import Iterator

from generator.errors import Severity
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.validate.context import CheckedComponent, Rules

_PROGRAM_WITH_WORDS = r"[\w./-]+(?:[ \t]+\S+)+"
_OPTION_WITH_VALUE = r"--?[A-Za-z][\w-]*(?:[ \t]+[^\s=]\S*)+"


def _words(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of several words in one item of a command: no shell splits them."""
    command, arguments = component.data.get("command", []), component.data.get("args", [])
    if command and re.fullmatch(_PROGRAM_WITH_WORDS, command[0]):
        words = ", ".join(command[0].split())
        yield _one_word(component, ("command", 0), f"the program is called {suggest.quoted(command[0])}", words)
    for field, items in (("command", command[1:]), ("args", arguments)):
        for i, item in enumerate(items, start=1 if field == "command" else 0):
            if (" " in item or "\t" in item) and re.fullmatch(_OPTION_WITH_VALUE, item):
                fact = f"{suggest.quoted(item)} is one word for the program"
                yield _one_word(component, (field, i), fact, ", ".join(item.split()))


def _one_word(component: CheckedComponent, path: Path, fact: str, words: str) -> Finding:
    fact = f"{fact}: no shell splits it"
    hint = f"write an item for each word: [{words}]"
    return component.finding(path, fact=fact, hint=hint, code="command-words", severity=Severity.WARNING)


RULES: Rules = {_words: frozenset({"command", "args"})}
