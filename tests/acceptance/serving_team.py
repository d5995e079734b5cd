"""A team that releases models, in a Git repository with a platform."""

from pathlib import Path

from tests.acceptance.deploying import Told, tidegate
from tests.builders import folders, repositories
from tests.builders.inferences import PROJECT
from tests.builders.repositories import git

SERVED = "projects/risk/fraud/overlays/production/canary/fraud-score.inferenceservice.yaml"


class Team:
    """A repository with a project and a platform; each command is committed, and judged against the commit before."""

    def __init__(self, folder: Path, platform: str, project: str = PROJECT) -> None:
        folder.mkdir()
        git(folder, "init", "--quiet")
        self.folder = folder
        self.platform = folders.platform(folder / "platform", {"production": platform})
        self.file = folder / "ml-project.yaml"
        self.file.write_text(project)
        repositories.save(folder, "start")

    def does(self, command: str, *more: str, component: str = "score") -> Told:
        told = tidegate(
            *(command, component, self.file, "-e", "production", "--platform", self.platform),
            *("--into", self.folder / "deploy"),
            *(("--offline",) if command == "release" else ()),
            *more,
        )
        if told.code == 0:
            into = ("--into", self.folder / "deploy", "--check", "--base", "HEAD")
            checked = tidegate("generate", self.file, "--platform", self.platform, *into)
            assert checked.code == 0, checked
            repositories.save(self.folder, command)
        return told

    @property
    def releases(self) -> str:
        return self.file.read_text().partition("releases:\n")[2]

    def predictor(self) -> list[str]:
        text = (self.folder / "deploy" / SERVED).read_text()
        words = ("canaryTrafficPercent:", "trafficPercent:", "storageUri:", "name: blue", "name: green")
        return [line.strip().removeprefix("- ") for line in text.splitlines() if any(word in line for word in words)]
