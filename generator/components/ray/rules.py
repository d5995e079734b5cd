"""Rules for Ray that a schema cannot express, and what KubeRay or Kueue refuses."""

from collections.abc import Iterator, Mapping

from generator.components import pod_groups, run_rules
from generator.components.ray import fields, pods, serve_config
from generator.environment.operators import Operator
from generator.errors import Mark
from generator.source import finding, secrets
from generator.source.finding import Finding, Path
from generator.validate import containers, operators, variables, volumes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

NOWHERE = Mark("", 0, 0)
RESERVED = ("head", "headgroup")
"""Names that a group of workers cannot have: KubeRay calls the group of the head `headgroup`."""
CONTAINERS = frozenset({pods.HEAD, pods.WORKER, "autoscaler", "wait-gcs-ready"})
ONLY = {
    **dict.fromkeys(("run", "retries", "timeout", "runtimeEnv"), ("job",)),
    **dict.fromkeys(("queue", "priority"), ("job", "cluster")),
    "upgrade": ("service",),
}
"""The forms that a field is for, if not for all."""
WORDS = {"job": "a job", "service": "a service", "cluster": "a cluster"}
BECOMES = {"job": "with entrypoint", "service": "with serve", "cluster": "without entrypoint and serve"}
MANAGED = (
    *("RAY_CLUSTER_NAME", "RAY_CLUSTER_NAMESPACE", "RAY_CLOUD_INSTANCE_ID"),
    *("RAY_NODE_TYPE_NAME", "FQ_RAY_IP", "RAY_IP"),
    *("KUBERAY_GEN_RAY_START_CMD", "RAY_USAGE_STATS_EXTRA_TAGS", "RAY_enable_autoscaler_v2"),
)
"""Variables that KubeRay appends to those of the team, which would then be there twice."""
REDIS = ("RAY_REDIS_ADDRESS", "REDIS_USERNAME")
"""Variables that KubeRay refuses: it sets fault tolerance up itself."""

WAY_OUT = (
    "write it as env: {NAME: {secret: SECRET, key: KEY}}; if it is not secret: env: {NAME: {value: ..., public: true}}"
)

SINCE: Mapping[fields.Form, tuple[tuple[int, ...], str]] = {
    "job": ((1, 2), "backoffLimit of a RayJob"),
    "service": ((1, 3), "upgradeStrategy of a RayService"),
    "cluster": ((1, 6), "upgradeStrategy of a RayCluster"),
}
"""The first version that runs each form, and what it has that older ones do not."""
INCREMENTAL_SINCE = (1, 5)


def _operator(component: CheckedComponent) -> Operator | None:
    return component.environment.operators.of(component.kind)


def _one_form(component: CheckedComponent) -> Iterator[Finding]:
    if "entrypoint" in component.data and "serve" in component.data:
        fact, hint = '"serve" does not go with "entrypoint"', "keep one of the two: a job ends, and a service does not"
        yield component.finding(("serve",), fact=fact, hint=hint, code="choice")
        return
    form = fields.form(component.data)
    for field, forms in ONLY.items():
        if form not in forms and field in component.data and component.is_written((field,)):
            fact = f'{WORDS[form]} has no "{field}"'
            ways = " or ".join(BECOMES[each] for each in forms)
            yield component.finding((field,), fact=fact, hint=f"remove it; {ways} it has one", code="kind-value")


def _groups(component: CheckedComponent) -> Iterator[Finding]:
    for path, group in fields.groups(component.data):
        yield from pod_groups.problems(component, path, group)
    for name in fields.workers(component.data):
        if name in RESERVED:
            fact, hint = f'"{name}" is the name of another group', "give the group another name"
            yield component.finding(("workers", name), fact=fact, hint=hint, code="group-name")


def _containers(component: CheckedComponent) -> Iterator[Finding]:
    """Names of containers of Ray, and of those that KubeRay adds to the head and to workers."""
    yield from containers.reserved(component, CONTAINERS, "a container of Ray or KubeRay")


def _autoscaled(component: CheckedComponent) -> Iterator[Path]:
    """The paths of the bounds of each group whose number of workers changes, of one that is written."""
    for name, group in fields.workers(component.data).items():
        paths = (("workers", name, bound) for bound in ("min", "max") if bound in group)
        yield from [path for path in paths if finding.locate(component.node, path, mark=NOWHERE)[0].mark.line][:1]


def _queue(component: CheckedComponent) -> Iterator[Finding]:
    """Kueue admits a cluster of a known size alone (`raycluster_webhook.go` and `rayjob_webhook.go`)."""
    queue, place = run_rules.queue(component)
    for path in _autoscaled(component) if queue and fields.form(component.data) != "service" else ():
        fact = f"Kueue admits no Ray cluster whose size changes, and this one waits in queue {queue}"
        hint = "write count in place of min and max, or queue: none"
        yield component.finding(path, fact=fact, hint=hint, code="queue", place=place)


