"""Patches: JSON Patch (RFC 6902) operations on a component's objects, applied last; `patch_guard` has the rules for them."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.errors import Severity
from generator.kubernetes import object_kinds
from generator.manifest import object_template
from generator.manifest.manifest import Manifest
from generator.render import patch_fields, patch_guard, patch_schema
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.component import Patch
from generator.spec.project import Target

CODE = "patch"
MAIN = "main"
"""The name, in a patch, of the object that is named like its component."""
WITH_AN = ("A", "E", "I", "O", "HTTP")
MAX_COPIED = 10_000
"""The most values that a patch may copy within an object; far more than any valid object needs."""


class Patched(NamedTuple):
    """The objects after the patches, and the problems of patches that were not applied."""

    manifests: list[Manifest]
    findings: list[Finding]


def apply(target: Target, manifests: Sequence[Manifest], schemas: patch_schema.Schemas) -> Patched:
    """Apply all patches of a target's component, in the order of the file."""
    patched, findings = list(manifests), list[Finding]()
    for patch in target.component.patches:
        kinds = sorted({manifest.kind for manifest in patched})
        kind = next((each for each in kinds if object_kinds.of(each).stands_for == patch.kind), patch.kind)
        if kind not in kinds:
            fact = f'there is no {patch.kind} among the objects of "{target.name}"'
            path = ("patches", patch.number, "target", "kind")
            meant, hint = suggest.of(patch.kind, kinds)
            findings.append(_finding(target, path, fact=fact, hint=hint, subject=patch.kind, meant=meant))
        chosen = _chosen(target, patch, [manifest.name for manifest in patched if manifest.kind == kind])
        if patch.name and kind in kinds and not chosen:
            findings.append(_no_object(target, patch, [manifest.name for manifest in patched if manifest.kind == kind]))
        for i, manifest in enumerate(patched):
            if manifest.kind == kind and manifest.name in chosen:
                patched[i] = _patched(target, patch, manifest, schemas, findings)
                if patched[i] is not manifest:
                    findings += _fields(target, patch, manifest, patched[i])
    return Patched(patched, findings)


def _fields(target: Target, patch: Patch, before: Manifest, after: Manifest) -> Iterator[Finding]:
    """What a field does now, which a patch of 2.0 may not."""
    policy, written = target.environment.policy, target.environment.node.get("policy")
    keys = dict.fromkeys(written.entries) if isinstance(written, nodes.Mapping) else {}
    for each in patch_fields.instead(policy, keys, before.kind, before.object, after.object):
        where = f"{each.path} of {'an' if after.kind.startswith(WITH_AN) else 'a'} {after.kind}"
        found = _finding(
            target,
            ("patches", patch.number),
            fact=f"{where} is what the field {each.field} sets",
            hint="use the field: from 2.0 on such a patch is refused",
        )
        if each.limit:
            fact = f"{where} is what policy.{each.limit} limits"
            hint = f"use the field {each.field}, within the policy"
            yield found._replace(
                fact=fact, hint=hint, code="policy", severity=Severity.REFUSAL, place=target.environment.name
            )
        else:
            yield found._replace(code="patch-field", severity=Severity.WARNING)


def _chosen(target: Target, patch: Patch, names: Sequence[str]) -> list[str]:
    """The names of the objects that a patch is for. The main one may have a hash in its name."""
    if not patch.name:
        return list(names)
    if patch.name == MAIN and target.base not in names and len(names) == 1:
        return list(names)
    wanted = {patch.name, target.base if patch.name == MAIN else f"{target.base}-{patch.name}"}
    return [name for name in names if name in wanted]


def _no_object(target: Target, patch: Patch, names: Sequence[str]) -> Finding:
    known = [name.removeprefix(f"{target.base}-") if name != target.base else MAIN for name in names]
    meant, hint = suggest.of(patch.name, known)
    fact = f'there is no {patch.kind} "{patch.name}" among the objects of "{target.name}"'
    path = ("patches", patch.number, "target", "name")
    found = _finding(target, path, fact=fact, hint=hint, subject=patch.name, meant=meant)
    return found._replace(place=target.environment.name)


