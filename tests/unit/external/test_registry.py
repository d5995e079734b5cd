"""The registry's protocol over a real socket: digests, logins, redirects, bounds, and that no secret reaches a stranger."""

import base64
import contextlib
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib import parse

import pytest
import urllib3

from generator.external import registry, unresolved, web
from generator.spec import image
from tests import patience
from tests.unit.external.front import Asked, Front, Said, serving

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = b'{"schemaVersion": 2}'
COMPUTED = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
NAMED = "sha256:" + "0a" * 32
PATH = "/v2/acme/api/manifests/1.5.0"
SECRET = "s3cret-w0rd"
BASIC = f"Basic {base64.b64encode(f'ada:{SECRET}'.encode()).decode()}"


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


class World:
    """A registry and its token service in one; a test sets what it says."""

    def __init__(self) -> None:
        self.challenge = ""
        self.wanted = "Bearer good"
        self.manifest = Said(200, (("Content-Type", INDEX), ("Docker-Content-Digest", NAMED)), MANIFEST)
        self.head: Said | None = None
        self.token = Said(body=b'{"token": "good"}')

    def say(self, asked: Asked) -> Said:
        if asked.path.startswith("/token"):
            return self.token
        if self.challenge and asked.headers.get("authorization") != self.wanted:
            return Said(401, (("WWW-Authenticate", self.challenge),))
        return self.head if self.head and asked.method == "HEAD" else self.manifest


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def front(world: World) -> Iterator[Front]:
    with serving(world.say) as server:
        yield server


def look(front: Front, tag: str = ":1.5.0", *, timeout: float = patience.LONG) -> str:
    return registry.digest(image.parse(f"{front.netloc}/acme/api{tag}"), timeout=timeout)


def fails(front: Front, *, timeout: float = patience.LONG) -> unresolved.UnresolvedError:
    with pytest.raises(unresolved.UnresolvedError) as caught:
        look(front, timeout=timeout)
    chain: BaseException | None = caught.value
    while chain is not None:
        assert SECRET not in f"{chain!r}"
        chain = chain.__cause__
    return caught.value


def bearer(front: Front, rest: str = "") -> str:
    return f'Bearer realm="{front.url}/token",service="registry.example.org"{rest}'


def log_in(config: Path, front: Front, **entry: str) -> None:
    config.write_text(json.dumps({"auths": {front.netloc: entry}}), encoding="utf-8")


def said(status: int = 200, kind: str = INDEX, digest: str = "", body: bytes = MANIFEST) -> Said:
    headers = (("Content-Type", kind), *((("Docker-Content-Digest", digest),) if digest else ()))
    return Said(status, headers, body)


def test_a_digest_that_is_written_is_not_looked_up(front: Front) -> None:
    assert look(front, f":1.5.0@{NAMED}") == NAMED
    assert front.asked == []


def test_one_head_request_tells_the_digest_of_the_index_or_the_image(front: Front) -> None:
    assert look(front) == NAMED
    (asked,) = front.asked
    assert (asked.method, asked.path) == ("HEAD", PATH)
    assert asked.headers["accept"].split(", ") == [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]


def test_no_tag_is_latest(front: Front) -> None:
    look(front, "")
    assert front.asked[0].path == "/v2/acme/api/manifests/latest"


@pytest.mark.parametrize("head", [said(), said(405), said(200, "text/plain", NAMED), said(200, INDEX, "sha256:1")])
def test_where_the_head_is_not_told_the_bytes_tell_the_digest(head: Said, front: Front, world: World) -> None:
    world.head, world.manifest = head, said(digest=COMPUTED)
    assert look(front) == COMPUTED


def test_a_digest_by_another_algorithm_is_kept(front: Front, world: World) -> None:
    longer = f"sha512:{hashlib.sha512(MANIFEST).hexdigest()}"
    world.head, world.manifest = said(), said(digest=longer)
    assert look(front) == longer


def test_bytes_that_are_not_those_of_the_digest_are_refused(front: Front, world: World) -> None:
    world.head, world.manifest = said(405), said(digest=NAMED)
    assert fails(front).message == f"{front.netloc} sent content that does not match {NAMED}"


@pytest.mark.parametrize(
    "answer",
    [
        said(200, "text/html", NAMED, b"<html>please sign in</html>"),
        said(200, "application/vnd.docker.distribution.manifest.v1+prettyjws", NAMED),
        said(200, INDEX, "", b'{"schemaVersion": 2, "manif'),
        said(200, INDEX, "", b"[]"),
    ],
)
def test_a_sign_in_page_an_ancient_image_and_half_a_manifest_are_not_believed(
    answer: Said, front: Front, world: World
) -> None:
    world.manifest = answer
    assert fails(front).message == f"{front.netloc} answers with something that is not an image"


