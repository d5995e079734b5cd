"""Images and models that a project's components and their overrides are written with, and which environments use them.

An environment reads a value until it has an entry in `releases`; from then on that entry says what runs. A value that no
environment reads is held by those whose entry still has the same version.
"""

from collections.abc import Iterator, Mapping

from generator.named_tuples import NamedTuple
from generator.source import nodes
from generator.spec.project import Project

KEYS = ("image", "model")
ROLES = ("active", "candidate", "previous")


class Written(NamedTuple):
    """A value of `key`, at `path` in the file, and the environments in which it would hold if none of them had a release.

    `node` is the value, `text` the reference in it. `can_go` tells whether removing it loses nothing else and uncovers nothing:
    it has no other fields, and overrides none.
    """

    key: str
    path: tuple[str, ...]
    node: nodes.Node
    text: str
    environments: tuple[str, ...]
    can_go: bool = True

    @property
    def is_override(self) -> bool:
        """Whether it is written for one environment."""
        return self.path[0] == "environments"


def of_component(project: Project, name: str) -> Iterator[Written]:
    """Yield the values of a component and of its overrides; those that hold nowhere are left out."""
    root = project.document.root
    base = child(child(root, "components"), name)
    sections = {each: child(child(root, "environments"), each) for each in project.environments}
    overrides = {each: child(section, "components") for each, section in sections.items()}
    present = {each: child(node, name) for each, node in overrides.items() if not _is_null(child(node, name))}
    for key in KEYS:
        own = {each: node for each, node in present.items() if _is_reference(child(node, key))}
        inherited = tuple(each for each in present if each not in own)
        written = child(base, key)
        if inherited and reference(written):
            yield _written(key, ("components", name), written, inherited)
        for each, node in own.items():
            if reference(child(node, key)):
                override = _written(key, ("environments", each, "components", name), child(node, key), (each,))
                yield override._replace(can_go=override.can_go and not reference(written))


def _written(key: str, path: tuple[str, ...], node: nodes.Node | None, environments: tuple[str, ...]) -> Written:
    assert node is not None  # noqa: S101 - it has a reference
    full = ("uri",) if isinstance(node, nodes.Mapping) else ()
    can_go = not isinstance(node, nodes.Mapping) or len(node.entries) == 1
    return Written(key, (*path, key, *full), node, reference(node), environments, can_go)


def entry(project: Project, environment: str, name: str) -> nodes.Node | None:
    """The entry of `releases` that says what runs; None if there is none, or if it has no image, which is a problem."""
    section = child(child(project.document.root, "environments"), environment)
    found = child(child(section, "releases"), name)
    return found if reference(child(child(found, "active"), "image")) else None


def versions(found: nodes.Node, key: str) -> Mapping[str, str]:
    """The images or models in an entry of `releases` by role; a version without a model has an empty one."""
    roles = {role: child(found, role) for role in ROLES}
    return {role: reference(child(version, key)) for role, version in roles.items() if version is not None}


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


def child(node: nodes.Node | None, key: str) -> nodes.Node | None:
    """The value of a key; None if there is none, or if `node` is no mapping."""
    return node.get(key) if isinstance(node, nodes.Mapping) else None


def reference(node: nodes.Node | None) -> str:
    """The text of an image or model in its short or full form; empty if absent."""
    text = child(node, "uri") if isinstance(node, nodes.Mapping) else node
    return text.text if isinstance(text, nodes.Scalar) and not text.is_null else ""


def _is_reference(node: nodes.Node | None) -> bool:
    """Whether an override sets the reference, or removes it; one of other fields of a model takes it from the component."""
    return child(node, "uri") is not None if isinstance(node, nodes.Mapping) else node is not None


def _is_null(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Scalar) and node.is_null
