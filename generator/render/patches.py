"""The escape hatch: RFC 6902 operations on a component's objects, applied last; `patch_guard` says what they may not change."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.kubernetes import object_kinds
from generator.manifest import object_template
from generator.manifest.manifest import Manifest
from generator.render import patch_guard, patch_schema
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.component import Patch
from generator.spec.project import Target

CODE = "patch"
MOST = 10_000
"""Values that one patch may copy within an object; Kubernetes takes none that comes near."""


class Patched(NamedTuple):
    """The objects after the patches, and what was refused."""

    manifests: list[Manifest]
    findings: list[Finding]


def apply(target: Target, manifests: Sequence[Manifest], schemas: patch_schema.Schemas) -> Patched:
    """All patches of a target's component, in the order written."""
    held, findings = list(manifests), list[Finding]()
    for patch in target.component.patches:
        kinds = sorted({manifest.kind for manifest in held})
        kind = next((each for each in kinds if object_kinds.of(each).stands_for == patch.kind), patch.kind)
        if kind not in kinds:
            fact = f'there is no {patch.kind} among the objects of "{target.name}"'
            path = ("patches", patch.number, "target", "kind")
            meant, hint = suggest.of(patch.kind, kinds)
            findings.append(_found(target, path, fact=fact, hint=hint, subject=patch.kind, meant=meant))
        for i, manifest in enumerate(held):
            if manifest.kind == kind:
                held[i] = _one(target, patch, manifest, findings)
                if held[i] is not manifest:
                    findings += _misfits(target, patch, held[i], schemas)
    return Patched(held, findings)


def _misfits(target: Target, patch: Patch, manifest: Manifest, schemas: patch_schema.Schemas) -> Iterator[Finding]:
    version = target.environment.cluster.kubernetes
    schema = schemas(version, manifest.object["apiVersion"], manifest.kind)
    way = f"write what Kubernetes {version} has there: tidegate render -e {target.environment.name} shows the object"
    for misfit in patch_schema.misfits(schema, manifest.object) if schema is not None else ():
        yield _found(
            target,
            ("patches", patch.number),
            fact=f"{manifest.kind} {manifest.name}: {misfit.fact}",
            hint=misfit.hint if misfit.hint or misfit.meant else way,
            subject=misfit.subject,
            meant=misfit.meant,
        )


def _found(target: Target, path: Path, *, fact: str, hint: str, subject: str = "", meant: str = "") -> Finding:
    node, mark = finding.locate(target.node, path, mark=target.key.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=CODE, subject=subject, meant=meant)


def _one(target: Target, patch: Patch, manifest: Manifest, findings: list[Finding]) -> Manifest:
    import jsonpatch
    import jsonpointer

    changed: Any = copy.deepcopy(manifest.object)
    room = MOST
    for number, op in enumerate(patch.ops):
        try:
            if op["op"] == "copy":
                room -= _size(jsonpointer.resolve_pointer(changed, op["from"]), room)
                if room <= 0:
                    fact = f"more than {MOST} values are copied in {manifest.kind} {manifest.name}"
                    findings.append(
                        _found(target, ("patches", patch.number, "ops", number), fact=fact, hint="write less")
                    )
                    return manifest
            changed = jsonpatch.apply_patch(changed, [copy.deepcopy(dict(op))], in_place=True)
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            TypeError,
            KeyError,
            ValueError,
            IndexError,
        ):
            fact = f"does not apply to {manifest.kind} {manifest.name}: {_reason(changed, op)}"
            hint = "see the object with: tidegate render -e " + target.environment.name
            findings.append(_found(target, ("patches", patch.number, "ops", number), fact=fact, hint=hint))
            return manifest
    violations = dict.fromkeys(patch_guard.check(target, manifest.object, changed))
    for violation in violations:
        fact, hint = f"{manifest.kind} {manifest.name}: {violation.fact}", patch_guard.HINTS[violation.rule]
        findings.append(_found(target, ("patches", patch.number), fact=fact, hint=hint, subject=violation.subject))
    return manifest if violations else manifest._replace(content=object_template.constant(changed))


def _size(value: Any, most: int) -> int:
    """How many values there are in one, counted no further than `most`: copies of copies grow without end."""
    count, todo = 0, [value]
    while todo and count < most:
        found = todo.pop()
        count += 1
        todo.extend(found.values() if isinstance(found, Mapping) else found if isinstance(found, list) else ())
    return count


def _reason(changed: Any, op: Mapping[str, Any]) -> str:
    """Why an operation does not apply, in words: how far its path leads, never the whole object."""
    keys = [op[key] for key in ("from", "path") if key in op and not (key == "path" and "from" in op)]
    for path in (*keys, op["path"]):
        at, way = changed, ""
        *above, last = str(path).split("/")[1:] or [""]
        for part in above if op["op"] == "add" or path != keys[0] else [*above, last]:
            name = part.replace("~1", "/").replace("~0", "~")
            here = at.get(name) if isinstance(at, Mapping) else at[int(name)] if _index(at, name) else None
            if here is None:
                return f'there is no "{way}/{part}"'
            at, way = here, f"{way}/{part}"
    if op["op"] == "test":
        return "the test does not hold"
    return f'"{op["path"]}" is no place in it'


def _index(at: Any, name: str) -> bool:
    return isinstance(at, list) and name.isascii() and name.isdigit() and int(name) < len(at)
