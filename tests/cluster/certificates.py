"""A certificate authority for the time of a test run, and what it signs."""

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 2
USES = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
NAMES = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))])


class Authority:
    """Writes `ca.crt` into a folder, and certificates with their keys beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("tests", ())
        self.certificate = folder / "ca.crt"
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        signed = self._about(self._name, self._key).add_extension(constraints, critical=True)
        _write_certificate(self.certificate, signed.sign(self._key, hashes.SHA256()))

    def sign(self, user: str, *groups: str) -> tuple[Path, Path]:
        """A certificate of a user in groups, as API servers read it, or of a server on loopback; and its key."""
        certificate, key = self.folder / f"{user}.crt", self.folder / f"{user}.key"
        private = ec.generate_private_key(ec.SECP256R1())
        about = self._about(_name(user, groups), private)
        about = about.add_extension(USES, critical=False).add_extension(NAMES, critical=False)
        _write_certificate(certificate, about.sign(self._key, hashes.SHA256()))
        write_key(key, private)
        return certificate, key

    def _about(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=DAYS))
        )


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key in PEM, for its owner only."""
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )


def signing_key(path: Path) -> Path:
    """Write a new key that tokens of service accounts are signed with."""
    write_key(path, ec.generate_private_key(ec.SECP256R1()))
    return path


def _name(user: str, groups: tuple[str, ...]) -> x509.Name:
    organizations = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    return x509.Name([*organizations, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def _write_certificate(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
