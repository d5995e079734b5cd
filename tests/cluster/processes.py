"""Programs that end with the tests, however these end."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

BIN = Path(sys.executable).parent


class Process:
    """A program in the background. The kernel kills it when the thread that started it ends, also if that was killed."""

    def __init__(
        self, name: str, command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *command],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def id(self) -> int:
        """The id of the process."""
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended; one that has ended by itself is an error with the last lines of its log."""
        if self._process.poll() is not None:
            lines = self.log.read_text(errors="replace").splitlines()
            raise AssertionError(f"{self.name} ended with {self._process.returncode}:\n" + "\n".join(lines[-20:]))
        return True

    def end(self) -> None:
        """End it at once: nobody needs its data any more."""
        self._process.kill()
        self._process.wait()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody uses."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
