"""Kind `mlflow`: an MLflow tracking server with its model registry.

A Deployment runs `mlflow server`, whose command, probes and allowed host names follow from the fields. An init container makes the
tables of an empty database and upgrades those of an older version before the server starts, which refuses any other schema than
its own (`_verify_schema` in mlflow/store/db/utils.py). Clients read and write artifacts through the server, so they need no
credentials of the bucket. A version replaces the other in place.

Without a database the backend is a file on a claim that one pod at a time may write: there is one pod, and it ends before the next
one starts.
"""

from collections.abc import Iterator

from generator.components import endpoints, supporting_objects
from generator.components.mlflow import rules, server
from generator.components.service import fields
from generator.components.service import kind as service
from generator.engines import drafting
from generator.errors import SCHEMA
from generator.kubernetes import autoscaling, labels
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.resolve import defaults, merge, pod_requests
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import policy, route_policy, service_policy
from generator.validate.context import Rules

SYNONYMS = (
    "mlflow-server mlflow-tracking tracking tracking-server experiment-tracking model-registry modelregistry registry"
)
SLOTS = False
FOLDER = "mlflow"
HASHED = False
SIZE = (pod_requests.FIELDS | {"scale", "strategy"}) - {"init"}
COUNTS, GROUPS = service.COUNTS, service.GROUPS

RULES = rules.RULES
POLICY: Rules = {**policy.MINIMUM_RULES, **service_policy.RULES, **route_policy.RULES}
SQLITE_SIZE = "10Gi"
PORTS = defaults.entry("ports", defaults.node({"http": {"port": 5000}}))
RECREATE = defaults.entry("strategy", defaults.node({"type": "recreate"}))

demand, kind_values, settled = service.demand, fields.kind_values, server.settled


def _backend_form(node: nodes.Node) -> nodes.Node:
    """`sqlite` is short for a file on a claim of the usual size."""
    if not isinstance(node, nodes.Scalar) or node.text != server.SQLITE:
        return node
    size = nodes.Scalar(SQLITE_SIZE, plain=True, mark=node.mark)
    return merge.scalar_as(server.SQLITE)(size)


FIELDS = fields.FIELDS.with_own(
    Fields(
        forms={"backend": _backend_form, "auth": merge.scalar_as("secret")},
        merges={"backend": merge.choice(server.SECRET, server.SQLITE, server.CLAIM)},
        unsuited={"strategy": fields.keeps_two_versions},
    )
)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with defaults. Two pods cannot write one file: with `sqlite` one ends before the next starts."""
    backend, strategy = merged.get("backend"), merged.entries.get("strategy")
    is_file = isinstance(backend, nodes.Mapping) and server.SECRET not in backend.entries
    if is_file and strategy is not None and strategy.key.mark == SCHEMA:
        merged = merged.copy_with({**merged.entries, "strategy": RECREATE})
    merged = server.with_file(merged.copy_with({"ports": PORTS, **merged.entries}))
    return fields.complete(merged, place=place, cache=cache)


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the Deployment, which its Service shares."""
    return (DerivedName(base, naming.LIMIT, "Service", starts_with_letter=True),)


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the autoscaler does not support."""
    yield from autoscaling.problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a tracking server."""
    component, scale = target.component, target.component.serving.scale
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    yield drafting.deployment(target, target.base, annotations=labels.description(target), folder=FOLDER)
    yield endpoints.budget(target, folder=FOLDER)
    workload = Workload(name=target.base, component=component, minimum=scale.min, maximum=scale.max)
    yield from autoscaling.drafts(target, workload)
    yield from endpoints.drafts(target, folder=FOLDER)
