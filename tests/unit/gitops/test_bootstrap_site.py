from generator.gitops import bootstrap_site
from generator.gitops.bootstrap_site import Site
from tests.builders import samples


def test_a_clusters_root_and_folder_are_named_after_it() -> None:
    environment = samples.environment(cluster={"name": "eu-1", "kubernetes": "1.34"})
    site = Site(
        environment=environment, environments=[environment], project_namespaces={"dev": ["a", "b"], "prod": ["c"]}
    )
    assert (site.root, site.path, site.namespaces) == ("tidegate-eu-1", "clusters/eu-1", ["a", "b"])


def test_the_namespaces_of_an_environment_are_one_pattern() -> None:
    assert bootstrap_site.pattern(samples.environment()) == "*-*-dev"
    assert bootstrap_site.pattern(samples.environment(namespace="ml")) == "ml"


def test_a_file_is_named_after_namespace_and_object() -> None:
    assert bootstrap_site.draft("role", name="deployer", namespace="ml").file == "ml.deployer"
    assert bootstrap_site.draft("namespace", name="ml").file == "ml"
