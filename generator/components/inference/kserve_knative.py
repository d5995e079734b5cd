"""The form `kserve-knative`: an InferenceService in mode `Knative`, for which KServe makes a Knative Service.

There is one predictor. Each change of it is another revision; the share of the newest one is `canaryTrafficPercent`, and the rest
of the traffic stays on the revision that had all of it last. Without a share the newest revision gets all when it is ready.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import kserve
from generator.kubernetes import network
from generator.manifest.manifest import Draft
from generator.resolve import networking
from generator.source.finding import Finding
from generator.spec.component import Scale
from generator.spec.project import Target
from generator.spec.release import SlotName, other_slot

MODE = "Knative"
HTTP, HTTP2 = "http1", "h2c"
"""Names of ports, which say their protocol."""
REQUESTS = (8012, 8013, 8112)
PORTS = (*REQUESTS, 9090)
"""Of the proxy that Knative puts into each pod: for HTTP, HTTP/2 and HTTPS, and the metrics that its autoscaler reads."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield what KServe and Knative refuse of settled values."""
    yield from kserve.problems(target, {"predictor": f"{target.base}-predictor"})
    yield from network.operator_problems(target, PORTS)


def drafts(target: Target) -> Iterator[Draft]:
    """The InferenceService and what stands beside it. The predictor is the candidate, if there is one."""
    placed = target._replace(component=target.component._replace(operator_ports=PORTS))
    release, scale = target.release, target.component.serving.scale
    slot = other_slot(release.slot) if release.candidate is not None else release.slot
    own, version = _predictor(placed, slot), (release.candidate or release.active).identity
    predictor = own | {
        "share": release.share if release.candidate is not None else None,
        "least": scale.min,
        "most": scale.max,
        **_measured(scale),
        "pod_level": False,
        "grace": None,
        "drain": 0,
    }
    yield from kserve.drafts(
        placed, kserve.Served(MODE, predictor, REQUESTS, {version: own}, {target.base: target.slots[slot]})
    )


def _predictor(target: Target, slot: SlotName) -> dict[str, Any]:
    """The values of the predictor. A transformer has the one port of the pod that Knative takes."""
    values = kserve.predictor(target, slot, named=False)
    beside = [{**each, **_asked(each), "drain": 0} for each in values["beside"]]
    return values | ({"ports": (), "beside": beside} if beside else _asked(values))


def _asked(container: Mapping[str, Any]) -> dict[str, Any]:
    """Port and probes of the container that gets the requests: the name of a port says its protocol, so probes have its number.

    Others are refused (`validPortNames` in Knative's `pkg/apis/serving`).
    """
    numbers = {port.name: port.target for port in container["ports"]}
    probes = {
        role: probe and {**probe, "port": numbers.get(probe["port"], probe["port"])}
        for role, probe in container["probes"].items()
    }
    ports = [port._replace(name=HTTP2 if port.app_protocol == networking.H2C else HTTP) for port in container["ports"]]
    return {"ports": ports, "probes": probes}


def _measured(scale: Scale) -> dict[str, Any]:
    """What Knative scales by; a fixed number needs nothing."""
    found = {"concurrency": scale.concurrency, "rps": scale.rps}
    return next(({"scale_metric": name, "scale_target": number} for name, number in found.items() if number), {})
