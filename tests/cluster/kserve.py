"""KServe's own controller with its webhooks beside a control plane, and releases of models that it serves.

Its settings, runtimes and webhooks are those of the release, but for the Gateway API, whose gateway does not run: nobody asks the
pods, which have no model. Its webhook server has no option for an address, so it listens on all of them.
"""

import base64
import json
import math
import shutil
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from tests import patience
from tests.cluster import definitions, traffic
from tests.cluster.api import Api, Object
from tests.cluster.control_plane import HOST, ControlPlane
from tests.cluster.processes import BIN, free_ports
from tests.cluster.releases import BOUNDS, Release
from tests.cluster.traffic import Judgement

NAMESPACE = "kserve"
SLOT, MODEL = "tidegate.dev/slot", "tidegate.dev/model"
SERVER, TRANSFORMER = "kserve-container", "transformer-container"
HTTP_PORT, RUNTIME_PORT = 80, 8080
MADE = (("apps/v1", "Deployment"), ("autoscaling/v2", "HorizontalPodAutoscaler"), ("v1", "Service"))
DEFINED = tuple(
    f"{plural}.serving.kserve.io"
    for plural in (
        *("inferenceservices", "inferencegraphs", "trainedmodels"),
        *("servingruntimes", "clusterservingruntimes", "clusterstoragecontainers"),
    )
)
DOMAIN = "models.acme.dev"
INGRESS = {
    "enableGatewayApi": True,
    "kserveIngressGateway": "gateways/public",
    "ingressDomain": DOMAIN,
    "disableIstioVirtualHost": True,
}
"""Settings of a platform that differ from those of the release."""


def start(plane: ControlPlane) -> None:
    """Start the controller, and let the API server ask its webhooks."""
    definitions.install_released(plane.api, DEFINED)
    _apply(plane.api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}})
    _apply(plane.api, settings())
    certificates = plane.folder / "kserve" / "k8s-webhook-server" / "serving-certs"
    certificates.mkdir(parents=True)
    for name, file in zip(("tls.crt", "tls.key"), plane.server, strict=True):
        shutil.copy(file, certificates / name)
    metrics, health, webhooks = free_ports(3)
    plane.run(
        "kserve-controller",
        *(str((BIN / "manager").resolve()), f"--kubeconfig={plane.kubeconfig}", f"--webhook-port={webhooks}"),
        *(f"--metrics-addr={HOST}:{metrics}", f"--health-probe-addr={HOST}:{health}"),
        # its webhook makes a client of its own for each request
        variables={
            "KUBECONFIG": str(plane.kubeconfig),
            "POD_NAMESPACE": NAMESPACE,
            "TMPDIR": str(certificates.parents[1]),
        },
    )
    assert patience.until(lambda: plane.running() and _healthy(health))
    for each in ("Mutating", "Validating"):
        for found in definitions.released(f"{each}WebhookConfiguration", "serving.kserve.io"):
            _apply(plane.api, _on_loopback(found, webhooks, plane.authority.certificate.read_text(encoding="utf-8")))
    for kind in ("ClusterServingRuntime", "ClusterStorageContainer"):
        for found in definitions.released(kind):
            _apply(plane.api, found)


def settings() -> dict[str, Any]:
    """The ConfigMap of the release, with the platform's settings."""
    (found,) = definitions.released("ConfigMap", "inferenceservice-config")
    data: dict[str, str] = found["data"]
    changed: Mapping[str, Mapping[str, Any]] = {"ingress": INGRESS, "deploy": {"defaultDeploymentMode": "Standard"}}
    made = {name: json.dumps({**json.loads(data[name]), **values}) for name, values in changed.items()}
    return {**found, "metadata": {"name": found["metadata"]["name"], "namespace": NAMESPACE}, "data": {**data, **made}}


def _on_loopback(found: dict[str, Any], port: int, authority: str) -> dict[str, Any]:
    bundle = base64.b64encode(authority.encode()).decode()
    for each in found["webhooks"]:
        path = each["clientConfig"]["service"]["path"]
        each["clientConfig"] = {"url": f"https://{HOST}:{port}{path}", "caBundle": bundle}
    found["metadata"] = {"name": found["metadata"]["name"]}
    return found


def _apply(api: Api, each: dict[str, Any]) -> None:
    answer = api.apply(each, "tests", fieldValidation="Ignore")
    assert not answer.refusal, answer.refusal


def _healthy(port: int) -> bool:
    try:
        return PoolManager(retries=False).request("GET", f"http://{HOST}:{port}/readyz").status == HTTPStatus.OK
    except HTTPError:
        return False


class Made(NamedTuple):
    """What the controller makes of a predictor, and where requests of its Service on port 80 go to in a pod."""

    model: str
    least: int
    most: int
    port: int


def wanted(service: Object) -> dict[str, Made]:
    """What has to be made of an InferenceService in mode Standard, by name."""
    beside = sum(each["predictor"]["minReplicas"] for each in service["spec"].get("canary", ()))
    found = {}
    for each in predictors(service):
        least = each["minReplicas"] - (beside if each == service["spec"]["predictor"] else 0)
        front = [own for own in each.get("containers", ()) if own["name"] == TRANSFORMER] or each.get("containers")
        port = front[0]["ports"][0]["containerPort"] if front else RUNTIME_PORT
        most = max(each.get("maxReplicas", 0), least)
        found[named(service, each["name"])] = Made(each["annotations"][MODEL], least, most, port)
    return found


