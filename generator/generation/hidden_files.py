"""Generated files that the GitOps repository ignores: they are on this disk, but no commit of it would have them."""

import os
from collections.abc import Collection, Iterator

from generator.errors import NotReadyError
from generator.generation.summary import ProjectOutcome
from generator.git import checkout
from generator.manifest import gitops_paths

TAKEN_BACK = tuple(f"!**/{top}/{rest}" for top in (gitops_paths.PROJECTS, gitops_paths.CLUSTERS) for rest in ("", "**"))
"""Lines for a `.gitignore`. A file is ignored as long as one of its folders is, so the folders are taken back, too."""
MOST_PATTERNS = 50
"""The most projects that Git is asked for by patterns of their own; for more, listing everything is faster."""
HINT = f"delete that rule, or write below it, each on a line: {' '.join(TAKEN_BACK)}"


def outcomes(into: "os.PathLike[str]", keys: Collection[tuple[str, str]]) -> Iterator[ProjectOutcome]:
    """A failure if files of these projects (team and name) are ignored."""
    folder = os.fspath(into)
    found = [
        path
        for path in (checkout.ignored(folder, _patterns(keys)) if keys else ())
        if gitops_paths.key(path) in keys and not path.rpartition("/")[2].startswith(".")
    ]
    if found:
        count, them = (f"{len(found)} generated files", "them") if len(found) > 1 else ("1 generated file", "it")
        example = f"{found[0]} ({checkout.rule(folder, found[0])})"
        fact = f"{folder}: Git ignores {count}, so a commit lacks {them}, such as {example}"
        yield ProjectOutcome("", failure=NotReadyError(fact, hint=HINT))


def _patterns(keys: Collection[tuple[str, str]]) -> list[str]:
    """Git glob patterns of the paths that projects may have."""
    if len(keys) > MOST_PATTERNS:
        return [gitops_paths.PROJECTS, gitops_paths.CLUSTERS]
    entries = [gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, *key) for key in sorted(keys)]
    return [*(gitops_paths.project(*key) for key in sorted(keys)), *entries]