def _schema_findings(
    target: Target, patch: Patch, manifest: Manifest, changed: Any, schemas: patch_schema.Schemas
) -> Iterator[Finding]:
    version = target.environment.cluster.kubernetes
    schema = schemas(version, manifest.object["apiVersion"], manifest.kind)
    hint = f"write what Kubernetes {version} has there: tidegate render -e {target.environment.name} shows the object"
    for violation in patch_schema.violations(schema, changed) if schema is not None else ():
        yield _finding(
            target,
            ("patches", patch.number),
            fact=f"{manifest.kind} {manifest.name}: {violation.fact}",
            hint=violation.hint if violation.hint or violation.meant else hint,
            subject=violation.subject,
            meant=violation.meant,
        )


def _finding(target: Target, path: Path, *, fact: str, hint: str, subject: str = "", meant: str = "") -> Finding:
    node, mark = finding.locate(target.node, path, mark=target.key.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=CODE, subject=subject, meant=meant)


def _patched(
    target: Target, patch: Patch, manifest: Manifest, schemas: patch_schema.Schemas, findings: list[Finding]
) -> Manifest:
    import jsonpatch
    import jsonpointer

    changed: Any = copy.deepcopy(manifest.object)
    remaining = MAX_COPIED
    for number, op in enumerate(patch.ops):
        try:
            if op["op"] == "copy":
                remaining -= _size(jsonpointer.resolve_pointer(changed, op["from"]), remaining)
                if remaining <= 0:
                    fact = f"more than {MAX_COPIED} values are copied in {manifest.kind} {manifest.name}"
                    findings.append(
                        _finding(target, ("patches", patch.number, "ops", number), fact=fact, hint="write less")
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
            hint = "print the object with: tidegate render -e " + target.environment.name
            findings.append(_finding(target, ("patches", patch.number, "ops", number), fact=fact, hint=hint))
            return manifest
    return _judged(target, patch, manifest, changed, schemas, findings)


def _judged(
    target: Target,
    patch: Patch,
    manifest: Manifest,
    changed: Any,
    schemas: patch_schema.Schemas,
    findings: list[Finding],
) -> Manifest:
    """The manifest with the changed object, or as it was if that is refused; what is refused joins the findings."""
    try:
        violations = dict.fromkeys(patch_guard.check(target, manifest.object, changed))
    except (AttributeError, KeyError, TypeError, ValueError):
        # The rules read values of the types that Kubernetes has; its schema says which ones are others.
        found = list(_schema_findings(target, patch, manifest, changed, schemas))
        fact, hint = f"{manifest.kind} {manifest.name} has a value of another type than Kubernetes", "print the object"
        hint += f" with: tidegate render -e {target.environment.name}"
        findings += found or [_finding(target, ("patches", patch.number), fact=fact, hint=hint)]
        return manifest
    if any(violation.rule is not patch_guard.Rule.VALUE for violation in violations):
        # A part that must not be changed makes others wrong, too: volumes that a removed claim gave.
        violations = {each: None for each in violations if each.rule is not patch_guard.Rule.VALUE}
    for violation in violations:
        fact, hint = f"{manifest.kind} {manifest.name}: {violation.fact}", patch_guard.HINTS[violation.rule]
        findings.append(_finding(target, ("patches", patch.number), fact=fact, hint=hint, subject=violation.subject))
    if violations:
        return manifest
    unfit = list(_schema_findings(target, patch, manifest, changed, schemas))
    findings += unfit
    return manifest if unfit else manifest._replace(content=object_template.constant(changed))


def _size(value: Any, most: int) -> int:
    """The number of values in a value, counted up to `most`, as repeated copies grow exponentially."""
    count, pending = 0, [value]
    while pending and count < most:
        node = pending.pop()
        count += 1
        pending.extend(node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ())
    return count


def _reason(changed: Any, op: Mapping[str, Any]) -> str:
    """Why an operation does not apply: the first part of its path that the object does not have."""
    keys = [op[key] for key in ("from", "path") if key in op and not (key == "path" and "from" in op)]
    for path in (*keys, op["path"]):
        node, parents = changed, ""
        *leading, last = str(path).split("/")[1:] or [""]
        for part in leading if op["op"] == "add" or path != keys[0] else [*leading, last]:
            name = part.replace("~1", "/").replace("~0", "~")
            child = node.get(name) if isinstance(node, Mapping) else node[int(name)] if _index(node, name) else None
            if child is None:
                return f'there is no "{parents}/{part}"'
            node, parents = child, f"{parents}/{part}"
    if op["op"] == "test":
        return "the test does not hold"
    return f'"{op["path"]}" is not a valid path in the object'


def _index(node: Any, name: str) -> bool:
    return isinstance(node, list) and name.isascii() and name.isdigit() and int(name) < len(node)
