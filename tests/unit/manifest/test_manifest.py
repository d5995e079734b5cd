from tests.builders import manifests


def test_a_drafts_kind_is_the_file_of_its_template() -> None:
    assert manifests.draft("HorizontalPodAutoscaler").kind == "horizontalpodautoscaler"


def test_an_objects_file_has_its_kind_and_not_the_hash_of_its_name() -> None:
    found = manifests.manifest("config", "ConfigMap", "fraud-api", data={})
    assert (found.name, found.filename, found.path) == (
        "fraud-api",
        "fraud-api.configmap.yaml",
        "config/fraud-api.configmap.yaml",
    )


def test_an_overlay_lies_in_its_projects_folder_and_its_entry_in_that_of_the_cluster() -> None:
    found = manifests.overlay(cluster="eu-1")
    assert found.folder == "projects/risk-ml/fraud/overlays/production"
    assert found.entry_path == "clusters/eu-1/production/risk-ml.fraud.yaml"
