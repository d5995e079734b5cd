"""Explain the edits by hand of a project's files in a GitOps folder."""

from collections.abc import Sequence
from itertools import chain

from generator.comparison import hidden, matching
from generator.comparison.differences import Difference
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import Store
from generator.generation import earlier_sources, edited_files, hand_edits
from generator.generation.earlier_sources import EarlierSources
from generator.generation.edit_search import Search
from generator.generation.edit_trial import Trial
from generator.generation.edited_lines import EditedText
from generator.generation.hand_edits import Answer, Budget, Explained, HandEdit
from generator.manifest import field_path
from generator.manifest.object_template import KubernetesObject
from generator.validation.platform import Platform


def explain(file: str, platform: Platform, plan: Plan, store: Store, budget: Budget) -> Explained:
    """Every edit by hand of the files of one project, whose file is `file`."""
    with earlier_sources.opened(file, platform) as earlier:
        return hand_edits.together(
            _environment(file, Trial(file, platform, environment), earlier, paths, plan, store, budget)
            for environment, paths in edited_files.differing(plan, store).items()
        )


def _environment(
    file: str, trial: Trial, earlier: EarlierSources, paths: Sequence[str], plan: Plan, store: Store, budget: Budget
) -> Explained:
    if not budget.look():
        return Explained(environments=1)
    trees = earlier.trees(trial.environment)
    first = next(trees, None)
    if first is None:  # nobody knows whether the files are out of date
        return Explained()
    found = edited_files.edited(file, trial.environment, paths, plan, store, chain([first], trees))
    if not found.whole and not found.fields:
        return Explained()
    search = Search(trial, found.objects)
    edits = [
        one._replace(answer=search.without(one.file) if one.what == "deleted" else one.answer)
        for one in found.whole
        if budget.take()
    ]
    kinds = {path: matching.known_kind(content) for path, content in found.objects.items()}
    texts = {path: EditedText(text, path, kinds[path]) for path, text in found.texts.items()}
    edits += [_explained(file, texts[path], search, path, field) for path, field in found.fields if budget.take()]
    return Explained(tuple(edits), len(found.whole) + len(found.fields) - len(edits))


def _explained(file: str, text: EditedText, search: Search, path: str, field: Difference) -> HandEdit:
    content = search.found[path]
    is_hidden = hidden.is_hidden(matching.known_kind(content), field)
    secret = Answer("none", reason="it looks like a secret: refer to one, as the field env says")
    return HandEdit(
        project=file,
        file=path,
        line=text.line(field.steps),
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
