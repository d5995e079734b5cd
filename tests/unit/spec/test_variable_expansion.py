import pytest

from generator.spec import variable_expansion

OWN = {"MODEL_URI", "a.b-c"}


@pytest.mark.parametrize(
    ("text", "written"),
    {
        "plain": "plain",
        "$(MODEL_URI)": "$(MODEL_URI)",
        "$(a.b-c)/x": "$(a.b-c)/x",
        "$(NOT_MINE)": "$$(NOT_MINE)",
        "$()": "$$()",
        "$(": "$$(",
        "costs $5": "costs $5",
        "$HOME ${HOME}": "$HOME ${HOME}",
        "100$": "100$",
        "$$": "$$$",
        "$$x": "$$$x",
        "$$(MODEL_URI)": "$$$(MODEL_URI)",
        "$$(NOT_MINE)": "$$$$(NOT_MINE)",
        "$($(MODEL_URI))": "$$($(MODEL_URI))",
        "^a+$|b$": "^a+$|b$",
        "$é": "$$é",
    }.items(),
)
def test_a_dollar_is_doubled_only_where_kubernetes_would_read_it(text: str, written: str) -> None:
    assert variable_expansion.escape(text, OWN) == written