def _incremental(component: CheckedComponent) -> Iterator[Finding]:
    if component.data["upgrade"] != "incremental" or fields.form(component.data) != "service":
        return
    if not any(_autoscaled(component)):
        fact = "an incremental upgrade adds workers by an autoscaler, and no group has one"
        hint = "write min and max in place of count, or upgrade: new-cluster"
        yield component.finding(("upgrade",), fact=fact, hint=hint, code="kind-value")
    operator = _operator(component)
    if operator is not None and not operator.settings.get("gatewayClass"):
        fact = "an incremental upgrade moves traffic by a Gateway, and no GatewayClass is named for it"
        hint = "write upgrade: new-cluster; or ask the platform team for operators: {ray: {api: kuberay, gatewayClass: NAME}}"
        place = component.environment.name
        yield component.finding(("upgrade",), fact=fact, hint=hint, code="operator", place=place)


def _version(component: CheckedComponent) -> Iterator[Finding]:
    """The first versions with the fields that we write (`ray-operator/config/crd/bases` of KubeRay)."""
    form = fields.form(component.data)
    if form == "service" and component.data["upgrade"] == "incremental":
        yield from operators.too_old(component, ("upgrade",), INCREMENTAL_SINCE, "incremental upgrade")
    else:
        yield from operators.too_old(component, ("kind",), *SINCE[form])


def _schedule(component: CheckedComponent) -> Iterator[Finding]:
    if fields.form(component.data) == "job":
        yield from run_rules.no_schedule(component, "a Ray job")


def _variables(component: CheckedComponent) -> Iterator[Finding]:
    yield from variables.given(component, MANAGED, "for every pod of Ray")
    for name in component.data.get("env", {}):
        if name in REDIS:
            fact, hint = f'KubeRay refuses "{name}": it sets fault tolerance up itself', "remove it"
            yield component.finding(("env", name), fact=fact, hint=hint, code="env-twice")


def _runtime_secrets(component: CheckedComponent) -> Iterator[Finding]:
    """`env_vars` of a job are in Git; those of its pods can come from a Secret, and tasks inherit them."""
    yield from variables.named_secrets(component, ("runtimeEnv", serve_config.VARIABLES), WAY_OUT)


def _served_secrets(component: CheckedComponent) -> Iterator[Finding]:
    """`env_vars` of applications are in Git, too, as a text or in a file."""
    serve = component.data.get("serve", {})
    for key in serve:
        for name, value in serve_config.variables(serve[key] if key == "config" else component.files[serve[key]]):
            if secrets.is_named(name, value):
                fact = f"{variables.NAMED}: {serve_config.VARIABLES}.{name}"
                yield component.finding(("serve", key), fact=fact, hint=WAY_OUT, code="secret", subject=name)


def _serve(component: CheckedComponent) -> Iterator[Finding]:
    """The configuration of Ray Serve, as a text or in a file."""
    serve = component.data.get("serve", {})
    for key in serve:
        found = (
            serve_config.problems(serve[key]) if key == "config" else serve_config.of_file(component.files[serve[key]])
        )
        for fact, hint in found:
            yield component.finding(("serve", key), fact=fact, hint=hint, code="serve-config")


def _shared_claims(component: CheckedComponent) -> Iterator[Finding]:
    if fields.workers(component.data) or fields.form(component.data) == "service":
        yield from volumes.on_one_node(component, "all pods of Ray run at once")


def _permissions(component: CheckedComponent) -> Iterator[Finding]:
    """KubeRay makes the Role of an autoscaler with the name of the RayCluster, which is that of ours."""
    autoscaled = fields.form(component.data) == "cluster" and any(_autoscaled(component))
    if autoscaled and "permissions" in component.data.get("serviceAccount", {}):
        fact = "KubeRay makes a Role of the same name for the autoscaler"
        hint = "write count in place of min and max, or name an account that exists: serviceAccount: {name: ...}"
        yield component.finding(("serviceAccount", "permissions"), fact=fact, hint=hint, code="operator")


RULES: Rules = {
    _one_form: frozenset({"entrypoint", "serve", *ONLY}),
    _groups: frozenset({"head", "workers", ENVIRONMENT}),
    _containers: frozenset(pods.BESIDE),
    _queue: frozenset({"workers", "queue", "entrypoint", "serve", ENVIRONMENT}),
    _incremental: frozenset({"workers", "upgrade", "entrypoint", "serve", ENVIRONMENT}),
    _version: frozenset({"upgrade", "entrypoint", "serve", ENVIRONMENT}),
    _schedule: frozenset({"run", "entrypoint", "serve"}),
    _variables: frozenset({"env"}),
    _runtime_secrets: frozenset({"runtimeEnv"}),
    _serve: frozenset({"serve", "files"}),
    _served_secrets: frozenset({"serve", "files"}),
    _shared_claims: frozenset({"volumes", *PARTS, "workers", "entrypoint", "serve"}),
    _permissions: frozenset({"serviceAccount", "workers", "entrypoint", "serve"}),
}
