from tests.builders.samples import SERVICE, main, objects


def test_another_gitops_tool_replaces_the_parents_whole() -> None:
    found = objects(
        SERVICE | {"files": {"/a": "x"}},
        None,
        {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}},
    )
    (config,) = [o for o in found.values() if o["kind"] == "ConfigMap"]
    assert config["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false"


def test_defaults_of_a_platform_lie_under_the_component() -> None:
    found = main(SERVICE, None, {"defaults": {"machine": "cpu-large"}})
    assert found["resources"]["requests"] == {"cpu": "4", "memory": "16Gi"}
