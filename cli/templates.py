"""`jaego export-templates`: the workbooks to fill in, as files."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out as console
from domain.ingestion.templates import LANGUAGES, TEMPLATES
from kit.errors import InputError


def export_templates(
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made if there is none.")],
) -> None:
    """Write the templates of sales, stock and products, in Korean and English; existing ones are replaced."""
    from graphql_api.ingestion.templates.workbook import template_workbook

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in TEMPLATES:
            for language in LANGUAGES:
                (folder / f"{name}-{language}.xlsx").write_bytes(template_workbook(name, language))
    except OSError as error:
        raise InputError(f"Can't write to {folder}: {error.strerror}. Choose another folder.") from None
    console.print(f"{len(TEMPLATES) * len(LANGUAGES)} templates written to {folder}", markup=False)
