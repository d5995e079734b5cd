"""What a reader is told of values: the formats, and what was meant by a word that nobody knows."""

from generator.components.kinds import KINDS
from generator.source.reader import Tables
from generator.source.suggestion import Suggestion
from generator.validate import formats


def _meant(name: str, known: tuple[str, ...]) -> Suggestion:
    from generator.validate import synonyms  # only a wrong name pays for it

    return synonyms.meant(name, known, {kind: each.SYNONYMS for kind, each in KINDS.items()})


TABLES = Tables(formats=formats.FORMATS, meant=_meant)