@pytest.mark.parametrize(
    ("status", "fact", "hint"),
    [
        (403, "{} denies access to the image (403)", "docker login {}"),
        (404, '{} has no tag "1.5.0" of acme/api (404)', ""),
        (429, "{} received too many requests (429)", "wait, or log in"),
        (500, "{} answers 500", ""),
        (204, "{} answers 204", ""),
    ],
)
def test_a_refusal_is_told_by_its_reason(status: int, fact: str, hint: str, front: Front, world: World) -> None:
    world.manifest = Said(status)
    error = fails(front)
    assert error.message == fact.format(front.netloc)
    assert error.hint == hint.format(front.netloc)
    assert error.exit_code == 6


INDEXED = b'{"schemaVersion": 2, "manifests": []}'
LAYERED = b'{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {}, "layers": []}'


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain", ""])
@pytest.mark.parametrize("body", [INDEXED, LAYERED])
def test_a_manifest_is_known_by_its_fields_where_the_registry_does_not_name_it(
    kind: str, body: bytes, front: Front, world: World
) -> None:
    world.manifest = said(200, kind, "", body)
    assert look(front) == f"sha256:{hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "sign in"}',
        b'{"schemaVersion": 1, "layers": []}',
        b'{"schemaVersion": 2, "mediaType": "x", "layers": []}',
    ],
)
def test_other_json_is_no_manifest(body: bytes, front: Front, world: World) -> None:
    world.manifest = said(200, "application/json", NAMED, body)
    assert fails(front).message == f"{front.netloc} answers with something that is not an image"


@pytest.mark.parametrize("status", [403, 404])
def test_a_registry_that_has_only_the_manifest_itself_is_asked_for_it(status: int, front: Front, world: World) -> None:
    world.head, world.manifest = Said(status), said(digest=COMPUTED)
    assert look(front) == COMPUTED


def busy(world: World, *answers: Said) -> None:
    """Let the registry give these answers first."""
    rest, usual = list(answers), world.say
    world.say = lambda asked: rest.pop(0) if rest else usual(asked)  # type: ignore[method-assign]


