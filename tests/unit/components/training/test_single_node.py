import pytest

from generator.components.training import single_node
from tests.builders import cases, pipelines, samples
from tests.builders.documents import Data

MACHINES: Data = {"machines": {"big": {"cpu": "8", "memory": "32Gi", "gpu": {"nvidia.com/gpu": 4}}}}
TRAINING: Data = {"kind": "training", "image": "ghcr.io/acme/train:1", "command": ["torchrun", "train.py"]}


def step(training: Data, pipeline: Data | None = None) -> Data:
    """The container of a step that names a training."""
    written = {"kind": "pipeline", "steps": {"a": {"component": "fit"}}, **(pipeline or {})}
    found = samples.case(written, None, pipelines.OPERATORS | MACHINES)
    components = {"fit": {**TRAINING, **training}, "api": written}
    built = cases.build(found._replace(project={**found.project, "components": components}))
    (run,) = [each.object for _, each in built.manifests() if each.kind == "Workflow"]
    container: Data = run["spec"]["templates"][1]["container"]
    return container


def variables(training: Data, pipeline: Data | None = None) -> dict[str, str]:
    return {each["name"]: each["value"] for each in step(training, pipeline)["env"] if each["name"] != "HOME"}


@pytest.mark.parametrize(
    ("training", "wanted"),
    [
        ({}, {}),
        ({"machine": "big"}, {single_node.PROCESSES: "4"}),
        ({"machine": "big", "processesPerNode": 2}, {single_node.PROCESSES: "2"}),
        ({"checkpoint": {"uri": "s3://models/a"}}, {"CHECKPOINT_URI": "s3://models/a"}),
    ],
)
def test_a_step_has_the_variables_of_the_training_on_one_node(training: Data, wanted: dict[str, str]) -> None:
    assert variables(training) == wanted


def test_variables_of_the_team_refer_to_them() -> None:
    checkpoint = {"path": "/checkpoints", "claim": "checkpoints"}
    training = {"checkpoint": checkpoint, "env": {"LAST": "$(CHECKPOINT_PATH)/last"}, "args": ["$(CHECKPOINT_PATH)"]}
    assert list(variables(training).items()) == [
        ("CHECKPOINT_PATH", "/checkpoints"),
        ("LAST", "$(CHECKPOINT_PATH)/last"),
    ]
    assert step(training)["args"] == ["$(CHECKPOINT_PATH)"]


def test_the_step_may_say_another_number_of_processes() -> None:
    env = {"steps": {"a": {"component": "fit", "env": {single_node.PROCESSES: "1"}}}}
    assert variables({"machine": "big"}, env) == {single_node.PROCESSES: "1"}
    assert list(variables({"machine": "big"}, {"parameters": {single_node.PROCESSES: "1"}})) == [single_node.PROCESSES]
