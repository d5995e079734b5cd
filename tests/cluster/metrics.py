"""A metrics API on loopback, through which autoscalers see how busy pods are: all as busy as a test says."""

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import patience
from tests.cluster.api import Api
from tests.cluster.control_plane import ControlPlane
from tests.unit.external.front import Asked, Front, Said, serving

GROUP = "metrics.k8s.io/v1beta1"
PODS = {"name": "pods", "singularName": "", "namespaced": True, "kind": "PodMetrics", "verbs": ["get", "list"]}
NAME = {"name": "metrics", "namespace": "kube-system"}


class Metrics:
    """How much processor time, in thousandths, each container of a pod uses."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.usage = 1

    def say(self, asked: Asked) -> Said:
        """The answer to a request of the API server, which asks for all pods of a namespace that labels select."""
        path, _, query = asked.path.partition("?")
        if not path.startswith(f"/apis/{GROUP}"):
            return _json({"kind": "Status", "status": "Failure", "code": 404}, 404)
        if "/namespaces/" not in path:
            return _json({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": GROUP, "resources": [PODS]})
        namespace = path.split("/namespaces/")[1].split("/")[0]
        pods = self._api.request("GET", f"/api/v1/namespaces/{namespace}/pods?{query}").body["items"]
        return _json({"kind": "PodMetricsList", "apiVersion": GROUP, "metadata": {}, "items": [*map(self._of, pods)]})

    def _of(self, pod: Any) -> dict[str, Any]:
        usage = {"cpu": f"{self.usage}m", "memory": "1Mi"}
        containers = [{"name": each["name"], "usage": usage} for each in pod["spec"]["containers"]]
        about = {key: pod["metadata"][key] for key in ("name", "namespace", "labels")}
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"metadata": about, "timestamp": now, "window": "1s", "containers": containers}


def _json(content: Any, status: int = 200) -> Said:
    return Said(status, (("Content-Type", "application/json"),), json.dumps(content).encode())


@contextlib.contextmanager
def served(plane: ControlPlane, folder: Path) -> Iterator[Metrics]:
    """The metrics API of a cluster, which is asked through the API server."""
    both = folder / "metrics.pem"
    both.write_bytes(b"".join(part.read_bytes() for part in plane.server))
    metrics = Metrics(plane.api_of("admin"))
    with serving(metrics.say, both) as front:
        for each in _registration(front):
            answer = plane.api.apply(each, "tests")
            assert not answer.refusal, answer.refusal
        assert patience.until(lambda: plane.api.request("GET", f"/apis/{GROUP}").status == 200)
        yield metrics
        for each in _registration(front):
            plane.api.prune(each)


def _registration(front: Front) -> tuple[dict[str, Any], ...]:
    """Without a cluster network the API server reaches by a name what is outside of the cluster."""
    service = {"type": "ExternalName", "externalName": "localhost", "ports": [{"port": front.port}]}
    group, version = GROUP.split("/")
    spec = {"group": group, "version": version, "groupPriorityMinimum": 100, "versionPriority": 100}
    spec |= {"insecureSkipTLSVerify": True, "service": {**NAME, "port": front.port}}
    return (
        {"apiVersion": "v1", "kind": "Service", "metadata": NAME, "spec": service},
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": f"{version}.{group}"},
            "spec": spec,
        },
    )
