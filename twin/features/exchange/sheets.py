"""The sheets that an exported workbook carries beside its features: reading passes them over."""

from twin.vocabulary import LANGUAGES, Text

FIELDS_SHEET = Text(vi="Giải thích các cột", en="Columns explained")
SOURCE_SHEET = Text(vi="Nguồn và lưu ý", en="Source and notes")
COMPANIONS = frozenset(
    sheet.in_language(language) for sheet in (FIELDS_SHEET, SOURCE_SHEET) for language in LANGUAGES
)
