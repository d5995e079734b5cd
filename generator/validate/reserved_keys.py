"""The keys of labels and annotations that a project may not set: a program in the cluster, or Tidegate, obeys them.

A team's labels and annotations reach every object of a component. A key is in the table if some controller changes what
runs, who may reach it or what is removed because of it. Keys that only describe (`prometheus.io/scrape`), or choose among what
the platform has set up (`sidecar.istio.io/inject`, `kueue.x-k8s.io/queue-name`), are not. `docs/formats.md` prints the table.
"""

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

OWN_KEY = "use a key without a prefix, or under a domain of your own"
ROUTE = "write it in annotations of expose, or ask the platform team for ingress.annotations"
SERVICE = "write it in annotations of service, or ask the platform team for loadBalancer.annotations"
PLATFORM = "leave it out: the platform decides this"


class ReservedKeys(NamedTuple):
    """Keys that one program obeys.

    `keys` are whole keys, or domains that end with `/` and include their subdomains; `prefixes` are beginnings of keys without a
    domain. `guarded` keys are refused in patches too, since releases, autoscalers or the GitOps tool depend on them.
    """

    reader: str
    keys: tuple[str, ...]
    reason: str
    source: str
    hint: str = OWN_KEY
    prefixes: tuple[str, ...] = ()
    guarded: bool = False


