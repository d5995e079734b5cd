"""Words that people know from elsewhere, and ours for them: of Kubernetes, of Docker Compose, of other tools.

A word is looked up among the names that are known where it stands, so `minReplicas` is `scale` of a component and `min` of a scale.
"""

from collections.abc import Iterator, Mapping

from generator.source.suggestion import Suggestion
from generator.spec import suggest

# Ours, and what others call it; letters count, not case, dashes, underscores, dots or slashes.
OURS: Mapping[str, str] = {
    "access": "accessmode accessmodes mode",
    "annotations": "annotation",
    "args": "argument arguments parameters params options",
    "blue-green": "blue/green bg redblack",
    "canary": "progressive weighted",
    "candidate": "next new",
    "active": "current stable",
    "claim": "claimname pvc persistentvolumeclaim existingclaim",
    "class": "storageclass storageclassname ingressclass ingressclassname",
    "command": "cmd entrypoint exec run execute",
    "components": "services jobs apps applications workloads",
    "concurrency": "concurrencypolicy",
    "configMap": "configmapkeyref configmapref",
    "cpu": "cpus vcpu vcpus core cores cpuutilization targetcpuutilizationpercentage averagecpu",
    "env": "envs environment environmentvariables envvars variables vars envfrom secrets",
    "environments": "stages envs targets",
    "ephemeralStorage": "storage disk",
    "expose": "ingress route routes host hostname domain url gateway",
    "field": "fieldref",
    "files": "configmap configmaps config configs",
    "gpu": "gpus nvidia.com/gpu accelerator accelerators",
    "health": "healthcheck healthchecks probe probes readinessprobe livenessprobe startupprobe readiness liveness",
    "host": "hostname domain fqdn url hosts",
    "http": "path httpget get url",
    "image": "container containers dockerimage docker",
    "kind": "type",
    "live": "liveness livenessprobe alive healthz",
    "machine": "instancetype instance nodetype node nodepool flavor flavour",
    "many": "readwritemany rwx",
    "max": "maxreplicas maximum most",
    "memory": "mem ram memoryutilization tmpfs shm",
    "min": "minreplicas minimum least",
    "model": "modeluri modelpath modelurl",
    "nvidia.com/gpu": "gpu gpus",
    "once": "readwriteonce rwo readwriteoncepod",
    "parallelism": "parallel workers",
    "path": "prefix pathprefix",
    "ports": "port containerport containerports",
    "port": "containerport number",
    "read-many": "readonlymany rox",
    "ready": "readiness readinessprobe",
    "remove": "delete",
    "add": "insert append",
    "replace": "set update change",
    "resources": "cpu cpus memory mem ram gpu gpus limits requests resource",
    "retries": "retry backofflimit maxretries restarts",
    "rolling": "rollingupdate rollingdeploy rollout default",
    "runAsUser": "user uid",
    "scale": "replicas instances pods autoscaling autoscaler hpa minreplicas maxreplicas scaling count",
    "schedule": "cron crontab when",
    "scratch": "emptydir temporary temp ephemeral",
    "secret": "secretkeyref secretref secretname valuefrom",
    "security": "securitycontext runasuser user podsecuritycontext",
    "serviceAccount": "serviceaccountname account iam",
    "shutdown": "terminationgraceperiodseconds terminationgraceperiod graceperiod stopgraceperiod grace",
    "size": "storage capacity",
    "startup": "startupprobe initialdelayseconds initialdelay start",
    "status.podIP": "podip ip",
    "metadata.name": "podname name",
    "metadata.namespace": "podnamespace namespace",
    "spec.nodeName": "nodename",
    "steps": "weights stages percent",
    "strategy": "updatestrategy deploymentstrategy rollout release",
    "surge": "maxsurge",
    "targetPort": "containerport",
    "TCP": "http https grpc http2 tls",
    "tcp": "tcpsocket",
    "team": "owner owners group",
    "timeZone": "tz zone",
    "timeout": "activedeadlineseconds deadline maxruntime ttl",
    "unavailable": "maxunavailable",
    "uri": "url path location",
    "volumes": "volumemounts volume mounts storage persistence pvc disks",
    "writableRoot": "readonlyrootfilesystem readonly",
    "argo-rollouts": "argo rollouts",
    "argocd": "argo",
    "flux": "fluxcd",
    "gateway-api": "gateway gatewayapi httproute",
    "ingress": "nginx",
}

