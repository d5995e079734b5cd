"""The files of a project in a GitOps folder that a person has edited, by environment."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.comparison.differences import Difference
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import Store
from generator.generation import edit_search
from generator.generation.hand_edits import Answer, HandEdit
from generator.manifest import field_path, gitops_paths, yaml_reader
from generator.manifest.gitops_paths import EntryFile, OverlayFile
from generator.manifest.object_template import KubernetesObject
from generator.source import document

LISTS = ("resources", "components")
FORMAT = Answer("none", reason="nothing but comments and formatting differs: the objects are the same")
_SEPARATOR = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)


class EditedEnvironment(NamedTuple):
    """What was edited of one environment: whole files, and fields by the path of their file; `texts` are the files as they are."""

    environment: str
    whole: tuple[HandEdit, ...]
    fields: tuple[tuple[str, Difference], ...]
    texts: Mapping[str, str]
    objects: Mapping[str, KubernetesObject]


def differing(plan: Plan, store: Store) -> Mapping[str, Sequence[str]]:
    """The files by environment that a person may have edited: that differ, or are missing in an overlay that is there."""
    by_environment: dict[str, list[str]] = {}
    for path in sorted((*plan.changed, *plan.new)):
        parsed = gitops_paths.parse(path)
        if isinstance(parsed, OverlayFile | EntryFile):
            by_environment.setdefault(parsed.overlay.environment, []).append(path)
    found = {
        name: [path for path in paths if path in plan.changed or _is_beside_others(path, store)]
        for name, paths in by_environment.items()
    }
    return {name: paths for name, paths in found.items() if paths}


def _is_beside_others(path: str, store: Store) -> bool:
    """Whether the overlay of a missing file is there."""
    parsed = gitops_paths.parse(path)
    return isinstance(parsed, OverlayFile) and bool(store.read(gitops_paths.kustomization(parsed.overlay.path)))


def edited(
    file: str, environment: str, paths: Sequence[str], plan: Plan, store: Store, trees: Iterable[Mapping[str, bytes]]
) -> EditedEnvironment:
    """The edits among these files. What one of the `trees` of earlier versions gives is out of date, not edited."""
    paths, earlier = _not_out_of_date(paths, store, trees)
    whole: list[HandEdit] = []
    fields: list[tuple[str, Difference]] = []
    texts: dict[str, str] = {}
    objects: dict[str, KubernetesObject] = {}
    for path in paths:
        if path in plan.new:
            if earlier or _is_listed(path, store):  # it was there: no earlier version lacks it
                whole.append(HandEdit(file, path, 1, "deleted", Answer("none")))
            continue
        text = store.read(path)
        try:
            content = _read(text)
        except ValueError as error:
            line, reason = _reason(text, path, error)
            whole.append(HandEdit(file, path, line, "unreadable", Answer("none", reason=reason)))
            continue
        generated = plan.tree[path].decode()
        differing = edit_search.fields(yaml_reader.read(generated), content)
        own = _own(differing, content, [yaml_reader.read(tree[path].decode()) for tree in earlier if path in tree])
        texts[path], objects[path] = text, content
        fields += ((path, each) for each in own)
        if not differing:
            whole.append(HandEdit(file, path, _first_line(generated, text), "format", FORMAT))
    return EditedEnvironment(environment, tuple(whole), tuple(fields), texts, objects)


def _not_out_of_date(
    paths: Sequence[str], store: Store, trees: Iterable[Mapping[str, bytes]]
) -> tuple[Sequence[str], Sequence[Mapping[str, bytes]]]:
    """The files that no earlier version gives, and the versions; no more of these are asked for than are needed."""
    earlier: list[Mapping[str, bytes]] = []
    texts = {path: store.read(path).encode() for path in paths}
    for tree in trees:
        earlier.append(tree)
        texts = {
            path: text
            for path, text in texts.items()
            if text != tree.get(path, b"") or (not text and _is_listed(path, store))
        }
        if not texts:
            break
    return [*texts], earlier


def _own(
    differing: Sequence[Difference], content: KubernetesObject, earlier: Sequence[KubernetesObject]
) -> Iterator[Difference]:
    """The fields that are not as an earlier version gave them."""
    others = [{field_path.text(each.steps) for each in edit_search.fields(tree, content)} for tree in earlier]
    return (each for each in differing if all(field_path.text(each.steps) in paths for paths in others))


def _is_listed(path: str, store: Store) -> bool:
    """Whether a kustomization lists a file, or the folder of which it is the kustomization."""
    folder, _, name = path.rpartition("/")
    if gitops_paths.is_kustomization(path):
        folder, _, name = folder.rpartition("/")
    return name in _listed(store.read(gitops_paths.kustomization(folder)))


def _listed(text: str) -> Sequence[Any]:
    try:
        content: Any = yaml_reader.read(text) if text else {}
    except ValueError:
        return ()
    lists = [content.get(name) for name in LISTS] if isinstance(content, dict) else []
    return [each for found in lists if isinstance(found, list) for each in found]


def _read(text: str) -> KubernetesObject:
    """The one object of a file; ValueError with the reason if there is none, or are several."""
    parts = [each for each in _SEPARATOR.split(text) if _has_content(each)]
    if len(parts) != 1:
        raise ValueError("it holds several documents" if parts else "it is empty")
    content: Any = yaml_reader.read(parts[0])
    if not isinstance(content, dict):
        raise ValueError("it holds no object")  # noqa: TRY004 - what the caller catches
    return content


def _reason(text: str, path: str, error: ValueError) -> tuple[int, str]:
    """Why a file cannot be read, and at which line: as the parser of project files says it, if it finds something."""
    problems = document.parse(text.encode(errors="surrogateescape"), path).problems
    found = next((each for each in problems if each.code == "yaml-syntax"), None)
    return (1, str(error)) if found is None else (found.mark.line, found.fact)


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _first_line(generated: str, text: str) -> int:
    lines = zip(generated.splitlines(), text.splitlines(), strict=False)
    same = next((number for number, (was, now) in enumerate(lines, 1) if was != now), None)
    return same or min(len(generated.splitlines()), len(text.splitlines())) or 1
