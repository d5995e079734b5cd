"""What Kueue and operators write into a run stays, and what can never change is never asked for: for every operator and tool."""

from typing import Any

import pytest

from generator.kubernetes.queues import QUEUE
from tests.builders import cases, samples, sparks, trainings
from tests.builders.documents import Data
from tests.builders.trainings import TRAINING
from tests.properties.applying import Cluster, at
from tests.properties.test_single_writer import TOOLS


def made(api: str, tool: str, queues: list[str], **platform: Any) -> tuple[Data, dict[tuple[str, str], Data]]:
    environment = trainings.operators(api) | {"gitops": TOOLS[tool]} | platform
    environment["operators"]["queue"] = {"kueue": queues}
    overlay = cases.build(samples.case(TRAINING, None, environment)).overlays["dev"]
    assert overlay.entry is not None
    return overlay.entry.object, {(each.kind, each.name): each.object for each in overlay.manifests}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("api", trainings.KINDS)
def test_a_run_is_applied_once(api: str, tool: str) -> None:
    cluster = Cluster()
    cluster.sync(*made(api, tool, ["ml"]))
    (key,) = [each for each in cluster.live if each[0] == trainings.KINDS[api]]
    cluster.live[key].write("kueue", ("spec", "suspend"), value=True)
    held = dict(cluster.live[key].object["spec"])
    cluster.sync(*made(api, tool, ["other", "ml"], defaults={"retries": 7}, images={"pullSecrets": ["registry"]}))
    assert cluster.live[key].object["spec"] == held
    assert at(cluster.live[key].object, ("metadata", "labels", QUEUE)) == "ml"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_spark_application_is_applied_once(tool: str) -> None:
    def applied(queues: list[str], **platform: Any) -> tuple[Data, dict[tuple[str, str], Data]]:
        environment = {
            "operators": {**sparks.OPERATORS["operators"], "queue": {"kueue": queues}},
            "gitops": TOOLS[tool],
        }
        overlay = cases.build(samples.case(samples.SPARK, None, environment | platform)).overlays["dev"]
        assert overlay.entry is not None
        return overlay.entry.object, {(each.kind, each.name): each.object for each in overlay.manifests}

    cluster = Cluster()
    cluster.sync(*applied(["ml"]))
    (key,) = [each for each in cluster.live if each[0] == "SparkApplication"]
    cluster.live[key].write("kueue", ("spec", "suspend"), value=True)
    held = dict(cluster.live[key].object["spec"])
    cluster.sync(*applied(["other", "ml"], defaults={"retries": 7}, images={"pullSecrets": ["registry"]}))
    assert cluster.live[key].object["spec"] == held
    assert at(cluster.live[key].object, ("metadata", "labels", QUEUE)) == "ml"
