"""The examples as people meet them: valid without a warning, their committed output up to date, buildable and verified."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from generator.external import kubeconform, kustomize
from generator.files import package_data
from tests.acceptance.machines import commands, objects
from tests.builders.examples import TUTORIAL

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PROJECTS = sorted(path.parent.name for path in EXAMPLES.glob("*/ml-project.yaml"))


class Run(NamedTuple):
    """Projects whose output is kept in a folder, and the platform that they are for."""

    into: str
    projects: list[str]
    options: list[str]

    @property
    def arguments(self) -> list[str]:
        return [*(f"examples/{project}" for project in self.projects), *self.options]


# Each example on the platform of all examples, and some of them on one with quotas and rules.
OWN = Run("examples/deploy", PROJECTS, [])
STRICT = Run("examples/platform/deploy", ["annotation", "chat", "qdrant"], ["--platform", "examples/platform"])
RUNS = [pytest.param(run, id=run.into) for run in (OWN, STRICT)]
# In production, examples/platform allows neither their registries nor images without a digest.
UNPINNED = ("churn", "embeddings", "image-classifier", "iris")
# One file for a whole system, which nobody else has published; examples/platform has no environment like kubeflow.
SYSTEM = "clicks"
MAIN = [
    "CronJob",
    "CronWorkflow",
    "Deployment",
    "InferenceService",
    "Job",
    "RayJob",
    "SparkApplication",
    "StatefulSet",
    "TrainJob",
]
"""The kinds of objects that the components of the system become."""
OVERLAYS = sorted(path for run in (OWN, STRICT) for path in (ROOT / run.into).glob("projects/*/*/overlays/*"))


@pytest.fixture(scope="module", autouse=True)
def deploy(*, regenerate: bool) -> None:
    """With --regenerate: everything anew."""
    for run in (OWN, STRICT) if regenerate else ():
        shutil.rmtree(ROOT / run.into)
        ((code, out, _),) = commands("here", [(ROOT, ["generate", *run.arguments, "--into", run.into])])
        assert (code, out.count("written")) == (0, len(run.projects))


def test_every_example_is_found_once_and_without_a_warning() -> None:
    ((code, out, err),) = commands("here", [(ROOT, ["validate", "examples"])])
    assert (code, out, err) == (0, "", f"{len(PROJECTS)} files, 0 problems\nplatform: examples\n")
    assert set(PROJECTS) >= set(TUTORIAL)


def test_a_platform_with_quotas_and_rules_takes_the_examples_too() -> None:
    """Its output is not kept, but for some of them; kubeconform reads what would be written."""
    run = STRICT._replace(projects=[project for project in PROJECTS if project not in {*UNPINNED, SYSTEM}])
    ((code, out, err),) = commands("here", [(ROOT, ["validate", "--rendered", *run.arguments])])
    assert (code, out, err) == (0, "", f"{len(run.projects)} files, 0 problems\nplatform: examples/platform\n")


@pytest.mark.parametrize("run", RUNS)
def test_committed_output_is_what_the_examples_give(run: Run) -> None:
    ((code, out, _),) = commands("here", [(ROOT, ["generate", *run.arguments, "--into", run.into, "--check"])])
    assert (code, out) == (0, "")


@pytest.mark.parametrize("project", TUTORIAL)
def test_example_goes_to_all_three_environments_by_all_three_strategies(project: str) -> None:
    written = yaml.safe_load((EXAMPLES / project / "ml-project.yaml").read_text(encoding="utf-8"))
    overlays = EXAMPLES / "deploy" / "projects" / written["team"] / written["name"] / "overlays"
    folders = {
        path.parent.name: path.name for path in overlays.glob("*/*") if path.name in {"rolling", "blue-green", "canary"}
    }
    assert folders == {"dev": "rolling", "staging": "blue-green", "production": "canary"}


@pytest.mark.parametrize("project", [project for project in PROJECTS if project not in {*TUTORIAL, SYSTEM}])
def test_a_public_workload_names_its_source_and_needs_no_patch(project: str) -> None:
    text = (EXAMPLES / project / "ml-project.yaml").read_text(encoding="utf-8")
    assert re.match(r"(# .*\n)*# .*https://github\.com/[\w.-]+/[\w.-]+/(blob|tree)/\S+", text)
    assert "patches" not in text


def test_one_release_is_at_the_step_that_the_demo_moves_on() -> None:
    texts = {project: (EXAMPLES / project / "ml-project.yaml").read_text(encoding="utf-8") for project in PROJECTS}
    assert [name for name, text in texts.items() if re.search(r"^ +step: 1$", text, re.MULTILINE)] == ["podinfo"]


@pytest.fixture(scope="module")
def rendered() -> dict[Path, str]:
    """What `render` prints for every committed overlay."""
    wanted = []
    for overlay in OVERLAYS:
        (run,) = (run for run in (OWN, STRICT) if overlay.is_relative_to(ROOT / run.into))
        wanted.append((ROOT, ["render", f"examples/{overlay.parents[1].name}", *run.options, "-e", overlay.name]))
    done = commands("here", wanted)
    assert [err for code, _, err in done if code] == []
    return {overlay: out for overlay, (_, out, _) in zip(OVERLAYS, done, strict=True)}


@pytest.mark.parametrize("overlay", [pytest.param(path, id=path.relative_to(EXAMPLES).as_posix()) for path in OVERLAYS])
def test_kustomize_builds_what_render_prints(overlay: Path, rendered: dict[Path, str]) -> None:
    assert objects(kustomize.build(overlay)) == objects(rendered[overlay])


@pytest.mark.parametrize("version", ["1.34", "1.35"])
def test_kubeconform_accepts_every_object(version: str, rendered: dict[Path, str]) -> None:
    stream = "".join(f"---\n{text}" for text in rendered.values())
    count = sum(len(objects(text)) for text in rendered.values())
    assert kubeconform.check(stream, kubernetes=version, schemas=package_data.folder("schemas"), expected=count) == ()


def test_one_file_becomes_plain_objects_or_those_of_operators() -> None:
    kinds = {}
    for environment in ("dev", "kubeflow"):
        folder = EXAMPLES / "deploy/projects/shop/clicks/overlays" / environment
        found = [yaml.safe_load(path.read_text()) for path in folder.glob("*/clicks-*.yaml")]
        parts = {(each["metadata"]["labels"].get("app.kubernetes.io/component"), each["kind"]) for each in found}
        kinds[environment] = sorted(f"{part}: {kind}" for part, kind in parts if kind in MAIN)
    assert kinds == {
        "dev": [
            *("ingest: CronJob", "notebook: StatefulSet", "prepare: Job", "registry: Deployment"),
            *("score: Deployment", "train: Job"),
        ],
        "kubeflow": [
            *("features: SparkApplication", "ingest: CronJob", "refill: CronWorkflow", "registry: Deployment"),
            *("score: InferenceService", "train: TrainJob", "tune: RayJob"),
        ],
    }
