"""Probes: their short forms, how layers of them are merged, their defaults, and their settled values."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generator.errors import SCHEMA
from generator.resolve import defaults, field_rules
from generator.source import nodes
from generator.spec import component as spec
from generator.spec import duration

NONE = "none"
"""`ready: none`: a pod counts as ready as soon as it runs."""
TUNING = frozenset({"period", "timeout", "failures", "successes", "delay"})
LONGEST = "1m"
"""The default for the longest start."""
STARTUP_PERIOD = 5
LIVE_PERIOD = 10
_UNWRITTEN = spec.Probe(kind="command")


form = field_rules.CONTAINER.forms["health"]
merge_layers = field_rules.CONTAINER.merges["health"]


def completed(entry: nodes.Entry | None, main: str) -> nodes.Entry:
    """The probes of a server with their defaults: readiness by TCP on the main port, and the longest start."""
    if entry is None:
        return _unwritten(main)
    if not isinstance(entry.value, nodes.Mapping):
        return entry
    entries = dict(entry.value.entries)
    if (ready := _ready(entries.get("ready"), main)) is not None:
        entries["ready"] = ready
    if (startup := _startup(entries.get("startup"), entries.get("ready"))) is not None:
        entries["startup"] = startup
    return entry.copy_with(entry.value.copy_with(entries))


@lru_cache(maxsize=256)
def _unwritten(main: str) -> nodes.Entry:
    return completed(defaults.entry("health", defaults.node({})), main)


def _ready(entry: nodes.Entry | None, main: str) -> nodes.Entry | None:
    if not main:
        return entry
    if entry is None:
        return defaults.entry("ready", defaults.node({"tcp": main}))
    if isinstance(entry.value, nodes.Mapping) and entry.value.entries and entry.value.entries.keys() <= TUNING:
        way = {"tcp": defaults.entry("tcp", defaults.node(main))}
        return entry.copy_with(entry.value.copy_with({**way, **entry.value.entries}))
    return entry


def _startup(entry: nodes.Entry | None, ready: nodes.Entry | None) -> nodes.Entry | None:
    longest = {"longest": defaults.entry("longest", defaults.node(LONGEST))}
    if entry is None:
        is_none = ready is not None and isinstance(ready.value, nodes.Scalar) and ready.value.text == NONE
        return None if is_none else defaults.entry("startup", nodes.Mapping(longest, SCHEMA))
    if isinstance(entry.value, nodes.Mapping) and not {"longest", "failures"} & entry.value.entries.keys():
        return entry.copy_with(entry.value.copy_with({**longest, **entry.value.entries}))
    return entry


def settled(data: Mapping[str, Any]) -> spec.Health:
    """The probes of plain data that matches the schema; those that it lacks are None."""
    ready = None if data.get("ready", NONE) == NONE else _probe(data["ready"], _UNWRITTEN)
    live = _probe(data["live"], _UNWRITTEN._replace(period=LIVE_PERIOD)) if "live" in data else None
    written = data.get("startup")
    if written is None:
        return spec.Health(ready=ready, live=live, startup=None, longest=0)
    way = _UNWRITTEN if ready is None else ready
    startup = _probe(written, way._replace(period=STARTUP_PERIOD, successes=1, delay=0))
    if "failures" in written:
        return spec.Health(ready=ready, live=live, startup=startup, longest=startup.period * startup.failures)
    longest = duration.parse(written.get("longest", LONGEST))
    startup = startup._replace(failures=max(1, -(-longest // startup.period)))
    return spec.Health(ready=ready, live=live, startup=startup, longest=longest)


def _probe(written: Mapping[str, Any], base: spec.Probe) -> spec.Probe:
    """A probe; what it leaves open is as in `base`."""
    kind = next((way for way in spec.PROBE_KINDS if way in written), None)
    if kind is not None:
        base = base._replace(
            kind=kind,
            path=written.get("http", ""),
            port=written.get("port", 0) if kind == "http" else written.get("tcp", written.get("grpc", 0)),
            command=tuple(written.get("command", ())),
            scheme=written.get("scheme", ""),
        )
    times = {key: duration.parse(written[key]) for key in ("period", "timeout", "delay") if key in written}
    return base._replace(
        period=times.get("period", base.period),
        timeout=times.get("timeout", base.timeout),
        delay=times.get("delay", base.delay),
        failures=written.get("failures", base.failures),
        successes=written.get("successes", base.successes),
    )
