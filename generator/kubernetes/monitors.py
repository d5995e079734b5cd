"""The monitor of a component: a ServiceMonitor or a PodMonitor, which the Prometheus Operator reads.

A ServiceMonitor selects the Services of slots by a label that the main and the preview Service lack: each pod is behind one of the
former, but may be behind several of all. Where there are no such Services, a PodMonitor selects the pods themselves. A certificate
for the address of a pod is rare, so `scheme: HTTPS` does not verify it, as probes of the kubelet do not.
"""

from collections.abc import Iterator
from typing import Any

from generator.kubernetes import labels, monitoring, pod
from generator.manifest.manifest import Draft
from generator.spec.project import Target

FOLDER = "monitoring"


def drafts(target: Target) -> Iterator[Draft]:
    """The monitor of a component; none if it has no metrics, or the platform no monitors."""
    environment, service = target.environment, target.component.service
    if service is None or service.metrics is None or environment.monitor not in {"service", "pod"}:
        return
    by_service = monitoring.selects_services(target)
    chosen = monitoring.port(service, service.metrics)
    # The API server merges container ports by number, so one of them may have another name than the Service's.
    inside = next(
        (each for each in pod.ports(service) if (each.target, each.protocol) == (chosen.target, chosen.protocol)),
        chosen,
    )
    endpoint: dict[str, Any] = {"port": chosen.name if by_service else inside.name, "path": service.metrics.path}
    endpoint |= {"scheme": "https", "tlsConfig": {"insecureSkipVerify": True}} if chosen.is_https else {}
    endpoint |= {"interval": service.metrics.interval} if service.metrics.interval else {}
    selector = {**labels.selector(target), **monitoring.SCRAPED} if by_service else labels.all_pods(target)
    values = {
        "name": target.base,
        "labels": {**environment.monitor_labels, **labels.metadata(target, target.component)},
        "annotations": labels.annotations(target, target.component),
        "selector": selector,
        "job_label": labels.NAME,
        "endpoint": endpoint,
    }
    template = "servicemonitor" if by_service else "podmonitor"
    yield Draft(template=f"{FOLDER}/{template}.yaml", folder=FOLDER, file=target.base, values=values)
