"""Suggestions for names that users know from Kubernetes, Docker Compose and other tools.

Only names that are valid at the same place are suggested: for `minReplicas`, `scale` in a component and `min` in a scale.
"""

from collections.abc import Collection, Iterator, Mapping

from generator.source.suggestion import Suggestion
from generator.spec import suggest
from generator.validate import operator_words

# Names of the project file with their synonyms; case, dashes, underscores, dots and slashes are ignored.
SYNONYMS: Mapping[str, str] = {
    "access": "accessmode accessmodes",
    "annotations": "annotation",
    "args": "argument arguments parameters params options",
    "arguments": "args argument params options",
    "artifacts": "artifactroot defaultartifactroot artifactsdestination artifactstore artifactsuri",
    "auth": "authentication basicauth users",
    "backend": "backendstoreuri backendstore storeuri database databaseurl databaseuri dburl dburi db postgres postgresql mysql",
    "blue-green": "blue/green bg redblack",
    "canary": "progressive weighted",
    "candidate": "next new",
    "active": "current stable",
    "claim": "claimname pvc persistentvolumeclaim existingclaim",
    "class": "storageclass storageclassname ingressclass ingressclassname",
    "command": "cmd entrypoint exec execute",
    "components": "services jobs workers stores apps applications workloads",
    "concurrency": "concurrencypolicy",
    "conf": "sparkconf hadoopconf",
    "configMap": "configmapkeyref configmapref",
    "cpu": "cpus vcpu vcpus core cores cpuutilization targetcpuutilizationpercentage averagecpu",
    "env": "envs environment environmentvariables envvars variables vars secrets",
    "environments": "stages envs targets",
    "ephemeralStorage": "storage disk",
    "expose": "ingress route routes host hostname domain url gateway",
    "field": "fieldref",
    "files": "configmap configmaps config configs",
    "gpu": "gpus nvidia.com/gpu accelerator accelerators",
    "health": "healthcheck healthchecks probe probes readinessprobe livenessprobe startupprobe readiness liveness healthz readyz",
    "host": "hostname domain fqdn url hosts",
    "http": "path httpget get url",
    "image": "container containers dockerimage docker",
    "init": "initcontainers initcontainer",
    "kind": "type",
    "live": "liveness livenessprobe alive healthz",
    "machine": "instancetype instance nodetype node nodepool flavor flavour",
    "many": "readwritemany rwx",
    "max": "maxreplicas maximum most",
    "memory": "mem ram memoryutilization tmpfs shm",
    "min": "minreplicas minimum least",
    "mode": "defaultmode permissions filemode chmod",
    "main": "mainapplicationfile mainfile",
    "model": "modeluri modelpath modelurl storageuri",
    "models": "multimodel modelrepository modelrepositories modelmesh trainedmodel trainedmodels",
    "nvidia.com/gpu": "gpu gpus",
    "once": "readwriteonce rwo readwriteoncepod",
    "parallelism": "parallel workers",
    "path": "prefix pathprefix subpath dir directory folder mountpath",
    "ports": "port containerport containerports",
    "port": "containerport number",
    "read-many": "readonlymany rox",
    "ready": "readiness readinessprobe",
    "recreate": "recreation restart replace stop",
    "remove": "delete",
    "add": "insert append",
    "replace": "set update change",
    "resources": "cpu cpus core cores memory mem ram gpu gpus limits requests resource",
    "retries": "retry backofflimit maxretries restarts retrystrategy onfailureretries",
    "rolling": "rollingupdate rollingdeploy rollout default",
    "runAsGroup": "group gid",
    "runAsUser": "user uid runasroot",
    "scale": "replicas replicacount instances pods autoscaling autoscaler hpa minreplicas maxreplicas scaling count",
    "nodes": "replicas numnodes nnodes",
    "parameters": "arguments params inputs",
    "priority": "priorityclass priorityclassname workloadpriorityclass",
    "schedule": "cron crontab when",
    "resource": "resourcefieldref",
    "scratch": "emptydir temporary temp ephemeral",
    "secret": "secretkeyref secretref secretname valuefrom",
    "security": "securitycontext runasuser user podsecuritycontext",
    "serviceAccount": "serviceaccountname account iam",
    "share": "nfs csi bucket",
    "shutdown": "terminationgraceperiodseconds terminationgraceperiod graceperiod stopgraceperiod grace lifecycle prestop",
    "grace": "terminationgraceperiodseconds seconds timeout",
    "drain": "prestop sleep",
    "minReadySeconds": "minready minreadytime",
    "spread": "topologyspreadconstraints topologyspread antiaffinity podantiaffinity",
    "hostAliases": "hosts extrahosts etchosts",
    "history": "historylimit successfuljobshistorylimit failedjobshistorylimit",
    "indexed": "completionmode index",
    "peers": "headless headlessservice subdomain masterport",
    "restart": "restartpolicy",
    "container": "onfailure",
    "pod": "never",
    "startWithin": "startingdeadlineseconds startingdeadline",
    "sidecars": "sidecar extracontainers sidecarcontainers",
    "size": "storage capacity",
    "startup": "startupprobe initialdelayseconds initialdelay start",
    "delay": "initialdelayseconds initialdelay",
    "failures": "failurethreshold",
    "longest": "max duration",
    "period": "periodseconds interval every",
    "scheme": "protocol tls",
    "successes": "successthreshold",
    "runtimeEnv": "runtimeenvyaml runtime_env runtimeenvironment",
    "status.podIP": "podip ip",
    "metadata.name": "podname name",
    "metadata.namespace": "podnamespace namespace",
    "spec.nodeName": "nodename",
    "steps": "weights stages percent tasks dag templates",
    "strategy": "updatestrategy deploymentstrategy rollout release",
    "surge": "maxsurge",
    "targetPort": "containerport",
    "TCP": "http https grpc http2 tls",
    "tcp": "tcpsocket",
    "team": "owner owners group",
    "timeZone": "tz zone",
    "timeout": "activedeadlineseconds deadline maxruntime ttl",
    "unavailable": "maxunavailable",
    "uri": "url path location model storageuri",
    "volumes": "volumemounts volumeclaimtemplates volume mounts storage persistence pvc disks",
    "writableRoot": "readonlyrootfilesystem readonly",
    "allowPrune": "prune",
    "autoscaler": "autoscaling hpa keda scaler",
    "extends": "inherits inherit parent base from includes",
    "gitops": "flux fluxcd argo",
    "kinds": "kind",
    "machines": "machinetypes instances instancetypes nodepools catalogue",
    "metrics": "monitoring prometheus",
    "network": "networkpolicy networkpolicies egress",
    "policy": "policies rules restrictions",
    "promotesFrom": "promotefrom promotes promotedfrom",
    "quota": "quotas resourcequota limits",
    "registries": "registry repositories",
    "tidegate": "version versions requires required",
    "argo-rollouts": "argo rollouts",
    "argocd": "argo",
    "flux": "fluxcd",
    "gateway-api": "gateway gatewayapi httproute",
    "ingress": "nginx",
    "huggingface": "hf transformers llm",
    "pytorch": "torch lightning",
    "sklearn": "scikit scikitlearn",
    "tensorflow": "keras tf tf2",
    "mpi": "horovod",
}

