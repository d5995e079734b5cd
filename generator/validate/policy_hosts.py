"""The platform's rule for hosts: a component may be exposed only under names that match one of its patterns."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kubernetes import exposure, host_annotations
from generator.source.finding import Finding, Path
from generator.spec import glob
from generator.validate import refusal
from generator.validate.context import CheckedComponent


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Check every host of `expose`, its placeholders replaced, and those in annotations against `policy.hosts`."""
    patterns = component.environment.policy.hosts
    if patterns is None:
        return
    for path, written in _hosts(component.data.get("expose")):
        host = exposure.filled(written, component.placeholders)
        if not glob.matches_any(patterns, host):
            fact = f'host "{host}" is not allowed'
            yield refusal.of(component, path, fact=fact, rule=("hosts",), hint=f"allowed: {', '.join(patterns)}")

    for path, annotations in _annotations(component.data):
        for key, host in host_annotations.hosts(annotations):
            if not host_annotations.is_allowed(patterns, host):
                fact, hint = f'host "{host}" is not allowed', f"allowed: {', '.join(patterns)}"
                yield refusal.of(component, (*path, key), fact=fact, rule=("hosts",), hint=hint)


def _annotations(data: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The annotations of the main Service and of the routes, in which controllers find more hosts."""
    yield ("service", "annotations"), data.get("service", {}).get("annotations", {})
    for start, entry in _entries(data.get("expose")):
        yield (*start, "annotations"), entry.get("annotations", {})


def _hosts(expose: Any) -> Iterator[tuple[Path, str]]:
    """The hosts of one entry of `expose` or of a list of them, each written as `host` or in `hosts`."""
    for start, entry in _entries(expose):
        yield from _entry_hosts(start, entry)


def _entries(expose: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    entries = enumerate(expose) if isinstance(expose, list) else [(None, expose)] if expose else ()
    for i, entry in entries:
        yield ("expose",) if i is None else ("expose", i), entry


def _entry_hosts(start: Path, entry: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    if "host" in entry:
        yield (*start, "host"), entry["host"]
    for i, host in enumerate(entry.get("hosts", ())):
        yield (*start, "hosts", i), host