TABLE: tuple[ReservedKeys, ...] = (
    ReservedKeys(
        reader="Tidegate itself",
        keys=("app.kubernetes.io/", "tidegate.dev/"),
        reason="selectors and releases are built on it",
        source="docs/output.md",
        guarded=True,
    ),
    ReservedKeys(
        reader="kustomize",
        keys=("config.kubernetes.io/", "kustomize.config.k8s.io/"),
        reason="it drops or changes objects by this key",
        source="https://kubernetes.io/docs/reference/labels-annotations-taints/#config-kubernetes-io-local-config",
        guarded=True,
    ),
    ReservedKeys(
        reader="Argo CD and Argo Rollouts",
        keys=("argoproj.io/", "rollouts-pod-template-hash"),
        reason="it orders, skips, prunes and tells apart objects by this key",
        source="https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/",
        guarded=True,
    ),
    ReservedKeys(
        reader="Flux",
        keys=("fluxcd.io/",),
        reason="it reconciles and prunes objects by this key",
        source="https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources",
        guarded=True,
    ),
    ReservedKeys(
        reader="Flagger",
        keys=("flagger.app/",),
        reason="it includes and skips objects of an analysis by this key",
        source="https://docs.flagger.app/usage/how-it-works",
        guarded=True,
    ),
    ReservedKeys(
        reader="Helm and Argo CD",
        keys=("helm.sh/",),
        reason="an object with a hook is no longer synced but run, and one to be kept is never removed",
        source="https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-hooks",
        guarded=True,
    ),
    ReservedKeys(
        reader="Kubernetes' controllers",
        keys=(
            "pod-template-hash",
            "pod-template-generation",
            "controller-revision-hash",
            "controller-uid",
            "job-name",
            "batch.kubernetes.io/",
            "apps.kubernetes.io/",
            "deployment.kubernetes.io/",
            "statefulset.kubernetes.io/",
            "controller.kubernetes.io/",
            "leaderworkerset.sigs.k8s.io/",
        ),
        reason="they tell their pods apart by this key and write it themselves",
        source="https://kubernetes.io/docs/reference/labels-annotations-taints/#pod-template-hash",
        guarded=True,
    ),
    ReservedKeys(
        reader="kubectl",
        keys=(
            "kubectl.kubernetes.io/last-applied-configuration",
            "kubectl.kubernetes.io/restartedat",
            "applyset.kubernetes.io/",
        ),
        reason="it compares, restarts and prunes objects by this key, and writes it itself",
        source="https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-k8s-io-last-applied-configuration",
        guarded=True,
    ),
    ReservedKeys(
        reader="autoscalers",
        keys=(
            "autoscaling.keda.sh/",
            "scaledobject.keda.sh/",
            "validations.keda.sh/",
            "autoscaling.alpha.kubernetes.io/",
            "downscaler/",
        ),
        reason="they change or stop the scaling of a workload by this key",
        source="https://keda.sh/docs/latest/reference/scaledobject-spec/",
        hint="write scale",
        guarded=True,
    ),
    ReservedKeys(
        reader="the cluster's autoscaler",
        keys=("cluster-autoscaler.kubernetes.io/", "karpenter.sh/", "karpenter.k8s.aws/"),
        reason="it keeps nodes, or removes them under running pods, by this key",
        source="https://karpenter.sh/docs/concepts/disruption/#pod-level-controls",
        hint="leave it out: pods of jobs are protected already, services by their PodDisruptionBudget",
    ),
    ReservedKeys(
        reader="Kubeflow's notebook controller",
        keys=(
            "kubeflow-resource-stopped",
            "notebook-name",
            "notebooks.kubeflow.org/last-activity",
            "notebooks.kubeflow.org/last_activity_check_timestamp",
        ),
        reason="it stops a notebook, tells when it was used and knows its pod by this key, and writes it itself",
        source="https://github.com/kubeflow/notebooks/blob/v1.11.0/components/notebook-controller/controllers/culling_controller.go",
        hint="leave it out: kubectl annotate notebook NAME kubeflow-resource-stopped=now stops one",
        guarded=True,
    ),
    ReservedKeys(
        reader="Reloader",
        keys=("stakater.com/",),
        reason="it changes pods outside of Git, in the middle of a release too",
        source="https://docs.stakater.com/reloader/1.4/how-to-guides/use-reloader-with-argocd.html",
        hint="leave it out: a change of files restarts the pods already",
    ),
    ReservedKeys(
        reader="Keel and Wave",
        keys=("keel.sh/", "wave.pusher.com/"),
        reason="they write other images and restart pods outside of Git, in the middle of a release too",
        source="https://keel.sh/docs/",
        hint="leave it out: images change by a commit, and a change of files restarts the pods already",
    ),
    ReservedKeys(
        reader="kube-janitor",
        keys=("janitor/",),
        reason="it removes objects after a time, which the GitOps tool makes again",
        source="https://codeberg.org/hjacobs/kube-janitor",
        hint="remove the component, or the environment, from the file",
    ),
    ReservedKeys(
        reader="the API server",
        keys=("kubernetes.io/ingress.class",),
        reason="it refuses an Ingress that names its class in this key and in its field",
        source="https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation",
        hint="leave it out: the class is that of the environment (ingress.class)",
        guarded=True,
    ),
    ReservedKeys(
        reader="ingress controllers",
        keys=(
            "ingress.kubernetes.io/",
            "nginx.org/",
            "nginx.com/",
            "haproxy.org/",
            "haproxy-ingress.github.io/",
            "haproxy.router.openshift.io/",
            "route.openshift.io/",
            "traefik.io/",
            "konghq.com/",
            "projectcontour.io/",
            "getambassador.io/",
        ),
        reason="they choose who serves an address, and how, by this key",
        source="https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-ingress-class",
        hint=ROUTE,
    ),
    ReservedKeys(
        reader="cert-manager",
        keys=("cert-manager.io/",),
        reason="it issues certificates, into a Secret that it overwrites, by this key",
        source="https://cert-manager.io/docs/usage/ingress/#supported-annotations",
        hint=ROUTE,
    ),
    ReservedKeys(
        reader="ExternalDNS",
        keys=("external-dns.kubernetes.io/", "external-dns.alpha.kubernetes.io/"),
        reason="it writes DNS records by this key",
        source="https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/",
        hint=ROUTE,
    ),
    ReservedKeys(
        reader="load balancers",
        keys=(
            "service.kubernetes.io/",
            "service.beta.kubernetes.io/",
            "service.alpha.kubernetes.io/",
            "endpoints.kubernetes.io/",
            "endpointslice.kubernetes.io/",
            "cloud.google.com/",
            "networking.gke.io/",
            "metallb.io/",
            "metallb.universe.tf/",
            "kube-vip.io/",
            "tailscale.com/",
            "service.cilium.io/",
            "lbipam.cilium.io/",
            "io.cilium/",
        ),
        reason="they choose the address of a Service, and who reaches it, by this key",
        source="https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer",
        hint=SERVICE,
    ),
    ReservedKeys(
        reader="the pods' network",
        keys=("cni.cncf.io/", "cni.projectcalico.org/", "policy.cilium.io/", "k8s.ovn.org/"),
        reason="it gives pods addresses and interfaces, past every NetworkPolicy, by this key",
        source="https://github.com/k8snetworkplumbingwg/multi-net-spec",
        hint=PLATFORM,
        guarded=True,
    ),
    ReservedKeys(
        reader="the container runtime",
        keys=("crio.io/", "seccomp.security.alpha.kubernetes.io/", "container.apparmor.security.beta.kubernetes.io/"),
        prefixes=("io.kubernetes.", "io.containers.", "org.systemd.property.", "run.oci.", "seccomp-profile."),
        reason="it takes away protection of the node by this key",
        source="https://github.com/cri-o/cri-o/security/advisories/GHSA-2cgq-h8xw-2v5j",
        hint=PLATFORM,
        guarded=True,
    ),
    ReservedKeys(
        reader="kube2iam, kiam and AAD Pod Identity",
        keys=("iam.amazonaws.com/", "aadpodidbinding"),
        reason="they give pods the cloud identity that this key names, whoever it is for",
        source="https://github.com/jtblin/kube2iam#iam-roles",
        hint="write serviceAccount: {annotations: {...}}, or ask the platform team",
        guarded=True,
    ),
    ReservedKeys(
        reader="sidecar injectors",
        keys=(
            "inject.istio.io/",
            "sidecar.istio.io/proxyimage",
            "sidecar.istio.io/uservolume",
            "sidecar.istio.io/uservolumemount",
            "sidecar.istio.io/enablecoredump",
            "config.linkerd.io/proxy-image",
            "config.linkerd.io/init-image",
            "config.linkerd.io/debug-image",
            "config.linkerd.io/enable-debug-sidecar",
            "vault.hashicorp.com/agent-image",
            "vault.hashicorp.com/agent-run-as-user",
            "vault.hashicorp.com/agent-run-as-group",
            "vault.hashicorp.com/agent-set-security-context",
            "dapr.io/sidecar-image",
        ),
        reason="they add containers with an image, user or volume of your choice, past policy and Pod Security, by this key",
        source="https://istio.io/latest/docs/reference/config/annotations/",
        hint="leave it out: the injector has its own defaults; containers of your own are sidecars",
        guarded=True,
    ),
    ReservedKeys(
        reader="schedulers and queues",
        keys=("x-k8s.io/", "scheduler.alpha.kubernetes.io/", "scheduling.k8s.io/"),
        reason="they hold back, place and remove pods by this key",
        source="https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/",
        hint=PLATFORM,
    ),
    ReservedKeys(
        reader="Kubernetes",
        keys=("kubernetes.io/", "k8s.io/"),
        reason="all keys under kubernetes.io and k8s.io are its own",
        source="https://kubernetes.io/docs/reference/labels-annotations-taints/",
    ),
)
"""The rows, the more exact ones before those of whole domains."""

