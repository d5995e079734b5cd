from generator.report.wrapping import wrapped

LINE = "ml-project.yaml:8:19: components.api: 0 is less than 1\n  hint: write its number, 1 to 65535\n"


def test_a_pipe_gets_whole_lines() -> None:
    assert wrapped(LINE, None) == LINE


def test_a_wide_terminal_too() -> None:
    assert wrapped(LINE, 80) == LINE


def test_a_narrow_terminal_gets_whole_words() -> None:
    assert wrapped(LINE, 30) == (
        "ml-project.yaml:8:19:\n    components.api: 0 is less\n    than 1\n"
        "  hint: write its number, 1 to\n      65535\n"
    )


def test_a_word_that_is_longer_stays_whole() -> None:
    assert (
        wrapped("see https://example.org/a/long/address now\n", 12)
        == "see\n    https://example.org/a/long/address\n    now\n"
    )


def test_colours_have_no_width() -> None:
    red = "\x1b[31mone\x1b[0m two\n"
    assert wrapped(red, 7) == red
    assert wrapped(red, 6) == "\x1b[31mone\x1b[0m\n    two\n"