_GPU = "the short form stands alone, {cpu: 2, memory: 4Gi, gpu: 1}; in full, write it within requests and limits"
OF_MESSAGES = "a queue of messages is a measure of scale: scale: {max: 10, queue: {type: rabbitmq, ...}}"
_SIZES = "write it within resources: resources: {cpu: 500m, memory: 1Gi, gpu: 1}"
_FIXED = "this is fixed, a container runs without privileges; only its user, its groups and writableRoot may be set"
_NODES = "choose a machine: the platform defines its nodes"
_CLASSES = "choose a machine: the platform says the classes of its pods"
_NETWORK = "write who may call, callers: [{namespace: ci}], and what the pods call, calls: [{cidr: 10.0.0.0/8}]"
_RIGHTS = "write it within serviceAccount: serviceAccount: {token: true, permissions: [...]}"
_BUDGET = "leave it out: every set of pods has one, which lets one of them be evicted at a time"
_OF_NODE = "leave it out: Pod Security keeps pods from the network and the processes of their node, where no network policy holds"
_RDMA = "leave it out: RDMA needs the capability IPC_LOCK or the network of the node, which no pod here has"
_TEAM = "that belongs to ml-project.yaml; an environment says how projects run there"
_POLICY = "write it within policy: policy: {minReplicas: 2, images: {requireDigest: true}}"
_POLICY_KEYS = "minreplicas maxreplicas strategies hosts registries requiredigest requiretag allowprune patches callers"
_INSTANCE = "write the label of its nodes: nodeSelector: {node.kubernetes.io/instance-type: m7i.xlarge}"
_IMAGES = "write it within policy: policy: {images: {requireDigest: true}}"
_IN_ENVIRONMENTS = (
    "operators machines policy quota gateway traffic engine cluster gitops images secrets shares defaults environments"
)
_PLATFORM = "this is set in the platform's environments, not in the project"

