"""What `publish` of one project costs against what lies in the GitOps repository: `python tests/benchmarks/publishes.py`.

The repository grows in files, then in commits, and is served by `git daemon`; a relay counts the bytes. Beside it stands a plain
clone, which is what a script would begin with. Some minutes; with `--small` seconds.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.acceptance import deploying
from tests.benchmarks import measure, workload
from tests.benchmarks.measure import Cost
from tests.benchmarks.relay import Relay
from tests.benchmarks.run import SHARED, TIDEGATE, environment

FILES_OF_A_PROJECT = 48
MOST_FILES, MOST_COMMITS = 100_000, 30_000


def environment_of_git(home: Path) -> dict[str, str]:
    """Git without settings of the user."""
    names = {f"GIT_{who}_{what}": "bench@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**environment(), **names, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "TIDEGATE_CACHE": ""}


def repository(top: Path, files: int, commits: int, env: Mapping[str, str]) -> Path:
    """A bare repository with the overlays of other projects, and so many commits."""
    folder, projects = top / "work", max(1, files // FILES_OF_A_PROJECT)
    workload.write(top / "in", projects)
    measure.cost((*TIDEGATE, "generate", str(top / "in"), "--into", str(folder)), env=env)
    for arguments in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("commit", "--quiet", "-m", "state"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, env={**env}, check=True)
    stream = "".join(_history(commits))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, env={**env}, input=stream.encode(), check=True)
    bare = top / "served/deploy.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(folder), str(bare)], env={**env}, check=True)
    shutil.rmtree(folder)
    return bare


def _history(commits: int) -> Iterator[str]:
    """More commits on a branch that has one, in the language of `git fast-import`: each changes one file."""
    yield "reset refs/heads/main\nfrom refs/heads/main^0\n\n"
    for number in range(1, commits):
        yield f"commit refs/heads/main\ncommitter bench <bench@example.com> {1_700_000_000 + number} +0000\n"
        yield f"data 1\nx\nM 100644 inline history.txt\ndata {len(str(number))}\n{number}\n\n"


def costs(top: Path, files: int, commits: int) -> Iterator[tuple[str, Cost, int]]:
    """A plain clone and a publish: CPU and memory, and the bytes between Git and the repository."""
    env = environment_of_git(top)
    bare = repository(top, files, commits, env)
    subprocess.run(["git", "config", "uploadpack.allowFilter", "true"], cwd=bare, env=env, check=True)
    mine = top / "mine"
    mine.mkdir()
    values = {**next(workload.projects(1)), "name": "mine", "team": "bench"}
    (mine / "ml-project.yaml").write_text(workload.team_file(values))
    with deploying.daemon(bare.parent, "--enable=receive-pack") as address:
        relay = Relay(int(address.rpartition(":")[2]))
        served = f"git://127.0.0.1:{relay.port}/{bare.name}"
        commands: Mapping[str, Sequence[str]] = {
            "git clone": ("git", "clone", "--quiet", served, str(top / "clone")),
            "publish": (*TIDEGATE, "publish", str(mine), "--repo", served),
        }
        for name, command in commands.items():
            before = relay.count
            cost = measure.cost(command, env=env)
            yield name, cost, relay.count - before
        relay.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="a hundredth of the size")
    factor = 100 if parser.parse_args().small else 1
    memory = SHARED if SHARED.is_dir() else None
    most_files, most_commits = MOST_FILES // factor, MOST_COMMITS // factor
    sizes = [(files, 10) for files in (most_files // 100, most_files // 10, most_files)]
    sizes += [(most_files // 100, commits) for commits in (most_commits // 10, most_commits)]
    sys.stdout.write(f"{'files':>9}{'commits':>9}  {'':12}{'CPU s':>8}{'MiB':>7}{'KiB on the wire':>17}\n")
    for files, commits in sizes:
        with tempfile.TemporaryDirectory(prefix="tidegate-publishes-", dir=memory) as top:
            for name, cost, sent in costs(Path(top), files, commits):
                line = f"{files:9,}{commits:9,}  {name:12}{cost.cpu:8.2f}{cost.memory:7.0f}{sent / 1024:17,.0f}\n"
                sys.stdout.write(line)
                sys.stdout.flush()


if __name__ == "__main__":
    main()
