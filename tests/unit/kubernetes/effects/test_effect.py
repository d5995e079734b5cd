from generator.kubernetes.effects import effect
from generator.kubernetes.effects.effect import Effect


def test_effects_are_ordered_from_mildest_to_worst() -> None:
    words = "none next-start ignored scale new run restart traffic access unknown interruption removed replaced immutable jump"
    assert " ".join(Effect) == f"{words} data-loss"


def test_every_effect_has_a_meaning() -> None:
    assert list(effect.MEANINGS) == list(Effect)


def test_the_worst_of_effects() -> None:
    assert effect.worst([Effect.SCALE, Effect.DATA_LOSS, Effect.JUMP]) is Effect.DATA_LOSS


def test_the_worst_of_nothing_is_none() -> None:
    assert effect.worst([]) is Effect.NONE


def test_effects_without_repetition_worst_first() -> None:
    assert effect.ordered([Effect.NONE, Effect.RESTART, Effect.ACCESS, Effect.RESTART]) == ("access", "restart", "none")
