"""Read the claims and ports of one component from objects: those in a GitOps repository, or those that are rendered."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from generator.files.gitops_index import Store
from generator.kubernetes import mounts
from generator.kubernetes.effects import capacity
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.object_fields import BROKEN
from generator.release import claims, operator_objects, ports
from generator.release.operator_objects import READERS
from generator.release.ports import Endpoints
from generator.release.snapshot import Snapshot
from generator.spec import naming


def read(store: Store, overlay: str, base: str, after: Snapshot) -> Snapshot:
    """A snapshot with the claims, ports and routes that the objects have, of those in `after`; what cannot be read stays.

    Of what an operator serves it also has scale and pods. Ports and routes keep their places in the project file.
    """
    objects = _Objects(store, overlay)
    found: dict[str, Any] = {}
    with suppress(*BROKEN):
        if after.claims is not None:
            found["claims"] = claims.of_object(objects.read(base, "statefulset"))
    own = {}
    for path in after.own_claims:
        with suppress(*BROKEN):
            own[path] = claims.own_of_object(objects.read(mounts.claim(base, path), "persistentvolumeclaim"))
    with suppress(*BROKEN):
        operated = operator_objects.find(objects.read(base, kind) for kind in READERS if objects.has(base, kind))
        if operated is not None:
            found["pods"] = operated.reader.pods(operated.content, after.release)
            found["shape"] = operated.reader.shape(operated.content)
            found["endpoints"] = _placed(operated.reader.endpoints(operated.content), after.endpoints)
        elif after.endpoints.ports:
            found["endpoints"] = _endpoints(objects, base, after.endpoints)
    return replace(after, **found, own_claims=own)


class _Objects:
    """The objects of an overlay, in whichever Component folder they are."""

    def __init__(self, store: Store, overlay: str) -> None:
        self._store = store
        folders = [f"{overlay}/{name}" for name in store.folders(overlay)]
        self._paths = {name: f"{folder}/{name}" for folder in folders for name in store.files(folder)}

    def has(self, name: str, kind: str) -> bool:
        return gitops_paths.object_file(name, kind) in self._paths

    def read(self, name: str, kind: str) -> Mapping[str, Any]:
        """An object; KeyError if there is none."""
        content: Any = yaml_reader.read(self._store.read(self._paths[gitops_paths.object_file(name, kind)]))
        return {**content}


def _endpoints(objects: _Objects, base: str, after: Endpoints) -> Endpoints:
    """The ports, and those of the routes of `after` that are there; KeyError if the component is not deployed."""
    names = (base, naming.groups(base), *(naming.slot(base, slot) for slot in naming.SLOTS))
    workloads = ((name, kind.lower()) for name in names for kind in capacity.kinds())
    workload = next((objects.read(*each) for each in workloads if objects.has(*each)), {})
    routes = [name for name in after.routes if any(objects.has(name, kind.lower()) for kind in capacity.TRAFFIC)]
    if objects.has(base, "canary"):
        canary = objects.read(base, "canary")
        routes += [base] if canary["spec"]["service"].get("hosts") else []
        served = ports.of_canary(canary, workload)
    else:
        served = ports.of_service(objects.read(base, "service"), workload)
    there = {name: end for name, end in after.routes.items() if name in routes}
    return _placed(Endpoints(served, there), after)


def _placed(found: Endpoints, after: Endpoints) -> Endpoints:
    """What was found, with the places that the ports have in the project file."""
    places = {port.name: port.path for port in after.ports}
    return found._replace(ports=tuple(port._replace(path=places.get(port.name, ())) for port in found.ports))
