"""The platform's rule for hosts: a component may be exposed only under names that match one of its patterns."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kubernetes import exposure
from generator.source.finding import Finding, Path
from generator.spec import glob
from generator.validate import refusal
from generator.validate.context import CheckedComponent


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Check every host of `expose`, its placeholders replaced, against `policy.hosts`."""
    patterns = component.environment.policy.hosts
    if patterns is None:
        return
    for path, written in _hosts(component.data.get("expose")):
        host = exposure.filled(written, component.placeholders)
        if not glob.matches_any(patterns, host):
            fact = f'host "{host}" is not allowed'
            yield refusal.of(component, path, fact=fact, rule=("hosts",), hint=f"allowed: {', '.join(patterns)}")


def _hosts(expose: Any) -> Iterator[tuple[Path, str]]:
    """The hosts of one entry of `expose` or of a list of them, each written as `host` or in `hosts`."""
    entries = enumerate(expose) if isinstance(expose, list) else [(None, expose)] if expose else ()
    for i, entry in entries:
        start: Path = ("expose",) if i is None else ("expose", i)
        yield from _entry_hosts(start, entry)


def _entry_hosts(start: Path, entry: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    if "host" in entry:
        yield (*start, "host"), entry["host"]
    for i, host in enumerate(entry.get("hosts", ())):
        yield (*start, "hosts", i), host
