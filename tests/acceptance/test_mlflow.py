"""The containers of kind `mlflow` as they are rendered, run here by MLflow itself."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib import error, request

from tests import patience
from tests.acceptance.test_artefacts import announced, running
from tests.builders import samples
from tests.builders.documents import Data

HOST = "fraud-api.risk-fraud-dev.svc"


def containers(folder: Path) -> tuple[Data, Data]:
    """The init container and the server, with the paths of their claim in `folder` and on a free port of this machine alone."""
    found = samples.objects({**samples.MLFLOW, "args": ["--workers=1"]})
    pod = json.dumps(found["Deployment/fraud-api"]["spec"]["template"]["spec"])
    for before, after in (
        ("/mlflow/", f"{folder}/"),
        ("--host=0.0.0.0", "--host=127.0.0.1"),
        ("--port=5000", "--port=0"),
    ):
        pod = pod.replace(before, after)
    here: Data = json.loads(pod)
    return here["initContainers"][0], here["containers"][0]


def variables(container: Data, folder: Path) -> dict[str, str]:
    given = {each["name"]: each["value"] for each in container["env"]}
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **given, "HOME": str(folder), **quiet}


def prepare(folder: Path) -> str:
    """Run the init container; what it writes."""
    init, _ = containers(folder)
    command = [sys.executable, *init["command"][1:], *init["args"]]
    done = subprocess.run(command, env=variables(init, folder), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stderr


def schema(folder: Path) -> tuple[int, str]:
    """How many tables there are, and the version of their schema."""
    with contextlib.closing(sqlite3.connect(folder / "mlflow.db")) as database:
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
        ((version,),) = database.execute("SELECT version_num FROM alembic_version").fetchall()
    return tables, version


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the server.

    MLflow's usual server needs packages that compute, which are not installed for the tests. The other one takes the same options,
    but those about hosts from their variables.
    """
    _, server = containers(folder)
    options = dict(each.partition("=")[::2] for each in server["args"])
    environment = variables(server, folder) | {"MLFLOW_SERVER_ALLOWED_HOSTS": options.pop("--allowed-hosts")}
    arguments = [f"{name}={value}" if value else name for name, value in options.items()]
    command = (sys.executable, "-m", *server["command"], *arguments, "--gunicorn-opts=--threads=2")
    log = folder / "log"
    with running(*command, log=log, environment=environment):
        yield announced(log, r"Listening at: (http://127\.0\.0\.1:[0-9]+)\s")


def ask(
    url: str, path: str, *, host: str = HOST, content: bytes | None = None, method: str | None = None
) -> tuple[int, bytes]:
    sent = request.Request(f"{url}{path}", content, {"Host": host}, method=method)  # noqa: S310 - an address of this test's own
    try:
        with request.urlopen(sent, timeout=patience.LONG) as response:  # noqa: S310
            return response.status, response.read()
    except error.HTTPError as refused:
        return refused.code, refused.read()


def test_the_tables_of_an_empty_database_are_made_once(tmp_path: Path) -> None:
    assert "Creating initial MLflow database tables" in prepare(tmp_path)
    made = schema(tmp_path)
    assert "Creating" not in prepare(tmp_path)
    assert schema(tmp_path) == made


def test_the_tables_of_an_older_version_are_upgraded(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    prepare(new)
    older = "from mlflow.store.db import utils; from alembic import command; import sys\n"
    older += "engine = utils.create_sqlalchemy_engine(sys.argv[1]); utils.InitialBase.metadata.create_all(engine)\n"
    older += "command.upgrade(utils._get_alembic_config(sys.argv[1]), '0a8213491aaa')"
    url = f"sqlite:///{tmp_path}/mlflow.db"
    subprocess.run([sys.executable, "-c", older, url], check=True, capture_output=True)
    assert schema(tmp_path)[1] == "0a8213491aaa"
    assert "Creating" not in prepare(tmp_path)
    assert schema(tmp_path) == schema(new)


# One test for all: the server takes as long to start as everything else together
def test_the_server_answers_under_its_names_and_keeps_artifacts(tmp_path: Path) -> None:
    prepare(tmp_path)
    search, artifact = "/api/2.0/mlflow/experiments/search?max_results=1", "/api/2.0/mlflow-artifacts/artifacts/1/a.txt"
    with serving(tmp_path) as url:
        assert ask(url, "/health", host="10.1.2.3:5000") == (200, b"OK")
        for host in ("fraud-api", "fraud-api:5000", f"{HOST}.cluster.local:5000", "localhost:54321"):
            assert ask(url, search, host=host)[0] == 200
        refused = b"Invalid Host header - possible DNS rebinding attack detected"
        assert ask(url, search, host="evil.example.org") == (403, refused)
        assert ask(url, artifact, content=b"weights", method="PUT")[0] == 200
        assert ask(url, artifact) == (200, b"weights")
    assert (tmp_path / "artifacts" / "1" / "a.txt").read_bytes() == b"weights"
