"""Make the JSON Schema that editors use for a platform's project files, and the first file of a project."""

import json
import re
from pathlib import Path

from generator.discovery import platform_folder, projects
from generator.errors import NotReadyError
from generator.files import writing
from generator.validate import editor
from generator.validation.platform import Platform

SCHEMA = "ml-project.schema.json"
USUAL = ("dev", "staging", "production")


def schema(platform: Platform) -> str:
    """The editor schema as JSON text, with the names of the platform's environments and machines."""
    machines = sorted({name for environment in platform.environments.values() for name in environment.machines})
    bundle = editor.schema(platform_folder.bundled(), sorted(platform.environments), machines)
    return json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"


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


def _label(folder: Path) -> str:
    """A project name made from the folder's name: a DNS label that begins with a letter."""
    slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:30].strip("-")
    return slug if slug[:1].isalpha() else f"my-{slug}".strip("-")
