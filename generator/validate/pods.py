"""Rules for fields of the pod: its shutdown and its additional names of hosts."""

from collections.abc import Iterator, Mapping

from generator.source.finding import Finding
from generator.spec import component as spec
from generator.spec import duration
from generator.validate.context import CheckedComponent, Rules


def _shutdown(component: CheckedComponent) -> Iterator[Finding]:
    """`drain` is a part of `grace` (PodLifecycleSleepAction), and only servers have something to drain."""
    written = component.data.get("shutdown")
    if not isinstance(written, Mapping) or "drain" not in written:
        return
    grace = written.get("grace", spec.DEFAULT_GRACE)
    if "scale" not in component.data:
        fact = f"a {component.kind} has no drain: no requests reach it"
        yield component.finding(
            ("shutdown", "drain"), fact=fact, hint="write its grace alone: shutdown: 5m", code="shutdown"
        )
    elif duration.parse(written["drain"]) >= duration.parse(grace):
        yield component.finding(
            ("shutdown", "drain"),
            fact=f"drain {written['drain']} leaves nothing of grace {grace} to shut down",
            hint="drain is a part of grace: raise grace, or lower drain",
            code="shutdown",
        )


def _host_aliases(component: CheckedComponent) -> Iterator[Finding]:
    """The API server merges this list by the address (`listMapKey: ip`)."""
    seen: set[str] = set()
    for i, alias in enumerate(component.data.get("hostAliases", ())):
        if alias["ip"] in seen:
            fact = f"{alias['ip']} is listed already"
            hint = "write each address once, with all of its names"
            yield component.finding(("hostAliases", i, "ip"), fact=fact, hint=hint, code="host-alias")
        seen.add(alias["ip"])


RULES: Rules = {
    _shutdown: frozenset({"scale", "shutdown"}),
    _host_aliases: frozenset({"hostAliases"}),
}
