"""`GET /imports/{id}/refused.csv` and `.zip`: the refused rows of an import, to mend and to upload again."""

import asyncio
import csv
import io
import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import IO

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.ingestion.uploads import repository
from domain.ingestion.uploads.refused import cells_of, header_of, is_number
from graphql_api.context import Context, Services
from graphql_api.downloads import refusal
from graphql_api.errors import DATABASE_GONE, BadInputError, unavailable
from graphql_api.http import NO_STORE, problem
from graphql_api.node import key_of
from graphql_api.permissions import Role
from graphql_api.sign_in import context_of
from graphql_api.workbook import harmless
from kit.reading import AnyRow

ROWS_AT_ONCE = 5_000
PIECE_BYTES = 256 * 1024
CSV, ZIP = "text/csv; charset=utf-8", "application/zip"


async def download(request: Request) -> Response:
    """The file, or a refusal in the shape of a GraphQL answer."""
    services: Services = request.app.state.services
    try:
        context = await context_of(services, request)
        refused = refusal(context, "Files of refused rows", Role.MANAGER)
        if refused is not None:
            return refused
        import_id = key_of("Import", request.path_params["id"])
        return await _answer(context, import_id, is_zip=request.url.path.endswith(".zip"))
    except BadInputError as error:
        return problem(400, "BAD_USER_INPUT", error.message)
    except DATABASE_GONE as error:
        return problem(503, *unavailable(error))


async def _answer(context: Context, import_id: int, *, is_zip: bool) -> Response:
    async with context.reading() as reading:
        tables = await repository.refused_tables(reading, import_id)
        if not tables:
            return problem(404, "NOT_FOUND", "There is no such import, or none of its rows is refused.")
        if len(tables) > 1 and not is_zip:
            return problem(404, "NOT_FOUND", "Rows of several tables are refused; download refused.zip instead.")
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response's end
        try:
            if is_zip:
                await _write_zip(reading, import_id, tables, file)
            else:
                await _write_table(reading, import_id, tables[0], file)
        except BaseException:
            file.close()
            raise
    name = "refused.zip" if is_zip else f"refused-{tables[0]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **NO_STORE}
    return StreamingResponse(_pieces(file), media_type=ZIP if is_zip else CSV, headers=headers)


async def _write_zip(reading: AsyncConnection, import_id: int, tables: Sequence[str], file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(f"{table}.csv", "w", force_zip64=True) as entry:
                await _write_table(reading, import_id, table, entry)


async def _write_table(reading: AsyncConnection, import_id: int, table: str, file: IO[bytes]) -> None:
    header = header_of(table, await repository.refused_columns(reading, import_id, table))
    file.write(_encoded([header], "utf-8-sig"))
    after = 0
    while True:
        rows = await repository.refused_rows(reading, import_id, table, after=after, first=ROWS_AT_ONCE)
        if not rows:
            return
        after = rows[-1].id
        await asyncio.to_thread(_write_rows, file, header, rows)


def _write_rows(file: IO[bytes], header: Sequence[str], rows: Sequence[AnyRow]) -> None:
    cells = [cells_of(header, row.content, row.reason, row.message) for row in rows]
    file.write(_encoded([[text if is_number(text) else harmless(text) for text in line] for line in cells], "utf-8"))


def _encoded(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding, "replace")


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
