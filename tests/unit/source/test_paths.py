import pytest

from generator.source import paths


@pytest.mark.parametrize(
    ("path", "key", "found"),
    [
        ("", "name", "name"),
        ("components", "api", "components.api"),
        ("components.api", "http-1_x", "components.api.http-1_x"),
        ("files", "/etc/rules.yaml", 'files["/etc/rules.yaml"]'),
        ("", "a b", '["a b"]'),
        ("", "", '[""]'),
        ("env", 'say "x"', r'env["say \"x\""]'),
        ("env", "ü", 'env["ü"]'),
        ("env", "a\nb", r'env["a\nb"]'),
        ("env", "ghp_" + "a1" * 18, 'env["***"]'),
        ("env", "Authorization: Bearer " + "a1" * 18, 'env["***"]'),
    ],
)
def test_a_key_that_is_no_simple_word_is_quoted(path: str, key: str, found: str) -> None:
    assert paths.child(path, key) == found


def test_items_are_counted_from_0() -> None:
    assert paths.item(paths.child("", "steps"), 0) == "steps[0]"


def test_a_key_longer_than_a_person_writes_is_cut() -> None:
    assert paths.child("env", "x" * 120) == f"env.{'x' * 120}"
    assert paths.child("env", "x" * 121) == f'env["{"x" * 120}…"]'
