import pytest

from generator.kubernetes import mounts


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/models", "volume-data-models"),
        ("/Data_1", "volume-data-1"),
        ("/ü", "volume-root"),
        ("/" + "x" * 40, "volume-" + "x" * 40),
    ],
)
def test_a_volume_is_named_after_its_path(path: str, name: str) -> None:
    assert mounts.volume(path) == name


def test_a_long_path_is_cut_and_keeps_what_is_its_own() -> None:
    one, other = (mounts.volume(f"/{'x' * 38}/{end}") for end in ("abc", "abd"))
    assert one == "volume-" + "x" * 38 + "-a-" + one[-10:]
    assert one != other
    assert len(one) <= 63


def test_a_claim_is_named_after_component_and_path() -> None:
    assert mounts.claim("fraud-api", "/data/models") == "fraud-api-data-models"


def test_files_keep_their_order_and_have_keys_that_kubernetes_takes() -> None:
    keys = mounts.file_keys(["/etc/fraud/rules.yaml", "/b ü", "/..data", "/" + "x" * 300])
    assert dict(keys) == {
        "/etc/fraud/rules.yaml": "etc_fraud_rules.yaml",
        "/b ü": "b_",
        "/..data": "_..data",
        "/" + "x" * 300: "x" * 200,
    }


def test_two_paths_that_would_share_a_key_have_each_their_own() -> None:
    one, other = mounts.file_keys(["/a/b", "/a_b"]).values()
    assert (one[:4], other[:4]) == ("a_b.", "a_b.")
    assert one != other
    assert dict(mounts.file_keys(["/a/b"])) == {"/a/b": "a_b"}
