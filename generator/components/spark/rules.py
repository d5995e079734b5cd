"""Rules for Spark that a schema cannot express, and what Kueue or the operator refuses (its `sparkconf_validator.go`)."""

import re
from collections.abc import Iterator

from generator.components import pod_groups, run_rules
from generator.components.spark import fields, sizes
from generator.errors import Severity
from generator.resolve import resources
from generator.source import secrets
from generator.source.finding import Finding, Path
from generator.validate import operators, variables, volumes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

CONF_FOLDER = "/opt/spark/conf"
"""Where Spark mounts its own properties, as a volume to which nothing can be added (`SPARK_CONF_DIR_INTERNAL` of Spark)."""
FROM_FIELDS = {
    **dict.fromkeys(("spark.driver.cores", "spark.driver.memory", "spark.driver.memoryOverhead"), "driver"),
    **dict.fromkeys(("spark.executor.cores", "spark.executor.memory", "spark.executor.memoryOverhead"), "executors"),
    "spark.executor.instances": "executors",
    **dict.fromkeys(
        (f"spark.dynamicAllocation.{name}" for name in ("enabled", "initialExecutors", "minExecutors", "maxExecutors")),
        "executors",
    ),
    **dict.fromkeys(("spark.kubernetes.memoryOverheadFactor", "spark.driver.memoryOverheadFactor"), "driver"),
    "spark.executor.memoryOverheadFactor": "executors",
    **{f"spark.kubernetes.driver.{name}.cores": "driver" for name in ("request", "limit")},
    **{f"spark.kubernetes.executor.{name}.cores": "executors" for name in ("request", "limit")},
    **{f"spark.kubernetes.{part}container.image": "image" for part in ("", "driver.", "executor.")},
    **{f"spark.kubernetes.authenticate.{part}.serviceAccountName": "serviceAccount" for part in ("driver", "executor")},
}
"""Properties that other fields of the component say, by name; the operator refuses some of them."""
OF_OPERATOR = frozenset(
    {
        *("spark.master", "spark.kubernetes.driver.master", "spark.submit.deployMode", "spark.app.name"),
        *("spark.kubernetes.namespace", "spark.kubernetes.driver.pod.name"),
        *(f"spark.kubernetes.{part}.podTemplateFile" for part in ("driver", "executor")),
        *(f"spark.kubernetes.{part}.podTemplateContainerName" for part in ("driver", "executor")),
        *(
            f"spark.kubernetes.authenticate.{part}{name}"
            for part in ("", "driver.", "executor.")
            for name in ("oauthToken", "oauthTokenFile")
        ),
    }
)
"""Properties that the operator sets itself."""
BY_REFERENCE = ".secretKeyRef."
"""In the name of a property whose value is the name and key of a Secret."""
STORAGE_ACCOUNT = tuple(rf"(?:\.[\w-]+){{{parts}}}\.(?:blob|dfs)\.core\..*" for parts in (1, 2))
"""How properties of Hadoop for Azure end: with an account, or a container and its account, behind the word that says secret."""
IDENTITY = "give the serviceAccount an identity of the cloud"
S3A_HINT = (
    "remove it and write env: {AWS_ACCESS_KEY_ID: {secret: NAME, key: KEY}, AWS_SECRET_ACCESS_KEY: {secret: NAME, key: KEY}} "
    "and conf: {spark.hadoop.fs.s3a.aws.credentials.provider: com.amazonaws.auth.EnvironmentVariableCredentialsProvider}, "
    f"or {IDENTITY}"
)
PROGRAM_HINT = (
    "remove it and write env: {NAME: {secret: SECRET, key: KEY}}, from which the program sets the property when it makes the "
    f"session, or {IDENTITY}; what is not secret is set in the program, too"
)
GIVEN = (
    *("SPARK_USER", "SPARK_APPLICATION_ID", "SPARK_CONF_DIR", "SPARK_DRIVER_BIND_ADDRESS", "SPARK_DRIVER_URL"),
    *(
        "SPARK_EXECUTOR_CORES",
        "SPARK_EXECUTOR_MEMORY",
        "SPARK_EXECUTOR_ID",
        "SPARK_EXECUTOR_POD_IP",
        "SPARK_LOCAL_DIRS",
    ),
)
"""Variables that Spark appends to those of the team, which would then be there twice."""


def _language(component: CheckedComponent) -> Iterator[Finding]:
    data = component.data
    language = fields.language(data)
    if not language:
        fact = f'nothing says the language of "{data["main"]}"'
        hint = "name a file that ends in .py, .R or .jar, or write language: python, r, java or scala"
        yield component.finding(("main",), fact=fact, hint=hint, code="missing", subject="language")
    elif language in fields.JVM and "mainClass" not in data:
        hint = "name the class that has main: mainClass: org.acme.Features"
        yield component.finding(
            ("main",), fact='"mainClass" is missing', hint=hint, code="missing", subject="mainClass"
        )
    elif language not in fields.JVM and "mainClass" in data:
        fact = f"a program in {fields.TYPES[language]} has no main class"
        yield component.finding(("mainClass",), fact=fact, hint="remove it", code="kind-value")


def _groups(component: CheckedComponent) -> Iterator[Finding]:
    jvm = fields.language(component.data) in fields.JVM
    for path, group in fields.groups(component.data):
        found = list(pod_groups.problems(component, path, group))
        yield from found
        if pod_groups.is_sound(component, group, found):
            lacking = list(pod_groups.lacking(component, path, group, "Spark"))
            yield from lacking or _heap(component, path, group, jvm=jvm)