_GPU = "the short form stands alone, {cpu: 2, memory: 4Gi, gpu: 1}; in full, write it within requests and limits"
_FIXED = "this is fixed, a container runs without privileges; only runAsUser and writableRoot may be set"
_NODES = "choose a machine: the platform says on which nodes it is"
_PLATFORM = "the platform's environments say that, not the project"

# Words that stand for no name of ours: a name that is known where this is true, the words, and what to do instead.
_WAYS: tuple[tuple[str, str, str], ...] = (
    ("requests", "cpu memory gpu ephemeralstorage", _GPU),
    ("surge", "steps weights", "only canary has steps: strategy: {type: canary, steps: [10, 50]}"),
    ("surge", "prescale", "only blue-green and canary have prescale: rolling starts no second set of pods"),
    ("prescale", "steps weights", "only canary has steps: strategy: {type: canary, steps: [10, 50]}"),
    ("prescale", "surge unavailable maxsurge maxunavailable", "only rolling has it: the other slot starts whole"),
    ("runAsUser", "privileged capabilities runasnonroot runasgroup fsgroup allowprivilegeescalation seccompprofile", _FIXED),
    ("image", "nodeselector tolerations affinity nodename topologyspreadconstraints", _NODES),
    ("image", "sidecar sidecars initcontainers", "add containers with patches, where the platform allows them"),
    ("image", "imagepullsecrets pullsecrets", "the platform's environments say it: images: {pullSecrets: [...]}"),
    ("image", "namespace", "the platform names the namespace, from team, project and environment"),
    ("image", "template spec metadata", "write the fields here, as in: image, command, env, ports"),
    ("image", "restartpolicy imagepullpolicy", "leave it out: it follows from the kind and the image"),
    ("image", "dependson", "leave it out: components start side by side, and wait with health.ready"),
    ("components", "namespace cluster engine gitops policy machines traffic", _PLATFORM),
    ("components", "metadata", "write name, team, labels and annotations at the top of the file"),
    ("components", "spec", "write components and environments at the top of the file"),
    ("components", "kind image ports", "write it within a component: components: {api: {kind: service, ...}}"),
    ("releases", "namespace cluster engine gitops policy machines traffic", _PLATFORM),
    ("releases", "scale image strategy env machine", "write it within a component: components: {api: {scale: 2}}"),
    ("max", "replicas count", "for a fixed number write it alone, scale: 3; else min and max"),
    ("startup", "periodseconds failurethreshold timeoutseconds interval", "startup says how long a start may take: startup: 5m"),
    ("http", "periodseconds failurethreshold timeoutseconds interval", "leave it out: health.startup says how long it may take"),
)  # fmt: skip


def meant(name: str, known: tuple[str, ...], kinds: Mapping[str, str]) -> Suggestion:
    """What to write instead of a word, among the names that are known in its place: such a name, or a sentence.

    `kinds` has the words of other tools for each component kind.
    """
    letters = _letters(name)
    guess = _same(letters, known)
    if guess is None:
        way = next((way for where, words, way in _WAYS if where in known and letters in words.split()), "")
        if way or letters.isdigit():
            return Suggestion(advice=way)  # no number is a slip for another
        guess = (
            _free(name, known)
            or next(_synonyms(letters, known, {**OURS, **kinds}), None)
            or suggest.closest(name, known)
        )
    return Suggestion(meant=guess or "")


def _free(name: str, known: tuple[str, ...]) -> str | None:
    """A key that is free to use at the top of a file, where it begins as such keys do."""
    return f"x-{name[2:]}" if "apiVersion" in known and name[:2] in {"X-", "X_", "x_"} else None


def _same(letters: str, known: tuple[str, ...]) -> str | None:
    return next((each for each in known if _letters(each) == letters), None)


def _synonyms(letters: str, known: tuple[str, ...], all_words: Mapping[str, str]) -> Iterator[str]:
    for ours, words in all_words.items():
        if ours in known and letters in map(_letters, words.split()):
            yield ours


def _letters(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
