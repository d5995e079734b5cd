"""The tools beside which tidegate is measured; one that cannot be had is left out."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

MODULES: Mapping[str, str] = {
    "helm": "helm.sh/helm/v4/cmd/helm@v4.3.1",
    "dyff": "github.com/homeport/dyff/cmd/dyff@v1.12.0",
    "jsonnet": "github.com/google/go-jsonnet/cmd/jsonnet@v0.22.0",
}
_LONGEST = 900  # seconds: helm is 150 modules


def find(folder: Path, *, build: bool) -> dict[str, str]:
    """Programs by name: from PATH, from `folder`, or built into it with `go install`; those that are missing are not there."""
    found = {
        name: shutil.which(name, path=f"{folder}{os.pathsep}{os.environ['PATH']}") for name in ("kubectl", *MODULES)
    }
    for name, module in MODULES.items():
        if found[name] is None and build:
            found[name] = _build(folder, name, module)
    return {name: path for name, path in found.items() if path is not None}


def _build(folder: Path, name: str, module: str) -> str | None:
    go = shutil.which("go")
    if go is None:
        return None
    print(f"building {name} ({module}), once: this takes minutes", flush=True)  # noqa: T201 - the terminal waits
    environment = {**os.environ, "GOBIN": str(folder), "CGO_ENABLED": "0"}
    try:
        subprocess.run([go, "install", module], env=environment, check=True, capture_output=True, timeout=_LONGEST)
    except (OSError, subprocess.SubprocessError):
        return None
    return shutil.which(name, path=str(folder))
