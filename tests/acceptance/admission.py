"""The Pod Security Standards as the API server judges them: the program `tools/podsecurity` runs Kubernetes' own code."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Pod(NamedTuple):
    """The metadata and spec of a pod, and the level that it has to comply with: `baseline` or `restricted`."""

    level: str
    spec: Mapping[str, Any]
    metadata: Mapping[str, Any] = {}
    version: str = "latest"


def violations(pods: Iterable[Pod]) -> list[list[str]]:
    """For each pod the controls that it violates, in the words of Kubernetes; an empty list if it is admitted."""
    program = Path(sys.executable).with_name("podsecurity")
    assert program.is_file(), "make test builds it: tools/build .venv/bin podsecurity"
    text = "".join(json.dumps(pod._asdict()) + "\n" for pod in pods)
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]
