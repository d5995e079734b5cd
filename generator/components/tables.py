"""Tables for the reader of project files: formats of values, and suggestions for unknown names."""

from generator.components.kinds import KINDS
from generator.source.reader import Tables
from generator.source.suggestion import Suggestion
from generator.validate import formats


def _meant(name: str, known: tuple[str, ...]) -> Suggestion:
    from generator.validate import synonyms  # imported late: needed only for an unknown name

    return synonyms.meant(name, known, {kind: each.SYNONYMS for kind, each in KINDS.items()})


TABLES = Tables(formats=formats.FORMATS, meant=_meant)
