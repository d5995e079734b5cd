"""What the API server fills in where a field of a built-in kind is left out (`SetDefaults_*` in `pkg/apis/*/v*/defaults.go`).

Written by hand, since schemas do not have it. Left out on purpose: numbers of pods (`replicas`, `minReplicas`) and selectors, where
a value that is written means something else to a reviewer; `imagePullPolicy`, which depends on the image; requests, which
depend on limits; `targetPort` and `policyTypes`, which depend on other fields; what a class or an admission plugin decides (storage
class, account, tolerations); and fields where the API server keeps "not set" apart from the value that it then means
(`automountServiceAccountToken`, `shareProcessNamespace`, `unhealthyPodEvictionPolicy`). Custom resources have the defaults of
their schemas.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Default(NamedTuple):
    """A value that means the same as none at `path` (`*`: any item or key), unless a field beside it has the value in `unless`."""

    path: str
    value: Any
    unless: tuple[str, Any] | None = None


_NOTHING: Mapping[str, Any] = {}
_MODE = 0o644


def _probe(path: str) -> tuple[Default, ...]:
    return (
        Default(f"{path}.initialDelaySeconds", 0),
        Default(f"{path}.timeoutSeconds", 1),
        Default(f"{path}.periodSeconds", 10),
        Default(f"{path}.successThreshold", 1),
        Default(f"{path}.failureThreshold", 3),
        Default(f"{path}.grpc.service", ""),
        *_http(f"{path}.httpGet"),
    )


def _http(path: str) -> tuple[Default, ...]:
    return Default(f"{path}.path", "/"), Default(f"{path}.scheme", "HTTP")


def _container(path: str) -> tuple[Default, ...]:
    return (
        Default(f"{path}.terminationMessagePath", "/dev/termination-log"),
        Default(f"{path}.terminationMessagePolicy", "File"),
        Default(f"{path}.resources", _NOTHING),
        *(Default(f"{path}.{name}", value=False) for name in ("stdin", "stdinOnce", "tty")),
        Default(f"{path}.ports.*.protocol", "TCP"),
        Default(f"{path}.env.*.value", ""),
        Default(f"{path}.env.*.valueFrom.fieldRef.apiVersion", "v1"),
        Default(f"{path}.env.*.valueFrom.resourceFieldRef.divisor", "0"),
        Default(f"{path}.volumeMounts.*.readOnly", value=False),
        *(each for name in ("startup", "readiness", "liveness") for each in _probe(f"{path}.{name}Probe")),
        *(each for name in ("postStart", "preStop") for each in _http(f"{path}.lifecycle.{name}.httpGet")),
    )


def _volume(path: str) -> tuple[Default, ...]:
    return (
        *(Default(f"{path}.{kind}.defaultMode", _MODE) for kind in ("secret", "configMap", "projected", "downwardAPI")),
        Default(f"{path}.projected.sources.*.serviceAccountToken.expirationSeconds", 3600),
        Default(f"{path}.emptyDir.medium", ""),
        Default(f"{path}.hostPath.type", ""),
        Default(f"{path}.persistentVolumeClaim.readOnly", value=False),
        Default(f"{path}.ephemeral.volumeClaimTemplate.spec.volumeMode", "Filesystem"),
    )


POD: tuple[Default, ...] = (
    Default("spec.dnsPolicy", "ClusterFirst"),
    Default("spec.restartPolicy", "Always"),
    Default("spec.terminationGracePeriodSeconds", 30),
    Default("spec.schedulerName", "default-scheduler"),
    Default("spec.enableServiceLinks", value=True),
    Default("spec.securityContext", _NOTHING),
    *(Default(f"spec.{name}", value=False) for name in ("hostNetwork", "hostPID", "hostIPC")),
    *_container("spec.containers.*"),
    *_container("spec.initContainers.*"),
    *_volume("spec.volumes.*"),
)
"""Below a pod template of a built-in kind."""

_ROLLING = ("type", "Recreate")

KINDS: Mapping[str, tuple[Default, ...]] = {
    "Deployment": (
        Default("spec.strategy", _NOTHING),
        Default("spec.strategy.type", "RollingUpdate"),
        Default("spec.strategy.rollingUpdate", _NOTHING, unless=_ROLLING),
        Default("spec.strategy.rollingUpdate.maxSurge", "25%"),
        Default("spec.strategy.rollingUpdate.maxUnavailable", "25%"),
        Default("spec.revisionHistoryLimit", 10),
        Default("spec.progressDeadlineSeconds", 600),
        Default("spec.minReadySeconds", 0),
        Default("spec.paused", value=False),
    ),
    "StatefulSet": (
        Default("spec.podManagementPolicy", "OrderedReady"),
        Default("spec.updateStrategy", _NOTHING),
        Default("spec.updateStrategy.type", "RollingUpdate"),
        Default("spec.updateStrategy.rollingUpdate", _NOTHING, unless=("type", "OnDelete")),
        Default("spec.updateStrategy.rollingUpdate.partition", 0),
        Default("spec.revisionHistoryLimit", 10),
        Default("spec.minReadySeconds", 0),
        Default("spec.persistentVolumeClaimRetentionPolicy", _NOTHING),
        Default("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain"),
        Default("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Retain"),
        Default("spec.volumeClaimTemplates.*.spec.volumeMode", "Filesystem"),
    ),
    "Job": (
        Default("spec.backoffLimit", 6),
        Default("spec.parallelism", 1),
        Default("spec.completionMode", "NonIndexed"),
        Default("spec.suspend", value=False),
    ),
    "CronJob": (
        Default("spec.concurrencyPolicy", "Allow"),
        Default("spec.suspend", value=False),
        Default("spec.successfulJobsHistoryLimit", 3),
        Default("spec.failedJobsHistoryLimit", 1),
    ),
    "Service": (
        Default("spec.type", "ClusterIP"),
        Default("spec.sessionAffinity", "None"),
        Default("spec.sessionAffinityConfig.clientIP.timeoutSeconds", 10800),
        Default("spec.internalTrafficPolicy", "Cluster"),
        Default("spec.publishNotReadyAddresses", value=False),
        Default("spec.ports.*.protocol", "TCP"),
    ),
    "HorizontalPodAutoscaler": (
        Default("spec.behavior.scaleUp.selectPolicy", "Max"),
        Default("spec.behavior.scaleUp.stabilizationWindowSeconds", 0),
        Default("spec.behavior.scaleDown.selectPolicy", "Max"),
    ),
    "PersistentVolumeClaim": (Default("spec.volumeMode", "Filesystem"),),
    "NetworkPolicy": (
        Default("spec.ingress.*.ports.*.protocol", "TCP"),
        Default("spec.egress.*.ports.*.protocol", "TCP"),
    ),
    "RoleBinding": (
        Default("roleRef.apiGroup", "rbac.authorization.k8s.io"),
        Default("subjects.*.apiGroup", "", unless=("kind", "User")),
    ),
}
"""By kind, pod templates aside."""
