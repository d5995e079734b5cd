"""Types of the table of object kinds: a kind, a field with another writer than Git, and how GitOps tools keep its value.

A field with another writer has one of these guards (docs/gitops.md#ownership), depending on how the GitOps tool applies objects:

* absent: no template writes it, so no tool changes it;
* omitted: it is left out of the object in Git; server-side apply then keeps the other writer's value;
* merged: client-side apply keeps keys that are not in Git, so Git may write other keys of the same map;
* ignored: the tool is configured to keep the live value of these paths;
* once: the tool creates the object and does not update it.

Lists of a route are atomic, and Argo CD can only ignore a whole list (argo-cd#17694), whose changes it then does not apply.
Therefore the name of such a route contains a hash of its rules, so that other rules make another route.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from generator.environment.environment import Environment
from generator.kubernetes.route_host import RouteHost
from generator.kubernetes.run_pods import Enlarged, Reader
from generator.kubernetes.workload_kinds import WorkloadKind
from generator.named_tuples import NamedTuple
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target

Applier = Literal["flux", "argocd", "argocd-server-side"]
GuardMethod = Literal["absent", "omitted", "merged", "ignored", "once"]
Removal = Literal["stops work", "loses data", "harmless"]
Schema = Literal["kubernetes", "resources", "none"]


class Guard(NamedTuple):
    """How one tool is kept from overwriting a field; `paths` are JSON Pointers of what it omits or ignores.

    `queries` are jq paths of what Argo CD ignores in each item of a list.
    """

    method: GuardMethod
    paths: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()


ABSENT = Guard("absent")


class FieldWriter(NamedTuple):
    """A field with another writer than Git. Empty `engines`, `autoscalers` or `strategies` mean all of them.

    `only`: a condition on the component and its environment.
    """

    field: str
    writer: str
    engines: tuple[str, ...] = ()
    autoscalers: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    only: Callable[[Target], bool] | None = None
    flux: Guard = ABSENT
    argocd: Guard = ABSENT
    server_side: Guard = ABSENT

    def guard(self, applier: Applier) -> Guard:
        """The guard of the field for this tool."""
        return {"flux": self.flux, "argocd": self.argocd, "argocd-server-side": self.server_side}[applier]

    def applies_to(self, target: Target) -> bool:
        """Whether the field has this writer for the target."""
        environment, service = target.environment, target.component.service
        strategy = service.strategy.type if service is not None else ""
        conditions = (
            (self.engines, target.engine),
            (self.autoscalers, environment.autoscaler),
            (self.strategies, strategy),
        )
        chosen = self.only is None or self.only(target)
        return chosen and all(not allowed or value in allowed for allowed, value in conditions)


class ObjectKind(NamedTuple):
    """One kind of Kubernetes object, and everything that tidegate needs to know about the kind.

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
    """The effect of removing an object; unless it is harmless, `--allow-prune` is required."""
    harmless_because: str = ""
    """Why removal is harmless although the kind may contain a pod template."""
    namespaced: bool = True
    fixed: tuple[str, ...] = ()
    """Fields that a patch must not change, besides identity, the labels and annotations of tidegate, and the images of pods."""
    writers: tuple[FieldWriter, ...] = ()
    """Writers of its fields other than Git."""
    immutable: bool = False
    """Whether its objects cannot be updated, so that each version has another name."""
    as_pod: Callable[[Any, Mapping[str, Any]], Mapping[str, Any] | None] | None = None
    """Makes a pod template of what `pod_templates` finds, where that is none, and of an object's `spec`; None if of no pod."""
    images: tuple[str, ...] = ()
    """Where an object has images of containers outside of its pod templates."""
    resources: str = ""
    """Where an object has the resources of its pods' main container outside of its pod templates."""
    run_pods: Reader | None = None
    """Reads the groups of pods of an object; None for kinds without pods, or whose pods are all alike and run until replaced."""
    enlarges: Callable[[Mapping[str, Any]], Enlarged] | None = None
    """Reads which object gets how many pods by an autoscaler of an operator."""
    workload: WorkloadKind | None = None
    """How its pods, which are all alike but in groups, are replaced and reached; None for kinds of other pods or of none."""
    lasting: bool = False
    """Whether the pods that `run_pods` reads run until they are replaced; else they end."""
    name_limit: int = naming.LIMIT
    """The most characters of a name, so that the names that its controller derives from it are not too long."""
    letter_first: bool = False
    """Whether a name must begin with a letter, as that of a Service that its controller makes."""
    makes: tuple[tuple[str, str], ...] = ()
    """Objects that its controller makes beside it: their kind in lower case, and what their name has after that of the object."""
    pod_claims: str = ""
    """Where an object has templates of claims of its pods, which stay when a pod or the object goes; empty if it has none."""
    made_anew: str = ""
    """How what its controller made gets a change that the controller ignores, where the object itself need not be made again."""
    taken_over_by: tuple[str, ...] = ()
    """Engines whose controller takes over such an object, which must then not be pruned when its file is removed."""
    stands_for: str = ""
    """The kind that this one replaces on an engine; patches of that kind apply to this one, too."""
    hosts: Callable[[Mapping[str, Any]], Iterator[RouteHost]] | None = None
    """Reads the hosts that such an object claims on a gateway or ingress controller from its `spec`."""
    position: str = ""
    """The path of the metadata whose annotation has the position of a release; empty if there is none."""
    confidential: bool = False
    """Whether its content is confidential and must not be in Git."""
    written_in: Callable[[Environment], bool] | None = None
    """Whether overlays of an environment may contain it, so that the GitOps tool needs the right to write it; None: never."""
    created_in: Callable[[Environment], bool] | None = None
    """Whether controllers in an environment create it from the written objects; None: never."""

    @property
    def api_version(self) -> str:
        """The `apiVersion` of its objects."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def derived(self, name: str, appended: str = "") -> DerivedName:
        """The name of an object, with its limit; `appended` is what its controller appends to make the longest name of a pod."""
        if not appended:
            return DerivedName(name, self.name_limit, self.kind, starts_with_letter=self.letter_first)
        return DerivedName(name + appended, naming.LIMIT, f"last pod of the {self.kind}")

    @property
    def has_data(self) -> bool:
        """Whether an object holds data, which is lost with it."""
        return self.removal == "loses data"

    @property
    def needs_consent(self) -> bool:
        """Whether an object may only be removed with consent."""
        return self.removal != "harmless"

    @property
    def schema_name(self) -> str:
        """The name of its schema in a Kubernetes version's folder, as `kubernetes-validate` and kubeconform spell it."""
        return "-".join((self.kind.lower(), *filter(None, (self.group.partition(".")[0], self.version))))

    def schema_file(self, kubernetes: str) -> str:
        """The path of its schema in `schemas/` for a Kubernetes version (`1.34`); empty if there is none."""
        match self.schema:
            case "kubernetes":
                return f"kubernetes/v{kubernetes}/{self.schema_name}.json"
            case "resources":
                return f"resources/{self.group}/{self.kind.lower()}_{self.version}.json"
            case "none":
                return ""

    def api_path(self, namespace: str, name: str) -> str:
        """The path of an object of this kind in the Kubernetes API."""
        top = f"/apis/{self.api_version}" if self.group else f"/api/{self.version}"
        return f"{top}/namespaces/{namespace}/{self.plural}/{name}"
