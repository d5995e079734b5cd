"""What a reader is told of values: the formats, and did-you-mean."""

from generator.source.reader import Tables
from generator.spec import suggest
from generator.validate import formats

TABLES = Tables(formats=formats.FORMATS, suggest=suggest.hint)
