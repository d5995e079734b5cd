import pytest

from generator.components.training import fields
from tests.builders import samples, trainings
from tests.builders.documents import Data
from tests.builders.trainings import TRAINING


def settled(written: Data) -> fields.Training:
    return fields.of(samples.target(TRAINING | written).component)


def test_nodes_that_come_and_go_have_bounds_in_place_of_a_number() -> None:
    found = fields.kind_values(
        {"framework": "pytorch", "nodes": 1, "elastic": {"min": 2, "max": 6}, "retries": 1, "run": "once"}
    )
    assert (found.nodes, found.most, found.elastic) == (2, 6, True)
    assert (settled({}).nodes, settled({}).most, settled({}).elastic) == (2, 2, False)


def test_bounds_of_an_environment_replace_a_number_and_the_other_way_round() -> None:
    bounds = {"elastic": {"min": 2, "max": 6}}
    for written, change, nodes in (
        ({"nodes": 3}, bounds, (2, 6)),
        (bounds, {"nodes": 3}, (3, 3)),
        (bounds, {"elastic": {"max": 9}}, (2, 9)),
        (bounds, {"elastic": None}, (1, 1)),
    ):
        component = samples.TRAINING | written
        target = samples.target(component, {"components": {"api": change}}, trainings.operators("pytorchjob"))
        assert (fields.of(target.component).nodes, fields.of(target.component).most) == nodes


@pytest.mark.parametrize(
    ("written", "processes"),
    [
        ({}, 1),
        ({"resources": {"gpu": 4}}, 4),
        ({"resources": {"gpu": 4}, "processesPerNode": 2}, 2),
        ({"resources": {"gpu": 4}, "framework": "jax"}, 1),
    ],
)
def test_a_node_runs_a_process_for_each_device_unless_the_team_or_the_framework_says_another(
    written: Data, processes: int
) -> None:
    assert fields.processes(samples.target(TRAINING | written).component) == processes


def test_defaults_are_those_of_work_that_needs_a_processor() -> None:
    container = trainings.pods(trainings.run("job"))[0]["spec"]["containers"][0]
    assert container["resources"] == {"requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"memory": "2Gi"}}


def test_a_checkpoint_is_a_volume_and_a_variable() -> None:
    written = {"checkpoint": {"path": "/ckpt", "claim": "runs"}, "volumes": {"/data": {"claim": "data"}}}
    pod = trainings.pods(trainings.run("job", written))[0]["spec"]
    assert [each["mountPath"] for each in pod["containers"][0]["volumeMounts"]][2:] == ["/data", "/ckpt"]
    assert pod["volumes"][-1] == {"name": "volume-ckpt", "persistentVolumeClaim": {"claimName": "runs"}}
    assert trainings.env(trainings.run("job", written))["CHECKPOINT_PATH"] == "/ckpt"
    assert trainings.env(trainings.run("job", {"checkpoint": {"uri": "s3://a/b"}}))["CHECKPOINT_URI"] == "s3://a/b"


def test_an_environment_may_keep_checkpoints_elsewhere_or_not_at_all() -> None:
    written = {**TRAINING, "checkpoint": {"path": "/ckpt", "claim": "runs"}}
    for change, variables in (
        ({"checkpoint": {"uri": "s3://a/b"}}, {"CHECKPOINT_URI"}),
        ({"checkpoint": None}, set()),
        ({"nodes": 3}, {"CHECKPOINT_PATH"}),
    ):
        held = samples.objects(written, {"components": {"api": change}})
        (job,) = [each for each in held.values() if each["kind"] == "Job"]
        assert {each for each in trainings.env(job) if each.startswith("CHECKPOINT")} == variables
