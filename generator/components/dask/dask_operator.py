"""The form `dask-operator`: a DaskJob, or a DaskCluster with the Service of a fixed name, and a DaskAutoscaler where it has bounds.

The operator reads a job and a cluster once, when they are made (`daskcluster_create_components` of the operator): so both have a
hash of what changes them in their names, and another cluster replaces the old one. The cluster of a job ends with the job.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import pod_groups, runs
from generator.components.dask import fields, pods
from generator.components.dask.fields import Dask
from generator.kubernetes import derived_names, labels, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

KINDS: Mapping[fields.Form, str] = {"job": "DaskJob", "cluster": "DaskCluster"}
CLUSTER, COMPONENT = "dask.org/cluster-name", "dask.org/component"
"""Labels that the operator gives to pods."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name that is too long for what the operator appends to it."""
    dask = fields.of(target.component)
    yield from derived_names.problems(target, [object_kinds.of(KINDS[dask.form]).derived(name(target))])


def name(target: Target) -> str:
    """The name of the job or cluster, with a hash of what changes it."""
    dask = fields.of(target.component)
    return runs.name(target, dask.run, {KINDS[dask.form]})


def drafts(target: Target) -> Iterator[Draft]:
    """The job; or the cluster, its Service and its autoscaler."""
    dask = fields.of(target.component)
    placed, own = pods.connected(target), name(target)
    values = {
        "name": own,
        **runs.metadata(target, dask.run),
        "scheduler": pods.scheduler(placed),
        "worker": pods.workers(placed),
        "service_ports": pods.PORTS,
        "selector": {CLUSTER: own, COMPONENT: "scheduler"},
        **(pods.runner(placed) if dask.form == "job" else pods.scheduler(placed)),
    }
    yield _draft(target, KINDS[dask.form], values)
    if dask.form == "cluster":
        yield from _beside(target, dask, values)


def _beside(target: Target, dask: Dask, cluster: Mapping[str, Any]) -> Iterator[Draft]:
    """What a cluster has beside it: a Service whose name stays, and what changes the number of workers."""
    metadata = {
        "labels": labels.metadata(target, target.component),
        "annotations": labels.annotations(target, target.component),
    }
    held = {key: cluster[key] for key in ("service_ports", "selector")}
    yield Draft("dask/service.yaml", "network", target.base, {"name": target.base, **metadata, **held})
    if "max" in dask.workers:
        least, most = pod_groups.bounds(dask.workers)
        yield _draft(target, "DaskAutoscaler", {"name": cluster["name"], **metadata, "least": least, "most": most})


def _draft(target: Target, kind: str, values: dict[str, Any]) -> Draft:
    return Draft(template=f"dask/{kind.lower()}.yaml", folder=fields.FOLDER, file=target.base, values=values)
