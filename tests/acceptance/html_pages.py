"""The HTML pages as commands write them, small ones of the examples and large ones, and Chromium, which shows them."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from generator.cli import main
from generator.impact import environment_change
from generator.report import review_html
from generator.review.review import Review
from tests.builders import examples, repositories, states

CHROMIUM = Path(sys.executable).parent / "chromium"
PICTURES = Path(__file__).parents[2] / ".cache" / "pages"
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
OBJECTS = 3000
PROJECTS = 300

EDITS = {
    "churn": (("v3.6.0, model: models:/churn/7", "v3.7.0, model: models:/churn/8"), ("max: 10", "max: 20")),
    "podinfo": (("step: 1", "step: 2"),),
    "qdrant": (("/qdrant/storage: {size: 10Gi}", "/qdrant/storage: {size: 5Gi}"), ("tick_period_ms: 100", "a: <b>")),
    "sdxl": (("name: sdxl", "name: sdxl-turbo"),),
}


@contextmanager
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), f"there is no {CHROMIUM}: make .venv/browser.stamp"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM)
        yield started
        started.close()


def report(folder: Path) -> Path:
    """What `diff` writes of edited examples."""
    top = repositories.init(folder / "source")
    shutil.copytree(examples.FOLDER, top, dirs_exist_ok=True, ignore=shutil.ignore_patterns("deploy", "platform"))
    repositories.save(top, "first")
    for name, edits in EDITS.items():
        file = top / name / "ml-project.yaml"
        text = file.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, (name, old)
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    page = folder / "report.html"
    assert main.run(["diff", str(top), "--base", "HEAD", "--format", "html", "--output", str(page)]) == 4
    return page


def board(folder: Path) -> Path:
    """What `board` writes of some examples, one of them broken."""
    top = folder / "projects"
    for name in (*examples.TUTORIAL, "environments", "tgi"):
        shutil.copytree(examples.FOLDER / name, top / name)
    shutil.copy(examples.FOLDER / "tidegate-platform.yaml", top)
    broken = top / "tgi" / "ml-project.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("kind: service", "kind: servise"), encoding="utf-8")
    page = folder / "board.html"
    assert main.run(["board", str(top), "--output", str(page)]) == 3
    return page


def large_report(folder: Path) -> Path:
    """A report of 3,000 changed objects in one environment."""
    before, after = (
        states.state(*(_deployment(number, value) for number in range(OBJECTS))) for value in ("info", "debug\nor more")
    )
    change = environment_change.of(before, after)
    assert change is not None
    found = Review(base="4f1c2d3e4f5a6b", head="working tree", environments=(change,))
    page = folder / "large-report.html"
    page.write_text("".join(each.text for each in review_html.output(found) if not each.err), encoding="utf-8")
    return page


def _deployment(number: int, value: str) -> states.Object:
    variables = [{"name": "LOG_LEVEL", "value": value}, {"name": "NUMBER", "value": str(number)}]
    return states.deployment(f"fraud-w{number}", pod={"containers": [states.container(env=variables)]})


PROJECT = """apiVersion: tidegate.dev/v1
name: NAME
team: TEAM
components:
  api: {kind: service, image: "ghcr.io/acme/api:NUMBER", model: "s3://models/NAME/1", ports: {http: 8080}, strategy: blue-green}
  nightly: {kind: cronjob, image: "ghcr.io/acme/batch:1", schedule: "@daily"}
environments:
  dev:
  staging:
  production:
    components: {api: {scale: {min: 2, max: 4}}}
"""


def large_board(folder: Path) -> Path:
    """A board of 300 projects, 1,800 components in environments."""
    for number in range(PROJECTS):
        text = (
            PROJECT.replace("NAME", f"p{number}").replace("TEAM", f"team-{number % 20}").replace("NUMBER", str(number))
        )
        repositories.put(folder, f"many/p{number}/ml-project.yaml", text.encode())
    page = folder / "large-board.html"
    assert main.run(["board", str(folder / "many"), "--output", str(page)]) == 0
    return page


def picture(page: Page, name: str) -> Path:
    """Keep a picture for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    return file
