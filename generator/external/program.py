"""Other people's programs: where they are, and how they are run without a say of the caller's environment."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generator import errors

_KEPT = ("TMPDIR",)


class Outcome(NamedTuple):
    """How a program ended, and what it said on both channels."""

    code: int
    stdout: str
    stderr: str


def find(name: str) -> Path | None:
    """The program beside this Python (a virtual environment's own), else on PATH, else None."""
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    found = shutil.which(name, path=os.pathsep.join(places))
    return None if found is None else Path(found)


def run(program: Path, arguments: Sequence[str], *, folder: Path, timeout: float) -> Outcome:
    """Run in `folder`, for at most `timeout` seconds, with stdin closed and an environment of its own.

    No HOME, no proxies, no `KUBE*`: nothing that a person has set elsewhere changes what the program says.
    Raises ProgramError where it cannot be started or does not end.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C"}
    try:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise errors.ProgramError(f"{program.name} did not end within {timeout:g} seconds") from error
    except OSError as error:
        raise errors.ProgramError(f"{program} cannot be run: {error.strerror}") from error
    return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def failed(program: Path, outcome: Outcome, *, hint: str = "") -> errors.ProgramError:
    """The error for a program that ended without doing its work: its own words, or its exit code where it had none."""
    said = outcome.stderr.strip() or outcome.stdout.strip() or "it said nothing"
    return errors.ProgramError(f"{program.name} failed with exit code {outcome.code}: {said}", hint=hint)
