"""Annotations that programs in a cluster obey, by the domain of their key; all others are notes that nobody acts on."""

from generator.kubernetes.effects import common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Judge, Rule, Verdict

DNS = ("external-dns.alpha.kubernetes.io", "external-dns.kubernetes.io")
LOAD_BALANCERS = (
    *("service.kubernetes.io", "service.beta.kubernetes.io", "service.alpha.kubernetes.io", "cloud.google.com"),
    *("networking.gke.io", "metallb.io", "metallb.universe.tf", "kube-vip.io", "tailscale.com", "service.cilium.io"),
    *("lbipam.cilium.io", "io.cilium", "load-balancer.hetzner.cloud", "loadbalancer.openstack.org"),
)
"""Domains of load balancers, their subdomains included."""
INGRESS_CONTROLLERS = (
    *("ingress.kubernetes.io", "nginx.org", "nginx.com", "haproxy.org", "haproxy-ingress.github.io", "traefik.io"),
    *("haproxy.router.openshift.io", "route.openshift.io", "konghq.com", "projectcontour.io", "getambassador.io"),
    *("networking.gke.io", "cloud.google.com", "cert-manager.io"),
)
_NOTE = Verdict(Effect.NONE, "a note for people and tools", sources.ANNOTATIONS)


def read_by(domains: tuple[str, ...], effect: Effect, reason: str, source: str) -> Rule:
    """The row for annotations of an object whose keys programs of these domains read."""
    return Rule(
        "metadata.annotations",
        effect,
        reason,
        source,
        judge=_judge(domains),
        depends="none: no program is known that reads the key",
        by_parts=True,
    )


def _judge(domains: tuple[str, ...]) -> Judge:
    def judge(field: Field) -> Verdict | None:
        domain, slash, _ = str(field.steps[-1]).partition("/")
        known = slash and any(domain == each or domain.endswith(f".{each}") for each in domains)
        return None if known else _NOTE

    return judge


SERVICE = common.metadata(
    common.POSITION_RULE,
    read_by(
        (*LOAD_BALANCERS, *DNS),
        Effect.ACCESS,
        "load balancers and DNS are set up by this key",
        f"{sources.SERVICE}#internal-load-balancer",
    ),
)
INGRESS = common.metadata(
    common.POSITION_RULE,
    read_by(
        (*INGRESS_CONTROLLERS, *DNS),
        Effect.TRAFFIC,
        "the ingress controller, or what serves it, obeys this key",
        sources.INGRESS,
    ),
)


def route(page: str) -> tuple[Rule, ...]:
    """The metadata of a kind of route, which its page describes."""
    return common.metadata(common.POSITION_RULE, read_by(DNS, Effect.ACCESS, "DNS is set up by this key", page))
