"""Who writes which field of which object: the one table that omissions and ignore rules come from.

A field that somebody else writes has one of these guards (docs/output.md#ownership), by how the GitOps tool applies:

* absent: no template prints it, so no tool touches it;
* omitted: it is left out of the object in Git; a server-side apply leaves the other writer's value alone;
* merged: client-side apply keeps keys that Git does not know, so Git may write its own beside them;
* ignored: the tool is told to apply the live value of these paths;
* once: the tool makes the object and leaves it alone afterwards.

Lists of a route are atomic. Argo CD can only ignore them whole, which would freeze them: what Git says of such a route's rules is
part of its name, so that an edit is another route.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from generator.environment.environment import Environment
from generator.manifest.manifest import Draft
from generator.spec.project import Target

Applier = Literal["flux", "argocd", "argocd-server-side"]
Word = Literal["absent", "omitted", "merged", "ignored", "once"]
HASH = "/spec/selector/rollouts-pod-template-hash"
WEIGHTS = ("/spec/rules/0/backendRefs/0/weight", "/spec/rules/0/backendRefs/1/weight")
IGNORES_FIELDS = (2, 9)
"""The first Flux whose Kustomization has `spec.ignore`."""
CHECKS_HEALTH = (2, 5)
"""The first Flux whose Kustomization has `spec.healthCheckExprs`."""


class Guard(NamedTuple):
    """How one tool keeps off a field; `paths` are JSON Pointers, where it must be told."""

    word: Word
    paths: tuple[str, ...] = ()


ABSENT = Guard("absent")


class Owned(NamedTuple):
    """A field with another writer than Git. Empty `engines`, `autoscalers` or `strategies` mean all of them."""

    group: str
    kind: str
    field: str
    writer: str
    engines: tuple[str, ...] = ()
    autoscalers: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    flux: Guard = ABSENT
    argocd: Guard = ABSENT
    server_side: Guard = ABSENT

    def guard(self, applier: Applier) -> Guard:
        """What keeps this tool off the field."""
        return {"flux": self.flux, "argocd": self.argocd, "argocd-server-side": self.server_side}[applier]

    def concerns(self, target: Target) -> bool:
        """Whether the field has its other writer where the target goes."""
        environment, service = target.environment, target.component.service
        strategy = service.strategy.type if service is not None else ""
        asked = ((self.engines, environment.engine), (self.autoscalers, environment.autoscaler))
        return all(not known or one in known for known, one in (*asked, (self.strategies, strategy)))


SPLITS = ("blue-green", "canary")
TABLE: tuple[Owned, ...] = (
    Owned(
        group="apps", kind="Deployment", field="/spec/replicas", writer="HorizontalPodAutoscaler", autoscalers=("hpa",)
    ),
    Owned(group="apps", kind="Deployment", field="/spec/replicas", writer="KEDA", autoscalers=("keda",)),
    Owned(group="apps", kind="Deployment", field="/spec/replicas", writer="Flagger", engines=("flagger",)),
    Owned(
        group="argoproj.io", kind="Rollout", field="/spec/replicas", writer="the autoscaler", engines=("argo-rollouts",)
    ),
    Owned(
        group="keda.sh",
        kind="ScaledObject",
        field="/metadata/annotations/autoscaling.keda.sh~1paused-replicas",
        writer="Flagger",
        engines=("flagger",),
        autoscalers=("keda",),
        strategies=SPLITS,
    ),
    Owned(
        group="",
        kind="Service",
        field=HASH,
        writer="Argo Rollouts",
        engines=("argo-rollouts",),
        strategies=SPLITS,
        flux=Guard("omitted", ("/spec/selector",)),
        argocd=Guard("merged"),
        server_side=Guard("ignored", (HASH,)),
    ),
    Owned(
        group="gateway.networking.k8s.io",
        kind="HTTPRoute",
        field="/spec/rules",
        writer="the Gateway API plugin of Argo Rollouts",
        engines=("argo-rollouts",),
        strategies=("canary",),
        flux=Guard("ignored", WEIGHTS),
        argocd=Guard("ignored", ("/spec/rules",)),
        server_side=Guard("ignored", ("/spec/rules",)),
    ),
    Owned(
        group="batch",
        kind="Job",
        field="/spec",
        writer="nobody: it cannot be changed",
        flux=Guard("once"),
        argocd=Guard("ignored", ("/spec",)),
        server_side=Guard("ignored", ("/spec",)),
    ),
)


class Ignored(NamedTuple):
    """One rule for the tool: these paths of this object are not Git's."""

    group: str
    kind: str
    name: str
    paths: tuple[str, ...]


def applier(environment: Environment) -> Applier:
    """How the environment's tool applies."""
    if environment.gitops.tool == "flux":
        return "flux"
    return "argocd-server-side" if environment.gitops.settings.get("serverSideApply") else "argocd"


def guards(target: Target, kind: str, word: Word) -> Iterator[tuple[Owned, Guard]]:
    """The table's rows for a kind (in any case of letters) of a target whose guard is this word."""
    rows = _rows(applier(target.environment), kind.lower(), word)
    return ((owned, guard) for owned, guard in rows if owned.concerns(target))


@cache
def _rows(tool: Applier, kind: str, word: Word) -> tuple[tuple[Owned, Guard], ...]:
    """The rows of a kind in lower case whose guard is this word where this tool applies."""
    rows = ((owned, owned.guard(tool)) for owned in TABLE if owned.kind.lower() == kind)
    return tuple((owned, guard) for owned, guard in rows if guard.word == word)


def omits(target: Target, kind: str, path: str) -> bool:
    """Whether Git leaves this field of the target's objects to its other writer."""
    return any(path in guard.paths for _, guard in guards(target, kind, "omitted"))


def ignored(target: Target, drafts: Sequence[Draft]) -> Iterator[Ignored]:
    """What the tool must be told of a target's objects."""
    for draft in drafts:
        for owned, guard in guards(target, draft.kind, "ignored"):
            yield Ignored(owned.group, owned.kind, draft.name, guard.paths)


def flux_version(environment: Environment) -> tuple[int, ...]:
    """Flux's version as numbers; nothing where the platform does not say it, which is older than all."""
    written = str(environment.gitops.settings.get("version", ""))
    return tuple(int(part) for part in written.split(".")) if written else ()
