"""Project, the parsed `ml-project.yaml` before layers are merged, and Target, one resolved component of an environment."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.named_tuples import NamedTuple
from generator.source import nodes
from generator.source.document import Document
from generator.spec import naming
from generator.spec.component import Component
from generator.spec.release import Release, SlotName
from generator.spec.templates import MODELS, Model, Template


class Project(NamedTuple):
    """One `ml-project.yaml` that matches the schema. `files` has the contents of files that `{from: path}` names, by path.

    `allow_prune` has the removals that it consents to: environments, `environment/component`, or `*`.

    `components` has those that `templates` stand for, and not the templates; `models` says of which model each of these is.

    `cache` has results of merging and reading its nodes, which environments with common parts reuse.
    """

    name: str
    team: str
    description: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    components: Mapping[str, nodes.Entry]
    environments: Mapping[str, nodes.Entry]
    releases: Mapping[str, Mapping[str, Any]]
    document: Document
    files: Mapping[str, bytes]
    cache: nodes.NodeCache
    allow_prune: tuple[str, ...] = ()
    models: Mapping[str, Model] = MappingProxyType({})
    templates: Mapping[str, Template] = MappingProxyType({})

    def name_node(self, part: naming.Part, component: str) -> nodes.Scalar | None:
        """The node of a name that the names of a component's objects are made up of."""
        model, root = self.models.get(component), self.document.root
        if part == "project":
            written = root.get("name") if isinstance(root, nodes.Mapping) else None
            return written if isinstance(written, nodes.Scalar) else None
        return model.key if model is not None and part == "model" else self.components[component].key


class Named(NamedTuple):
    """A component that another one may name: its kind, empty if that is unknown, and its merged tree.

    The tree is None if the environment removes the component.
    """

    kind: str
    node: nodes.Mapping | None


class Target(NamedTuple):
    """One fully resolved component in one environment: the input from which kinds and engines create Drafts.

    `component` is that of the active version, `slots` has one for each slot in use. `node` and `slot_nodes` are the merged
    mappings, for the positions of findings.
    """

    project: Project
    environment: Environment
    name: str
    component: Component
    release: Release
    slots: Mapping[SlotName, Component]
    namespace: str
    node: nodes.Mapping
    slot_nodes: Mapping[SlotName, nodes.Mapping]
    key: nodes.Scalar

    @property
    def engine(self) -> str:
        """What moves the traffic of the component."""
        return self.environment.engine_of(self.component.kind)

    @property
    def model_name(self) -> str:
        """The name of the model that a template made the component of; empty for a component that is written."""
        model = self.project.models.get(self.name)
        return model.name if model is not None else ""

    @property
    def section(self) -> str:
        """The dotted path below which the file has the component's fields: those of its template, if one made it."""
        model = self.project.models.get(self.name)
        return f"components.{self.name if model is None else model.template}"

    @property
    def place(self) -> tuple[Mark, str]:
        """Where the file names the component, or its model in the template: the position and the dotted path."""
        model = self.project.models.get(self.name)
        if model is None:
            return self.key.mark, self.section
        return model.key.mark, f"{self.section}.{MODELS}.{model.name}"

    @property
    def base(self) -> str:
        """`<project>-<component>`: the base of every object's name."""
        return naming.base(self.project.name, self.name)
