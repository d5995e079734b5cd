"""Numbers of pods as objects have them, also objects that a person has edited."""


def whole(number: object, default: int = 1) -> int:
    """A number of pods; the default if it is none."""
    return number if isinstance(number, int) and not isinstance(number, bool) else default


def share(value: object, count: int, *, up: bool) -> int:
    """A number of pods, or a percentage of `count` of them, rounded up or down; 0 if it is neither."""
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdecimal():
        part = int(value[:-1]) * count
        return -(-part // 100) if up else part // 100
    return whole(value, 0)
