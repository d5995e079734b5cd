"""Fields of kinds that run until they are replaced: how they are merged, defaults that depend on others, and typed values."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.resolve import containers, defaults, field_rules, health, merge, networking, shutdown
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec import component as spec
from generator.spec import quantity

CPU_TARGET = 70
GRACE = defaults.entry("shutdown", defaults.node(spec.DEFAULT_GRACE))
TARGETS = frozenset({"cpu", "memory", "metrics", "queue", "concurrency", "rps"})
"""What an autoscaler measures."""
DEPENDENT = ("scale", "strategy", "expose")
"""Fields whose defaults depend on others, besides `health`."""


def _merge_scale(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge bounds; a queue of another type replaces that of the base."""
    before, after = (node.get("queue") if isinstance(node, nodes.Mapping) else None for node in (base, override))
    merged = merge.merge_patch(base, override)
    if isinstance(before, nodes.Mapping) and isinstance(after, nodes.Mapping) and isinstance(merged, nodes.Mapping):
        chosen = merged.entries["queue"].copy_with(merge.typed("type")(before, after))
        return merged.copy_with({**merged.entries, "queue": chosen})
    return merged


FIELDS = field_rules.COMMON.with_own(
    Fields(
        forms={
            "strategy": merge.scalar_as("type"),
            "ports": field_rules.CONTAINER.forms["ports"],
            "health": health.form,
        },
        merges={
            "scale": _merge_scale,
            "strategy": merge.typed("type"),
            "expose": networking.merge_routes,
            "health": health.merge_layers,
        },
    )
)


def keeps_two_versions(strategy: nodes.Node) -> bool:
    """Whether a strategy, as a platform's default, is one that needs slots."""
    chosen = strategy.get("type") if isinstance(strategy, nodes.Mapping) else strategy
    return isinstance(chosen, nodes.Scalar) and chosen.text not in spec.IN_PLACE


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with the defaults that depend on other values; results are taken from and stored in `cache`.

    Where two pods cannot run side by side, as with GPUs or a claim for one node, one has to end before the next starts.
    """
    main = _first_port(merged)
    requested = _first_port(merged.get(spec.TRANSFORMER)) or main
    in_turn = place.gpu or any(map(_one_node, _volumes(merged)))
    entries = dict(merged.entries)
    for key in DEPENDENT:
        entry = entries.get(key)
        if entry is None or isinstance(entry.value, nodes.Scalar):
            continue
        cache_key = (id(entry), requested, in_turn)
        if cache_key not in cache:
            cache[cache_key] = nodes.CacheEntry(
                (entry,), entry.copy_with(_completed(key, entry.value, requested, in_turn=in_turn))
            )
        entries[key] = cache[cache_key].result
    probes = entries.get("health")
    cache_key = (id(probes), main, True)
    if cache_key not in cache:
        cache[cache_key] = nodes.CacheEntry((probes,), health.completed(probes, main))
    entries["health"] = cache[cache_key].result
    entries.setdefault("shutdown", GRACE)
    return merged.copy_with(entries)


def _first_port(part: nodes.Node | None) -> str:
    """The name of the first port of a container; empty if it has none."""
    ports = part.get("ports") if isinstance(part, nodes.Mapping) else None
    return next(iter(ports.entries), "") if isinstance(ports, nodes.Mapping) else ""


def _volumes(merged: nodes.Mapping) -> Iterator[nodes.Node | None]:
    """The volumes of the component, and those that its other containers have instead."""
    yield merged.get("volumes")
    beside = [merged.get(spec.TRANSFORMER)]
    for field in containers.FIELDS:
        held = merged.get(field)
        beside += [entry.value for entry in held.entries.values()] if isinstance(held, nodes.Mapping) else ()
    yield from (each.get("volumes") if isinstance(each, nodes.Mapping) else None for each in beside)


def _one_node(volumes: nodes.Node | None) -> bool:
    """Whether one of the volumes is a new claim that pods of one node at a time can mount."""
    held = [entry.value for entry in volumes.entries.values()] if isinstance(volumes, nodes.Mapping) else []
    return any(
        isinstance(each, nodes.Mapping) and "size" in each.entries and _is_once(each.get("access")) for each in held
    )


def _is_once(access: nodes.Node | None) -> bool:
    return access is None or (isinstance(access, nodes.Scalar) and access.text == "once")


def _completed(key: str, value: nodes.Node, main: str, *, in_turn: bool) -> nodes.Node:
    """The value of a field with the defaults that its mapping, or each mapping of its list, does not have."""
    if isinstance(value, nodes.Sequence):
        items = (_completed(key, item, main, in_turn=in_turn) for item in value.items)
        return value._replace(items=tuple(items)) if key == "expose" else value
    if not isinstance(value, nodes.Mapping):
        return value
    wanted = _dependent(key, value, main, in_turn=in_turn)
    missing = {k: defaults.entry(k, defaults.node(v)) for k, v in wanted if k not in value.entries}
    return value.copy_with({**value.entries, **missing}) if missing else value


def _dependent(key: str, value: nodes.Mapping, main: str, *, in_turn: bool) -> Iterator[tuple[str, Any]]:
    match key:
        case "scale":
            yield "min", 1
            if not TARGETS & value.entries.keys():
                yield "cpu", CPU_TARGET
        case "strategy":
            strategy = value.get("type")
            if isinstance(strategy, nodes.Scalar) and strategy.text == "rolling":
                yield from {"surge": 0, "unavailable": 1}.items() if in_turn else {"surge": 1, "unavailable": 0}.items()
        case _:
            yield "path", "/"
            yield from {"port": main}.items() if main else ()


def kind_values(data: Mapping[str, Any]) -> spec.Service:
    """Read the values that only kinds have that run until they are replaced."""
    strategy = data["strategy"]
    scale = _scale(data["scale"])
    ports = networking.ports(data)
    return spec.Service(
        ports=ports,
        health=health.settled(data["health"]),
        scale=scale,
        strategy=spec.Strategy(
            type=strategy["type"],
            surge=strategy.get("surge", -1),
            unavailable=strategy.get("unavailable", -1),
            steps=tuple(strategy.get("steps", ())),
            prescale=strategy.get("prescale", scale.max),
        ),
        routes=tuple(networking.routes(data.get("expose"))),
        shutdown=shutdown.settled(data["shutdown"]),
        min_ready=data.get("minReadySeconds", 0),
        main_service=networking.main_service(data.get("service", {})),
        metrics=networking.metrics(data, ports),
    )


def _scale(written: int | Mapping[str, Any]) -> spec.Scale:
    if isinstance(written, int):
        return spec.Scale(min=written, max=written)
    metrics = tuple(sorted((name, quantity.canonical(average)) for name, average in written.get("metrics", {}).items()))
    return spec.Scale(
        min=written["min"],
        max=written["max"],
        cpu=written.get("cpu"),
        memory=written.get("memory"),
        metrics=metrics,
        queue=_queue(written["queue"]) if "queue" in written else None,
        concurrency=written.get("concurrency"),
        rps=written.get("rps"),
    )


def _queue(written: Mapping[str, Any]) -> spec.Queue:
    return spec.Queue(**{**written, "servers": tuple(written.get("servers", ()))})
