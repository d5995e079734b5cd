import json
from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.validation import editor_schema, platform, project_check
from tests.builders import cases, samples


@pytest.mark.parametrize(
    ("folder", "name"),
    [("Fraud Detection", "fraud-detection"), ("4711", "my-4711"), ("日本", "my"), ("a" * 40, "a" * 30)],
)
def test_a_project_is_named_after_its_folder(tmp_path: Path, folder: str, name: str) -> None:
    written, schema = editor_schema.init(tmp_path / folder, platform.load(None, str(tmp_path)), name=None, team="risk")
    lines = written.read_text(encoding="utf-8").splitlines()
    assert f"name: {name}" in {line.partition("#")[0].strip() for line in lines}
    assert (written.name, schema.name) == ("ml-project.yaml", "ml-project.schema.json")


def test_the_first_file_is_right_at_once(tmp_path: Path) -> None:
    bundled = platform.load(None, str(tmp_path))
    written, _ = editor_schema.init(tmp_path / "fraud", bundled, name="fraud", team="risk")
    judged = project_check.check_file(str(written), bundled)
    assert ([*judged.problems], judged.project and judged.project.team) == ([], "risk")


def test_a_project_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ml-project.yaml").symlink_to("nowhere")
    with pytest.raises(NotReadyError) as caught:
        editor_schema.init(tmp_path, platform.load(None, str(tmp_path)), name="a", team="b")
    assert caught.value.message == f"{tmp_path}/ml-project.yaml is there already"
    assert [path.name for path in tmp_path.iterdir()] == ["ml-project.yaml"]


def test_the_schema_knows_the_platforms_environments_and_machines() -> None:
    machine = {"cpu": "1", "memory": "1Gi"}
    found = json.loads(editor_schema.schema(cases.platform({"dev": samples.DEV | {"machines": {"tiny": machine}}})))
    assert "tiny" in found["$defs"]["fields-machineName"]["enum"]
    assert "dev" in found["properties"]["environments"]["propertyNames"]["enum"]
