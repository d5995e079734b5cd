"""What a change does to an InferenceService, by the sources of KServe."""

from generator.kubernetes import labels
from generator.kubernetes.effects import inference, sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object

KIND = "InferenceService"
MODE = "metadata/annotations"
KNATIVE: Object = {MODE: {labels.DEPLOYMENT_MODE: "Knative"}}
URI = "spec/predictor/model/storageUri"
SHARE = "spec/predictor/canaryTrafficPercent"
GREEN = [{"trafficPercent": 0, "predictor": {"name": "green", "minReplicas": 1, "model": {"storageUri": "s3://a/2"}}}]

TWO: Object = {
    "spec/predictor/minReplicas": 2,
    "spec/predictor/deploymentStrategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 2}},
}

CASES = [
    Case("another model", KIND, {URI: "s3://a/2"}, "restart", inference.CHANGED, sources.KSERVE),
    Case(
        "another model without surge on one pod",
        KIND,
        {URI: "s3://a/2"},
        "interruption",
        "its only pod ends before a new one starts",
        sources.DEPLOYMENT,
        before=(
            one := {
                "spec/predictor/minReplicas": 1,
                "spec/predictor/deploymentStrategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
            }
        ),
    )._replace(after={**one, URI: "s3://a/2"}),
    Case("more pods", KIND, {"spec/predictor/maxReplicas": 9}, "scale", inference.SCALED, sources.KSERVE),
    Case("a label", KIND, {"metadata/labels": {"a": "b"}}, "restart", inference.COPIED, sources.KSERVE),
    Case(
        "another mode",
        KIND,
        KNATIVE,
        "immutable",
        "KServe lets nobody change the deployment mode",
        sources.KSERVE_WEBHOOK,
    ),
    Case("a candidate", KIND, {"spec/canary": GREEN}, "new", "predictor green starts beside the other", sources.KSERVE),
    Case(
        "a candidate goes",
        KIND,
        {},
        "removed",
        "the pods of predictor green end",
        sources.KSERVE,
        before={"spec/canary": GREEN},
    ),
    Case(
        "a step",
        KIND,
        {"spec/canary": [{**GREEN[0], "trafficPercent": 10}]},
        "traffic",
        "its share of the traffic: from 0 % to 10 %",
        sources.KSERVE_ROUTES,
        before={"spec/canary": GREEN},
    ),
    Case(
        "another model on Knative",
        KIND,
        {**KNATIVE, URI: "s3://a/2"},
        "traffic",
        "a new revision gets all of the traffic as soon as it is ready",
        sources.KSERVE_KNATIVE,
        before=KNATIVE,
    ),
    *(
        Case(
            f"{what} on Knative",
            KIND,
            {**KNATIVE, path: value},
            "traffic",
            "a new revision gets all of the traffic as soon as it is ready",
            sources.KSERVE_KNATIVE,
            before=KNATIVE,
            also=also,
        )
        for what, path, value, also in (
            ("a label", "metadata/labels", {"a": "b"}, ()),
            ("an annotation", MODE, {**KNATIVE[MODE], "a": "b"}, ()),
            ("more pods", "spec/predictor/maxReplicas", 9, ("scale",)),
        )
    ),
    Case(
        "a label beside a candidate on Knative",
        KIND,
        {**KNATIVE, SHARE: 10, "metadata/labels": {"a": "b"}},
        "new",
        "a new revision starts, and gets 10 % of the traffic",
        sources.KSERVE_KNATIVE,
        before={**KNATIVE, SHARE: 10},
    ),
    Case(
        "another model where all pods may be missing beside a surge",
        KIND,
        {**TWO, URI: "s3://a/2"},
        "interruption",
        "all 2 pods end before a new one starts",
        sources.DEPLOYMENT,
        before=TWO,
    ),
    Case(
        "a label without surge on one pod",
        KIND,
        {**one, "metadata/labels": {"a": "b"}},
        "interruption",
        "its only pod ends before a new one starts",
        sources.DEPLOYMENT,
        before=one,
    ),
    Case(
        "a candidate on Knative",
        KIND,
        {**KNATIVE, SHARE: 0, URI: "s3://a/2"},
        "new",
        "a new revision starts, and gets 0 % of the traffic",
        sources.KSERVE_KNATIVE,
        before=KNATIVE,
    ),
    Case(
        "all of the traffic taken from the newest revision of Knative",
        KIND,
        {**KNATIVE, SHARE: 0},
        "traffic",
        "its share of the traffic: from all to 0 %",
        sources.KSERVE_ROUTES,
        before=KNATIVE,
    ),
    Case(
        "a step on Knative",
        KIND,
        {**KNATIVE, SHARE: 10},
        "traffic",
        "its share of the traffic: from 0 % to 10 %",
        sources.KSERVE_ROUTES,
        before={**KNATIVE, SHARE: 0},
    ),
]
test_a_change_of_an_inference_service = effects.documented(CASES)
