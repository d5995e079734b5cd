"""A server on loopback with the API of a cluster, as far as kubectl reads objects from it."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.external import cluster
from tests import patience


class Api:
    """A server that answers with the objects it holds, and 404 for the rest."""

    def __init__(self) -> None:
        self.objects: dict[str, Any] = {}
        held = self.objects

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = re.sub(r"[?&]timeout=[0-9a-z]+", "", self.path)
                found = held.get(asked)
                status = {
                    "kind": "Status",
                    "status": "Failure",
                    "reason": "NotFound",
                    "code": 404,
                    "message": "not found",
                }
                body = json.dumps(status if found is None else found).encode()
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                del arguments

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@contextmanager
def serving(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A server that kubectl asks, by a configuration in a folder."""
    api = Api()
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        "clusters": [{"name": "test", "cluster": {"server": f"http://127.0.0.1:{api.server.server_port}"}}],
        "users": [{"name": "test", "user": {}}],
    }
    (folder / "kubeconfig").write_text(json.dumps(config))
    monkeypatch.setenv("KUBECONFIG", str(folder / "kubeconfig"))
    monkeypatch.setattr(cluster, "REQUEST_TIMEOUT", patience.LONG)
    yield api
    api.server.shutdown()
    api.server.server_close()
