"""The team's file as nouns, before anything is settled: nodes keep their places until a Target is made of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.source import nodes
from generator.source.document import Document
from generator.spec import naming
from generator.spec.component import Component
from generator.spec.release import Release, SlotName


class Project(NamedTuple):
    """One `ml-project.yaml`, its shape checked. `files` holds what `{from: path}` names, by that path.

    `known` is what has been merged and read of its trees so far, so that environments which share a part share the work.
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


class Target(NamedTuple):
    """One component in one environment, all settled: the unit that kinds and engines turn into Drafts.

    `component` is what the active version runs, `slots` what each slot with work runs. `node` and `slot_nodes` are the
    settled mappings, for places.
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
    def base(self) -> str:
        """`<project>-<component>`: the stem of every object's name."""
        return naming.base(self.project.name, self.name)