def made(api: Api, service: Object) -> dict[str, Made]:
    """What the controller has made of an InferenceService, by name."""
    namespace = service["metadata"]["namespace"]
    deployments, scalers, services = (
        {each["metadata"]["name"]: each for each in api.all(*kind, namespace)} for kind in MADE
    )
    found = {}
    for name in deployments.keys() & scalers.keys() & services.keys():
        if _owner(deployments[name]) == service["metadata"]["name"]:
            template, bounds = deployments[name]["spec"]["template"], scalers[name]["spec"]
            (port,) = (each["targetPort"] for each in services[name]["spec"]["ports"] if each["port"] == HTTP_PORT)
            model = template["metadata"]["annotations"][MODEL]
            found[name] = Made(model, bounds["minReplicas"], bounds["maxReplicas"], port)
    return found


def _owner(each: Object) -> str:
    owners = each["metadata"].get("ownerReferences")
    return str(owners[0]["name"]) if owners else ""


def named(service: Object, slot: str) -> str:
    """The name of all that the controller makes of a predictor."""
    return f"{service['metadata']['name']}-{slot}-predictor"


def predictors(service: Object) -> Iterator[Any]:
    """The predictor of an InferenceService, and those of its canaries."""
    yield service["spec"]["predictor"]
    yield from (each["predictor"] for each in service["spec"].get("canary", ()))


OPERATORS = f"""\
operators:
  inference: {{api: kserve-standard, version: "0.20", gatewayApi: true, domain: {DOMAIN}, restricted: true}}"""
"""Settings of the platform's environment."""
TOUR = (
    *("release", "blue-green", "release", "advance", "finish", "release", "advance", "rollback", "finish"),
    *("rolling", "release", "blue-green", "release", "abort", "release", "advance", "finish", "rolling", "release"),
)
"""Each change from one strategy to another, from `rolling` on, with releases between them."""


class ModelRelease(Release):
    """A model that KServe serves, released by the tool's own commands."""

    def component(self, version: str) -> dict[str, Any]:
        """What the service is besides its scale and strategy, in its first version."""
        return {"kind": "inference", "model": f"s3://models/{self.name}/{version}", "format": "sklearn"}

    def version(self) -> Sequence[str]:
        """The options of `release` with the next version."""
        return ("--model", f"s3://models/{self.name}/{next(self.versions)}")

    def settled(self) -> bool:
        """Whether KServe has made what the InferenceService wants, and nothing else runs."""
        found = self.service()
        if not found:
            return False
        models = {each["name"]: each["model"]["storageUri"] for each in predictors(found)}
        deployments = self.place.api.all("apps/v1", "Deployment", self.namespace)
        served = {each["metadata"]["labels"][SLOT]: _model(each["spec"]["template"]) for each in deployments}
        led = {name for name, _ in _backends(self.route())}
        return served == models and led == {named(found, found["spec"]["predictor"]["name"])} and super().settled()

    def judge(self, missing: int = 0) -> Judgement:
        """What callers of the host of the InferenceService have found so far."""
        self.place.watch.catch_up(self.namespace)
        objects: dict[tuple[str, str], Object] = {}
        begun, fewest, gaps = False, math.inf, []
        for event in self.place.watch.events(self.namespace):
            objects[event.object["kind"], event.object["metadata"]["name"]] = event.object
            if event.removed:
                del objects[event.object["kind"], event.object["metadata"]["name"]]
            backends = list(_backends(objects.get(("HTTPRoute", self.base))))
            ready = {name: traffic.ready(objects, name) for name, _ in backends}
            least = BOUNDS[self.scale].least
            begun = begun or (bool(backends) and min(ready.values()) >= least)
            if begun:
                fewest = min(fewest, *ready.values())
                gaps += [
                    f"{event.revision}: {ready[name]} of {math.ceil(least * share)} endpoints of {name}"
                    for name, share in backends
                    if ready[name] < math.ceil(least * share) - missing
                ]
        assert begun, f"{self.base} was never up"
        return Judgement(int(fewest), tuple(gaps))

    def service(self) -> Any:
        """The InferenceService; None if it does not exist."""
        return self._get("serving.kserve.io/v1beta1", "InferenceService")

    def route(self) -> Any:
        """The route of the InferenceService; None if it does not exist."""
        return self._get("gateway.networking.k8s.io/v1", "HTTPRoute")

    def bounds(self) -> dict[str, tuple[int, int]]:
        """The bounds of the autoscaler of each slot."""
        found = self.place.api.all("autoscaling/v2", "HorizontalPodAutoscaler", self.namespace)
        return {
            each["metadata"]["labels"][SLOT]: (each["spec"]["minReplicas"], each["spec"]["maxReplicas"])
            for each in found
        }

    def _get(self, version: str, kind: str) -> Any:
        metadata = {"name": self.base, "namespace": self.namespace}
        return self.place.api.get({"apiVersion": version, "kind": kind, "metadata": metadata})


def _model(template: Object) -> str:
    return str(template["metadata"]["annotations"][MODEL])


def _backends(route: Object | None) -> Iterator[tuple[str, float]]:
    """The Services to which a route leads, with their shares."""
    for rule in route["spec"]["rules"] if route else ():
        every = sum(each["weight"] for each in rule["backendRefs"])
        yield from ((each["name"], each["weight"] / every) for each in rule["backendRefs"] if each["weight"])
