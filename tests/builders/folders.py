"""Folders on disk: a platform's, and what other projects left in a GitOps folder."""

from collections.abc import Mapping
from pathlib import Path

from generator.files import package_data
from generator.layout import tree


def platform(folder: Path, environments: Mapping[str, str] | None = None) -> Path:
    """A platform folder with the bundled environments and these ones, by name, as text."""
    (folder / "environments").mkdir(parents=True)
    for file in package_data.folder("environments").iterdir():
        (folder / "environments" / file.name).write_bytes(file.read_bytes())
    for name, text in (environments or {}).items():
        (folder / "environments" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n", encoding="utf-8")
    return folder


def owned(text: str = "kind: Pod", *, team: str = "risk-ml", project: str = "fraud") -> bytes:
    """A file as Tidegate writes it for a project."""
    return f"{tree.header(team, project)}\n{text}\n".encode()


def write(texts: Mapping[str, str], folder: Path = Path()) -> None:
    """Texts by their path in a folder, which is the working directory where none is named."""
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def fill(folder: Path, *paths: str, content: bytes | None = None) -> None:
    """Files in a folder, all with one content: where none is given, an object of `risk-ml/fraud`."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(owned() if content is None else content)


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, by its path there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
