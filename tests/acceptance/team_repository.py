"""A team's repository as the pipelines of docs/ci.md and of `pipelines/` find it, with a bare GitOps repository beside it."""

import os
import subprocess
from pathlib import Path

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk-ml
components:
  api:
    kind: service
    image: ghcr.io/acme/fraud-api:1.4.2
    ports: {http: 8080}
    scale: {min: 2, max: 6}
    expose: {host: fraud.acme.dev}
    strategy: {type: canary, steps: [10, 50]}
environments:
  production:
    releases:
      api:
        active: {slot: blue, image: "ghcr.io/acme/fraud-api:1.4.2"}
        candidate: {image: "ghcr.io/acme/fraud-api:1.5.0", steps: [10, 50]}
        step: 0
"""
TAKES, SKIPS = ("step: 0", "step: 1"), ("step: 0", "step: 2")
"""The next step of the release, and one that skips it, as texts that are replaced and what they become."""
NIGHTLY = '  nightly: {kind: cronjob, image: "ghcr.io/acme/batch:2.0.0", schedule: "0 2 * * *"}\n'
"""A component that may be added before `environments`."""


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}


class Repository:
    """A clone with a project, its platform and, where wanted, its overlays; main is pushed, work goes on in a branch."""

    def __init__(self, folder: Path, *, overlays: bool) -> None:
        self.folder, self.top = folder / "work", folder
        self.folder.mkdir()
        self._git("init", "--quiet", "--initial-branch=main")
        self.write(PROJECT)
        platform = self.folder / "platform"
        (platform / "environments").mkdir(parents=True)
        (platform / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
        (platform / "environments" / "production.yaml").write_text(
            "apiVersion: tidegate.dev/v1\nname: production\ncluster: {name: prod-eu, kubernetes: '1.34'}\n"
            "gitops: {tool: flux}\ntraffic: gateway-api\ngateway: {name: public, namespace: gateways}\n"
        )
        if overlays:
            self.generate()
        self.commit()
        self._git("update-ref", "refs/remotes/origin/main", "main")
        self.base = self._git("rev-parse", "main").strip()
        self._git("init", "--quiet", "--bare", "--initial-branch=main", str(folder / "deploy.git"))

    def write(self, project: str) -> None:
        file = self.folder / "teams" / "fraud" / "ml-project.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(project)

    def generate(self) -> None:
        command = ["tidegate", "generate", "teams", "--into", ".", "--platform", "platform"]
        subprocess.run(command, cwd=self.folder, env=environment(self.folder), check=True, capture_output=True)

    def commit(self) -> None:
        self._git("add", "--all")
        self._git("-c", "user.name=ada", "-c", "user.email=ada@acme.dev", "commit", "--quiet", "--message", "Change")

    def pushed(self) -> set[str]:
        """The paths in the GitOps repository."""
        return set(self._git("-C", str(self.top / "deploy.git"), "ls-tree", "-r", "--name-only", "main").splitlines())

    def variables(self) -> dict[str, str]:
        temporary = self.top / "temporary"
        temporary.mkdir(exist_ok=True)
        return {
            "GITHUB_BASE_REF": "main",
            "RUNNER_TEMP": str(temporary),
            "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base,
            "DEPLOY_REPOSITORY": str(self.top / "deploy.git"),
            "DEPLOY_TOKEN": "token",
        }

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=environment(self.folder),
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def changed(folder: Path, old: str, new: str, *, overlays: bool = False) -> Repository:
    """A repository with a commit that replaces a text of the project; with `overlays`, these are generated again."""
    repository = Repository(folder, overlays=overlays)
    repository.write(PROJECT.replace(old, new))
    if overlays:
        repository.generate()
    repository.commit()
    return repository
