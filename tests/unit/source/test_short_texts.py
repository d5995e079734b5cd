from generator.source import short_texts


def test_a_short_text_is_asked_once_and_a_long_one_each_time() -> None:
    asked: list[int] = []

    @short_texts.cached
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    assert [length("a" * count) for count in (3, 3, 200, 200, 201, 201)] == [3, 3, 200, 200, 201, 201]
    assert asked == [3, 200, 201, 201]
