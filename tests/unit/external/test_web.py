"""TLS and proxies over real sockets, with names that only the test's own proxy knows."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from generator.external import registry, unresolved, web
from generator.spec import image
from tests import patience
from tests.unit.external.front import Asked, Front, Said, proxying, serving

DIGEST = "sha256:" + "0a" * 32
CHALLENGE = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"'
HEADERS = (("Content-Type", "application/vnd.oci.image.index.v1+json"), ("Docker-Content-Digest", DIGEST))


def certify(path: Path, *names: str) -> Path:
    """A certificate that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def say(asked: Asked) -> Said:
    match asked.headers["host"], asked.headers.get("authorization", ""):
        case "auth.docker.io", _:
            return Said(body=b'{"token": "good"}')
        case "registry-1.docker.io", "":
            return Said(401, (("WWW-Authenticate", CHALLENGE),))
        case "moved.example.org", _:
            return Said(302, (("Location", "http://127.0.0.1:1/v2/"),))
        case _:
            return Said(200, HEADERS)


@pytest.fixture(autouse=True)
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = certify(tmp_path / "all.pem", "registry-1.docker.io", "auth.docker.io", "*.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return path


@pytest.fixture
def front(certificate: Path) -> Iterator[Front]:
    with serving(say, certificate) as server:
        yield server


@pytest.fixture
def proxy(front: Front, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with proxying(front) as (netloc, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:p%40ss@{netloc}")
        yield asked


def look(reference: str) -> str:
    return registry.digest(image.parse(reference), timeout=patience.LONG)


def fact(reference: str) -> str:
    with pytest.raises(unresolved.UnresolvedError) as caught:
        look(reference)
    assert "p@ss" not in caught.value.message
    assert "p%40ss" not in caught.value.message
    return caught.value.message


def test_a_short_name_is_asked_of_docker_hub_over_tls_and_through_the_proxy(front: Front, proxy: list[str]) -> None:
    assert look("nginx:1.27") == DIGEST
    assert [f"{each.headers['host']}{each.path.partition('?')[0]}" for each in front.asked] == [
        "registry-1.docker.io/v2/library/nginx/manifests/1.27",
        "auth.docker.io/token",
        "registry-1.docker.io/v2/library/nginx/manifests/1.27",
    ]
    assert {each.split()[1] for each in proxy} == {"registry-1.docker.io:443", "auth.docker.io:443"}


def test_the_proxys_login_goes_to_the_proxy_alone(front: Front, proxy: list[str]) -> None:
    assert look("a.example.org/x:1") == DIGEST
    (asked,) = proxy
    assert asked.split(" HTTP/1.")[0] == "CONNECT a.example.org:443"
    assert asked.endswith(" Basic YWRhOnBAc3M=")
    assert "proxy-authorization" not in front.asked[0].headers


def test_a_certificate_for_another_name_is_not_trusted(front: Front, proxy: list[str]) -> None:
    assert fact("evil.example.net/x:1").startswith(
        "evil.example.net is not trusted: Hostname mismatch, certificate is not valid for 'evil.example.net'"
    )
    assert front.asked == []
    assert len(proxy) == 1


@pytest.mark.usefixtures("proxy")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certify(tmp_path / "other.pem", "other")))
    assert fact("a.example.org/x:1").startswith("a.example.org is not trusted: self")


@pytest.mark.usefixtures("proxy")
def test_a_redirect_from_https_to_http_is_refused_even_to_this_machine() -> None:
    assert fact("moved.example.org/x:1") == "moved.example.org redirects to a URL that is not https"


def test_a_registry_that_speaks_no_tls_gets_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(say) as plain, proxying(plain) as (netloc, _):
        monkeypatch.setenv("HTTPS_PROXY", f"http://{netloc}")
        assert fact("a.example.org/x:1").startswith("a.example.org does not speak TLS (")
        assert plain.asked == []


def test_no_proxy_goes_before_the_proxy(front: Front, proxy: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "0.0.0.0")  # noqa: S104 - this machine by a name for which http will not do
    assert fact(f"0.0.0.0:{front.port}/x:1").startswith(f"0.0.0.0:{front.port} is not trusted: IP address mismatch")
    assert proxy == []


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:1", "http://"])
def test_a_proxy_of_another_kind_is_told(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    assert fact("a.example.org/x:1") == "HTTPS_PROXY is not a URL such as http://host:port"


def test_this_machine_is_asked_without_a_proxy(proxy: list[str]) -> None:
    with serving(say) as plain:
        assert look(f"127.0.0.1:{plain.port}/acme/api:1") == DIGEST
    assert proxy == []


@pytest.mark.parametrize("netloc", ["localhost", "localhost:5000", "127.0.0.1:80", "127.9.9.9", "[::1]:5000", "[::1]"])
def test_plain_http_is_for_this_machine(netloc: str) -> None:
    assert web.is_loopback(netloc)


@pytest.mark.parametrize("netloc", ["localhost.example.org", "127.0.0.1.nip.io", "10.0.0.1", "[::2]", "xlocalhost"])
def test_plain_http_is_for_no_other(netloc: str) -> None:
    assert not web.is_loopback(netloc)


def test_nothing_of_a_request_is_shown_but_its_place() -> None:
    request = web.Request(method="GET", url="https://x/", headers={"Authorization": "secret"}, body=b"secret")
    assert repr(request) == "Request(method='GET', url='https://x/')"
