"""Read single objects of a cluster with `kubectl get --raw`; nothing is written."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.errors import ProgramError
from generator.external import program
from generator.kubernetes import object_kinds

REQUEST_TIMEOUT = 30
Object = Mapping[str, Any]


class Cluster:
    """The cluster of a kubeconfig context; without `context`, of the current one."""

    def __init__(self, context: str | None = None) -> None:
        found = program.find("kubectl")
        if found is None:
            raise ProgramError(
                "kubectl is not installed, and --live reads the cluster with it",
                hint="install kubectl and put it on PATH",
            )
        self._kubectl = found
        self._context_arguments = ["--context", context] if context else []

    def read(self, kind: str, namespace: str, name: str) -> Object | None:
        """An object of a kind that tidegate knows; None if it does not exist."""
        return self._get(object_kinds.of(kind).api_path(namespace, name))

    def revision(self, namespace: str, name: str) -> Object | None:
        """A Revision of Knative; None if it does not exist."""
        return self._get(f"/apis/serving.knative.dev/v1/namespaces/{namespace}/revisions/{name}")

    def deployment(self, namespace: str, name: str) -> Object | None:
        """A Deployment; None if it does not exist."""
        return self.read("Deployment", namespace, name)

    def service(self, namespace: str, name: str) -> Object | None:
        """A Service; None if it does not exist."""
        return self.read("Service", namespace, name)

    def autoscaler(self, namespace: str, name: str) -> Object | None:
        """A HorizontalPodAutoscaler; None if it does not exist."""
        return self.read("HorizontalPodAutoscaler", namespace, name)

    def ready_addresses(self, namespace: str, service: str) -> int:
        """The number of distinct addresses of a Service that are ready."""
        query = f"labelSelector=kubernetes.io%2Fservice-name%3D{service}"
        found = self._get(f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices?{query}") or {}
        ready = {
            address
            for each in found.get("items") or ()
            for endpoint in each.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready", True)
            for address in endpoint.get("addresses") or ()
        }
        return len(ready)

    def _get(self, path: str) -> Object | None:
        completed = self._run(["get", "--raw", path])
        if completed.returncode != 0:
            messages = completed.stderr.decode(errors="replace").strip().splitlines()
            if any("(NotFound)" in line or "not found" in line for line in messages):
                return None
            message = messages[-1] if messages else "it printed nothing"
            raise ProgramError(
                f"kubectl cannot read from the cluster: {message}",
                hint="check that kubectl get works with this context, or name another with --context",
            )
        try:
            answer: Object = json.loads(completed.stdout)
        except ValueError as error:
            raise ProgramError(
                "kubectl printed something that is not JSON", hint="check what kubectl get --raw prints"
            ) from error
        return answer

    def _run(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        command = [str(self._kubectl), *self._context_arguments, f"--request-timeout={REQUEST_TIMEOUT}s", *arguments]
        try:
            return subprocess.run(
                command,
                cwd=Path.cwd(),
                env=dict(os.environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * REQUEST_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProgramError(
                f"kubectl did not answer: {type(error).__name__}", hint="check that kubectl get works with this context"
            ) from error
