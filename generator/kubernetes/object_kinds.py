"""The table of object kinds: one row for each kind of Kubernetes object that tidegate renders, bootstraps or shows.

Prune guard, patch guard, Pod Security of patched pods, rights of the GitOps tool, ignore rules, schemas and hosts are read from
this table when they are needed. A kind without a row cannot be rendered. To add a kind, add a row: a test compares the rows
with the schemas and with everything that the golden cases render.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.environment.environment import Environment
from generator.kubernetes import argo_templates, route_host, run_pods, workload_kinds
from generator.kubernetes import object_conditions as conditions
from generator.kubernetes.object_kind import FieldWriter, Guard, ObjectKind
from generator.kubernetes.workload_kinds import WorkloadKind
from generator.spec.component import SIDE_BY_SIDE
from generator.spec.project import Target

HASH = "/spec/selector/rollouts-pod-template-hash"
QUEUE = "/metadata/labels/kueue.x-k8s.io~1queue-name"
COOLDOWN = "/metadata/annotations/kubernetes.dask.org~1cooldown-until"
NOTEBOOK_STATE = (
    "kubeflow-resource-stopped",
    "notebooks.kubeflow.org~1last-activity",
    "notebooks.kubeflow.org~1last_activity_check_timestamp",
)
"""Annotations by which Kubeflow's notebook controller stops a notebook, and tells its culler when it was used."""
WEIGHTS = ("/spec/rules/0/backendRefs/0/weight", "/spec/rules/0/backendRefs/1/weight")
ANALYSIS = (
    "interval",
    "threshold",
    "iterations",
    "stepWeight",
    "stepWeights",
    "stepWeightPromotion",
    "maxWeight",
    "match",
    "mirror",
)
"""What moves the traffic of a Canary, and the limits of its analysis; metrics and webhooks may be added."""
IDENTITIES = (
    *("podIdentity", "boundServiceAccountToken", "filePath", "hashiCorpVault"),
    *("awsSecretManager", "azureKeyVault", "gcpSecretManager"),
)
"""The parts of a TriggerAuthentication with which KEDA acts as somebody, or reads what only KEDA may."""
ROUTE_RULES = FieldWriter(
    field="/spec/rules",
    writer="the Gateway API plugin of Argo Rollouts",
    engines=("argo-rollouts",),
    strategies=("canary",),
    flux=Guard("ignored", WEIGHTS),
    argocd=Guard("ignored", ("/spec/rules",)),
    server_side=Guard("ignored", ("/spec/rules",)),
)
RUN_POLICY = tuple(f"spec.runPolicy.{field}" for field in ("suspend", "managedBy", "ttlSecondsAfterFinished"))
SPARK = (
    *("image", "mode", "suspend", "timeToLiveSeconds", "proxyUser", "nodeSelector", "volumes"),
    *(
        f"{part}.{field}"
        for part in ("driver", "executor")
        for field in (
            *("image", "serviceAccount", "hostNetwork", "securityContext", "podSecurityContext"),
            *("sidecars", "initContainers", "volumeMounts", "nodeSelector"),
        )
    ),
)
"""Fields of a Spark application that would go beside the templates of its pods, or that others own."""
INFERENCE_IMAGES = tuple(
    f"spec.{predictor}.{image}"
    for predictor in ("predictor", "canary.*.predictor")
    for image in ("model.image", "containers.*.image", "initContainers.*.image")
)
INFERENCE = (
    *("spec.transformer", "spec.explainer", "spec.canary"),
    *(
        f"spec.predictor.{field}"
        for field in (
            *(
                "name",
                "canaryTrafficPercent",
                "minReplicas",
                "maxReplicas",
                "scaleMetric",
                "scaleTarget",
                "autoScaling",
            ),
            *("hostNetwork", "hostPID", "hostIPC", "hostUsers", "nodeName", "nodeSelector", "securityContext"),
            *("serviceAccountName", "automountServiceAccountToken", "shareProcessNamespace", "workerSpec", "volumes"),
            *("model.storageUri", "model.securityContext", "model.image", "model.volumeMounts", "model.runtime"),
            *("containers", "initContainers", "activeDeadlineSeconds"),
        )
    ),
)
"""Fields of an InferenceService that the release or an autoscaler settles, or that would go beside Pod Security."""


