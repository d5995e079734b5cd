"""Build an overlay with kustomize, as the GitOps tool does."""

from pathlib import Path

from generator import errors
from generator.external import program

_INSTALL = "pip install 'tidegate[verify]', or put kubectl or kustomize on PATH"


def build(overlay: Path, *, timeout: float = 120) -> str:
    """The multi-document YAML that `kubectl kustomize`, or else `kustomize build`, makes of an overlay folder.

    Raises ProgramError if neither is installed, if it fails (with its error message), or if it does not end within
    `timeout` seconds.
    """
    binary, verb = _binary()
    outcome = program.run(binary, [verb, "."], folder=overlay, timeout=timeout)
    if outcome.code != 0:
        raise program.failed(binary, outcome, hint=f"kustomize cannot build {overlay}")
    return outcome.stdout


def _binary() -> tuple[Path, str]:
    for name, verb in (("kubectl", "kustomize"), ("kustomize", "build")):
        found = program.find(name)
        if found is not None:
            return found, verb
    raise errors.ProgramError("neither kubectl nor kustomize is installed: nothing was built", hint=_INSTALL)
