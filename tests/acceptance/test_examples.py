"""The examples as people meet them: valid without a warning, their committed output up to date, buildable and verified."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from generator.external import kubeconform, kustomize
from generator.files import package_data
from tests.acceptance.machines import commands, objects

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PROJECTS = sorted(path.parent.name for path in EXAMPLES.glob("*/ml-project.yaml"))
# Each example on the bundled platform, and one of them on a platform of its own.
RUNS = {
    "examples/deploy": ["examples"],
    "examples/platform/deploy": ["examples/chat", "--platform", "examples/platform"],
}
OVERLAYS = sorted(path for into in RUNS for path in (ROOT / into).glob("projects/*/*/overlays/*"))


@pytest.fixture(scope="module", autouse=True)
def deploy(*, regenerate: bool) -> None:
    """With --regenerate: everything anew."""
    for into, arguments in RUNS.items() if regenerate else ():
        shutil.rmtree(ROOT / into)
        ((code, out, _),) = commands("here", [(ROOT, ["generate", *arguments, "--into", into])])
        assert (code, out.count("written")) == (0, len(PROJECTS) if into == "examples/deploy" else 1)


def test_every_example_is_found_once_and_without_a_warning() -> None:
    ((code, out, err),) = commands("here", [(ROOT, ["validate", "examples"])])
    assert (code, out, err) == (0, "", f"{len(PROJECTS)} files, 0 problems\n")
    assert len(PROJECTS) >= 5


@pytest.mark.parametrize("into", RUNS)
def test_committed_output_is_what_the_examples_give(into: str) -> None:
    ((code, out, _),) = commands("here", [(ROOT, ["generate", *RUNS[into], "--into", into, "--check"])])
    assert (code, out) == (0, "")


@pytest.mark.parametrize("project", PROJECTS)
def test_example_goes_to_all_three_environments_by_all_three_strategies(project: str) -> None:
    written = yaml.safe_load((EXAMPLES / project / "ml-project.yaml").read_text(encoding="utf-8"))
    overlays = EXAMPLES / "deploy" / "projects" / written["team"] / written["name"] / "overlays"
    folders = {
        path.parent.name: path.name for path in overlays.glob("*/*") if path.name in {"rolling", "blue-green", "canary"}
    }
    assert folders == {"dev": "rolling", "staging": "blue-green", "production": "canary"}


def test_one_release_is_at_the_step_that_the_demo_moves_on() -> None:
    texts = {project: (EXAMPLES / project / "ml-project.yaml").read_text(encoding="utf-8") for project in PROJECTS}
    assert [name for name, text in texts.items() if re.search(r"^ +step: 1$", text, re.MULTILINE)] == ["podinfo"]


@pytest.fixture(scope="module")
def rendered() -> dict[Path, str]:
    """What `render` prints for every committed overlay."""
    wanted = []
    for overlay in OVERLAYS:
        bundled = overlay.is_relative_to(EXAMPLES / "deploy")
        platform = [] if bundled else ["--platform", "examples/platform"]
        wanted.append((ROOT, ["render", f"examples/{overlay.parents[1].name}", *platform, "-e", overlay.name]))
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
