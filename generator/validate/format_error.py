"""What is wrong with one text, before it is known where the text stands."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fact and the way out, both ready to print; `hint` is empty where the fact says it all."""

    fact: str
    hint: str = ""
