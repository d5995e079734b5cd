"""Search what in `ml-project.yaml` gives the edits by hand of one environment.

Every answer was tried: the environment was generated in memory with it, and with those before it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from generator.comparison import differences, matching
from generator.comparison.differences import Difference
from generator.generation import edit_candidates, object_edits
from generator.generation.container_candidates import Candidate, Place
from generator.generation.edit_trial import Objects, Outcome, Trial
from generator.generation.hand_edits import Answer, Setting
from generator.kubernetes import labels, object_kinds
from generator.manifest import field_path
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject
from generator.release import set_options
from generator.source import nodes, scalars
from generator.spec import naming
from generator.spec.project import Target

ROLES = ("active", "candidate", "previous")
VERSION = ("image", "model")
MAIN = "main"
NOT_OF_A_COMPONENT = "no component has this object: it follows from the others and from the platform's files"
NAME = "metadata.name"
METADATA = frozenset({"labels", "annotations"})
"""Fields of a component set them on all of its objects, where a person has edited one."""


class Way(NamedTuple):
    """A setting that gives an edit, and what comes out.

    `others` are the other files that change, `gone` are all edits that it gives, by path of file and field.
    """

    kind: Literal["field", "patch"]
    setting: Setting
    outcome: Outcome
    others: tuple[str, ...]
    gone: frozenset[tuple[str, str]]
    changed: int
    """The number of others that differ in more than annotations."""


class Search:
    """Finds answers for the edits of the objects `found`, by path; each answer stays for the search of the next."""

    def __init__(self, trial: Trial, found: Objects) -> None:
        self.found = found
        self._trial = trial
        self._settings: list[Setting] = []
        self._state = trial.run(())
        self._given: dict[tuple[str, str], Answer] = {}
        self._differences: dict[str, set[str]] = {}

    def field(self, path: str, field: Difference) -> Answer:
        """What gives the value of a field."""
        name = _path(field)
        if (path, name) in self._given:
            return self._given[path, name]
        target = self._target(path)
        if target is None:
            return Answer("none", reason=self._state.problem or NOT_OF_A_COMPONENT)
        best = self._best(self._ways(target, path, field))
        if best is not None and not (best.others and METADATA.intersection(field.steps)):
            return self._take(best)
        patched = self._patch(target, path, field)
        if isinstance(patched, Way):
            return self._take(patched)
        return self._take(best) if best is not None else Answer("none", reason=patched)

    def without(self, path: str) -> Answer:
        """What leaves a file out."""
        target = self._target(path)
        if target is None:
            return Answer("none", reason=self._state.problem or NOT_OF_A_COMPONENT)
        pods = value_at(self._state.objects[path], ("spec", "minReplicas"))
        fields = [Candidate((name,), None) for name in target.node.entries if name != "kind"]
        fields += [Candidate(("scale",), pods)] if isinstance(pods, int) else []
        volumes = target.node.get("volumes")
        fields += [Candidate(("volumes", each), None) for each in getattr(volumes, "entries", ())]
        whole = [Candidate((), None)] if object_kinds.of(self._state.objects[path]["kind"]).pod_templates else []
        for candidates in (fields, whole):
            outcomes = ((each, self._run(each)) for each in self._settings_for(target, candidates))
            found = [
                self._way("field", path, *each) for each in outcomes if each[1].objects and path not in each[1].objects
            ]
            best = self._best(found)
            if best is not None:
                return self._take(best)
        return Answer("none", reason="no field leaves it out")

    def _target(self, path: str) -> Target | None:
        """The component that has an object."""
        content = self._state.objects.get(path, {})
        name = value_at(content, ("metadata", "labels", labels.COMPONENT))
        return next((unit.target for unit in self._state.units if unit.target.name == name), None)

    def _ways(self, target: Target, path: str, field: Difference) -> Iterator[Way]:
        kind = matching.known_kind(self.found[path])
        place = Place(kind, field.steps, field.before, field.after, self.found[path])
        for setting in self._settings_for(target, edit_candidates.find(place, target.node)):
            outcome = self._run(setting)
            if self._gives(outcome, path, _path(field)):
                yield self._way("field", path, setting, outcome)

    def _best(self, ways: Iterable[Way]) -> Way | None:
        """The cheapest one that the other environments of the project allow."""
        listed = sorted(ways, key=_cost)
        return next((each for each in listed if not self._trial.conflict(self._with(each.setting))), None)

    def _way(self, kind: Literal["field", "patch"], path: str, setting: Setting, outcome: Outcome) -> Way:
        others = tuple(self._others(outcome, path))
        pairs = (
            (_without_notes(each.get(other)) for each in (self._state.objects, outcome.objects)) for other in others
        )
        return Way(kind, setting, outcome, others, self._gone(outcome), sum(was != now for was, now in pairs))

    def _settings_for(self, target: Target, candidates: Iterable[Candidate]) -> Iterator[Setting]:
        """Each candidate in the component as the environment has it, then in the versions of its release."""
        where = ("environments", self._trial.environment)
        for each in candidates:
            yield Setting((*where, "components", target.name, *each.path), each.value)
            for role in self._roles(target):
                if each.path[:1] in {(field,) for field in VERSION} and each.value is not None:
                    yield Setting((*where, "releases", target.name, role, *each.path), each.value)
                elif each.path and each.path[0] in set_options.SETTABLE:
                    yield Setting((*where, "releases", target.name, role, "with", *each.path), each.value)

    def _roles(self, target: Target) -> list[str]:
        node: nodes.Node | None = target.project.document.root
        for key in ("environments", self._trial.environment, "releases", target.name):
            node = node.get(key) if isinstance(node, nodes.Mapping) else None
        return [role for role in ROLES if isinstance(node, nodes.Mapping) and role in node.entries]

    def _patch(self, target: Target, path: str, field: Difference) -> Way | str:
        """A patch that gives a field, alone or with all others of the object; or why the first of these is none."""
        every = fields(self._state.objects[path], self.found[path])
        tried = [self._patch_for(target, path, chosen, field) for chosen in ([field], *([every] if every[1:] else ()))]
        return next((each for each in tried if isinstance(each, Way)), tried[0])

    def _patch_for(self, target: Target, path: str, chosen: Iterable[Difference], field: Difference) -> Way | str:
        content = wanted = self._state.objects[path]
        try:
            for each in chosen:
                wanted = object_edits.with_field(wanted, self.found[path], each)
        except (AttributeError, IndexError, KeyError, TypeError):
            return "the file is not the object any more that is generated"
        added = {"target": self._patch_target(target, content), "ops": list(object_edits.operations(content, wanted))}
        patches = self._patches(target)
        if patches and patches[-1]["target"] == added["target"]:
            added["ops"] = [*patches.pop()["ops"], *added["ops"]]
        setting = Setting(self._patch_path(target), [*patches, added])
        outcome = self._run(setting)
        if self._gives(outcome, path, _path(field)):
            return self._trial.conflict(self._with(setting)) or self._way("patch", path, setting, outcome)
        return outcome.problem or "the object comes out in another way"

    def _patch_path(self, target: Target) -> tuple[str, ...]:
        return ("environments", self._trial.environment, "components", target.name, "patches")

    def _patches(self, target: Target) -> list[dict[str, Any]]:
        """The patches that the component has by now: a list of the environment replaces that of the component."""
        path = self._patch_path(target)
        written = next((each.value for each in reversed(self._settings) if each.path == path), None)
        node = target.node.get("patches")
        return [*(written or (scalars.raw(node) if node is not None else None) or ())]

    def _patch_target(self, target: Target, content: KubernetesObject) -> dict[str, str]:
        name = str(value_at(content, ("metadata", "name")))
        alike = [each for each in self._state.objects.values() if each["kind"] == content["kind"]]
        own = [each for each in alike if value_at(each, ("metadata", "labels", labels.COMPONENT)) == target.name]
        if len(own) == 1:
            return {"kind": content["kind"]}
        return {"kind": content["kind"], "name": MAIN if name == target.base else name.removeprefix(f"{target.base}-")}

    def _run(self, setting: Setting) -> Outcome:
        return self._trial.run(self._with(setting))

    def _with(self, setting: Setting) -> list[Setting]:
        """The settings of all answers, and one more."""
        return [*(each for each in self._settings if each.path != setting.path), setting]

    def _gives(self, outcome: Outcome, path: str, name: str) -> bool:
        """Whether an outcome has the field as it was edited, and no other field of the object differs more than before."""
        after = self._differing(outcome.objects, path)
        return path in outcome.objects and name not in after and after <= self._differing_now(path)

    def _differing_now(self, path: str) -> set[str]:
        """The edits of an object that no answer gives so far."""
        if path not in self._differences:
            self._differences[path] = self._differing(self._state.objects, path)
        return self._differences[path]

    def _differing(self, objects: Objects, path: str) -> set[str]:
        return {_path(each) for each in fields(objects.get(path, {}), self.found[path])}

    def _others(self, outcome: Outcome, path: str) -> list[str]:
        """The other files that an outcome changes, but for those that it brings nearer to how they were edited."""
        before, after = self._state.objects, outcome.objects
        changed = [each for each in {**before, **after} if each != path and before.get(each) != after.get(each)]
        return sorted(each for each in changed if each not in self.found or not self._is_nearer(outcome, each))

    def _is_nearer(self, outcome: Outcome, path: str) -> bool:
        return len(self._differing(outcome.objects, path)) < len(self._differing_now(path))

    def _gone(self, outcome: Outcome) -> frozenset[tuple[str, str]]:
        """The edits that an outcome gives and that were not given before, by path of file and field."""
        pairs = ((path, self._differing_now(path) - self._differing(outcome.objects, path)) for path in self.found)
        return frozenset((path, name) for path, names in pairs for name in names)

    def _take(self, way: Way) -> Answer:
        """Keep a setting, and note every edit that it gives."""
        answer = Answer(way.kind, way.setting, way.others)
        self._given |= dict.fromkeys(way.gone, answer)
        self._settings = self._with(way.setting)
        self._state, self._differences = way.outcome, {}
        return answer


def _cost(way: Way) -> tuple[int, int, int]:
    """The fewer other objects it changes in more than notes, and the more edits it gives, the better."""
    return way.changed, -len(way.gone), len(way.others)


def _without_notes(content: KubernetesObject | None) -> Any:
    metadata = {key: value for key, value in (content or {}).get("metadata", {}).items() if key != "annotations"}
    return content and {**content, "metadata": metadata}


def fields(before: KubernetesObject, after: KubernetesObject) -> list[Difference]:
    """The fields in which a file differs from what is generated, without those that mean nothing or follow from others."""
    found = differences.between(before, after, matching.known_kind(after))
    return [each for each in found if not (_is_hash(each) or _is_free_order(each))]


def _is_hash(field: Difference) -> bool:
    """Whether only the hash in the name of the object differs, which follows from the rest."""
    bases = {naming.unhashed(str(each)) for each in (field.before, field.after)}
    return _path(field) == NAME and len(bases) == 1 and None not in bases


def _is_free_order(field: Difference) -> bool:
    """Whether only the order of variables differs, and none refers to another one."""
    return field.order and field.steps[-1] == "env" and differences.REFERENCE not in str(field.inside)


def _path(field: Difference) -> str:
    return f"{field_path.text(field.steps)}{field_path.ORDER if field.order else ''}"
