"""Effects of changes to what pods read and keep: ConfigMap, Secret, ExternalSecret, PersistentVolumeClaim, Namespace."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from generator.kubernetes import pod_templates
from generator.kubernetes.effects import capacity, common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.object_fields import value_at
from generator.spec import quantity

STARTS = (
    ("DaskCluster", Effect.REPLACED, "it is a part of the cluster that replaces the old one"),
    ("RayService", Effect.TRAFFIC, "it is a part of the second cluster that KubeRay starts"),
    ("RayCluster", Effect.INTERRUPTION, "it is a part of the replacement of all pods at once"),
    ("LeaderWorkerSet", Effect.RESTART, "it is a part of the replacement of the groups that mount it"),
    ("Rollout", Effect.RESTART, "it is a part of the replacement of the pods that mount it"),
    ("StatefulSet", Effect.RESTART, "it is a part of the replacement of the pods that mount it"),
    ("Deployment", Effect.RESTART, "it is a part of the replacement of the pods that mount it"),
)
"""What a ConfigMap under a new name is a part of, by the kind of the workload that mounts it; the last one that fits counts."""
SCHEDULED = ("CronJob", "ScheduledSparkApplication", "WorkflowTemplate")
REFERENCES = frozenset({"configMap", "configMapRef", "configMapKeyRef"})
SECRETS = frozenset({"secret", "secretRef", "secretKeyRef", "secretTargetRef", "imagePullSecrets"})
"""The fields by which objects name Secrets."""
_NEEDED = "interruption: pods that run until they are replaced still need it"
FILES = "read when pods start; mounted files follow within minutes, those of a subPath never"


def _config_map(field: Field) -> Verdict | None:
    pair = field.pair
    was, now = pair.values("metadata", "name")
    if was != now:
        return _part_of(pair, str(now))
    if value_at(pair.before, ("immutable",)) is True:
        reason = "an immutable ConfigMap cannot be changed: it needs a new name"
        return Verdict(Effect.IMMUTABLE, reason, f"{sources.CONFIG_MAP}#configmap-immutable")
    return None


def _part_of(pair: Pair, name: str) -> Verdict:
    found = Verdict(Effect.NONE, "no workload mounts it", sources.CONFIG_MAP)
    mounting = pair.new.once(_mounting).get(name, ())
    for kind, effect, reason in (*_starts_of_runs(), *STARTS):
        workloads = [each for each in mounting if each[0] == kind]
        if workloads and effect is Effect.RUN and all(pair.old.find(*each) for each in workloads):
            found = Verdict(Effect.IGNORED, f"the {kind} that mounts it is left as it is", sources.JOB)
        elif workloads:
            found = Verdict(effect, reason, sources.CONFIG_MAP)
    return found


def _starts_of_runs() -> Iterator[tuple[str, Effect, str]]:
    """The same for pods that end: those that a schedule starts, and those of a run, which has another name then."""
    for kind in capacity.tasks():
        if kind in SCHEDULED:
            yield kind, Effect.NEXT_START, "the next run mounts it"
        else:
            yield kind, Effect.RUN, "the task runs again with it"


def _mounting(revision: Revision) -> dict[str, set[tuple[str, str]]]:
    """The kind and name of the workloads that mention a ConfigMap, by its name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, *_ in (*_starts_of_runs(), *STARTS):
        for workload in revision.of_kind(kind):
            for template in pod_templates.find(kind, workload).values():
                for name in _mentioned(template, REFERENCES):
                    found.setdefault(name, set()).add((kind, str(value_at(workload, ("metadata", "name")))))
    return found


def _mentioned(node: Any, fields: Collection[str]) -> Iterator[str]:
    """The names in references, one or a list of them, that stand in any of these fields."""
    if isinstance(node, dict):
        for key, value in node.items():
            named = value if isinstance(value, list) else [value]
            if key in fields:
                names = (each.get("name") or each.get("secretName") for each in named if isinstance(each, dict))
                yield from (str(name) for name in names if name)
            if isinstance(value, (dict, list)):
                yield from _mentioned(value, fields)
    elif isinstance(node, list):
        for item in node:
            yield from _mentioned(item, fields)


def _immutable(field: Field) -> Verdict | None:
    if field.before is True and not _renamed(field.pair):
        reason = "an immutable ConfigMap stays one"
        return Verdict(Effect.IMMUTABLE, reason, f"{sources.CONFIG_MAP}#configmap-immutable")
    return None


def _renamed(pair: Pair) -> bool:
    was, now = pair.values("metadata", "name")
    return bool(was != now)


def _config_map_removed(pair: Pair) -> Verdict | None:
    name = str(value_at(pair.before, ("metadata", "name")))
    kept = common.guard(pair.before)
    if kept:
        return Verdict(
            Effect.NONE, "it goes from Git; a guard keeps it in the cluster for pods that mount it", sources.CONFIG_MAP
        )
    if name in pair.new.once(_mounting):
        return Verdict(Effect.NEXT_START, "pods that mount it cannot start any more", sources.CONFIG_MAP)
    return None


def _secret_removed(pair: Pair) -> Verdict | None:
    """A Secret goes with the ExternalSecret that owns it; what runs keeps what it has read, and nothing else can start."""
    name = value_at(pair.before, ("spec", "target", "name")) or value_at(pair.before, ("metadata", "name"))
    needing = sorted(pair.new.once(_needing_secrets).get(str(name), ()))
    if not needing:
        return Verdict(Effect.NEXT_START, "the Secret goes, which nothing of the project needs any more")
    lasting = [f"{kind} {each}" for kind, each in needing if kind not in capacity.tasks()]
    if lasting:
        reason = f"the Secret goes, and {', '.join(lasting)} still {'need' if len(lasting) > 1 else 'needs'} it"
        return Verdict(Effect.INTERRUPTION, f"{reason}: pods that start from now on cannot")
    return None


