"""Lines for narrow terminals, broken between words; pipes and files get whole lines."""

import re

_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_MORE = "    "
"""What a line that goes on begins with, after the indentation of its first line."""


def wrapped(text: str, width: int | None) -> str:
    """The text with no line longer than `width`, where words allow it; unchanged for None. Colours have no width."""
    if width is None:
        return text
    return "".join(_line(line, width) for line in text.splitlines(keepends=True))


def _line(line: str, width: int) -> str:
    if _length(line) <= width:
        return line
    content = line.rstrip("\n")
    indent = content[: len(content) - len(content.lstrip(" "))]
    lines, words = [], content.strip(" ").split(" ")
    current = indent + words[0]
    for word in words[1:]:
        if _length(current) + 1 + _length(word) > width:
            lines.append(current)
            current = f"{indent}{_MORE}{word}"
        else:
            current += f" {word}"
    return "\n".join([*lines, current]) + line[len(content) :]


def _length(text: str) -> int:
    return len(_COLOUR.sub("", text.rstrip("\n")))
