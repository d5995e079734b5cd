"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object, base, mounting

OLD, NEW = "files-0123456789", "files-abcdef0123"
MOUNTED = "it is a part of the replacement of the pods that mount it"


def renamed(effect: str, reason: str, gone: Object, come: Object, source: str = sources.CONFIG_MAP) -> Case:
    """Files under a new name, which a workload mounts after it mounted the old ones."""
    return Case(
        name=f"files that {gone['kind']} {gone['metadata']['name']} mounts under a new name",
        kind="ConfigMap",
        after=base("ConfigMap", {"data/rules.yaml": "a: 2"}, name=NEW),
        effect=effect,
        reason=reason,
        source=source,
        before=base("ConfigMap", name=OLD),
        gone=(gone,),
        come=(come,),
    )


MAIN = "spec/template/spec/containers/0"
NEEDING = {f"{MAIN}/env": [{"name": "T", "valueFrom": {"secretKeyRef": {"name": "fraud-api", "key": "a"}}}]}

CASES = [
    *(
        renamed("restart", MOUNTED, mounting(kind, OLD), mounting(kind, NEW))
        for kind in ("Deployment", "StatefulSet", "Rollout")
    ),
    *(
        renamed("next-start", "the next run mounts it", mounting(kind, OLD), mounting(kind, NEW))
        for kind in ("CronJob", "ScheduledSparkApplication")
    ),
    renamed(
        "ignored",
        "the Job that mounts it is left as it is",
        mounting("Job", OLD),
        mounting("Job", NEW),
        source=sources.JOB,
    ),
    renamed(
        "run",
        "the task runs again with it",
        mounting("Job", OLD, name="load-0123456789"),
        mounting("Job", NEW, name="load-abcdef0123"),
    ),
    Case(
        name="files that are changed in place although they are immutable",
        kind="ConfigMap",
        after={"data/rules.yaml": "a: 2"},
        effect="immutable",
        reason="an immutable ConfigMap cannot be changed: it needs a new name",
        source=f"{sources.CONFIG_MAP}#configmap-immutable",
    ),
    Case(
        name="files that are changed in place",
        kind="ConfigMap",
        after={"data/rules.yaml": "a: 2", "immutable": None},
        effect="next-start",
        reason="read when pods start; mounted files follow within minutes, those of a subPath never",
        source=sources.CONFIG_MAP,
        before={"immutable": None},
    ),
    Case(
        name="files that become immutable",
        kind="ConfigMap",
        after={},
        effect="none",
        reason="from now on it cannot be changed",
        source=f"{sources.CONFIG_MAP}#configmap-immutable",
        before={"immutable": None},
    ),
    Case(
        name="files that become mutable",
        kind="ConfigMap",
        after={"immutable": None},
        effect="immutable",
        reason="an immutable ConfigMap stays one",
        source=f"{sources.CONFIG_MAP}#configmap-immutable",
    ),
    Case(
        name="files that go while pods mount them",
        kind="ConfigMap",
        after=None,
        effect="next-start",
        reason="pods that mount it cannot start any more",
        source=sources.CONFIG_MAP,
        before=base("ConfigMap", name=OLD),
        beside=(mounting("Deployment", OLD),),
    ),
    Case(
        name="files that a guard keeps",
        kind="ConfigMap",
        after=None,
        effect="none",
        reason="it goes from Git; a guard keeps it in the cluster for pods that mount it",
        source=sources.CONFIG_MAP,
        before={"metadata/annotations": {"kustomize.toolkit.fluxcd.io/prune": "disabled"}},
    ),
    Case(
        name="a Secret",
        kind="Secret",
        after={"data/password": "Mg=="},
        effect="next-start",
        reason="read when pods start; mounted files follow within minutes, those of a subPath never",
        source=sources.SECRET,
    ),
    Case(
        name="a key of an external Secret",
        kind="ExternalSecret",
        after={"spec/data/0/remoteRef/key": "fraud/b"},
        effect="next-start",
        reason=(
            "the Secret gets other content, read when pods start; mounted files follow within minutes, "
            "those of a subPath never"
        ),
        source=sources.EXTERNAL_SECRETS,
    ),
    Case(
        name="how often an external Secret is read",
        kind="ExternalSecret",
        after={"spec/refreshInterval": "30m"},
        effect="none",
        reason="how often the store is asked",
        source=sources.EXTERNAL_SECRETS,
    ),
    Case(
        name="an external Secret that goes",
        kind="ExternalSecret",
        after=None,
        effect="next-start",
        reason="the Secret goes, which nothing of the project needs any more",
        source=sources.EXTERNAL_SECRETS,
        gone=(base("Deployment", NEEDING),),
    ),
    Case(
        name="an external Secret that goes, and pods still need it",
        kind="ExternalSecret",
        after=None,
        effect="interruption",
        reason="the Secret goes, and Deployment fraud-api still needs it: pods that start from now on cannot",
        source=sources.EXTERNAL_SECRETS,
        beside=(base("Deployment", NEEDING),),
    ),
    Case(
        name="an external Secret of another name that goes, and runs still need it",
        kind="ExternalSecret",
        after=None,
        effect="next-start",
        reason="its Secret is deleted with it: runs that need it cannot start",
        source=sources.EXTERNAL_SECRETS,
        before={"spec/target": {"name": "db"}},
        beside=(base("CronJob", {f"spec/jobTemplate/{MAIN}/envFrom": [{"secretRef": {"name": "db"}}]}),),
    ),
    Case(
        name="a Secret that goes, and two workloads still need it",
        kind="Secret",
        after=None,
        effect="interruption",
        reason="the Secret goes, and Deployment fraud-api, StatefulSet fraud-api still need it: pods that start from now on cannot",
        source=sources.SECRET,
        beside=(
            base("Deployment", NEEDING),
            base("StatefulSet", {"spec/template/spec/volumes": [{"name": "a", "secret": {"secretName": "fraud-api"}}]}),
        ),
    ),
    Case(
        name="a claim made larger",
        kind="PersistentVolumeClaim",
        after={"spec/resources/requests/storage": "20Gi"},
        effect="unknown",
        reason="from 10Gi to 20Gi: its storage class must allow that a volume grows",
        source=f"{sources.VOLUMES}#expanding-persistent-volumes-claims",
    ),
    Case(
        name="a claim made smaller",
        kind="PersistentVolumeClaim",
        after={"spec/resources/requests/storage": "9Gi"},
        effect="immutable",
        reason="a claim cannot be made smaller",
        source=f"{sources.VOLUMES}#expanding-persistent-volumes-claims",
    ),
    Case(
        name="the access of a claim",
        kind="PersistentVolumeClaim",
        after={"spec/accessModes/0": "ReadWriteMany"},
        effect="immutable",
        reason="accessModes of a claim cannot be changed",
        source=sources.CORE_VALIDATION,
    ),
    Case(
        name="the class of a claim",
        kind="PersistentVolumeClaim",
        after={"spec/storageClassName": "fast"},
        effect="immutable",
        reason="storageClassName of a claim cannot be changed",
        source=sources.CORE_VALIDATION,
    ),
    Case(
        name="a new claim",
        kind="PersistentVolumeClaim",
        after={},
        effect="new",
        reason="a volume is made for it",
        source=sources.VOLUMES,
        before=None,
    ),
    Case(
        name="a guarded claim that goes",
        kind="PersistentVolumeClaim",
        after=None,
        effect="removed",
        reason="it goes from Git; a guard keeps it and its data in the cluster",
        source=sources.VOLUMES,
        before={"metadata/annotations": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}},
    ),
    Case(
        name="a claim that nothing guards",
        kind="PersistentVolumeClaim",
        after=None,
        effect="data-loss",
        reason="nothing guards the claim: its data goes with it, as the class of its volume says",
        source=f"{sources.VOLUMES}#reclaiming",
    ),
    Case(
        name="the standard of the pods of a namespace",
        kind="Namespace",
        after={"metadata/labels/pod-security.kubernetes.io~enforce": "baseline"},
        effect="access",
        reason="policies and the standard of pods are chosen by labels",
        source=sources.POD_SECURITY,
    ),
    Case(
        name="a namespace that goes",
        kind="Namespace",
        after=None,
        effect="data-loss",
        reason="everything in it is deleted",
        source=sources.NAMESPACES,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
