"""Rules for the ports of any container."""

from collections.abc import Iterator

from generator.errors import Severity
from generator.source.finding import Finding
from generator.validate.context import CheckedComponent

FIRST_FREE = 1024
"""The first port number that a process without the capability NET_BIND_SERVICE may always listen on."""


def low(component: CheckedComponent, user: object) -> Iterator[Finding]:
    """Warn of ports on which `user`, a number or the word for the image's own, may not be able to listen."""
    if not isinstance(user, int) or user == 0:
        return
    for name, port in component.data.get("ports", {}).items():
        number = port.get("targetPort", port["port"])
        if number < FIRST_FREE:
            fact = f"user {user} may not be able to listen on {number}: below {FIRST_FREE} some container runtimes ask for root"
            hint = f"let the program listen on {FIRST_FREE} or more: {name}: {{port: {port['port']}, targetPort: {number + 8000}}}"
            yield component.finding(("ports", name), fact=fact, hint=hint, code="low-port", severity=Severity.WARNING)


def http(component: CheckedComponent) -> Iterator[Finding]:
    """`scheme` and `path` are of HTTP: what asks a port by UDP or SCTP could use neither."""
    for name, port in component.data.get("ports", {}).items():
        for key in ("scheme", "path") if port.get("protocol", "TCP") != "TCP" else ():
            if key in port:
                fact, hint = f'port "{name}" is {port["protocol"]}, and {key} is of HTTP', "remove it"
                yield component.finding(("ports", name, key), fact=fact, hint=hint, code="transport")