@pytest.mark.parametrize("status", [429, 503])
def test_a_registry_that_is_busy_is_asked_again_after_the_wait_that_it_names(
    status: int, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    busy(world, Said(status, (("Retry-After", "3"),)), Said(status, (("Retry-After", "0"),)))
    with serving(world.say) as front:
        assert look(front) == NAMED
        assert (waits, len(front.asked)) == ([3, 1], 3)


def test_a_token_service_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    tokens = [Said(429, (("Retry-After", "2"),)), Said(body=b'{"token": "good"}')]
    usual = world.say
    with serving(lambda asked: tokens.pop(0) if asked.path.startswith("/token") else usual(asked)) as front:
        world.challenge = bearer(front)
        assert look(front) == NAMED
    assert waits == [2]


def test_a_wait_longer_than_the_look_up_may_take_is_told(front: Front, world: World) -> None:
    world.manifest = Said(429, (("Retry-After", "3600"),))
    error = fails(front)
    assert (error.message, error.hint) == (
        f"{front.netloc} received too many requests (429)",
        "wait 3600 seconds, or log in",
    )


def test_a_wait_may_be_a_date_and_nonsense_is_none() -> None:
    def wait(text: str) -> float | None:
        return web.retry_after(
            web.Response(url="", status=429, headers=urllib3.HTTPHeaderDict({"Retry-After": text}), body=b"")
        )

    assert wait("Wed, 21 Oct 2015 07:28:00 GMT") == 1
    assert wait("soon") is None
    assert wait("") is None


@pytest.mark.parametrize("key", ["token", "access_token"])
def test_a_bearer_token_is_fetched_without_a_login_and_used_for_both_requests(
    key: str, front: Front, world: World
) -> None:
    world.challenge, world.head, world.manifest = bearer(front), said(), said()
    world.token = Said(body=json.dumps({key: "good"}).encode())
    assert look(front) == COMPUTED
    assert front.logins == ["-", "-", "Bearer good", "Bearer good"]
    assert parse.parse_qs(parse.urlsplit(front.asked[1].path).query) == {
        "service": ["registry.example.org"],
        "scope": ["repository:acme/api:pull"],
    }


def test_the_scope_that_the_registry_names_is_asked_for(front: Front, world: World) -> None:
    world.challenge = bearer(front, ',scope="aws"').replace('/token"', '/token?a=b"')
    assert look(front) == NAMED
    assert front.asked[1].path == "/token?a=b&service=registry.example.org&scope=aws"


def test_a_name_and_a_password_go_to_the_token_service_and_nowhere_else(
    front: Front, world: World, config: Path
) -> None:
    log_in(config, front, username="ada", password=SECRET)
    world.challenge = bearer(front)
    assert look(front) == NAMED
    assert front.logins == ["-", BASIC, "Bearer good"]
    assert parse.parse_qs(parse.urlsplit(front.asked[1].path).query)["account"] == ["ada"]


def test_an_identity_token_is_posted_for_a_fresh_one(front: Front, world: World, config: Path) -> None:
    log_in(config, front, identitytoken=SECRET)
    world.challenge = bearer(front)
    assert look(front) == NAMED
    assert front.asked[1].method == "POST"
    assert parse.parse_qs(front.asked[1].body.decode()) == {
        "grant_type": ["refresh_token"],
        "service": ["registry.example.org"],
        "scope": ["repository:acme/api:pull"],
        "client_id": ["tidegate"],
        "refresh_token": [SECRET],
    }


def test_a_bearer_token_of_the_file_is_used_as_it_is(front: Front, world: World, config: Path) -> None:
    log_in(config, front, registrytoken="good")
    world.challenge = bearer(front)
    assert look(front) == NAMED
    assert front.logins == ["-", "Bearer good"]


def test_a_registry_that_wants_the_password_itself_gets_it_when_it_asks(
    front: Front, world: World, config: Path
) -> None:
    log_in(config, front, username="ada", password=SECRET)
    world.challenge, world.wanted = 'Basic realm="registry"', BASIC
    assert look(front) == NAMED
    assert front.logins == ["-", BASIC]


def test_without_a_login_the_way_to_one_is_told(front: Front, world: World) -> None:
    world.challenge = 'Basic realm="registry"'
    error = fails(front)
    assert error.message == f"{front.netloc} denies access to the image (401)"
    assert error.hint == f"docker login {front.netloc}"


@pytest.mark.parametrize("challenge", ["Negotiate", "Digest realm=x"])
def test_a_login_of_an_unknown_kind_is_told(challenge: str, front: Front, world: World) -> None:
    world.challenge = challenge
    assert fails(front).message == f"{front.netloc} demands an unknown authentication scheme (401)"


def test_a_login_that_the_token_service_refuses_is_told_by_its_file(front: Front, world: World, config: Path) -> None:
    log_in(config, front, username="ada", password=SECRET)
    world.challenge, world.token = bearer(front), Said(401, body=SECRET.encode())
    assert fails(front).message == (
        f"{front.netloc} denies access to the image (401); {front.netloc} refuses the login of {config}"
    )


def test_a_token_that_the_registry_refuses_is_not_asked_for_again(front: Front, world: World) -> None:
    world.challenge, world.token = bearer(front), Said(body=b'{"token": "bad"}')
    assert fails(front).message == f"{front.netloc} denies access to the image (401)"
    assert front.logins == ["-", "-", "Bearer bad"]


def test_a_broken_credential_helper_does_not_stop_a_public_image(front: Front, world: World, config: Path) -> None:
    config.write_text('{"credsStore": "nowhere"}', encoding="utf-8")
    world.challenge = bearer(front)
    assert look(front) == NAMED


def test_a_broken_credential_helper_is_told_where_a_login_is_needed(front: Front, world: World, config: Path) -> None:
    config.write_text('{"credsStore": "nowhere"}', encoding="utf-8")
    world.challenge, world.token = bearer(front), Said(403)
    assert fails(front).message == (
        f"{front.netloc} denies access to the image (403); docker-credential-nowhere, which {config} names, is not on PATH"
    )


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"token": 1}', b'{"token": ""}', b"\xff"])
def test_a_token_service_that_gives_no_token_is_told(body: bytes, front: Front, world: World) -> None:
    world.challenge, world.token = bearer(front), Said(body=body)
    assert fails(front).message == f"{front.netloc} gives no token (200)"


def test_a_token_service_that_fails_is_told(front: Front, world: World) -> None:
    world.challenge, world.token = bearer(front), Said(503)
    assert fails(front).message == f"{front.netloc} gives no token (503)"


def test_a_token_that_would_be_a_header_of_its_own_is_refused_unseen(front: Front, world: World) -> None:
    world.challenge = bearer(front)
    world.token = Said(body=json.dumps({"token": f"{SECRET}\r\nX: y"}).encode())
    assert fails(front).message == f"the token for {front.netloc} contains characters that are not allowed in a token"


@pytest.mark.parametrize("realm", ["http://example.org/token", "file:///etc/passwd", "", "https://ada@example.org/"])
def test_a_login_goes_to_no_token_service_without_https(realm: str, front: Front, world: World, config: Path) -> None:
    log_in(config, front, username="ada", password=SECRET)
    world.challenge = f'Bearer realm="{realm}"'
    assert fails(front).message == f"{front.netloc} names a token service whose URL is not https"