# Names without an equivalent: a valid name that identifies the place, the unknown names, and what to do instead.
_ADVICE: tuple[tuple[str, str, str], ...] = (
    ("promotesFrom", "team components component releases environments image ports", _TEAM),
    ("promotesFrom", _POLICY_KEYS, _POLICY),
    ("promotesFrom", "pullsecrets imagepullsecrets", "write it within images: images: {pullSecrets: [registry]}"),
    ("promotesFrom", "kubernetes kubernetesversion", 'write it within cluster: cluster: {name: prod-eu, kubernetes: "1.34"}'),
    ("promotesFrom", "tool source repository destination", "write it within gitops: gitops: {tool: flux, source: {...}}"),
    ("promotesFrom", "cpu memory gpu", "write it within quota, for a namespace, or machines, for a pod"),
    ("tidegate", _IN_ENVIRONMENTS, "write it in a file of environments, such as environments/defaults.yaml"),
    ("multinode", "service store mlflow worker job cronjob", "leave it out: Kubernetes alone runs it"),
    ("multinode", "kuberay", "name the kind that it runs: ray: kuberay"),
    ("hourlyCost", "instancetype machinetype", _INSTANCE),
    ("serviceTypes", "maxgpu maxgpus maxcpu maxmemory gpu cpu memory", "write it within quota: quota: {gpu: {nvidia.com/gpu: 4}}"),
    ("pullSecrets", "registry registries requiredigest requiretag", _IMAGES),
    ("requests", "cpu memory gpu ephemeralstorage", _GPU),
    ("surge", "steps weights", "only canary has steps: strategy: {type: canary, steps: [10, 50]}"),
    ("surge", "prescale", "only blue-green and canary have prescale: rolling starts no second set of pods"),
    ("prescale", "steps weights", "only canary has steps: strategy: {type: canary, steps: [10, 50]}"),
    ("prescale", "surge unavailable maxsurge maxunavailable", "only rolling has it: the other slot starts whole"),
    ("runAsUser", "privileged capabilities runasnonroot allowprivilegeescalation seccompprofile", _FIXED),
    ("runAsUser", "hostnetwork hostipc hostpid", _OF_NODE),
    ("image", "hostnetwork hostipc hostpid ipc", _OF_NODE),
    ("image", "rdma infiniband roce", _RDMA),
    ("claim", "name mountpath", "write the path as the key: volumes: {/data: {claim: NAME}}"),
    ("claim", "hostpath", "paths of nodes are refused: {size: 10Gi}, {share: NAME} or {scratch: 10Gi} bring their own"),
    ("image", "nodeselector tolerations affinity nodename", _NODES),
    ("machine", "runtimeclassname runtimeclass", _CLASSES),
    ("scale", "priorityclassname priorityclass", _CLASSES),
    ("callers", "networkpolicy networkpolicies", _NETWORK),
    ("serviceAccount", "role roles rbac rolebinding rolebindings permissions", _RIGHTS),
    ("scale", "pdb poddisruptionbudget", _BUDGET),
    ("image", "imagepullsecrets pullsecrets", "the platform's environments say it: images: {pullSecrets: [...]}"),
    ("image", "namespace", "the platform names the namespace, from team, project and environment"),
    ("image", "template spec metadata", "write the fields here, as in: image, command, env, ports"),
    ("ports", "restartpolicy", "leave it out: a container of this kind is always started again"),
    ("image", "imagepullpolicy pullpolicy", "leave it out: it follows from the kind and the image"),
    ("scale", "queue queues trigger triggers", OF_MESSAGES),
    ("image", "build dockerfile buildcontext", "leave it out, and write the image that CI has pushed: image: REPOSITORY:TAG"),
    ("parallelism", "schedule", "write kind: cronjob, or remove it: a job runs once"),
    ("image", "containername", "leave it out: project and component name the objects"),
    ("image", "deploy", "write its fields here: replicas are scale, limits are resources"),
    ("image", "networks networkmode links", "leave it out: components reach each other by name, and others by callers"),
    ("runtime", "explainer", "write a service of its own that calls this one"),
    ("image", "workingdir workdir", "set WORKDIR in the image's Dockerfile, or write absolute paths"),
    ("volumes", "shm shmsize sharedmemory dshm", "write it as a volume: volumes: {/dev/shm: {memory: 8Gi}}"),
    ("image", "privileged capadd capabilities", _FIXED),
    ("image", "cpu cpus memory mem ram gpu gpus memlimit memreservation memorylimit cpulimit", _SIZES),
    ("health", "livenessprobe readinessprobe startupprobe", "write it within health: health: {ready: /readyz, live: /healthz}"),
    ("envFrom", "envfile", "write the variables in env, or name a ConfigMap or Secret: envFrom: [{configMap: NAME}]"),
    ("cidr", "component components", "leave it out: the components of a project reach each other"),
    ("http", "httpget", "write the path: ready: /readyz, or with a port: ready: {http: /readyz, port: http}"),
    ("image", "dependson", "leave it out: components start side by side, and wait with health.ready"),
    ("components", "namespace cluster engine gitops policy machines traffic", _PLATFORM),
    ("components", "metadata", "write name, team, labels and annotations at the top of the file"),
    ("components", "spec", "write components and environments at the top of the file"),
    ("components", "kind image ports", "write it within a component: components: {api: {kind: service, ...}}"),
    ("releases", "namespace cluster engine gitops policy machines traffic", _PLATFORM),
    ("releases", "scale image strategy env machine", "write it within a component: components: {api: {scale: 2}}"),
    ("count", "replicas instances", "for a fixed number write count: 3; else min and max"),
    ("scale", "minreplicas maxreplicas minimumreplicas maximumreplicas", "write it within scale: scale: {min: 2, max: 6}"),
    ("machine", "cpu cpus cores core memory mem ram gpu gpus", "write it within resources: resources: {cpu: 2, memory: 8Gi}"),
    ("max", "replicas count", "for a fixed number write it alone, scale: 3; else min and max"),
    ("startup", "periodseconds failurethreshold timeoutseconds interval", "startup says how long a start may take: startup: 5m"),
)  # fmt: skip


