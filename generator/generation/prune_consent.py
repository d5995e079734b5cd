"""Consent to removals that a project's file gives in `allowPrune` (docs/output.md#prune-consent)."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from generator.environment.environment import Environment
from generator.errors import Mark, Problem, Severity
from generator.manifest import gitops_paths
from generator.named_tuples import NamedTuple

EVERYTHING = "*"
UNUSED = "prune-unused"
"""The code of a warning about an entry that allows nothing."""


class Consent(NamedTuple):
    """An entry of `allowPrune`: an environment, `environment/component`, or `*` for all of the project.

    `reason` says why its component may have nothing to remove, if there is more to say.
    """

    text: str
    where: str
    mark: Mark
    reason: str = ""

    @property
    def environment(self) -> str:
        """The environment that it names; `*` for every one."""
        return self.text.partition("/")[0]

    def covers(self, removal: "Removal") -> bool:
        """Whether it consents to a removal."""
        named = {EVERYTHING, removal.environment, f"{removal.environment}/{removal.component}"}
        return self.text in named


class Removal(NamedTuple):
    """A file whose removal needs consent; `component` is empty for an object that belongs to no single one.

    `kept`: the GitOps tool leaves the object in the cluster.
    """

    path: str
    environment: str
    component: str
    kept: bool = False

    @property
    def entry(self) -> str:
        """The narrowest entry of `allowPrune` that covers it."""
        return f"{self.environment}/{self.component}" if self.component else self.environment


def closed(environments: Mapping[str, Environment]) -> frozenset[str]:
    """The environments in which no entry consents (`policy.allowPrune: false`)."""
    return frozenset(name for name, each in environments.items() if not each.policy.allow_prune)


def removal(path: str, text: str) -> Removal:
    """The removal of a file of a GitOps repository with this text."""
    parsed = gitops_paths.parse(path)
    environment = parsed.overlay.environment if parsed is not None else ""
    return Removal(path, environment, *(("", False) if gitops_paths.is_entry(path) else _component(text)))


def _component(text: str) -> tuple[str, bool]:
    """The component of an object, and whether the GitOps tool leaves it in the cluster."""
    from generator.kubernetes import labels  # few runs remove something, and a cold start counts
    from generator.kubernetes.effects import common
    from generator.manifest import object_fields, yaml_reader

    try:
        content = yaml_reader.read(text)
    except ValueError:
        return "", False
    named = object_fields.value_at(content, ("metadata", "labels", labels.COMPONENT))
    return named if isinstance(named, str) else "", bool(common.guard(content))


def unused(
    consents: Iterable[Consent], removals: Collection[Removal], only: str | None = None, closed: Collection[str] = ()
) -> Iterator[Problem]:
    """A warning for each entry that allows none of these removals.

    With `only`, nothing but entries for that environment are judged. In the environments `closed` no entry consents.
    """
    for consent in consents:
        if only is not None and consent.environment != only:
            continue
        if consent.environment in closed:
            fact = f"consent to removals in {consent.environment} is given on the command line only (policy.allowPrune)"
            hint = "remove this entry, and ask the platform team to run tidegate with --allow-prune"
        elif not any(consent.covers(each) for each in removals):
            fact = f'"{consent.text}" allows nothing: {consent.reason or "there is nothing to remove"}'
            hint = "remove this entry, so that it does not allow a later removal"
        else:
            continue
        yield Problem(
            mark=consent.mark, where=consent.where, fact=fact, hint=hint, code=UNUSED, severity=Severity.WARNING
        )
