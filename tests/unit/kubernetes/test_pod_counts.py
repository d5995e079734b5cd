"""Numbers of pods as objects have them."""

from generator.kubernetes import pod_counts


def test_what_is_no_number_of_pods_is_the_default() -> None:
    assert [pod_counts.whole(each) for each in (3, None, "3", True)] == [3, 1, 1, 1]
    assert pod_counts.whole(None, 0) == 0


def test_a_share_is_rounded_as_it_is_asked_for() -> None:
    assert [pod_counts.share("25%", 6, up=up) for up in (True, False)] == [2, 1]
    assert [pod_counts.share(each, 6, up=True) for each in (3, None, "x", "x%")] == [3, 0, 0, 0]
