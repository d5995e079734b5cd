"""How much the steps of a pipeline request at most at the same time, from what each requests and what it waits for.

Any steps of which none waits for another, not even through others, may run at the same time. The most that such a set requests is
found by a maximum flow, as in R. P. Dilworth's "A decomposition theorem for partially ordered sets", with weights.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from decimal import Decimal

from generator.kubernetes.run_pods import RunPods

NONE = Decimal(0)
Requests = Mapping[str, Mapping[str, Decimal]]
Dependencies = Mapping[str, Sequence[str]]
_Node = tuple[str, str]
_SOURCE: _Node = ("source", "")
_SINK: _Node = ("sink", "")


def of(requests: Requests, after: Dependencies, limit: int | None = None) -> list[RunPods]:
    """The most pods, and the most of each resource, that steps request at the same time: at most `limit` steps, if there is one.

    The largest sums of two resources may be of different steps. So one pod has the sums, and the others have no requests.
    Steps that wait for each other in a circle never run, and count as if they did not wait.
    """
    waits = ancestors(after)
    number = int(_most(dict.fromkeys(requests, Decimal(1)), waits, limit))
    names = dict.fromkeys(name for each in requests.values() for name in each)
    sums = {
        name: _most({step: each.get(name, NONE) for step, each in requests.items()}, waits, limit) for name in names
    }
    rest = [RunPods(number - 1, {})] if number > 1 else []
    return [RunPods(1, sums), *rest]


def ancestors(after: Dependencies) -> dict[str, frozenset[str]]:
    """All steps that each step waits for, also through others."""
    found: dict[str, frozenset[str]] = {}
    for step in after:
        seen: dict[str, None] = {}
        waiting = [*after[step]]
        while waiting:
            each = waiting.pop()
            if each not in seen and each in after:
                seen[each] = None
                waiting += after[each]
        found[step] = frozenset(seen)
    return found


def _most(weights: Mapping[str, Decimal], waits: Mapping[str, frozenset[str]], limit: int | None) -> Decimal:
    """The largest sum of the weights of steps that may run at the same time, and no more than that of the `limit` largest."""
    together = sum(weights.values(), NONE) - _flow(weights, waits)
    largest = sorted(weights.values(), reverse=True)[:limit]
    return min(together, sum(largest, NONE))


def _flow(weights: Mapping[str, Decimal], waits: Mapping[str, frozenset[str]]) -> Decimal:
    """The largest flow from steps to steps that wait for them, where each may send and receive as much as its weight.

    Found along shortest paths (J. Edmonds and R. M. Karp), so that the number of paths does not depend on the weights.
    """
    everything = sum(weights.values(), NONE)
    residual: dict[_Node, dict[_Node, Decimal]] = {_SOURCE: {}, _SINK: {}}
    for step, weight in weights.items():
        residual[_SOURCE]["sends", step] = weight
        residual["sends", step] = {
            ("receives", each): everything for each in weights if each in waits[step] and step not in waits[each]
        }
        residual.setdefault(("receives", step), {})[_SINK] = weight
    total = NONE
    while path := _path(residual):
        amount = min(residual[one][other] for one, other in path)
        for one, other in path:
            residual[one][other] -= amount
            residual[other][one] = residual[other].get(one, NONE) + amount
        total += amount
    return total


def _path(residual: Mapping[_Node, Mapping[_Node, Decimal]]) -> list[tuple[_Node, _Node]]:
    """The edges of a shortest path with residual capacity from the source to the sink; empty if there is none."""
    reached: dict[_Node, _Node] = {_SOURCE: _SOURCE}
    waiting = deque([_SOURCE])
    while waiting and _SINK not in reached:
        node = waiting.popleft()
        for other, left in residual[node].items():
            if left > 0 and other not in reached:
                reached[other] = node
                waiting.append(other)
    edges: list[tuple[_Node, _Node]] = []
    node = _SINK
    while node in reached and node != _SOURCE:
        edges.append((reached[node], node))
        node = reached[node]
    return edges