def _has_queues(target: Target) -> bool:
    return bool(target.environment.operators.queues.names)


ONCE = (
    FieldWriter(
        field="/spec",
        writer="nobody: it cannot be changed",
        flux=Guard("once"),
        argocd=Guard("ignored", ("/spec",)),
        server_side=Guard("ignored", ("/spec",)),
    ),
    FieldWriter(
        field=QUEUE,
        writer="nobody: Kueue lets no run that goes on change its queue",
        only=_has_queues,
        flux=Guard("once"),
        argocd=Guard("ignored", (QUEUE,)),
        server_side=Guard("ignored", (QUEUE,)),
    ),
)
"""The writers of every kind of object that is a run: it is applied once, since operators and Kueue write into it."""
ARGO = (
    *(
        "spec.entrypoint",
        "spec.serviceAccountName",
        "spec.automountServiceAccountToken",
        "spec.executor",
        "spec.executorPlugins",
    ),
    *("spec.podSpecPatch", "spec.templateDefaults", "spec.volumes", "spec.hostNetwork", "spec.workflowTemplateRef"),
    *("spec.suspend", "spec.shutdown", "spec.ttlStrategy", "spec.hooks", "spec.onExit", "spec.artifactGC"),
    *(f"spec.templates.*.{field}" for field in ("name", "podSpecPatch", "executor", "automountServiceAccountToken")),
    *(
        f"spec.templates.*.{field}"
        for field in ("dag", "steps", "containerSet", "resource", "script", "data", "http", "plugin")
    ),
)
"""Fields of a Workflow that say what runs with which rights, or that others own."""


def _grows(target: Target) -> bool:
    return target.component.grows


def _waits(target: Target) -> bool:
    return bool(target.environment.operators.queues.of(target.component.queue))


def _ray_defaults(path: str) -> FieldWriter:
    """What the API server adds to the items of a list, which Argo CD compares as a whole (argo-cd#11143)."""
    guard = Guard("ignored", queries=(f"{path}[].priority",))
    return FieldWriter(
        field=path.replace(".", "/"), writer="the API server, which adds defaults", argocd=guard, server_side=guard
    )


RAY_GROUPS = (".spec.workerGroupSpecs[].replicas", ".spec.workerGroupSpecs[].scaleStrategy")
RAY_REPLICAS = Guard("ignored", queries=(".spec.rayClusterConfig.workerGroupSpecs[].replicas",))
RAY_CLUSTER = (
    FieldWriter(
        field="/spec/workerGroupSpecs",
        writer="the autoscaler of Ray",
        only=_grows,
        flux=Guard("once"),
        argocd=Guard("ignored", queries=RAY_GROUPS),
        server_side=Guard("ignored", queries=RAY_GROUPS),
    ),
    *(each._replace(writer="Kueue", only=_waits) for each in ONCE),
    _ray_defaults(".spec.workerGroupSpecs"),
)
RAY_SERVICE = (
    FieldWriter(
        field="/spec/rayClusterConfig/workerGroupSpecs",
        writer="the API server, which adds replicas",
        only=_grows,
        argocd=RAY_REPLICAS,
        server_side=RAY_REPLICAS,
    ),
    _ray_defaults(".spec.rayClusterConfig.workerGroupSpecs"),
)