ALLOWED = frozenset(
    {
        "kubernetes.io/description",
        "kubernetes.io/change-cause",
        "kubectl.kubernetes.io/default-container",
        "kubectl.kubernetes.io/default-logs-container",
        "kueue.x-k8s.io/queue-name",
        "kueue.x-k8s.io/priority-class",
    }
)
"""Keys below a reserved domain that projects may set: texts for people, and a job's choice among queues that the platform made."""


@functools.cache
def _rows() -> Mapping[str, ReservedKeys]:
    """The rows by key; the first row of a key counts."""
    found: dict[str, ReservedKeys] = {}
    for row in TABLE:
        for key in row.keys:
            found.setdefault(key, row)
    return MappingProxyType(found)


def find(key: str) -> ReservedKeys | None:
    """The row of a label's or annotation's key, whose domain may be in upper case; None if a project may set it."""
    lower = key.lower()
    if lower in ALLOWED:
        return None
    domain, slash, _ = lower.partition("/")
    if "kustomize" in domain and slash:
        return _rows()["config.kubernetes.io/"]
    rows = _rows()
    for candidate in (lower, *_domains(domain if slash else "")):
        if candidate in rows:
            return rows[candidate]
    return next((row for row in TABLE if row.prefixes and lower.startswith(row.prefixes)), None)


def _domains(domain: str) -> Iterator[str]:
    """The domain and those above it, each with its slash."""
    while domain:
        yield f"{domain}/"
        domain = domain.partition(".")[2]