def meant(name: str, known: tuple[str, ...], kinds: Mapping[str, str]) -> Suggestion:
    """Suggest one of the `known` names, or advice, for an unknown name.

    `kinds` has the synonyms of each component kind.
    """
    letters = _letters(name)
    suggestion = _equal(letters, known)
    if suggestion is None:
        advice = advice_for(name, known)
        if advice or letters.isdigit():
            return Suggestion(advice=advice)  # a number is not a misspelt name
        suggestion = (
            _extension_key(name, known)
            or next(_synonyms(letters, known, {**SYNONYMS, **kinds}), None)
            or suggest.closest(name, known)
        )
    return Suggestion(meant=suggestion or "")


def is_known_word(name: str, known: Collection[str]) -> bool:
    """Whether there is advice for a name, or one of the `known` names is what other tools call so."""
    return bool(advice_for(name, known) or next(_synonyms(_letters(name), tuple(known), SYNONYMS), None))


def advice_for(name: str, known: Collection[str]) -> str:
    """What to do instead of a name that has no equivalent among the `known` ones; empty if there is no advice."""
    letters = _letters(name)
    rows = (*(() if operator_words.is_of_all_kinds(known) else operator_words.ADVICE), *_ADVICE)
    return next((advice for place, words, advice in rows if place in known and letters in words.split()), "")


def _extension_key(name: str, known: tuple[str, ...]) -> str | None:
    """The `x-` key for a misspelt one (`X-`, `x_`), which is allowed only at the top of a file."""
    return f"x-{name[2:]}" if "apiVersion" in known and name[:2] in {"X-", "X_", "x_"} else None


def _equal(letters: str, known: tuple[str, ...]) -> str | None:
    return next((each for each in known if _letters(each) == letters), None)


def _synonyms(letters: str, known: tuple[str, ...], all_words: Mapping[str, str]) -> Iterator[str]:
    for name, words in all_words.items():
        if name in known and letters in map(_letters, words.split()):
            yield name


def _letters(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
