"""The table of keys that programs obey: it is unambiguous, and the documentation prints it."""

from pathlib import Path

import pytest

from generator.validate import names, reserved_keys
from generator.validate.reserved_keys import ALLOWED, TABLE, ReservedKeys

PAGE = Path(__file__).parents[3] / "docs" / "formats.md"
BEGIN, END = (
    "<!-- reserved keys: printed by pytest tests/unit/validate/test_reserved_keys.py --regenerate -->\n",
    "<!-- end of reserved keys -->\n",
)
KEYS = [key for row in TABLE for key in row.keys]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_table_is_found(key: str) -> None:
    row = reserved_keys.find(f"{key}x" if key.endswith("/") else key)
    assert row is not None
    assert key in row.keys


def test_no_key_stands_twice_and_all_are_in_lower_case() -> None:
    assert len({*KEYS}) == len(KEYS)
    assert [key for key in KEYS if key != key.lower()] == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row.reader))
def test_a_row_says_why_and_from_where(row: ReservedKeys) -> None:
    assert row.reason
    assert row.hint
    assert row.source.startswith(("https://", "docs/"))


@pytest.mark.parametrize(
    "key", [*sorted(ALLOWED), "job-names", "acme.dev/pod-template-hash", "myhelm.sh/hook", "x.io/kustomize"]
)
def test_other_keys_are_free(key: str) -> None:
    assert reserved_keys.find(key) is None


def test_subdomains_belong_to_their_domain_whatever_their_case() -> None:
    found = reserved_keys.find("NGINX.Ingress.kubernetes.io/rewrite-target")
    assert found is not None
    assert found.reader == "ingress controllers"


def test_a_patch_may_add_what_no_release_depends_on() -> None:
    assert names.object_annotation("nginx.ingress.kubernetes.io/proxy-body-size") is None
    error = names.object_annotation("helm.sh/hook")
    assert error is not None
    assert error.fact == (
        '"helm.sh/hook" is reserved for Helm and Argo CD: an object with a hook is no longer synced but run, and one to be '
        "kept is never removed"
    )


def test_the_documentation_prints_the_table(*, regenerate: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    shown, _, after = rest.partition(END)
    assert shown, "the page has no place for the table"
    now = "\n| obeyed by | keys | reason |\n|---|---|---|\n" + "".join(map(printed, TABLE)) + "\n"
    if regenerate:
        PAGE.write_text(f"{before}{BEGIN}{now}{END}{after}", encoding="utf-8")
    assert now == shown


def printed(row: ReservedKeys) -> str:
    keys = [f"`{key}*`" if key.endswith("/") else f"`{key}`" for key in row.keys] + [
        f"`{key}*`" for key in row.prefixes
    ]
    source = f" ([source]({row.source}))" if row.source.startswith("https://") else ""
    return f"| {row.reader} | {', '.join(keys)} | {row.reason}{source} |\n"
