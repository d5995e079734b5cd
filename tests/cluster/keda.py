"""KEDA's own operator beside a control plane. Its metrics server does not run: triggers of cpu are the autoscaler's own."""

import shutil

from tests.cluster import definitions
from tests.cluster.control_plane import HOST, ControlPlane
from tests.cluster.processes import BIN, free_ports

NAMESPACE = "keda"
DEFINED = (
    *(f"{plural}.keda.sh" for plural in ("scaledobjects", "scaledjobs", "triggerauthentications")),
    "clustertriggerauthentications.keda.sh",
    *(f"{plural}.eventing.keda.sh" for plural in ("cloudeventsources", "clustercloudeventsources")),
)
"""Kinds that the operator watches, so that they have to be defined, whether anybody uses them or not."""


def start(plane: ControlPlane) -> None:
    """Start the operator."""
    definitions.install_released(plane.api, DEFINED)
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    assert not plane.api.apply(space, "tests").refusal
    certificates = plane.folder / "keda"
    certificates.mkdir()
    certificate, key = plane.server
    for name, file in {"ca.crt": plane.authority.certificate, "tls.crt": certificate, "tls.key": key}.items():
        shutil.copy(file, certificates / name)
    metrics, health, service = free_ports(3)
    plane.run(
        "keda-operator",
        *(
            str((BIN / "operator").resolve()),
            f"--cert-dir={certificates}",
            "--kube-api-qps=200",
            "--kube-api-burst=400",
        ),
        *(f"--metrics-bind-address={HOST}:{metrics}", f"--health-probe-bind-address={HOST}:{health}"),
        f"--metrics-service-bind-address={HOST}:{service}",
        variables={
            "KUBECONFIG": str(plane.kubeconfig),
            "POD_NAMESPACE": NAMESPACE,
            "KEDA_CLUSTER_OBJECT_NAMESPACE": NAMESPACE,
            "WATCH_NAMESPACE": "",
        },
    )