def test_a_redirect_to_another_place_loses_the_login(front: Front, world: World, config: Path) -> None:
    log_in(config, front, username="ada", password=SECRET)
    with serving(World().say) as other:
        world.challenge, world.wanted = "Basic", BASIC
        world.manifest = Said(307, (("Location", f"{other.url}/blob"),))
        assert look(front) == NAMED
        assert other.logins == ["-"]


def test_a_place_that_the_registry_redirects_to_is_not_told_who_we_are(
    front: Front, world: World, config: Path
) -> None:
    stranger = World()
    stranger.challenge = "Basic"
    with serving(stranger.say) as other:
        config.write_text(
            json.dumps({"auths": {each.netloc: {"username": "ada", "password": SECRET} for each in (front, other)}}),
            encoding="utf-8",
        )
        world.manifest = Said(302, (("Location", other.url),))
        assert fails(front).message == f"{front.netloc} denies access to the image (401)"
        assert other.logins == ["-"]


def test_a_redirect_within_the_registry_keeps_the_login(front: Front, world: World, config: Path) -> None:
    log_in(config, front, username="ada", password=SECRET)
    world.challenge, world.wanted = "Basic", BASIC
    world.head = Said(308, (("Location", "/token"),))
    world.token = said(digest=NAMED)
    assert look(front) == NAMED
    assert front.logins == ["-", BASIC, BASIC]


def test_redirects_end(front: Front, world: World) -> None:
    world.manifest = Said(302, (("Location", PATH),))
    assert fails(front).message == f"{front.netloc} redirects more than 5 times"
    assert len(front.asked) == 6


@pytest.mark.parametrize("place", ["http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_a_redirect_off_https_and_off_this_machine_is_refused(place: str, front: Front, world: World) -> None:
    world.manifest = Said(302, (("Location", place),))
    host = parse.urlsplit(place).netloc or "the registry"
    assert fails(front).message == f"{host} has a URL that is not https"


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[::1/", "http://127.0.0.1/\x7f a"]
)
def test_a_redirect_to_no_address_is_told(place: str, front: Front, world: World) -> None:
    world.manifest = Said(302, (("Location", place),))
    assert fails(front).message == "the address of the registry, or one that it redirects to, is not a valid URL"


def test_an_answer_without_end_is_given_up(front: Front, world: World) -> None:
    world.head, world.manifest = said(405), said(body=b"{" * (4 * 1024 * 1024 + 1))
    assert fails(front).message == f"{front.netloc} answers with more than 4 MiB"


def test_a_registry_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:  # that nobody listens there is certain while it is ours
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(unresolved.UnresolvedError) as caught:
            registry.digest(image.parse(f"localhost:{port}/acme/api:1"), timeout=patience.LONG)
    assert caught.value.message == f"localhost:{port} is not reachable: Connection refused"


@pytest.mark.parametrize("host", [f"{'a' * 64}.example.org", f"{'a' * 64}.example.org:5000"])
def test_a_name_that_no_host_can_have_is_told(host: str) -> None:
    with pytest.raises(unresolved.UnresolvedError) as caught:
        registry.digest(image.parse(f"{host}/acme/api:1"), timeout=patience.LONG)
    assert caught.value.message == f"{host} is not a valid host name"


def test_a_port_that_speaks_something_else_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=lambda: _answer(listener, b"SSH-2.0-x\r\n"), daemon=True).start()
        with pytest.raises(unresolved.UnresolvedError) as caught:
            registry.digest(image.parse(f"127.0.0.1:{port}/acme/api:1"), timeout=patience.LONG)
    assert caught.value.message == f"127.0.0.1:{port} does not speak HTTP (BadStatusLine)"


@pytest.mark.parametrize("drip", [b"", b"H"])
def test_a_registry_that_answers_never_or_by_the_byte_is_given_up_in_time(drip: bytes) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=lambda: _drip(listener, drip, over), daemon=True).start()
        with pytest.raises(unresolved.UnresolvedError) as caught:
            registry.digest(image.parse(f"127.0.0.1:{port}/acme/api:1"), timeout=0.5)
        over.set()
    assert caught.value.message == f"127.0.0.1:{port} did not answer within 0.5 seconds"


def _answer(listener: socket.socket, text: bytes) -> None:
    client, _ = listener.accept()
    with client:
        client.recv(65536)
        client.sendall(text)


def _drip(listener: socket.socket, drip: bytes, over: threading.Event) -> None:
    end = time.monotonic() + patience.LONG
    with contextlib.suppress(OSError):  # it may have been given up before
        client, _ = listener.accept()
        with client:
            while not over.wait(0.05) and time.monotonic() < end:
                client.sendall(drip)
