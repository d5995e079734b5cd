"""Make the JSON Schema that editors use for a platform's project files, and the first file of a project."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator import __version__
from generator.discovery import platform_folder, projects
from generator.errors import NotReadyError
from generator.files import writing
from generator.validate import editor
from generator.validation.platform import Platform

SCHEMA = "ml-project.schema.json"
USUAL = ("dev", "staging", "production")


def environment_schema() -> str:
    """The editor schema of `environments/*.yaml` as JSON text."""
    return _text(editor.environment_schema(platform_folder.bundled()))


def platform_schema() -> str:
    """The editor schema of `tidegate-platform.yaml` as JSON text."""
    return _text(editor.platform_schema(platform_folder.bundled()))


def schema(platform: Platform) -> str:
    """The editor schema of `ml-project.yaml` as JSON text, with the names of the platform's environments and machines."""
    machines = sorted({name for environment in platform.environments.values() for name in environment.machines})
    return _text(editor.schema(platform_folder.bundled(), sorted(platform.environments), machines))


def _text(made: Mapping[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def init(folder: Path, platform: Platform, *, name: str | None, team: str) -> list[Path]:
    """Write a commented project file and its editor schema; returns their paths.

    Raises NotReadyError if there is a project file already.
    """
    target = folder / projects.NAME
    if target.exists() or target.is_symlink():
        raise NotReadyError(f"{target} is there already", hint="edit it, or name another folder: tidegate init DIR")
    with writing.refusal(str(folder), "written"):
        folder.mkdir(parents=True, exist_ok=True)
    known = list(platform.environments)
    environments = [each for each in USUAL if each in known] or sorted(known)
    text = platform_folder.project_template()
    text = text.replace("NAME", name or _label(folder)).replace("TEAM", team)
    text = text.replace("ENVIRONMENTS", "\n".join(f"  {each}:" for each in environments))
    writer = writing.Writer()
    writer.write(str(folder / SCHEMA), schema(platform).encode())
    writer.write(str(target), text.encode())
    return [target, folder / SCHEMA]


def init_platform(folder: Path) -> list[Path]:
    """Write a commented platform and its editor schemas; returns their paths.

    Raises NotReadyError if the folder holds one of these files already.
    """
    version = ".".join(__version__.split(".")[:2])
    texts = {name: text.replace("VERSION", version) for name, text in platform_folder.platform_template().items()}
    texts |= {"environment.schema.json": environment_schema(), "platform.schema.json": platform_schema()}
    for name in texts:
        if os.path.lexists(folder / name):
            hint = "edit it, or name another folder; for a project on this platform: tidegate init . --platform DIR"
            raise NotReadyError(f"{folder / name} is there already", hint=hint)
    with writing.refusal(str(folder), "written"):
        (folder / "environments").mkdir(parents=True, exist_ok=True)
    writer = writing.Writer()
    for name, text in texts.items():
        writer.write(str(folder / name), text.encode())
    return [folder / name for name in texts]


def _label(folder: Path) -> str:
    """A project name made from the folder's name: a DNS label that begins with a letter."""
    slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:30].strip("-")
    return slug if slug[:1].isalpha() else f"my-{slug}".strip("-")