# fmt: off
_ROWS = (
    # Kinds in overlays. Deployments and HorizontalPodAutoscalers may be written in every environment: after a change of engine or
    # autoscaler the GitOps tool has to remove the old ones, for which it needs the same right.
    ObjectKind(
        group="", version="v1", kind="ConfigMap", plural="configmaps", schema="kubernetes", written_in=conditions.always,
        pod_templates=(), removal="harmless", fixed=("data", "binaryData", "immutable"),
    ),
    ObjectKind(
        group="", version="v1", kind="PersistentVolumeClaim", plural="persistentvolumeclaims", schema="kubernetes",
        written_in=conditions.always, pod_templates=(), removal="loses data",
        fixed=("spec.accessModes", "spec.volumeName", "spec.selector"),
    ),
    ObjectKind(
        group="", version="v1", kind="Service", plural="services", schema="kubernetes", written_in=conditions.always,
        pod_templates=(), removal="harmless", position="metadata", taken_over_by=("flagger",),
        fixed=(
            *("spec.selector", "spec.externalIPs", "spec.externalName", "spec.loadBalancerIP"),
            *("spec.clusterIP", "spec.clusterIPs", "spec.publishNotReadyAddresses"),
        ),
        writers=(
            FieldWriter(
                field=HASH, writer="Argo Rollouts", engines=("argo-rollouts",), strategies=SIDE_BY_SIDE,
                flux=Guard("omitted", ("/spec/selector",)), argocd=Guard("merged"), server_side=Guard("ignored", (HASH,)),
            ),
            # before a change to the others: an Application is applied beside its overlay, and its older rules take the hash away
            FieldWriter(
                field=HASH, writer="Argo Rollouts, after a change of strategy", engines=("argo-rollouts",), strategies=("rolling",),
                server_side=Guard("ignored", (HASH,)),
            ),
        ),
    ),
    ObjectKind(
        group="", version="v1", kind="ServiceAccount", plural="serviceaccounts", schema="kubernetes", written_in=conditions.always,
        pod_templates=(), removal="harmless",
    ),
    ObjectKind(
        group="apps", version="v1", kind="Deployment", plural="deployments", schema="kubernetes", written_in=conditions.always,
        pod_templates=("spec.template",), workload=workload_kinds.DEPLOYMENT, removal="stops work",
        fixed=("spec.selector", "spec.replicas", "spec.paused"),
        writers=(
            FieldWriter(field="/spec/replicas", writer="HorizontalPodAutoscaler", autoscalers=("hpa",)),
            FieldWriter(field="/spec/replicas", writer="KEDA", autoscalers=("keda",)),
            FieldWriter(field="/spec/replicas", writer="Flagger", engines=("flagger",)),
        ),
    ),
    ObjectKind(
        group="apps", version="v1", kind="StatefulSet", plural="statefulsets", schema="kubernetes", written_in=conditions.stateful,
        created_in=conditions.stateful_operators,
        pod_templates=("spec.template",), workload=workload_kinds.STATEFUL_SET, removal="stops work",
        fixed=(
            *("spec.selector", "spec.replicas", "spec.serviceName", "spec.podManagementPolicy"),
            *("spec.updateStrategy", "spec.volumeClaimTemplates", "spec.persistentVolumeClaimRetentionPolicy"),
            "spec.ordinals",
        ),
        pod_claims="spec.volumeClaimTemplates",
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="AnalysisTemplate", plural="analysistemplates", schema="resources",
        written_in=conditions.rollouts, pod_templates=("spec.metrics.*.provider.job.spec.template",), removal="harmless",
        harmless_because="tidegate writes none with a job; without a template the next release waits, what runs goes on",
        fixed=("spec.args", "spec.dryRun"),
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="CronWorkflow", plural="cronworkflows", schema="resources",
        written_in=conditions.pipeline, name_limit=52, pod_templates=(), removal="stops work",
        fixed=("spec.workflowSpec", "spec.workflowMetadata"),
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="Rollout", plural="rollouts", schema="resources",
        written_in=conditions.rollouts, pod_templates=("spec.template",), removal="stops work", stands_for="Deployment",
        workload=workload_kinds.ROLLOUT,
        fixed=("spec.selector", "spec.replicas", "spec.strategy", "spec.workloadRef", "spec.paused"),
        writers=(FieldWriter(field="/spec/replicas", writer="the autoscaler", engines=("argo-rollouts",)),),
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="Workflow", plural="workflows", schema="resources", immutable=True,
        written_in=conditions.pipeline, pod_templates=("spec.templates.*",), as_pod=argo_templates.as_pod, removal="stops work",
        run_pods=argo_templates.pods("spec"), fixed=ARGO, writers=ONCE,
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="WorkflowTemplate", plural="workflowtemplates", schema="resources",
        written_in=conditions.pipeline, name_limit=63, pod_templates=("spec.templates.*",), as_pod=argo_templates.as_pod,
        removal="stops work", run_pods=argo_templates.pods("spec"), fixed=ARGO,
    ),
    ObjectKind(
        group="autoscaling", version="v2", kind="HorizontalPodAutoscaler", plural="horizontalpodautoscalers",
        schema="kubernetes", written_in=conditions.always, pod_templates=(), removal="harmless",
        fixed=("spec.scaleTargetRef", "spec.minReplicas", "spec.maxReplicas", "spec.behavior.scaleDown"),
    ),
    ObjectKind(
        group="batch", version="v1", kind="CronJob", plural="cronjobs", schema="kubernetes", written_in=conditions.always,
        pod_templates=("spec.jobTemplate.spec.template",), removal="stops work", name_limit=52,
        run_pods=run_pods.job("spec", "jobTemplate", "spec"),
        fixed=tuple(f"spec.jobTemplate.spec.{field}" for field in ("suspend", "selector", "manualSelector", "managedBy")),
    ),
    ObjectKind(
        group="batch", version="v1", kind="Job", plural="jobs", schema="kubernetes", written_in=conditions.always, immutable=True,
        pod_templates=("spec.template",), removal="stops work", run_pods=run_pods.job("spec"),
        fixed=("spec.ttlSecondsAfterFinished", "spec.suspend", "spec.selector", "spec.manualSelector", "spec.managedBy"),
        writers=ONCE,
    ),
    ObjectKind(
        group="external-secrets.io", version="v1", kind="ExternalSecret", plural="externalsecrets", schema="resources",
        written_in=conditions.external_secrets, pod_templates=(), removal="harmless",
        fixed=(
            *("spec.secretStoreRef", "spec.data", "spec.dataFrom"),
            *("spec.target.name", "spec.target.creationPolicy", "spec.target.manifest"),
        ),
    ),
    ObjectKind(
        group="flagger.app", version="v1beta1", kind="Canary", plural="canaries", schema="resources", written_in=conditions.flagger,
        pod_templates=(), removal="stops work", position="spec.service.apex", hosts=route_host.canary,
        fixed=(
            *("spec.provider", "spec.targetRef", "spec.autoscalerRef", "spec.service"),
            *("spec.skipAnalysis", "spec.suspend", "spec.revertOnDeletion"),
            *(f"spec.analysis.{field}" for field in ANALYSIS),
        ),
    ),
    ObjectKind(
        group="flagger.app", version="v1beta1", kind="MetricTemplate", plural="metrictemplates", schema="resources",
        written_in=conditions.flagger, pod_templates=(), removal="harmless", fixed=("spec.provider", "spec.query"),
    ),
    ObjectKind(
        group="gateway.networking.k8s.io", version="v1", kind="GRPCRoute", plural="grpcroutes", schema="resources",
        written_in=conditions.grpc_routes, pod_templates=(), removal="harmless", hosts=route_host.grpc_route,
        fixed=("spec.rules", "spec.parentRefs", "spec.hostnames"), writers=(ROUTE_RULES,),
    ),
    ObjectKind(
        group="gateway.networking.k8s.io", version="v1", kind="HTTPRoute", plural="httproutes", schema="resources",
        written_in=conditions.gateway, pod_templates=(), removal="harmless", taken_over_by=("flagger",),
        hosts=route_host.http_route, fixed=("spec.rules", "spec.parentRefs", "spec.hostnames"), writers=(ROUTE_RULES,),
    ),
    ObjectKind(
        group="jobset.x-k8s.io", version="v1alpha2", kind="JobSet", plural="jobsets", schema="resources", immutable=True,
        written_in=conditions.training("jobset"), created_in=conditions.training("trainjob"), letter_first=True,
        pod_templates=("spec.replicatedJobs.*.template.spec.template",), removal="stops work", run_pods=run_pods.job_sets,
        fixed=("spec.suspend", "spec.network", "spec.managedBy", "spec.ttlSecondsAfterFinished"), writers=ONCE,
        makes=(("service", ""), ("job", "-node-0")),
    ),
    ObjectKind(
        group="keda.sh", version="v1alpha1", kind="ScaledObject", plural="scaledobjects", schema="resources",
        written_in=conditions.keda, pod_templates=(), removal="harmless",
        fixed=(
            *("spec.scaleTargetRef", "spec.minReplicaCount", "spec.maxReplicaCount"),
            *("spec.idleReplicaCount", "spec.advanced"),
        ),
        writers=(
            FieldWriter(
                field="/metadata/annotations/autoscaling.keda.sh~1paused-replicas", writer="Flagger",
                engines=("flagger",), autoscalers=("keda",), strategies=SIDE_BY_SIDE,
            ),
        ),
    ),
    ObjectKind(
        group="keda.sh", version="v1alpha1", kind="TriggerAuthentication", plural="triggerauthentications",
        schema="resources", written_in=conditions.keda, pod_templates=(), removal="harmless",
        fixed=tuple(f"spec.{source}" for source in IDENTITIES),
    ),
    ObjectKind(
        group="kubeflow.org", version="v1", kind="Notebook", plural="notebooks", schema="resources",
        written_in=conditions.notebooks, pod_templates=("spec.template",), removal="stops work", name_limit=52, letter_first=True,
        workload=workload_kinds.NOTEBOOK,
        writers=tuple(
            FieldWriter(field=f"/metadata/annotations/{name}", writer="Kubeflow's notebook controller, and people")
            for name in NOTEBOOK_STATE
        ),
        makes=(("service", ""), ("statefulset", "")),
        made_anew="delete its StatefulSet: the controller makes it again, and the pod starts anew",
    ),
    ObjectKind(
        group="kubeflow.org", version="v1", kind="PyTorchJob", plural="pytorchjobs", schema="resources", immutable=True,
        written_in=conditions.training("pytorchjob"), letter_first=True, run_pods=run_pods.pytorch_job,
        pod_templates=("spec.pytorchReplicaSpecs.*.template",), removal="stops work",
        fixed=(*RUN_POLICY, "spec.elasticPolicy"), writers=ONCE, makes=(("service", "-master-0"), ("service", "-worker-0")),
    ),
    ObjectKind(
        group="kubeflow.org", version="v1", kind="TFJob", plural="tfjobs", schema="resources", immutable=True,
        written_in=conditions.training("pytorchjob"), letter_first=True, run_pods=run_pods.groups("spec", "tfReplicaSpecs"),
        pod_templates=("spec.tfReplicaSpecs.*.template",), removal="stops work", fixed=RUN_POLICY, writers=ONCE,
        makes=(("service", "-worker-0"),),
    ),
    ObjectKind(
        group="kubernetes.dask.org", version="v1", kind="DaskAutoscaler", plural="daskautoscalers", schema="resources",
        written_in=conditions.dask, pod_templates=(), enlarges=run_pods.dask_workers, removal="harmless",
        fixed=("spec.cluster", "spec.minimum", "spec.maximum"),
        writers=(FieldWriter(field=COOLDOWN, writer="the Dask operator"),),
    ),
    ObjectKind(
        group="kubernetes.dask.org", version="v1", kind="DaskCluster", plural="daskclusters", schema="resources", immutable=True,
        written_in=conditions.dask, name_limit=53, letter_first=True, removal="stops work",
        pod_templates=("spec.scheduler", "spec.worker"), run_pods=run_pods.dask("spec"), lasting=True,
        fixed=("spec.idleTimeout", "spec.scheduler.service", "spec.worker.replicas"), writers=ONCE,
        makes=(("service", "-scheduler"), ("deployment", "-scheduler")),
    ),
    ObjectKind(
        group="kubernetes.dask.org", version="v1", kind="DaskJob", plural="daskjobs", schema="resources", immutable=True,
        written_in=conditions.dask, name_limit=53, letter_first=True, removal="stops work",
        pod_templates=("spec.job", "spec.cluster.spec.scheduler", "spec.cluster.spec.worker"),
        run_pods=run_pods.dask("spec", "cluster", "spec", runner="job"),
        fixed=("spec.cluster.spec.idleTimeout", "spec.cluster.spec.scheduler.service", "spec.cluster.spec.worker.replicas"),
        writers=ONCE, makes=(("service", "-scheduler"), ("deployment", "-scheduler"), ("daskcluster", "")),
    ),
    ObjectKind(
        group="leaderworkerset.x-k8s.io", version="v1", kind="LeaderWorkerSet", plural="leaderworkersets", schema="resources",
        written_in=conditions.multinode, removal="stops work", name_limit=49, letter_first=True,
        workload=workload_kinds.LEADER_WORKER_SET,
        pod_templates=("spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate"),
        fixed=(
            *("spec.replicas", "spec.startupPolicy", "spec.networkConfig", "spec.leaderWorkerTemplate.size"),
            *("spec.leaderWorkerTemplate.restartPolicy", "spec.rolloutStrategy.rollingUpdateConfiguration.partition"),
            *("spec.leaderWorkerTemplate.subGroupPolicy", "spec.leaderWorkerTemplate.volumeClaimTemplates"),
        ),
        writers=(
            FieldWriter(field="/spec/replicas", writer="HorizontalPodAutoscaler", autoscalers=("hpa",)),
            FieldWriter(field="/spec/replicas", writer="KEDA", autoscalers=("keda",)),
        ),
        makes=(("service", ""), ("statefulset", "")),
    ),
    ObjectKind(
        group="monitoring.coreos.com", version="v1", kind="PodMonitor", plural="podmonitors", schema="resources",
        written_in=conditions.pod_monitors, pod_templates=(), removal="harmless", fixed=("spec.selector", "spec.namespaceSelector"),
    ),
    ObjectKind(
        group="monitoring.coreos.com", version="v1", kind="ServiceMonitor", plural="servicemonitors", schema="resources",
        written_in=conditions.service_monitors, pod_templates=(), removal="harmless",
        fixed=("spec.selector", "spec.namespaceSelector"),
    ),
    ObjectKind(
        group="networking.k8s.io", version="v1", kind="Ingress", plural="ingresses", schema="kubernetes",
        written_in=conditions.ingress, pod_templates=(), removal="harmless", hosts=route_host.ingress,
        fixed=("spec.rules", "spec.defaultBackend", "spec.ingressClassName"),
    ),
    ObjectKind(
        group="networking.k8s.io", version="v1", kind="NetworkPolicy", plural="networkpolicies", schema="kubernetes",
        written_in=conditions.always, pod_templates=(), removal="harmless", fixed=("spec.podSelector",),
    ),
    ObjectKind(
        group="policy", version="v1", kind="PodDisruptionBudget", plural="poddisruptionbudgets", schema="kubernetes",
        position="metadata", written_in=conditions.always, pod_templates=(), removal="harmless", fixed=("spec.selector",),
    ),
    ObjectKind(
        group="ray.io", version="v1", kind="RayCluster", plural="rayclusters", schema="resources",
        written_in=conditions.ray, name_limit=53, letter_first=True, lasting=True, removal="stops work",
        pod_templates=("spec.headGroupSpec.template", "spec.workerGroupSpecs.*.template"), run_pods=run_pods.ray("spec"),
        fixed=("spec.suspend", "spec.managedBy", "spec.upgradeStrategy", "spec.enableInTreeAutoscaling"), writers=RAY_CLUSTER,
        makes=(("service", "-head-svc"),),
    ),
    ObjectKind(
        group="ray.io", version="v1", kind="RayJob", plural="rayjobs", schema="resources", immutable=True,
        written_in=conditions.ray, name_limit=47, letter_first=True, removal="stops work",
        pod_templates=(
            *("spec.rayClusterSpec.headGroupSpec.template", "spec.rayClusterSpec.workerGroupSpecs.*.template"),
            "spec.submitterPodTemplate",
        ),
        run_pods=run_pods.ray("spec", "rayClusterSpec", submitter="submitterPodTemplate"),
        fixed=("spec.suspend", "spec.managedBy", "spec.ttlSecondsAfterFinished", "spec.shutdownAfterJobFinishes", "spec.jobId"),
        writers=ONCE, makes=(("service", "-head-svc"), ("job", "")),
    ),
    ObjectKind(
        group="ray.io", version="v1", kind="RayService", plural="rayservices", schema="resources",
        written_in=conditions.ray, name_limit=47, letter_first=True, lasting=True, removal="stops work",
        pod_templates=("spec.rayClusterConfig.headGroupSpec.template", "spec.rayClusterConfig.workerGroupSpecs.*.template"),
        run_pods=run_pods.ray("spec", "rayClusterConfig", slots=2), writers=RAY_SERVICE,
        fixed=("spec.suspend", "spec.managedBy", "spec.upgradeStrategy", "spec.rayClusterConfig.enableInTreeAutoscaling"),
        makes=(("service", "-head-svc"), ("service", "-serve-svc"), ("httproute", "-httproute")),
    ),
    ObjectKind(
        group="rbac.authorization.k8s.io", version="v1", kind="Role", plural="roles", schema="kubernetes",
        written_in=conditions.permissions, pod_templates=(), removal="harmless", fixed=("rules",),
    ),
    ObjectKind(
        group="rbac.authorization.k8s.io", version="v1", kind="RoleBinding", plural="rolebindings", schema="kubernetes",
        written_in=conditions.permissions, pod_templates=(), removal="harmless", fixed=("roleRef", "subjects"),
    ),
    ObjectKind(
        group="serving.kserve.io", version="v1beta1", kind="InferenceService", plural="inferenceservices", schema="resources",
        written_in=conditions.inference, letter_first=True, lasting=True, removal="stops work",
        pod_templates=(), run_pods=run_pods.inference, images=INFERENCE_IMAGES, fixed=INFERENCE,
        makes=(
            *(("service", ending) for ending in ("", "-predictor", "-blue-predictor", "-green-predictor")),
            *(("deployment", ending) for ending in ("-predictor", "-blue-predictor", "-green-predictor")),
        ),
    ),
    ObjectKind(
        group="sparkoperator.k8s.io", version="v1beta2", kind="ScheduledSparkApplication", plural="scheduledsparkapplications",
        schema="resources", written_in=conditions.spark, letter_first=True, name_limit=36,
        pod_templates=("spec.template.driver.template", "spec.template.executor.template"), removal="stops work",
        run_pods=run_pods.spark("spec", "template"),
        images=("spec.template.image",), fixed=tuple(f"spec.template.{field}" for field in SPARK),
    ),
    ObjectKind(
        group="sparkoperator.k8s.io", version="v1beta2", kind="SparkApplication", plural="sparkapplications", schema="resources",
        immutable=True, written_in=conditions.spark, letter_first=True, name_limit=56,
        pod_templates=("spec.driver.template", "spec.executor.template"), removal="stops work", run_pods=run_pods.spark("spec"),
        images=("spec.image",), fixed=tuple(f"spec.{field}" for field in SPARK), writers=ONCE,
        makes=(("service", "-ui-svc"),),
    ),
    ObjectKind(
        group="trainer.kubeflow.org", version="v1alpha1", kind="TrainJob", plural="trainjobs", schema="resources", immutable=True,
        written_in=conditions.training("trainjob"), letter_first=True, removal="stops work", run_pods=run_pods.train_job,
        pod_templates=("spec.runtimePatches.*.trainingRuntimeSpec.template.spec.replicatedJobs.*.template.spec.template",),
        images=("spec.trainer.image",), resources="spec.trainer.resourcesPerNode",
        fixed=("spec.suspend", "spec.managedBy", "spec.runtimeRef", "spec.trainer.image"),
        writers=ONCE, makes=(("jobset", ""), ("service", ""), ("job", "-node-0")),
    ),
    # Kinds that the platform applies once by hand, kinds of the GitOps tool, and kinds that must not be in Git.
    ObjectKind(
        group="", version="v1", kind="Namespace", plural="namespaces", schema="kubernetes", namespaced=False,
        pod_templates=(), removal="loses data",
    ),
    ObjectKind(
        group="", version="v1", kind="Secret", plural="secrets", schema="kubernetes", confidential=True,
        pod_templates=(), removal="stops work",
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="Application", plural="applications", schema="resources",
        pod_templates=(), removal="stops work",
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="AppProject", plural="appprojects", schema="resources",
        pod_templates=(), removal="stops work",
    ),
    ObjectKind(
        group="kustomize.toolkit.fluxcd.io", version="v1", kind="Kustomization", plural="kustomizations",
        schema="resources", pod_templates=(), removal="stops work",
    ),
    ObjectKind(
        group="source.toolkit.fluxcd.io", version="v1", kind="GitRepository", plural="gitrepositories",
        schema="resources", pod_templates=(), removal="stops work",
    ),
    # Kinds that controllers create from those above; neither Secrets nor the EndpointSlices of Services.
    ObjectKind(
        group="", version="v1", kind="Pod", plural="pods", schema="none", created_in=conditions.always,
        pod_templates=(), removal="stops work",
    ),
    ObjectKind(
        group="apps", version="v1", kind="ControllerRevision", plural="controllerrevisions", schema="none",
        created_in=conditions.revisions, pod_templates=(), removal="harmless",
    ),
    ObjectKind(
        group="apps", version="v1", kind="ReplicaSet", plural="replicasets", schema="none", created_in=conditions.always,
        pod_templates=("spec.template",), removal="stops work",
    ),
    ObjectKind(
        group="argoproj.io", version="v1alpha1", kind="AnalysisRun", plural="analysisruns", schema="none",
        created_in=conditions.rollouts,
        pod_templates=("spec.metrics.*.provider.job.spec.template",), removal="stops work",
    ),
)
# fmt: on

