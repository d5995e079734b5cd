"""How a working tree differs from what Git has or would have: line ends that the checkout converts, and files that are ignored.

If Git is not installed, or a folder is in no repository, nothing is converted and nothing is ignored.
"""

import os
from collections.abc import Iterator, Mapping, Sequence

from generator import errors
from generator.git import runner, working_tree
from generator.git.runner import Result

CARRIAGE = b"\r\n"


def as_committed(folder: str, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The contents of files below a folder as Git has them, or would.

    With `core.autocrlf` or `eol=crlf` a checkout writes other line ends.
    """
    paths: dict[str | None, list[str]] = {}
    for path in (path for path, content in contents.items() if CARRIAGE in content):
        paths.setdefault(working_tree.root(os.path.dirname(os.path.join(folder, path))), []).append(path)
    changed = {each for top in paths if top is not None for each in _converted_below(top, folder, paths[top])}
    return {
        path: content.replace(CARRIAGE, b"\n") if path in changed else content for path, content in contents.items()
    }


def _converted_below(top: str, folder: str, paths: Sequence[str]) -> Iterator[str]:
    """Those of the files below `folder`, all in the working tree `top`, whose line ends Git takes back."""
    relative = {os.path.relpath(os.path.join(folder, path), top): path for path in paths}
    yield from (relative[each] for each in converted(top, list(relative)))


def converted(folder: str, paths: Sequence[str]) -> frozenset[str]:
    """Those of the files at or below `paths`, relative to the folder, whose line ends Git takes back when they are added."""
    if working_tree.root(folder) is None:
        return frozenset()
    listed = _run(folder, "ls-files", "--eol", "-z", "--cached", "--others", "--", *paths)
    setting = _run(folder, "config", "--get", "core.autocrlf")
    automatic = setting is not None and setting.text.strip() in {"true", "input"}
    return frozenset(_converted(listed, automatic=automatic)) if listed is not None else frozenset()


def _converted(listed: Result, *, automatic: bool) -> Iterator[str]:
    """The paths of `git ls-files --eol`, whose lines are `i/lf w/crlf attr/text=auto eol=crlf<TAB>path`."""
    for line in filter(None, os.fsdecode(listed.out).split("\0")):
        about, _, path = line.partition("\t")
        index, _, attribute = about.split(None, 2)
        words = attribute.removeprefix("attr/").split()
        is_text = "text" in words or (any(word.startswith("eol=") for word in words) and "text=auto" not in words)
        # What was committed with CRLF stays so, unless an attribute says that it is text.
        if is_text or ((automatic or "text=auto" in words) and "-text" not in words and index in {"i/lf", "i/"}):
            yield path


def ignored(folder: str, paths: Sequence[str]) -> list[str]:
    """The files that Git ignores and does not track, at or below these paths or glob patterns; none if it ignores the folder."""
    top = working_tree.root(folder)
    if top is None or not os.path.isdir(folder):
        return []
    patterns = [f":(glob){path}" for path in paths]
    options = ("-z", "--others", "--ignored", "--exclude-standard")
    listed = _run(folder, "--no-literal-pathspecs", "ls-files", *options, "--", *patterns)
    found = sorted(filter(None, os.fsdecode(listed.out).split("\0"))) if listed is not None else []
    return [] if found and _ignores_folder(top, folder) else found


def _ignores_folder(top: str, folder: str) -> bool:
    relative = os.path.relpath(os.path.realpath(folder), os.path.realpath(top))
    return (
        relative != "." and _run(top, "--no-literal-pathspecs", "check-ignore", "--quiet", "--", relative) is not None
    )


def rule(folder: str, path: str) -> str:
    """The place and the rule by which Git ignores a file, `.gitignore:3: *.secret.yaml`; empty if none does."""
    found = _run(
        folder, "--no-literal-pathspecs", "check-ignore", "--verbose", "-z", "--stdin", stdin=os.fsencode(path)
    )
    if found is None:
        return ""
    source, line, pattern, *_ = os.fsdecode(found.out).split("\0")
    return f"{source}:{line}: {pattern}"


def _run(folder: str, *arguments: str, stdin: bytes = b"") -> Result | None:
    """The result of a Git command; None if it fails."""
    try:
        result = runner.run(arguments, folder=folder, stdin=stdin)
    except errors.ProgramError:
        return None
    return result if result.code == 0 else None
