"""Find and run external programs in an environment that does not depend on the caller's variables."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generator import errors

_INHERITED = ("TMPDIR",)


class Outcome(NamedTuple):
    """The exit code of a program and its output."""

    code: int
    stdout: str
    stderr: str


def find(name: str) -> Path | None:
    """The path of a program: in the folder of this Python (a virtual environment), else on PATH, else None."""
    folders = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    found = shutil.which(name, path=os.pathsep.join(folders))
    return None if found is None else Path(found)


def run(program: Path, arguments: Sequence[str], *, folder: Path, timeout: float) -> Outcome:
    """Run a program in `folder` for at most `timeout` seconds, with empty stdin and almost no environment variables.

    HOME, proxies and `KUBE*` are not passed on, so that a user's settings do not change the result. Raises ProgramError
    if the program cannot be started or does not end in time.
    """
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ} | {"LC_ALL": "C"}
    try:
        completed = subprocess.run(
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
    return Outcome(
        completed.returncode, completed.stdout.decode(errors="replace"), completed.stderr.decode(errors="replace")
    )


def failed(program: Path, outcome: Outcome, *, hint: str = "") -> errors.ProgramError:
    """The error for a program that failed, with its exit code and what it printed."""
    message = outcome.stderr.strip() or outcome.stdout.strip() or "it printed nothing"
    return errors.ProgramError(f"{program.name} failed with exit code {outcome.code}: {message}", hint=hint)
