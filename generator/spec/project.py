"""The team's file as nouns, before anything is settled: nodes keep their places until a Target is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.environment.environment import Environment
from generator.source import nodes
from generator.source.document import Document
from generator.spec import naming
from generator.spec.component import Component
from generator.spec.release import Release, SlotName


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
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
    document: Document = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    known: nodes.Memory = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One component in one environment, all settled: the unit that kinds and engines turn into Drafts.

    `component` is what the active version runs, `slots` what each slot with work runs. `node` and `slot_nodes` are the
    settled mappings, for places.
    """

    project: Project = field(repr=False)
    environment: Environment = field(repr=False)
    name: str
    component: Component
    release: Release
    slots: Mapping[SlotName, Component]
    namespace: str
    node: nodes.Mapping = field(repr=False)
    slot_nodes: Mapping[SlotName, nodes.Mapping] = field(repr=False)
    key: nodes.Scalar = field(repr=False)

    @property
    def base(self) -> str:
        """`<project>-<component>`: the stem of every object's name."""
        return naming.base(self.project.name, self.name)
