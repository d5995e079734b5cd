"""GitOps repositories somewhere else, projects that go there, and the servers that hand them out, all of them on loopback."""

import base64
import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli import main
from tests import patience
from tests.builders.commands import JUDGED
from tests.builders.repositories import git
from tests.unit.external.front import Asked, Front, Said, serving

ADDRESS = "ada@example.com"
PROJECT = """\
apiVersion: tidegate.dev/v1
name: {name}
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {{http: 8080}}
    scale: {{min: 1, max: 2}}
environments:
  dev:
"""


class Told(NamedTuple):
    """What a command said, without the last line of stderr, which platform judged."""

    code: int
    out: str
    err: str


def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> Path:
    """Nobody's own settings: those of a home of ours; nothing that Git does behind our back."""
    folder.mkdir()
    identity = f"[user]\n name = Ada\n email = {ADDRESS}\n"
    (folder / ".gitconfig").write_text(
        f"{identity}[safe]\n directory = *\n[maintenance]\n auto = false\n{more}", encoding="utf-8"
    )
    for key in [key for key in os.environ if key.startswith("GIT_") or key in {"XDG_CONFIG_HOME", "TIDEGATE_PLATFORM"}]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


def bare(folder: Path, *options: str) -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "--template=", *options)
    (folder / "hooks").mkdir()
    return folder


def hook(repository: Path, name: str, script: str) -> None:
    path = repository / "hooks" / name
    path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    path.chmod(0o755)


def people(repository: Path, files: dict[str, str | None], branch: str = "main") -> None:
    """A commit by somebody else; None removes a file, a text that begins with `-> ` makes a link."""
    clone = repository.with_name(f"{repository.name}-people")
    git(repository.parent, "clone", "--quiet", str(repository), clone.name)
    if git(clone, "branch", "--all").strip():
        git(clone, "checkout", "--quiet", "-B", branch)
    for path, text in files.items():
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            (clone / path).unlink()
        elif text.startswith("-> "):
            (clone / path).symlink_to(text.removeprefix("-> "))
        else:
            (clone / path).write_bytes(text.encode())
    git(clone, "add", "--all", "--force")
    git(clone, "commit", "--quiet", "--message=people")
    git(clone, "push", "--quiet", "origin", f"HEAD:{branch}")
    shutil.rmtree(clone)


def project(folder: Path, name: str = "fraud", text: str = PROJECT) -> Path:
    path = folder / name / "ml-project.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(name=name), encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def tidegate(*arguments: str | Path) -> Told:
    """A command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main.run([str(argument) for argument in arguments])
    return Told(code, out.getvalue(), JUDGED.sub("", err.getvalue()))


def tree(repository: Path, revision: str = "main") -> dict[str, str]:
    """The paths of a commit and the ids of their blobs."""
    listed = git(repository, "ls-tree", "-r", "-z", revision).split("\0")
    return {line.partition("\t")[2]: line.split()[2] for line in listed if line}


def show(repository: Path, path: str, revision: str = "main") -> str:
    return git(repository, "cat-file", "blob", f"{revision}:{path}")


def subjects(repository: Path, revision: str = "main") -> list[str]:
    """Newest first."""
    return git(repository, "log", "--format=%s", revision).splitlines()


@contextlib.contextmanager
def daemon(folder: Path, *options: str) -> Iterator[str]:
    """`git daemon` over a folder; the address below which its repositories are."""
    with socket.socket() as held:
        # Held, so that nobody else is given this port before the daemon shares it
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        command = ["git", "daemon", "--reuseaddr", "--export-all", f"--base-path={folder}", *options]
        places = ["--listen=127.0.0.1", f"--port={port}", "--max-connections=0", "--informative-errors", str(folder)]
        server = subprocess.Popen([*command, *places], stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            assert patience.until(lambda: _listens(port))
            yield f"git://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(patience.LONG)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def smart_http(folder: Path, login: str, *, pushes: bool = True) -> Callable[[Asked], Said]:
    """`git http-backend` over a folder for whoever has the login (`user:password`)."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}"

    def say(asked: Asked) -> Said:
        if asked.headers.get("authorization") != wanted:
            return Said(401, (("WWW-Authenticate", 'Basic realm="deploy"'),))
        if "git-receive-pack" in asked.path and not pushes:
            return Said(403)
        path, _, query = asked.path.partition("?")
        names = {"content-type": "CONTENT_TYPE", "git-protocol": "HTTP_GIT_PROTOCOL"}
        variables = {names[key]: value for key, value in asked.headers.items() if key in names}
        variables |= {"HTTP_CONTENT_ENCODING": asked.headers.get("content-encoding", "")}
        variables |= {"REQUEST_METHOD": asked.method, "PATH_INFO": path, "QUERY_STRING": query}
        variables |= {"CONTENT_LENGTH": str(len(asked.body)), "REMOTE_USER": "ada", "REMOTE_ADDR": "127.0.0.1"}
        lent = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
        done = subprocess.run(
            ["git", "http-backend"],
            env={**lent, **variables, "GIT_PROJECT_ROOT": str(folder), "GIT_HTTP_EXPORT_ALL": "1"},
            input=asked.body,
            capture_output=True,
            check=True,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().splitlines()]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        return Said(status, tuple((name, value) for name, value in fields if name != "Status"), body)

    return say


@contextlib.contextmanager
def https(folder: Path, say: Callable[[Asked], Said]) -> Iterator[tuple[Front, Path]]:
    """A server with a certificate that only those trust who are given it."""
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    about = ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, *about, "-keyout", "key", "-out", "cert"], cwd=folder, check=True, capture_output=True)
    both = folder / "both"
    both.write_bytes((folder / "key").read_bytes() + (folder / "cert").read_bytes())
    with serving(say, both) as front:
        yield front, folder / "cert"
