"""Rules for `serviceAccount`: its forms, and permissions by which a program could give itself more.

What is refused lets whoever has it read Secrets, run containers of its choice, or act as another account. The platform's policy
cannot allow it (Kubernetes, "Role Based Access Control Good Practices", privilege escalation risks).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from generator.environment.environment import Permission
from generator.source.finding import Finding, Path
from generator.spec import glob
from generator.validate import api_resources, refusal
from generator.validate.context import CheckedComponent, Rule

READING = frozenset({"get", "list", "watch"})
SUBRESOURCES = frozenset({"exec", "attach", "portforward", "proxy", "ephemeralcontainers"})
VERBS = frozenset({"escalate", "bind", "impersonate"})
RIGHTS = frozenset({"roles", "rolebindings", "clusterroles", "clusterrolebindings"})
RBAC = "rbac.authorization.k8s.io"
POD_MAKERS: Mapping[str, frozenset[str] | None] = {
    "": frozenset({"bindings", "pods", "podtemplates", "replicationcontrollers"}),
    "actions.github.com": None,
    "apps": frozenset({"daemonsets", "deployments", "replicasets", "statefulsets"}),
    "apps.kruise.io": None,
    "apps.nvidia.com": None,
    "apps.openshift.io": frozenset({"deploymentconfigs"}),
    "argoproj.io": None,
    "batch": frozenset({"cronjobs", "jobs"}),
    "batch.volcano.sh": None,
    "build.openshift.io": None,
    "core.polyaxon.com": None,
    "extensions": frozenset({"daemonsets", "deployments", "replicasets"}),
    "flagger.app": frozenset({"canaries"}),
    "flink.apache.org": None,
    "flow.volcano.sh": None,
    "helm.cattle.io": None,
    "helm.crossplane.io": None,
    "helm.toolkit.fluxcd.io": None,
    "jobset.x-k8s.io": None,
    "keda.sh": frozenset({"scaledjobs"}),
    "kubeflow.org": None,
    "kubernetes.crossplane.io": None,
    "kubernetes.dask.org": None,
    "kubevirt.io": None,
    "kustomize.toolkit.fluxcd.io": None,
    "leaderworkerset.x-k8s.io": None,
    "machinelearning.seldon.io": None,
    "mlops.seldon.io": None,
    "monitoring.coreos.com": frozenset({"alertmanagers", "prometheusagents", "prometheuses", "thanosrulers"}),
    "opentelemetry.io": None,
    "operators.coreos.com": None,
    "polyaxon.com": None,
    "postgresql.cnpg.io": None,
    "ray.io": None,
    "serving.knative.dev": None,
    "serving.kserve.io": None,
    "shipwright.io": None,
    "sources.knative.dev": frozenset({"containersources", "sinkbindings"}),
    "spark.apache.org": None,
    "sparkoperator.k8s.io": None,
    "tekton.dev": None,
    "trainer.kubeflow.org": None,
    "workload.codeflare.dev": None,
}
"""The resources of each API group from which pods are made; None for all of them."""
SECRET_MAKERS = ("external-secrets.io", "bitnami.com", "secrets-store.csi.x-k8s.io", "secrets.hashicorp.com")
"""API groups, with those below them, whose objects tell a controller which Secrets to make, with its rights."""


def _forms(component: CheckedComponent) -> Iterator[Finding]:
    account = component.data.get("serviceAccount", {})
    for key in ("annotations", "permissions"):
        if "name" in account and key in account:
            yield component.finding(
                ("serviceAccount", key),
                fact=f'"{key}" does not go with "name": the account exists, and others may use it',
                hint=f"remove name, so that the component has an account of its own, or {key}",
                code="choice",
            )
    if account.get("permissions") and not account.get("token", False) and "name" not in account:
        yield component.finding(
            ("serviceAccount", "permissions"),
            fact="without its token the program cannot use them",
            hint="add token: true, or remove permissions",
            code="permissions",
        )


def _refused(component: CheckedComponent) -> Iterator[Finding]:
    for i, rule in enumerate(component.data.get("serviceAccount", {}).get("permissions", ())):
        for path, fact, hint in tuple(_violations(rule)) or api_resources.unusable(rule):
            yield component.finding(
                ("serviceAccount", "permissions", i, *path), fact=fact, hint=hint, code="permissions"
            )


def _violations(rule: Mapping[str, Sequence[str]]) -> Iterator[tuple[Path, str, str]]:
    """Each item of a rule that nobody may have, with the reason and the way out."""
    for key in ("apiGroups", "resources", "verbs"):
        for i, text in enumerate(rule[key]):
            if "*" in text:
                yield (key, i), f'"{text}" stands for all there are, now and later', "name each one"
    for i, verb in enumerate(rule["verbs"]):
        if verb in VERBS:
            yield ("verbs", i), f'"{verb}" would let the program become more than it is', f"remove {verb}"
    for i, resource in enumerate(rule["resources"]):
        reasons = (reason for group in rule["apiGroups"] for reason in _reasons(group, resource, rule["verbs"]))
        yield from ((("resources", i), *reason) for reason in islice(reasons, 1))


def _reasons(group: str, resource: str, verbs: Sequence[str]) -> Iterator[tuple[str, str]]:
    name, _, subresource = resource.partition("/")
    writes = [verb for verb in verbs if verb not in READING and verb != "*"]
    if group == "" and name == "secrets":
        hint = "refer to the Secret: env: {NAME: {secret: SECRET, key: KEY}}"
        yield "the program could read or write every Secret of its namespace", hint
    elif writes and any(group == each or group.endswith(f".{each}") for each in SECRET_MAKERS):
        fact = f'"{writes[0]}" on {resource} would let the program have Secrets made that are not its own'
        yield fact, "only get, list and watch are allowed on them: refer to the Secrets in env or envFrom"
    elif subresource in SUBRESOURCES:
        yield f'"{resource}" would let the program into other pods', "remove it"
    elif group == "" and resource == "serviceaccounts/token":
        yield f'"{resource}" would let the program act as any account of its namespace', "remove it"
    elif group == RBAC and name in RIGHTS and writes:
        yield (
            f'"{writes[0]}" on {name} would let the program give itself more',
            "only get, list and watch are allowed on them",
        )
    elif writes and _makes_pods(group, name):
        fact = f'"{writes[0]}" on {resource} would let the program start containers of its choice'
        yield (
            fact,
            "only get, list and watch are allowed on what pods are made from: write a component for what it starts",
        )


def _makes_pods(group: str, resource: str) -> bool:
    if group not in POD_MAKERS:
        return False
    makers = POD_MAKERS[group]
    return makers is None or resource in makers


def _existing(component: CheckedComponent) -> Iterator[Finding]:
    name, allowed = component.data.get("serviceAccount", {}).get("name"), component.environment.policy.service_accounts
    if name is not None and not glob.matches_any(allowed, name):
        known = f"allowed: {', '.join(allowed)}; " if allowed else ""
        yield refusal.of(
            component,
            ("serviceAccount", "name"),
            fact=f'the existing account "{name}" is not allowed',
            rule=("serviceAccounts",),
            hint=f"{known}remove name, or ask the platform team for policy: {{serviceAccounts: [{name}]}}",
        )


def _allowed(component: CheckedComponent) -> Iterator[Finding]:
    """Permissions beyond the policy; those that nobody may have are reported as such."""
    allowed = component.environment.policy.permissions
    for i, rule in enumerate(component.data.get("serviceAccount", {}).get("permissions", ())):
        missing = None if allowed is None or any(_violations(rule)) else _first_missing(rule, allowed)
        if missing is not None:
            group, resource, verb = missing
            what = f"{verb} on {resource}" + (f" of {group}" if group else "")
            yield refusal.of(
                component,
                ("serviceAccount", "permissions", i),
                fact=f"the permission to {what} is not allowed",
                rule=("permissions",),
                hint="ask the platform team for policy: {permissions: [...]}, and for another run of tidegate bootstrap, "
                "which gives the deployer the same rights",
            )


def _first_missing(rule: Mapping[str, Any], allowed: Sequence[Permission]) -> tuple[str, str, str] | None:
    """The first group, resource and verb of a rule that no allowed rule has."""
    wanted = ((g, r, v) for g in rule["apiGroups"] for r in rule["resources"] for v in rule["verbs"])
    return next((each for each in wanted if not any(_covers(one, *each) for one in allowed)), None)


def _covers(one: Permission, group: str, resource: str, verb: str) -> bool:
    wanted = ((group, one.groups), (resource, one.resources), (verb, one.verbs))
    return all(text in texts or "*" in texts for text, texts in wanted)


RULES: tuple[Rule, ...] = (_forms, _refused, _existing, _allowed)
