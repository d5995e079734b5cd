"""How Prometheus learns of a component's metrics, and whether it may reach them."""

from generator.kubernetes.exposure import routes
from generator.spec.component import Component, Port, Service
from generator.spec.networking import Metrics
from generator.spec.project import Target

SCRAPED = {"tidegate.dev/metrics": "true"}
"""The label of Services that a ServiceMonitor selects."""


def port(service: Service, metrics: Metrics) -> Port:
    """The port of the metrics."""
    return next(each for each in service.ports if metrics.port in {each.name, str(each.port)})


def slot_labels(target: Target) -> dict[str, str]:
    """Labels of the Services of slots, by which a ServiceMonitor selects them; none without one."""
    return SCRAPED if selects_services(target) else {}


def selects_services(target: Target) -> bool:
    """Whether a ServiceMonitor selects the Services of slots: where there are none, a PodMonitor selects the pods."""
    environment, service = target.environment, target.component.service
    has_slot_services = target.component.slots and target.engine == "native"
    return (
        environment.monitor == "service" and has_slot_services and service is not None and service.metrics is not None
    )


def pod_annotations(target: Target, component: Component) -> dict[str, str]:
    """Annotations of the pods by which a Prometheus without operator finds the metrics; none with another monitor."""
    service = component.service
    if target.environment.monitor != "annotations" or service is None or service.metrics is None:
        return {}
    chosen = port(service, service.metrics)
    found = {"scrape": "true", "port": str(chosen.target), "path": service.metrics.path}
    found |= {"scheme": "https"} if chosen.is_https else {}
    return {f"prometheus.io/{key}": value for key, value in found.items()}


def is_reached(target: Target) -> bool:
    """Whether the NetworkPolicy lets the platform's monitoring, or everybody, reach a port of the component."""
    environment, service = target.environment, target.component.service
    monitoring = environment.metrics_namespace
    if service is None:
        return False
    by_caller = any(caller.namespace and caller.namespace == monitoring for caller in target.component.callers)
    by_balancer = service.main_service.is_external and not service.main_service.sources
    ingress = environment.ingress if environment.traffic == "ingress" and routes(target) else None
    by_ingress = ingress is not None and not (ingress.namespace or ingress.networks)
    return bool(monitoring and service.metrics) or by_caller or by_balancer or by_ingress
