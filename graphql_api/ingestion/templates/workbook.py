"""A template as a workbook: one sheet to fill in, whose headings explain themselves."""

import io
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType

import xlsxwriter

from domain.ingestion.templates import ALL, Column, Language

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""In every file, so that the same template has the same bytes."""
REQUIRED = MappingProxyType({"ko": "필수", "en": "Required"})
OPTIONAL = MappingProxyType({"ko": "선택", "en": "Optional"})
EXAMPLES = MappingProxyType(
    {
        "ko": "아래는 예입니다. 지우고 입력하세요.",
        "en": "The rows are examples. Replace them with yours.",
    }
)
WIDTH = 16


@cache
def template_workbook(name: str, language: Language) -> bytes:
    """The workbook of a template, one of `TEMPLATES`: headings with notes, then the example rows."""
    template, file = ALL[name], io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, safe) as book:
        book.set_properties({"title": template.titles[language], "author": "Jaego", "created": MADE_AT})
        sheet = book.add_worksheet(template.titles[language])
        required = book.add_format({"bold": True, "bg_color": "#dfeeea", "border": 1})
        optional = book.add_format({"bold": True, "bg_color": "#eaece7", "border": 1})
        for place, column in enumerate(template.columns):
            sheet.write_string(0, place, column.names[language], required if column.is_required else optional)
            sheet.write_comment(
                0, place, _note(column, language, is_first=place == 0), {"x_scale": 1.8, "author": "Jaego"}
            )
        for number, row in enumerate(template.rows(language), start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write_number(number, place, cell)
        sheet.set_column(0, len(template.columns) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _note(column: Column, language: Language, *, is_first: bool) -> str:
    kind = (REQUIRED if column.is_required else OPTIONAL)[language]
    sentence = f"{kind}. {column.notes[language]}"
    return f"{sentence}\n{EXAMPLES[language]}" if is_first else sentence
