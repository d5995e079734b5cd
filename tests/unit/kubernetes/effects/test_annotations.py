"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

CASES = [
    Case(
        name="an annotation for a load balancer",
        kind="Service",
        after={"metadata/annotations": {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"}},
        effect="access",
        reason="load balancers and DNS are set up by this key",
        source=f"{sources.SERVICE}#internal-load-balancer",
    ),
    Case(
        name="an annotation for DNS",
        kind="Service",
        after={"metadata/annotations": {"external-dns.alpha.kubernetes.io/hostname": "a.example.org"}},
        effect="access",
        reason="load balancers and DNS are set up by this key",
        source=f"{sources.SERVICE}#internal-load-balancer",
    ),
    Case(
        name="an annotation for DNS of a route",
        kind="HTTPRoute",
        after={"metadata/annotations": {"external-dns.alpha.kubernetes.io/target": "b.example.org"}},
        effect="access",
        reason="DNS is set up by this key",
        source=sources.HTTP_ROUTE,
    ),
    Case(
        name="a note on a Service beside one for its load balancer",
        kind="Service",
        after={"metadata/annotations": {"service.beta.kubernetes.io/a": "b", "example.org/owner": "risk"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
        before={"metadata/annotations": {"service.beta.kubernetes.io/a": "b"}},
    ),
    Case(
        name="a guard of a Service",
        kind="Service",
        after={"metadata/annotations": {"kustomize.toolkit.fluxcd.io/prune": "disabled"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
    ),
    Case(
        name="a note on an Ingress",
        kind="Ingress",
        after={"metadata/annotations": {"example.org/owner": "risk"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
    ),
    Case(
        name="a domain that only ends alike",
        kind="Ingress",
        after={"metadata/annotations": {"mynginx.org/a": "b"}},
        effect="none",
        reason="a note for people and tools",
        source=sources.ANNOTATIONS,
    ),
    Case(
        name="a subdomain of a controller",
        kind="Ingress",
        after={"metadata/annotations": {"acme.cert-manager.io/http01-edit-in-place": "true"}},
        effect="traffic",
        reason="the ingress controller, or what serves it, obeys this key",
        source=sources.INGRESS,
    ),
    Case(
        name="an annotation for an ingress controller",
        kind="Ingress",
        after={"metadata/annotations": {"nginx.ingress.kubernetes.io/proxy-body-size": "1m"}},
        effect="traffic",
        reason="the ingress controller, or what serves it, obeys this key",
        source=sources.INGRESS,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