def _heap(component: CheckedComponent, path: Path, group: pod_groups.Group, *, jvm: bool) -> Iterator[Finding]:
    """Memory without which a JVM of Spark does not start."""
    settled = resources.settled(group, component.environment.machines)
    size = sizes.of(settled.requests, settled.limits, jvm=jvm)
    if size.heap < sizes.LEAST_HEAP:
        memory = settled.requests["memory"]
        fact = f"of {memory} Spark has {max(size.heap, 0)} MiB for its heap, and does not start with less than {sizes.LEAST_HEAP}"
        hint = f"write at least {sizes.least_total(jvm=jvm)}Mi: the rest is for what is not on the heap"
        yield component.finding(pod_groups.size_path(path, group), fact=fact, hint=hint, code="resources")


def _conf(component: CheckedComponent) -> Iterator[Finding]:
    for name, value in component.data.get("conf", {}).items():
        if name in FROM_FIELDS:
            fact, hint = (
                f'"{name}" is set by the field {FROM_FIELDS[name]}',
                f"remove it, and write {FROM_FIELDS[name]}",
            )
        elif name in OF_OPERATOR:
            fact, hint = f'"{name}" is set by the operator', "remove it"
        elif name.startswith("spark.kubernetes.node.selector."):
            fact, hint = f'"{name}" chooses nodes', "remove it: a machine says on which nodes pods run"
        else:
            yield from _secret(component, name, value)
            continue
        yield component.finding(("conf", name), fact=fact, hint=hint, code="kind-value")


def _secret(component: CheckedComponent, name: str, value: str) -> Iterator[Finding]:
    """A property that holds a secret: `conf` is in Git, and in the object that the operator reads."""
    if BY_REFERENCE in name or value.startswith("${"):
        return
    names = (name, *(re.sub(end, "", name) for end in STORAGE_ACCOUNT))
    if any(secrets.is_named(each, value) for each in names):
        hint = S3A_HINT if name.startswith("spark.hadoop.fs.s3a.") else PROGRAM_HINT
        yield component.finding(("conf", name), fact=variables.NAMED, hint=hint, code="secret")


def _variables(component: CheckedComponent) -> Iterator[Finding]:
    yield from variables.given(component, GIVEN, "for every pod of Spark")


def _conf_folder(component: CheckedComponent) -> Iterator[Finding]:
    """What stands in the folder of Spark's own properties, in which nothing else can be mounted."""
    for field in ("files", "volumes"):
        for path in component.data.get(field, {}):
            if path == CONF_FOLDER or path.startswith(f"{CONF_FOLDER}/"):
                fact = f"Spark mounts its properties at {CONF_FOLDER}, where nothing else can be"
                hint = (
                    "write properties as conf, and give a file another path: with /etc/spark/log4j2.properties, conf: "
                    '{spark.driver.extraJavaOptions: "-Dlog4j2.configurationFile=/etc/spark/log4j2.properties"}'
                )
                yield component.finding((field, path), fact=fact, hint=hint, code="mount-twice")


def _shared_claims(component: CheckedComponent) -> Iterator[Finding]:
    yield from volumes.on_one_node(component, "all pods of Spark run at once")


def _queue(component: CheckedComponent) -> Iterator[Finding]:
    """Kueue's integration of Spark is alpha, and admits no application whose size changes."""
    queue, place = run_rules.queue(component)
    if not queue or component.environment.operators.of(component.kind) is None:
        return
    if fields.is_dynamic(component.data):
        path: Path = (fields.EXECUTORS, "max")
        path = path if component.is_written(path) else (fields.EXECUTORS, "min")
        fact = f"Kueue admits no Spark application whose size changes, and this one waits in queue {queue}"
        hint = "write count in place of min and max, or queue: none"
        yield component.finding(path, fact=fact, hint=hint, code="queue", place=place)
    else:
        path = ("kind",) if place else ("queue",)
        fact = f"it waits in queue {queue}, but Kueue's integration of Spark is alpha and off by default"
        hint = "ask the platform team whether it is on, or write queue: none"
        yield component.finding(path, fact=fact, hint=hint, code="queue", severity=Severity.WARNING, place=place)


def _version(component: CheckedComponent) -> Iterator[Finding]:
    """The first versions with the fields that we write (`config/crd/bases` of the operator)."""
    found = list(operators.too_old(component, ("kind",), (2, 1), "templates of pods"))
    if not found and run_rules.is_scheduled(component):
        found += operators.too_old(component, ("run",), (2, 2), "time zones of schedules")
    if not found and fields.is_dynamic(component.data):
        path = (fields.EXECUTORS,)
        found += operators.too_old(component, path, (2, 2), "shuffle tracking, with which executors come and go")
    if not found and run_rules.queue(component)[0]:
        found += operators.too_old(component, ("queue",), (2, 4), '"suspend", by which Kueue lets an application wait')
    yield from found


def _schedule(component: CheckedComponent) -> Iterator[Finding]:
    """Refuse `startWithin`: the operator starts a run that it missed however late it is."""
    if run_rules.is_scheduled(component) and component.is_written(("run", "startWithin")):
        fact, hint = "a Spark application that is late starts all the same", "remove it"
        yield component.finding(("run", "startWithin"), fact=fact, hint=hint, code="kind-value")


RULES: Rules = {
    _language: frozenset({"main", "mainClass", "language"}),
    _groups: frozenset({"driver", "executors", "main", "language", ENVIRONMENT}),
    _conf: frozenset({"conf"}),
    _variables: frozenset({"env"}),
    _conf_folder: frozenset({"files", "volumes"}),
    _shared_claims: frozenset({"volumes", *PARTS}),
    _queue: frozenset({"executors", "queue", ENVIRONMENT}),
    _version: frozenset({"executors", "queue", "run", ENVIRONMENT}),
    _schedule: frozenset({"run"}),
}
