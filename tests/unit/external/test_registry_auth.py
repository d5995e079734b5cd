"""`WWW-Authenticate` as registries write it."""

import pytest

from generator.external import registry_auth

BEARER = 'Bearer realm="https://auth.example.org/token",service="registry.example.org",scope="repository:a/b:pull,push"'
PARAMETERS = {
    "realm": "https://auth.example.org/token",
    "service": "registry.example.org",
    "scope": "repository:a/b:pull,push",
}


@pytest.mark.parametrize(
    "header", [BEARER, BEARER.replace(",s", " , s"), BEARER.replace("Bearer realm", "bearer REALM")]
)
def test_a_bearer_challenge_is_read_whatever_its_spaces_and_case(header: str) -> None:
    assert registry_auth.challenges([header]) == (registry_auth.Challenge("bearer", PARAMETERS),)


def test_several_challenges_are_read_from_one_header_or_many() -> None:
    basic = 'Basic realm="a, Bearer realm=b"'
    both = (
        registry_auth.Challenge("basic", {"realm": "a, Bearer realm=b"}),
        registry_auth.Challenge("bearer", PARAMETERS),
    )
    assert registry_auth.challenges([f"{basic}, {BEARER}"]) == both
    assert registry_auth.challenges([basic, BEARER]) == both


def test_a_plain_word_and_an_escaped_quote_are_values_too() -> None:
    assert registry_auth.challenges([r'Basic realm="a\"b", charset=UTF-8']) == (
        registry_auth.Challenge("basic", {"realm": 'a"b', "charset": "UTF-8"}),
    )


@pytest.mark.parametrize("header", ["", "Negotiate", "Digest realm=x", "NotBearer realm=x"])
def test_other_kinds_of_challenge_are_not_known(header: str) -> None:
    assert registry_auth.challenges([header]) == ()


def test_a_challenge_may_have_no_parameters() -> None:
    assert registry_auth.challenges(["Basic"]) == (registry_auth.Challenge("basic", {}),)
