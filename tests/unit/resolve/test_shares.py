from generator.resolve import shares
from tests.builders import samples
from tests.builders.documents import Data

NFS: Data = {"shares": {"data": {"nfs": {"server": "nfs.example.org", "path": "/data"}}}}


def test_pods_mount_nfs_themselves_under_baseline_alone() -> None:
    baseline = samples.environment(podSecurity="baseline", **NFS)
    [found] = shares.check([baseline, baseline._replace(pod_security="restricted")])
    assert (found.fact, found.place) == ("pods may not mount NFS themselves (podSecurity: restricted)", "dev")
    assert found.hint == (
        "make a PersistentVolume of it and name its claim, {claim: NAME}; podSecurity: baseline allows it"
    )
    assert (found.code, found.path) == ("pod-security", ("shares", "data", "nfs"))


def test_another_kind_of_share_replaces_the_parents() -> None:
    parent = {"csi": {"driver": "example.org"}, "mountOptions": ["a"]}
    assert shares.share(parent).csi is not None
    assert shares.share({"claim": "a"}) == (("a", None, None, {}))
