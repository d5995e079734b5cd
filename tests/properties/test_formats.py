"""The value formats on any text, and against models of what Kubernetes does with what we print."""

from collections.abc import Collection, Mapping
from decimal import ROUND_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source import secrets
from generator.spec import duration, image, naming, quantity, suggest, variable_expansion
from generator.validate import cron
from generator.validate.formats import FORMATS
from tests import patience

SUFFIXES = [
    "",
    "n",
    "u",
    "m",
    "k",
    "M",
    "G",
    "T",
    "P",
    "E",
    "Ki",
    "Mi",
    "Gi",
    "Ti",
    "Pi",
    "Ei",
    "e3",
    "E-3",
    "e0",
    "e+2",
]
NUMBERS = st.from_regex(r"[+-]?[0-9]{1,6}(\.[0-9]{0,6})?", fullmatch=True)
PIECES = st.sampled_from(["$", "(", ")", "$(A)", "$(B)", "$(NO)", "A", "{", " ", "é", "x"])
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)


@st.composite
def quantities(draw: st.DrawFn) -> str:
    return draw(NUMBERS) + draw(st.sampled_from(SUFFIXES))


def within_range(text: str) -> bool:
    try:
        quantity.parse(text)
    except ValueError:
        return False
    return True


def expand(text: str, env: Mapping[str, str]) -> str:
    """What a kubelet makes of a text, by `third_party/forked/golang/expansion`, byte by byte as it does."""
    data, out, at = text.encode(), bytearray(), 0
    while at < len(data):
        if data[at : at + 1] != b"$" or at + 1 == len(data):
            out += data[at : at + 1]
            at += 1
            continue
        following, end = data[at + 1 : at + 2], data.find(b")", at)
        if following == b"(" and end >= 0:
            name = data[at + 2 : end].decode()
            out += env.get(name, f"$({name})").encode()
            at = end + 1
        else:
            # one byte is copied as a character: beyond ASCII that is the defect which `escape` avoids
            out += b"$" if following == b"$" else b"$" + following.decode("latin-1").encode()
            at += 2
    return out.decode(errors="replace")


def meant(text: str, own: Collection[str], env: Mapping[str, str]) -> str:
    """The text from left to right with the own references replaced, all else as it stands."""
    out = ""
    while text:
        name = next((name for name in own if text.startswith(f"$({name})")), None)
        out += text[0] if name is None else env[name]
        text = text[1:] if name is None else text[len(name) + 3 :]
    return out


@given(quantities().filter(within_range))
def test_printing_a_quantity_keeps_its_value(text: str) -> None:
    assert quantity.parse(quantity.canonical(text)) == quantity.parse(text)


@given(quantities().filter(within_range))
def test_a_canonical_quantity_stays_as_it_is(text: str) -> None:
    printed = quantity.canonical(text)
    assert quantity.canonical(printed) == printed


@given(NUMBERS, st.sampled_from([("n", -9), ("m", -3), ("", 0), ("k", 3), ("e3", 3)]))
def test_a_quantity_is_its_number_rounded_up_to_a_nano_unit(number: str, suffix: tuple[str, int]) -> None:
    exact = Decimal(number).scaleb(suffix[1])
    assert quantity.parse(number + suffix[0]) == exact.quantize(Decimal("1e-9"), rounding=ROUND_UP)


@given(st.integers(min_value=0, max_value=2**50), st.sampled_from(["", "Ki", "k"]))
def test_two_halves_are_at_most_a_byte_short(number: int, suffix: str) -> None:
    whole = quantity.parse(f"{number}{suffix}")
    assert 0 <= whole - 2 * quantity.parse(quantity.half(f"{number}{suffix}")) <= 1


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_a_duration_is_the_sum_of_its_parts(hours: int, minutes: int, seconds: int) -> None:
    assert duration.parse(f"{hours}h{minutes}m{seconds}s") == hours * 3600 + minutes * 60 + seconds


@given(TEXTS, st.sampled_from([set(), {"A"}, {"A", "B"}]), st.sampled_from(["", "value", "$(B)", "$$"]))
def test_only_own_references_change_when_kubernetes_expands(text: str, own: set[str], value: str) -> None:
    env = {"A": value, "B": "b", "NO": "a Service's variable"}
    assert expand(variable_expansion.escape(text, own), env) == meant(text, own, env)


@given(st.text(max_size=30).filter(lambda text: "$" not in text))
def test_a_text_without_a_dollar_is_written_as_it_is(text: str) -> None:
    assert variable_expansion.escape(text, {"A"}) is text


@given(
    st.from_regex(r"(ghcr\.io/)?[a-z0-9]{1,5}(/[a-z0-9]{1,5}([._]|__|-)[a-z0-9]{1,5})?", fullmatch=True),
    st.from_regex(r"|[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.sampled_from(["", f"sha256:{'0a' * 32}"]),
)
def test_an_image_put_together_is_read_apart(repository: str, tag: str, digest: str) -> None:
    written = image.Image(repository=repository, tag=tag, digest=digest)
    assert image.parse(str(written)) == written


@given(
    st.tuples(*(st.integers(low, high) for low, high in ((0, 59), (0, 23), (1, 28), (1, 12), (0, 6)))),
    st.sampled_from(["{0} {1} {2} {3} {4}", "*/{0} {1} {2} {3} *", "{0}-59/7 0-{1} {2} * {4}", "{0},0 {1} ? ? {4}"]),
)
def test_a_schedule_of_numbers_within_bounds_is_accepted(numbers: tuple[int, ...], form: str) -> None:
    assert cron.check(form.format(*numbers).replace("*/0 ", "* ")) is None


@given(st.text(max_size=40))
def test_a_content_hash_is_ten_hexadecimal_digits(text: str) -> None:
    found = naming.content_hash(text.encode("utf-8", "surrogatepass"))
    assert (len(found), set(found) <= set("0123456789abcdef")) == (10, True)


@pytest.mark.parametrize("name", FORMATS)
@given(text=st.text(max_size=80) | st.text("aA0-._/:@*{}[]%, \n\\$é", max_size=40))
def test_a_format_takes_any_text_and_says_something_printable(name: str, text: str) -> None:
    fault = FORMATS[name](text)
    if fault is not None:
        assert fault.fact
        assert fault.hint or fault.meant
        assert all(words.isprintable() for words in (fault.fact, fault.hint, fault.meant))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "part", ["a", "a.", "-", "$(", "/", "{", "{a}", "1", "a/", ":", "a-", "%2", " *", "1,", "*/1,"]
)
def test_a_format_reads_a_megabyte_without_effort(name: str, part: str) -> None:
    patience.grows_evenly(lambda size: FORMATS[name](part * (size // len(part))), 1_000_000)


@given(st.text(max_size=60))
def test_what_is_quoted_prints(text: str) -> None:
    assert suggest.quoted(text).isprintable()


@given(st.text(max_size=20), st.sets(st.text(max_size=10), max_size=5))
def test_a_suggestion_is_one_of_the_known(name: str, known: set[str]) -> None:
    assert suggest.closest(name, known) in known | {None}


@given(st.text(max_size=60))
def test_a_secret_is_named_but_never_told(text: str) -> None:
    secret = "ghp_" + "a1" * 18
    assert secrets.find(f"{text} {secret}") not in {None, secret}
