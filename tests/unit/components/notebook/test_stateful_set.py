from tests.builders import samples
from tests.builders.samples import NOTEBOOK


def test_the_service_and_the_stateful_set_have_the_same_name_and_know_the_pod_by_the_same_label() -> None:
    found = samples.objects(NOTEBOOK)
    stateful_set, service = (found[f"{kind}/fraud-api"]["spec"] for kind in ("StatefulSet", "Service"))
    assert stateful_set["selector"]["matchLabels"] == service["selector"] == {"app.kubernetes.io/name": "fraud-api"}
    assert stateful_set["serviceName"] == "fraud-api"
