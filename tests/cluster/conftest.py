"""A control plane for all tests that need no pods, and what is written about the others."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from generator.external import cluster
from tests import patience
from tests.acceptance.deploying import at_home, bare
from tests.builders import folders
from tests.cluster import argocd, control_plane, definitions, flux, traffic
from tests.cluster.api import Api
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import PLATFORM, Place
from tests.cluster.syncing import TOOLS, Overlay, Rendered
from tests.cluster.traffic import Judgement
from tests.cluster.watching import Watch

GITOPS = {
    "flux": "{tool: flux, version: '2.9', source: {kind: GitRepository, name: deploy, namespace: flux-system}}",
    "argocd": "{tool: argocd, version: '3.5', project: ml, repository: 'https://git.acme.dev/deploy.git'}",
}
Record = Callable[[str, str, str, Mapping[str, Judgement]], dict[str, tuple[str, ...]]]
FOLLOWERS = ("flux", *argocd.APPLIERS)
"""GitOps tools whose own controllers can run."""
TABLES = Path(__file__).parents[2] / ".cache"
COLUMNS = ("engine", "tool", "scale", "sequence", "fewest ready endpoints")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--length", type=int, default=4, help="of sequences of release commands")


@pytest.fixture(scope="session")
def length(pytestconfig: pytest.Config) -> int:
    """How many release commands follow one another."""
    return int(pytestconfig.getoption("--length"))


@pytest.fixture(scope="session")
def record() -> Iterator[Record]:
    """Adds sequences on an engine to its table with a tool, `.cache/sequences-ENGINE-TOOL.csv`; gives those with gaps."""
    lines: dict[tuple[str, str], list[tuple[str, ...]]] = {}

    def add(engine: str, tool: str, scale: str, judged: Mapping[str, Judgement]) -> dict[str, tuple[str, ...]]:
        rows = lines.setdefault((engine, tool), [])
        rows.extend((engine, tool, scale, sequence, str(each.fewest)) for sequence, each in judged.items())
        return {sequence: each.gaps for sequence, each in judged.items() if each.gaps}

    yield add
    TABLES.mkdir(exist_ok=True)
    for names, rows in lines.items():
        with (TABLES / f"sequences-{'-'.join(names)}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *sorted(rows)])


@pytest.fixture(scope="session")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """An API server with Kubernetes' own kinds; a test defines those that it needs beside them, since each takes memory."""
    with control_plane.serving(tmp_path_factory.mktemp("serving")) as found:
        yield found


@pytest.fixture(scope="session")
def api(plane: ControlPlane) -> Api:
    return plane.api


@pytest.fixture(scope="session")
def kubeconfig(plane: ControlPlane) -> Path:
    return plane.kubeconfig


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane.running(tmp_path_factory.mktemp("running")) as plane:
        definitions.install(plane.api, ["HTTPRoute"])
        yield plane


@pytest.fixture(scope="session")
def with_flux(live: ControlPlane) -> ControlPlane:
    """The cluster with Flux's controllers."""
    flux.start(live)
    return live


@pytest.fixture(scope="session")
def with_argocd(live: ControlPlane) -> ControlPlane:
    """The cluster with Argo CD's controllers."""
    argocd.start(live)
    return live


@pytest.fixture(scope="session")
def watch(live: ControlPlane) -> Iterator[Watch]:
    api = live.api_of("admin")
    watch = Watch(api, traffic.KINDS)
    yield watch
    watch.end()
    api.close()


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(tool: str, live: ControlPlane, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A platform whose environment `live` is the cluster."""
    at_home(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("KUBECONFIG", str(live.kubeconfig))
    monkeypatch.setattr(cluster, "REQUEST_TIMEOUT", patience.LONG)
    repository, projects = bare(tmp_path / "deploy.git"), tmp_path / "projects"
    folders.platform(projects, {"live": PLATFORM.format(gitops=GITOPS[tool])})

    def applier(path: str, rendered: Rendered) -> Overlay:
        return Overlay(live.api, repository, path, TOOLS[tool], rendered)

    return Place(live.api, watch, repository, projects, applier)


@pytest.fixture
def followed(follower: str, place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    """The place whose cluster follows its repository by the controllers of one of `FOLLOWERS`."""
    if follower == "flux":
        following = flux.following(request.getfixturevalue("with_flux"), place)
    else:
        following = argocd.following(request.getfixturevalue("with_argocd"), place, follower)
    with following as found:
        yield found