def _needing_secrets(revision: Revision) -> dict[str, set[tuple[str, str]]]:
    """The kind and name of the objects that mention a Secret, by its name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, objects in revision.objects.items():
        if kind not in {"Secret", "ExternalSecret"}:
            for name, content in objects.items():
                for secret in _mentioned(content, SECRETS):
                    found.setdefault(secret, set()).add((kind, name))
    return found


_CONTENT = "immutable: it is marked so; of a new name: what the workloads that mount it do"
CONFIG_MAP = Table(
    added=Whole(Effect.NONE, "nothing until pods mount it", sources.CONFIG_MAP),
    removed=Whole(
        Effect.NONE,
        "no pod template mounts it any more",
        sources.CONFIG_MAP,
        _config_map_removed,
        "next-start: a pod template still mounts it",
    ),
    rules=(
        Rule(
            "metadata.name",
            Effect.RESTART,
            "mounted under its new name",
            sources.CONFIG_MAP,
            judge=_config_map,
            depends=_CONTENT,
        ),
        *common.METADATA,
        *(
            Rule(name, Effect.NEXT_START, FILES, sources.CONFIG_MAP, judge=_config_map, depends=_CONTENT)
            for name in ("data", "binaryData")
        ),
        Rule(
            "immutable",
            Effect.NONE,
            "from now on it cannot be changed",
            f"{sources.CONFIG_MAP}#configmap-immutable",
            judge=_immutable,
            depends="immutable: it was marked so",
        ),
    ),
)

SECRET = Table(
    added=Whole(Effect.NONE, "nothing until pods use it", sources.SECRET),
    removed=Whole(Effect.NEXT_START, "runs that need it cannot start", sources.SECRET, _secret_removed, _NEEDED),
    rules=(
        *common.METADATA,
        Rule("data", Effect.NEXT_START, FILES, sources.SECRET),
        Rule("stringData", Effect.NEXT_START, FILES, sources.SECRET),
        common.fixed("type", "the type of a Secret cannot be changed", f"{sources.SECRET}#secret-types"),
        Rule("immutable", Effect.NONE, "whether it can be changed", f"{sources.SECRET}#secret-immutable"),
    ),
)

EXTERNAL_SECRET = Table(
    added=Whole(Effect.NONE, "a Secret is made; nothing until pods use it", sources.EXTERNAL_SECRETS),
    removed=Whole(
        Effect.NEXT_START,
        "its Secret is deleted with it: runs that need it cannot start",
        sources.EXTERNAL_SECRETS,
        _secret_removed,
        _NEEDED,
    ),
    rules=(
        *common.METADATA,
        common.quiet("spec.refreshInterval", "how often the store is asked", sources.EXTERNAL_SECRETS),
        *(
            Rule(f"spec.{name}", Effect.NEXT_START, f"the Secret gets other content, {FILES}", sources.EXTERNAL_SECRETS)
            for name in ("secretStoreRef", "data", "dataFrom", "target", "refreshPolicy")
        ),
    ),
)


def _size(field: Field) -> Verdict | None:
    was, now = (_amount(value) for value in (field.before, field.after))
    if was is not None and now is not None and now > was:
        reason = f"from {field.before} to {field.after}: its storage class must allow that a volume grows"
        return Verdict(Effect.UNKNOWN, reason, f"{sources.VOLUMES}#expanding-persistent-volumes-claims")
    return None


def _amount(value: Any) -> Decimal | None:
    try:
        return quantity.parse(str(value))
    except ValueError:
        return None


def _claim_removed(pair: Pair) -> Verdict | None:
    if common.guard(pair.before):
        return Verdict(
            Effect.REMOVED, "it goes from Git; a guard keeps it and its data in the cluster", sources.VOLUMES
        )
    return None


CLAIM = Table(
    added=Whole(Effect.NEW, "a volume is made for it", sources.VOLUMES),
    removed=Whole(
        Effect.DATA_LOSS,
        "nothing guards the claim: its data goes with it, as the class of its volume says",
        f"{sources.VOLUMES}#reclaiming",
        _claim_removed,
        "removed: a guard keeps it in the cluster",
    ),
    rules=(
        *common.METADATA,
        Rule(
            "spec.resources.requests.storage",
            Effect.IMMUTABLE,
            "a claim cannot be made smaller",
            f"{sources.VOLUMES}#expanding-persistent-volumes-claims",
            judge=_size,
            depends="unknown: larger, which its storage class must allow",
        ),
        *(
            common.fixed(f"spec.{name}", f"{name} of a claim cannot be changed", sources.CORE_VALIDATION)
            for name in (
                *("accessModes", "storageClassName", "volumeName", "volumeMode", "selector", "dataSource"),
                *("dataSourceRef", "resources"),
            )
        ),
        Rule(
            "spec.volumeAttributesClassName",
            Effect.UNKNOWN,
            "its driver decides",
            f"{sources.DOCS}/concepts/storage/volume-attributes-classes/",
        ),
    ),
)

NAMESPACE = Table(
    added=Whole(Effect.NEW, "a namespace without objects", sources.NAMESPACES),
    removed=Whole(Effect.DATA_LOSS, "everything in it is deleted", sources.NAMESPACES),
    rules=(
        *common.metadata(
            Rule(
                "metadata.labels",
                Effect.ACCESS,
                "policies and the standard of pods are chosen by labels",
                sources.POD_SECURITY,
            ),
        ),
        common.quiet("spec.finalizers", "what has to be done before it is deleted", sources.NAMESPACES),
    ),
)
