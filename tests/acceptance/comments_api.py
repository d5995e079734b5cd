"""A stand-in of the part of GitHub's REST API that comments of pull requests need, on loopback."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib import parse

BOT = "github-actions[bot]"
LIMIT = 65_536
REPOSITORY = "acme/fraud"


class Failure(NamedTuple):
    """An answer that the next request of a method gets instead of its own."""

    method: str
    status: int
    headers: Mapping[str, str] = {}
    content: bytes = b'{"message": "not now"}'
    more: int = 0
    """How many bytes of the answer never come."""


class Api:
    """What the server knows: comments by id, open pull requests, and failures that wait for their request."""

    def __init__(self) -> None:
        self.comments: dict[int, tuple[int, str, str]] = {}
        self.pulls: list[dict[str, Any]] = []
        self.failures: list[Failure] = []
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self.address = ""
        self._last = 0

    def add(self, pull: int, body: str, author: str = BOT) -> int:
        self._last += 1
        self.comments[self._last] = (pull, author, body)
        return self._last

    def bodies(self, pull: int, author: str = BOT) -> list[str]:
        return [body for on, by, body in self.comments.values() if (on, by) == (pull, author)]

    def writes(self) -> list[str]:
        """The requests that change something, as `METHOD path`."""
        return [line for line in self.asked if not line.startswith("GET")]

    def answer(self, method: str, url: str, body: Any) -> tuple[int, Any]:
        parts = parse.urlsplit(url)
        query = dict(parse.parse_qsl(parts.query))
        path = parts.path.removeprefix(f"/repos/{REPOSITORY}")
        if method == "GET" and path == "/pulls":
            found = [each for each in self.pulls if each["head"]["label"] == query["head"]]
            return 200, _page(found, query)
        if match := re.fullmatch(r"/issues/(\d+)/comments", path):
            return self._of_pull(method, int(match[1]), query, body)
        if (match := re.fullmatch(r"/issues/comments/(\d+)", path)) and int(match[1]) in self.comments:
            return self._of_comment(method, int(match[1]), body)
        return 404, {"message": "Not Found"}

    def _of_pull(self, method: str, pull: int, query: Mapping[str, str], body: Any) -> tuple[int, Any]:
        if method == "GET":
            items = [
                {"id": key, "body": text, "user": {"login": by}}
                for key, (on, by, text) in self.comments.items()
                if on == pull
            ]
            return 200, _page(items, query)
        if len(body["body"]) > LIMIT:
            return 422, {"message": "body is too long"}
        return 201, {"id": self.add(pull, body["body"])}

    def _of_comment(self, method: str, key: int, body: Any) -> tuple[int, Any]:
        pull, author, _ = self.comments[key]
        if method == "DELETE":
            del self.comments[key]
            return 204, None
        if len(body["body"]) > LIMIT:
            return 422, {"message": "body is too long"}
        self.comments[key] = (pull, author, body["body"])
        return 200, {"id": key}


def _page(items: list[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    size, number = int(query["per_page"]), int(query["page"])
    return items[(number - 1) * size : number * size]


@contextmanager
def served() -> Iterator[Api]:
    """The API while it listens."""
    api = Api()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    api.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Prints nothing."""

        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            api.asked.append(f"{self.command} {parse.urlsplit(self.path).path.removeprefix(f'/repos/{REPOSITORY}')}")
            api.tokens.add(self.headers.get("Authorization", ""))
            failure = next((each for each in api.failures if each.method == self.command), None)
            if failure is None:
                status, body = api.answer(self.command, self.path, json.loads(content) if content else None)
            else:
                api.failures.remove(failure)
                status, body = failure.status, None
            text = failure.content if failure else b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (failure.headers if failure else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text) + (failure.more if failure else 0)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - as the base class calls them

    return Handler
