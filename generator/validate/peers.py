"""Rules for `callers` and `calls` of a component of any kind: their ports, and the platform's policy about them."""

from collections.abc import Iterator

from generator.errors import Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.networking import Peer
from generator.spec.project import Target
from generator.validate import refusal


def problems(target: Target) -> Iterator[Finding]:
    """Yield ports that the component does not have, and peers that the policy does not allow."""
    component, allowed = target.component, target.environment.policy
    ports = component.service.ports if component.service is not None else component.called_ports
    known = {each for port in ports for each in (port.name, str(port.port))}
    for caller in component.callers:
        for number, port in enumerate(caller.ports):
            if port not in known:
                yield _no_port(target, caller, number, port, tuple(each.name for each in ports))
    for field, rule, peers in (
        ("callers", allowed.callers, component.callers),
        ("calls", allowed.calls, component.calls),
    ):
        for peer in peers if rule != "any" else ():
            if rule == "none" or peer.project.partition("/")[0] != target.project.team:
                yield _refusal(target, field, rule, peer)


def _no_port(target: Target, caller: Peer, number: int, port: str, names: tuple[str, ...]) -> Finding:
    written = finding.locate(target.node, caller.position, mark=target.key.mark)[0]
    single = written.get("port") if isinstance(written, nodes.Mapping) else None
    is_single = isinstance(single, nodes.Scalar) and single.text == port
    path: Path = (*caller.position, *(("port",) if is_single else ("ports", number)))
    node, mark = finding.locate(target.node, path, mark=target.key.mark)
    meant, hint = suggest.of(port, names)
    fact = f'there is no port "{port}"'
    return Finding(
        node=node, mark=mark, path=path, fact=fact, hint=hint, code="unknown-port", subject=port, meant=meant
    )


def _refusal(target: Target, field: str, rule: str, peer: Peer) -> Finding:
    environment = target.environment
    node, mark = finding.locate(target.node, peer.position, mark=target.key.mark)
    where = refusal.line(environment, ("policy", field))
    what = peer.project or peer.namespace or peer.cidr
    if rule == "none":
        fact, hint = f"{field} is not allowed", "leave it out, or ask the platform team"
    else:
        fact = f"{what} is no project of team {target.project.team}, and no other is allowed"
        hint = f"allowed: projects of {target.project.team}; ask the platform team for others"
    return Finding(
        node=node,
        mark=mark,
        path=peer.position,
        fact=fact,
        place=f"{environment.name} ({where})",
        hint=hint,
        code="policy",
        severity=Severity.REFUSAL,
    )
