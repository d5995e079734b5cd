"""What a rule of a Role can name: API groups, and the resources of those that Kubernetes itself has.

The API server takes any name in a Role and ignores those that it does not know, so a slip would only show when the program is
refused. The names are those of `kubectl api-resources` (reference of the Kubernetes API).
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.source.finding import Path
from generator.spec import suggest

CORE = "core"
"""What people call the group with the empty name."""
EMPTY = '""'
IN_NAMESPACES: Mapping[str, frozenset[str]] = {
    "": frozenset({
        "bindings", "configmaps", "endpoints", "events", "limitranges", "persistentvolumeclaims", "pods", "podtemplates",
        "replicationcontrollers", "resourcequotas", "secrets", "serviceaccounts", "services",
    }),
    "apps": frozenset({"controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"}),
    "autoscaling": frozenset({"horizontalpodautoscalers"}),
    "batch": frozenset({"cronjobs", "jobs"}),
    "policy": frozenset({"poddisruptionbudgets"}),
}  # fmt: skip
"""The groups without a domain, which are all Kubernetes' own, and their resources that are in a namespace."""
OF_THE_CLUSTER: Mapping[str, frozenset[str]] = {
    "": frozenset({"componentstatuses", "nodes", "persistentvolumes"}),
    "admissionregistration.k8s.io": frozenset({"mutatingwebhookconfigurations", "validatingwebhookconfigurations"}),
    "apiextensions.k8s.io": frozenset({"customresourcedefinitions"}),
    "apiregistration.k8s.io": frozenset({"apiservices"}),
    "authentication.k8s.io": frozenset({"selfsubjectreviews", "tokenreviews"}),
    "authorization.k8s.io": frozenset({"selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"}),
    "certificates.k8s.io": frozenset({"certificatesigningrequests"}),
    "gateway.networking.k8s.io": frozenset({"gatewayclasses"}),
    "metrics.k8s.io": frozenset({"nodes"}),
    "networking.k8s.io": frozenset({"ingressclasses"}),
    "node.k8s.io": frozenset({"runtimeclasses"}),
    "rbac.authorization.k8s.io": frozenset({"clusterrolebindings", "clusterroles"}),
    "scheduling.k8s.io": frozenset({"priorityclasses"}),
    "storage.k8s.io": frozenset({"csidrivers", "csinodes", "storageclasses", "volumeattachments"}),
}
"""Resources that are in no namespace. A Role may give `get` on the namespace that it is in, so these are not among them."""


def unusable(rule: Mapping[str, Sequence[str]]) -> Iterator[tuple[Path, str, str]]:
    """Each item of a rule that gives nothing, as there is no such group or resource in a namespace, with the way out."""
    groups = rule["apiGroups"]
    for i, group in enumerate(groups):
        if "." not in group and "*" not in group and group not in IN_NAMESPACES:
            own = 'write "" for the core group: apiGroups: [""]'
            hint = own if group in {"v1", CORE} else f"{own}, or one of {', '.join(filter(None, IN_NAMESPACES))}"
            yield ("apiGroups", i), f'there is no API group "{group}"', hint
    for i, resource in enumerate(rule["resources"]):
        name = resource.partition("/")[0]
        if any(name in OF_THE_CLUSTER.get(group, ()) for group in groups):
            fact = f"{name} are in no namespace, and the permissions of a component are for its namespace"
            yield ("resources", i), fact, "remove it, or ask the platform team for an existing account: {name: ...}"
        elif "*" not in name and not _may_exist(groups, name):
            yield ("resources", i), *_no_resource(groups, name)


def _may_exist(groups: Sequence[str], name: str) -> bool:
    """Whether a group has the resource, as far as is known: groups with a domain may have any."""
    return any(name in IN_NAMESPACES.get(group, (name,)) for group in groups) or name == "namespaces"


def _no_resource(groups: Sequence[str], name: str) -> tuple[str, str]:
    shown = " and ".join(group or CORE for group in groups)
    fact = f'there is no resource "{name}" in the API group {shown}'
    owner = next((group for group, names in IN_NAMESPACES.items() if name in names), None)
    if owner is not None:
        return fact, f"write its group: apiGroups: [{owner or EMPTY}]"
    known = sorted({each for group in groups for each in IN_NAMESPACES[group]})
    meant, _ = suggest.of(name, tuple(known))
    return fact, f'did you mean "{meant}"?' if meant else f"it has {', '.join(known)}"
