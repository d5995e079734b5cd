"""A registry, a token service or a proxy on loopback that says what a test wants, and remembers what it was asked."""

import contextlib
import http.server
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Said(NamedTuple):
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Front(http.server.ThreadingHTTPServer):
    """Answers with `say`; `asked` is the log, with the Authorization of each request."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, say: Callable[[Asked], Said]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.say = say
        self.asked: list[Asked] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    @property
    def logins(self) -> list[str]:
        """The Authorization of every request, `-` where there was none."""
        return [each.headers.get("authorization", "-") for each in self.asked]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Front

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        self.server.asked.append(asked)
        said = self.server.say(asked)
        with contextlib.suppress(OSError):
            self.send_response(said.status)
            for name, value in said.headers:
                self.send_header(name, value)
            if all(name.lower() != "content-length" for name, _ in said.headers):
                self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else said.body)

    do_GET = do_HEAD = do_POST = _handle  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(say: Callable[[Asked], Said], certificate: Path | None = None) -> Iterator[Front]:
    """A server in this process until the block ends; with a `certificate` (and its key in one file) it speaks TLS."""
    server = Front(say)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def proxying(target: Front) -> Iterator[tuple[str, list[str]]]:
    """A CONNECT proxy that leads every name to `target`: its `host:port`, and what it was asked, with the proxy login."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, target, asked), daemon=True).start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}", asked
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, target: Front, asked: list[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_pipe, args=(client, target, asked), daemon=True).start()


def _pipe(client: socket.socket, target: Front, asked: list[str]) -> None:
    with client, client.makefile("rb") as reading, socket.create_connection(("127.0.0.1", target.port)) as server:
        lines = [line.decode().strip() for line in iter(reading.readline, b"\r\n")]
        login = next((line.partition(": ")[2] for line in lines if line.startswith("Proxy-Authorization")), "-")
        asked.append(f"{lines[0]} {login}")
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    (server if ready is client else client).sendall(data)
