"""Explain the edits by hand of a project's files in a GitOps folder."""

from collections.abc import Sequence
from itertools import chain

from generator.comparison import hidden, matching
from generator.comparison.differences import Difference
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import Store
from generator.generation import earlier_sources, edited_files, edited_lines, hand_edits
from generator.generation.edit_search import Search
from generator.generation.edit_trial import Trial
from generator.generation.hand_edits import Answer, Budget, Explained, HandEdit
from generator.manifest import field_path
from generator.manifest.object_template import KubernetesObject
from generator.validation.platform import Platform


def explain(file: str, platform: Platform, plan: Plan, store: Store, budget: Budget) -> Explained:
    """Every edit by hand of the files of one project, whose file is `file`."""
    return hand_edits.together(
        _environment(file, platform, environment, paths, plan, store, budget)
        for environment, paths in edited_files.differing(plan, store).items()
    )


def _environment(
    file: str, platform: Platform, environment: str, paths: Sequence[str], plan: Plan, store: Store, budget: Budget
) -> Explained:
    if not budget.look():
        return Explained(environments=1)
    earlier = earlier_sources.trees(file, platform, environment)
    first = next(earlier, None)
    if first is None:  # nobody knows whether the files are out of date
        return Explained()
    found = edited_files.edited(file, environment, paths, plan, store, chain([first], earlier))
    if not found.whole and not found.fields:
        return Explained()
    search = Search(Trial(file, platform, environment), found.objects)
    edits = [
        one._replace(answer=search.without(one.file) if one.what == "deleted" else one.answer)
        for one in found.whole
        if budget.take()
    ]
    edits += [_explained(file, found.texts[path], search, path, field) for path, field in found.fields if budget.take()]
    return Explained(tuple(edits), len(found.whole) + len(found.fields) - len(edits))


def _explained(file: str, text: str, search: Search, path: str, field: Difference) -> HandEdit:
    content = search.found[path]
    is_hidden = hidden.is_hidden(matching.known_kind(content), field)
    secret = Answer("none", reason="it looks like a secret: refer to one, as the field env says")
    return HandEdit(
        project=file,
        file=path,
        line=edited_lines.line(text, path, field.steps),
        what="field",
        answer=secret if is_hidden else search.field(path, field),
        path=f"{field_path.text(field.steps)}{field_path.ORDER if field.order else ''}",
        before=field.before,
        after=field.after,
        hidden=is_hidden,
        object=_name(content),
    )


def _name(content: KubernetesObject) -> str:
    return f"{content.get('kind')} {(content.get('metadata') or {}).get('name', '')}".strip()
