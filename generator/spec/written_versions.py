"""Images and models that a project's components and their overrides are written with, and which environments use them.

An environment reads a value until it has an entry in `releases`; from then on that entry says what runs. A value that no
environment reads is held by those whose entry still has the same version.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from generator.named_tuples import NamedTuple
from generator.source import nodes
from generator.spec.project import Project
from generator.spec.templates import MODEL, MODELS

Path = tuple[str, ...]
KEYS = ("image", "model")
ROLES = ("active", "candidate", "previous")


class Written(NamedTuple):
    """A value of `key`, at `path` in the file, and the environments in which it would hold if none of them had a release.

    `node` is the value, `text` the reference in it. `can_go` tells whether removing it loses nothing else and uncovers nothing:
    it has no other fields, and overrides none. `makes_component`: without it there would be no such component.
    """

    key: str
    path: tuple[str, ...]
    node: nodes.Node
    text: str
    environments: tuple[str, ...]
    can_go: bool = True
    makes_component: bool = False

    @property
    def is_override(self) -> bool:
        """Whether it is written for one environment."""
        return self.path[0] == "environments"


def of_component(project: Project, name: str) -> Iterator[Written]:
    """Yield the values of a component and of its overrides; those that hold nowhere are left out.

    What a template has for all of its models is left out, too.
    """
    environments = [each for each in project.environments if not _is_removed(project, each, name)]
    for key in KEYS:
        holding: dict[Path, list[str]] = {}
        for environment in environments:
            written = [path for path in _paths(project, environment, name, key) if _is_reference(_at(project, path))]
            if written:
                holding.setdefault(written[-1], []).append(environment)
        for path in sorted(holding, key=lambda path: path[0] == "environments"):
            if reference(_at(project, path)):
                yield _written(project, name, key, path, tuple(holding[path]))


def _paths(project: Project, environment: str, name: str, key: str) -> Sequence[Path]:
    """Where an environment may have a component's value from, the lowest layer first."""
    override, model = ("environments", environment, "components"), project.models.get(name)
    if model is None:
        return (("components", name, key), (*override, name, key))
    if key != MODEL:
        return ((*override, name, key),)
    in_template = (model.template, MODELS, model.name)
    return (("components", *in_template), (*override, *in_template), (*override, name, key))


def way_back(project: Project, environment: str, name: str) -> str:
    """How a component that an environment removes, or has never had, comes there."""
    removed = removal(project, environment, name)
    if removed:
        return f"{'.'.join(removed)} is null: remove that line"
    model = project.models[name]
    return f"add it: environments.{environment}.components.{model.template}.{MODELS}.{model.name}: URI"


def removal(project: Project, environment: str, name: str) -> Path:
    """The path of the null by which an environment removes a component; empty if it has the component, or has never had it."""
    model = project.models.get(name)
    paths = [("environments", environment, "components", *each) for each in (model.paths if model else [(name,)])]
    return next((each for each in paths if nodes.is_null(_at(project, each))), ())


def _is_removed(project: Project, environment: str, name: str) -> bool:
    model = project.models.get(name)
    if model is not None:
        return any(nodes.is_null(each.value) for each in model.overrides[environment])
    return nodes.is_null(_at(project, ("environments", environment, "components", name)))


def _written(project: Project, name: str, key: str, path: Path, environments: tuple[str, ...]) -> Written:
    node = _at(project, path)
    assert node is not None  # noqa: S101 - it has a reference
    full = ("uri",) if isinstance(node, nodes.Mapping) else ()
    paths = _paths(project, environments[0], name, key)
    below = any(reference(_at(project, each)) for each in paths[: paths.index(path)])
    makes_component = path[-2] == MODELS and not below
    is_alone = not isinstance(node, nodes.Mapping) or len(node.entries) == 1
    return Written(
        key,
        (*path, *full),
        node,
        reference(node),
        environments,
        is_alone and not below and not makes_component,
        makes_component,
    )


def _at(project: Project, path: Path) -> nodes.Node | None:
    """The value at a path of the file; None if there is none."""
    return reduce(nodes.child, path, project.document.root)


def entry(project: Project, environment: str, name: str) -> nodes.Node | None:
    """The entry of `releases` that says what runs; None if there is none, or if it has no version, which is a problem."""
    found = _at(project, ("environments", environment, "releases", name))
    active = nodes.child(found, "active")
    return found if any(reference(nodes.child(active, key)) for key in KEYS) else None


def versions(found: nodes.Node, key: str) -> Mapping[str, str]:
    """The images or models in an entry of `releases` by role; a version without a model has an empty one."""
    roles = {role: nodes.child(found, role) for role in ROLES}
    return {role: reference(nodes.child(version, key)) for role, version in roles.items() if version is not None}


def is_unread(project: Project, name: str, written: Written) -> bool:
    """Whether no environment reads a value, and no release there has it in any role."""
    for environment in written.environments:
        found = entry(project, environment, name)
        if found is None or any(is_same(written.text, each) for each in versions(found, written.key).values()):
            return False
    return True


def is_same(written: str, version: str) -> bool:
    """Whether two images or models are the same; a digest is ignored if only one of them has it."""
    one, two = written.partition("@sha256:"), version.partition("@sha256:")
    return written == version or (one[0] == two[0] and not (one[2] and two[2]))


def reference(node: nodes.Node | None) -> str:
    """The text of an image or model in its short or full form; empty if absent."""
    text = nodes.child(node, "uri") if isinstance(node, nodes.Mapping) else node
    return text.text if isinstance(text, nodes.Scalar) and not text.is_null else ""


def _is_reference(node: nodes.Node | None) -> bool:
    """Whether an override sets the reference, or removes it; one of other fields of a model takes it from the component."""
    return nodes.child(node, "uri") is not None if isinstance(node, nodes.Mapping) else node is not None
