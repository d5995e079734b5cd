"""A cluster as `kubectl` sees it: single objects read by their API paths, nothing written, nothing discovered."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.errors import ProgramError
from generator.external import program
from generator.kubernetes import object_kinds

LONGEST = 30
Object = Mapping[str, Any]


class Cluster:
    """The cluster of a kubeconfig's context, the current one where none is named."""

    def __init__(self, context: str | None = None) -> None:
        found = program.find("kubectl")
        if found is None:
            raise ProgramError(
                "kubectl is missing: --live asks the cluster through it", hint="install kubectl, and have it on PATH"
            )
        self._kubectl = found
        self._chosen = ["--context", context] if context else []

    def deployment(self, namespace: str, name: str) -> Object | None:
        """A Deployment, None where there is none."""
        return self._get(object_kinds.of("Deployment").api_path(namespace, name))

    def service(self, namespace: str, name: str) -> Object | None:
        """A Service, None where there is none."""
        return self._get(object_kinds.of("Service").api_path(namespace, name))

    def autoscaler(self, namespace: str, name: str) -> Object | None:
        """A HorizontalPodAutoscaler, None where there is none."""
        return self._get(object_kinds.of("HorizontalPodAutoscaler").api_path(namespace, name))

    def ready_addresses(self, namespace: str, service: str) -> int:
        """How many addresses of a Service are ready, counted once each."""
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
        done = self._run(["get", "--raw", path])
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            if any("(NotFound)" in line or "not found" in line for line in words):
                return None
            said = words[-1] if words else "it said nothing"
            raise ProgramError(
                f"the cluster cannot be asked: {said}", hint="see that kubectl get works there, or use --context"
            )
        try:
            found: Object = json.loads(done.stdout)
        except ValueError as error:
            raise ProgramError("the cluster's answer is not JSON", hint="see what kubectl get --raw prints") from error
        return found

    def _run(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        command = [str(self._kubectl), *self._chosen, f"--request-timeout={LONGEST}s", *arguments]
        try:
            return subprocess.run(
                command,
                cwd=Path.cwd(),
                env=dict(os.environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProgramError(
                f"kubectl did not answer: {type(error).__name__}", hint="see that kubectl get works there"
            ) from error