TABLE: Mapping[str, ObjectKind] = {row.kind.lower(): row for row in _ROWS}
"""Rows by kind in lower case, as in file names. Do not copy facts from it at import: tests add rows."""


def of(kind: str) -> ObjectKind:
    """The row of a kind (case-insensitive); raises AssertionError if there is none."""
    row = TABLE.get(kind.lower())
    if row is None:
        raise AssertionError(f"object kind {kind} has no row in generator/kubernetes/object_kinds.py")
    return row


def workload(content: Mapping[str, Any]) -> WorkloadKind:
    """How the pods of an object are replaced and reached: as those of a Deployment if its kind has no such facts."""
    row = TABLE.get(str(content.get("kind", "")).lower())
    return workload_kinds.DEPLOYMENT if row is None or row.workload is None else row.workload


def removal_needs_consent(kind: str) -> bool:
    """Whether removing an object of a kind from a GitOps repository needs consent; an unknown kind does."""
    row = TABLE.get(kind.lower())
    return row is None or row.needs_consent


def written_in(environments: Iterable[Environment]) -> list[ObjectKind]:
    """The kinds that overlays of any of these environments may hold, by group and kind."""
    known = list(environments)
    return _sorted(row for row in TABLE.values() if row.written_in is not None and any(map(row.written_in, known)))


def shown_in(environments: Iterable[Environment]) -> list[ObjectKind]:
    """The kinds that overlays may contain, and those that controllers create from them."""
    known = list(environments)
    created = (row for row in TABLE.values() if row.created_in is not None and any(map(row.created_in, known)))
    return _sorted((*written_in(known), *created))


def _sorted(rows: Iterable[ObjectKind]) -> list[ObjectKind]:
    return sorted(rows, key=lambda row: (row.group, row.kind))
