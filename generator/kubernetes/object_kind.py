"""The nouns of the table of object kinds: a kind, a field that somebody else than Git writes, and how a GitOps tool keeps off it.

A field that somebody else writes has one of these guards (docs/output.md#ownership), by how the GitOps tool applies:

* absent: no template prints it, so no tool touches it;
* omitted: it is left out of the object in Git; a server-side apply leaves the other writer's value alone;
* merged: client-side apply keeps keys that Git does not know, so Git may write its own beside them;
* ignored: the tool is told to apply the live value of these paths;
* once: the tool makes the object and leaves it alone afterwards.

Lists of a route are atomic. Argo CD can only ignore them whole, which would freeze them: what Git says of such a route's rules is
part of its name, so that an edit is another route.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from generator.environment.environment import Environment
from generator.kubernetes.route_host import RouteHost
from generator.spec.project import Target

Applier = Literal["flux", "argocd", "argocd-server-side"]
Word = Literal["absent", "omitted", "merged", "ignored", "once"]
Removal = Literal["stops work", "loses data", "harmless"]
Schema = Literal["kubernetes", "resources", "none"]


class Guard(NamedTuple):
    """How one tool keeps off a field; `paths` are JSON Pointers, where it must be told."""

    word: Word
    paths: tuple[str, ...] = ()


ABSENT = Guard("absent")


class FieldWriter(NamedTuple):
    """A field with another writer than Git. Empty `engines`, `autoscalers` or `strategies` mean all of them."""

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


class ObjectKind(NamedTuple):
    """One kind of Kubernetes object, and everything that tidegate knows about the kind as such.

    Paths are dotted field names. In `pod_templates` a part `*` stands for every key of a mapping or every item of a list: a kind
    has a path for each place where its objects may hold a pod template, required or not.
    """

    group: str
    version: str
    kind: str
    plural: str
    schema: Schema
    """Where its JSON Schema is: by Kubernetes version in `schemas/kubernetes`, in `schemas/resources`, or nowhere."""
    pod_templates: tuple[str, ...]
    removal: Removal
    """What its removal costs: all but what is harmless needs consent (`--allow-prune`)."""
    harmless_because: str = ""
    """Why nobody is asked though the kind may hold a pod template."""
    namespaced: bool = True
    fixed: tuple[str, ...] = ()
    """What a patch may not change, beside identity, labels and annotations of the tool, and the images of pods."""
    writers: tuple[FieldWriter, ...] = ()
    """Who else than Git writes its fields."""
    immutable: bool = False
    """Whether no object can be changed: another version is an object of its own with another name."""
    taken_over_by: tuple[str, ...] = ()
    """Engines whose controller takes such an object over, so that it must not be pruned with its file."""
    stands_for: str = ""
    """The kind that an engine writes this one instead of: a team's patch of that kind is for this one, too."""
    host: Callable[[Mapping[str, Any]], RouteHost] | None = None
    """Reads, from the `spec`, the host that such an object takes on a gateway or ingress controller."""
    position: str = ""
    """Where the metadata is that may carry the position of a release; empty where none does."""
    confidential: bool = False
    """Whether its content must not be in Git."""
    written_in: Callable[[Environment], bool] | None = None
    """The environments whose overlays may hold it, so that the GitOps tool needs the right to write it; None: no overlay does."""
    made_in: Callable[[Environment], bool] | None = None
    """The environments where controllers make it of what is written; None: they do not."""

    @property
    def api_version(self) -> str:
        """The `apiVersion` of its objects."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def asks_consent(self) -> bool:
        """Whether an object may only be removed with consent."""
        return self.removal != "harmless"

    @property
    def schema_name(self) -> str:
        """The name of its schema in a Kubernetes version's folder, as `kubernetes-validate` and kubeconform spell it."""
        return "-".join((self.kind.lower(), *filter(None, (self.group.partition(".")[0], self.version))))

    def schema_file(self, kubernetes: str) -> str:
        """Its schema below `schemas/` for Kubernetes `kubernetes` (`1.34`); empty where there is none."""
        match self.schema:
            case "kubernetes":
                return f"kubernetes/v{kubernetes}/{self.schema_name}.json"
            case "resources":
                return f"resources/{self.group}/{self.kind.lower()}_{self.version}.json"
            case "none":
                return ""

    def api_path(self, namespace: str, name: str) -> str:
        """Where the API server has an object of this kind."""
        top = f"/apis/{self.api_version}" if self.group else f"/api/{self.version}"
        return f"{top}/namespaces/{namespace}/{self.plural}/{name}"
