"""Set-based import in PostgreSQL: staged text is checked, typed, related and merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    text,
    true,
    update,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause, Subquery

from domain.catalog import models as catalog
from domain.ingestion import expressions as ex
from domain.ingestion.contract import BY_NAME, Column, Table
from domain.ingestion.order_lines import repository as order_lines
from domain.ingestion.statements import run_script, statement
from domain.inventory import models as inventory
from domain.marketing import models as marketing
from domain.purchasing import models as purchasing
from domain.sales import models as sales
from domain.setup.service import refuse_beside_sample_data
from kit.orm import Base
from kit.reading import AnyRow, AnySelect

FEATURES = (catalog, inventory, marketing, purchasing, sales)
MAX_UNKNOWN_WORDS = 100
TARGETS: dict[str, SqlTable] = {name: Base.metadata.tables[f"raw.{name}"] for name in BY_NAME}


@dataclass(frozen=True)
class Merged:
    """What became of the sound rows of a file: written (new or changed), or there already (copies included)."""

    loaded: int
    unchanged: int
    copies: int


def prepare(connection: Connection, timezone: ZoneInfo) -> None:
    """Set up the transaction: one import at a time, times without a zone read in `timezone`, checking functions.

    Raises:
        BesideSampleDataError: the shop is filled with sample data, and these are others.
    """
    with Session(connection) as session:
        refuse_beside_sample_data(session)
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("jaego.import"))))
    for name, value in (
        ("TimeZone", timezone.key),
        ("DateStyle", "ISO, YMD"),
        ("work_mem", "128MB"),
        ("jit", "off"),  # compiling costs more than these one-off statements gain
    ):
        connection.execute(select(func.set_config(name, value, true())))
    run_script(connection, "functions")


def create_stage(connection: Connection, table: Table) -> tuple[SqlTable, SqlTable]:
    """Make the temporary tables `staged` and `checked` of a canonical table, empty."""
    tables = ex.staged_table(table), ex.checked_table(table)
    for temporary in tables:
        connection.execute(text(f"drop table if exists pg_temp.{temporary.name}"))
        connection.execute(CreateTable(temporary))
    return tables


def check(
    connection: Connection,
    table: Table,
    stage: tuple[SqlTable, SqlTable],
    assumed: Mapping[str, str],
    status_words: Mapping[str, str] | None = None,
) -> None:
    """Fill `checked` from `staged`: typed values, content hash, ids of references, and each row's first problem."""
    staged, checked = stage
    typed = _typed_rows(table, staged, assumed, status_words or {})
    chosen: dict[str, ColumnElement[Any]] = {
        "source_line": typed.c.source_line,
        "problem": typed.c.problem,
        "row_hash": case((typed.c.problem.is_(None), ex.content_hash(table, typed.c))),
        **{column.name: typed.c[column.name] for column in table.columns},
    }
    joined: FromClause = typed
    for column in table.columns:
        if column.reference and column.reference != table.name:
            target = TARGETS[column.reference].alias(f"{column.name}_target")
            joined = joined.outerjoin(
                target, and_(_key(target, column.reference) == typed.c[column.name], _alive(target))
            )
            chosen[f"{column.name}_id"] = target.c.id
    connection.execute(insert(checked).from_select(list(chosen), select(*chosen.values()).select_from(joined)))
    connection.execute(text("analyze pg_temp.checked"))
    _mark_rules(connection, table, checked)
    if table.name == "order_items":
        order_lines.resolve_codes(connection)
        order_lines.set_aside(connection)
    _mark_unknown(connection, table, checked)


def _typed_rows(
    table: Table, staged: SqlTable, assumed: Mapping[str, str], status_words: Mapping[str, str]
) -> Subquery:
    # offset 0 keeps the planner from writing an expression out again wherever its value is used
    texts = select(staged.c.source_line, staged.c.fault, *ex.trimmed_texts(table, staged)).offset(0).subquery("texts")
    judged = (
        select(*texts.c, ex.problem(table.columns, texts.c, texts.c.fault).label("problem"))
        .offset(0)
        .subquery("judged")
    )
    values = ex.values(table, judged.c, assumed, status_words)
    guarded = [case((judged.c.problem.is_(None), value)).label(name) for name, value in values.items()]
    return select(judged.c.source_line, judged.c.problem, *guarded).offset(0).subquery("typed")


def _key(target: FromClause, name: str) -> ColumnElement[Any]:
    return target.c[BY_NAME[name].key[0]]


def _alive(target: FromClause) -> ColumnElement[bool]:
    return target.c.deleted_at.is_(None) if "deleted_at" in target.c else true()


def _mark_rules(connection: Connection, table: Table, checked: SqlTable) -> None:
    for rule in table.rules:
        broken = checked.c.problem.is_(None) & text(f"not ({rule})")
        problem = f"BROKEN_RULE:the row breaks the rule {rule}"
        connection.execute(update(checked).where(broken).values(problem=problem))


def _mark_unknown(connection: Connection, table: Table, checked: SqlTable) -> None:
    for column in table.columns:
        if column.reference == table.name:
            _mark_unknown_within(connection, column, table, checked)
        elif column.reference:
            unknown = checked.c[column.name].is_not(None) & checked.c[f"{column.name}_id"].is_(None)
            problem = f"UNKNOWN_REFERENCE:{column.name}"
            sold = checked.c.set_aside.is_distinct_from("ZERO_QUANTITY")  # of what is not sold, nothing is missing
            connection.execute(
                update(checked).where(checked.c.problem.is_(None), unknown, sold).values(problem=problem)
            )


def _mark_unknown_within(connection: Connection, column: Column, table: Table, checked: SqlTable) -> None:
    """Refuse rows that refer to nothing in the table or the file; then those that refer to a row refused so."""
    target, other, key = TARGETS[table.name], checked.alias("other"), table.key[0]
    in_table = exists().where(target.c[key] == checked.c[column.name], _alive(target))
    in_file = exists().where(other.c[key] == checked.c[column.name], other.c.problem.is_(None))
    unknown = update(checked).where(
        checked.c.problem.is_(None), checked.c[column.name].is_not(None), ~in_table, ~in_file
    )
    while connection.execute(unknown.values(problem=f"UNKNOWN_REFERENCE:{column.name}")).rowcount:
        pass


def mark_duplicates(connection: Connection, table: Table, checked: SqlTable) -> None:
    """Of several rows with one key keep the one with the smallest hash, so that the file's order does not matter."""
    keys = [checked.c[name] for name in table.key]
    is_row = and_(checked.c.problem.is_(None), checked.c.set_aside.is_(None))
    several = select(*keys).where(is_row).group_by(*keys).having(func.count() > 1).subquery("several")
    order = (checked.c.row_hash, checked.c.source_line)
    ranked = (
        select(
            checked.c.source_line,
            func.row_number().over(partition_by=keys, order_by=order).label("place"),
            func.first_value(checked.c.row_hash).over(partition_by=keys, order_by=order).label("kept"),
        )
        .join(several, and_(*[checked.c[name] == several.c[name] for name in table.key]))
        .where(is_row)
        .subquery("ranked")
    )
    is_same = checked.c.row_hash == ranked.c.kept
    connection.execute(
        update(checked)
        .where(checked.c.source_line == ranked.c.source_line, ranked.c.place > 1)
        .values(is_copy=is_same, problem=case((~is_same, f"DUPLICATE_KEY:{' and '.join(table.key)}")))
    )


def merge(connection: Connection, table: Table, checked: SqlTable, batch_id: int) -> Merged:
    """Write new and changed rows; rows that are the same already stay untouched, with their `row_version`."""
    target = TARGETS[table.name]
    pairs: dict[str, ColumnElement[Any]] = {
        target_name: checked.c[target_name]
        for column in table.columns
        if (target_name := _target_name(column)) and column.reference != table.name and column.is_stored
    }
    for name in ex.COMPUTED.get(table.name, ()):
        default = target.c[name].server_default is not None
        pairs[name] = func.coalesce(checked.c[name], 1) if default else checked.c[name]
    values = {**pairs, "row_hash": checked.c.row_hash, "batch_id": literal(batch_id)}
    same_key = and_(*_same_key(table, target, checked), _alive(target))
    changed = connection.execute(
        update(target)
        .where(same_key, ex.is_sound(checked), target.c.row_hash.is_distinct_from(checked.c.row_hash))
        .values(values)
    ).rowcount
    fresh = (
        select(*values.values()).where(ex.is_sound(checked), ~exists().where(same_key)).order_by(checked.c.source_line)
    )
    added = insert(target).from_select(list(values), fresh).execution_options(preserve_rowcount=True)
    created = connection.execute(added).rowcount
    _relate_within(connection, table, checked, batch_id)
    sound = connection.scalar(select(func.count()).where(ex.is_sound(checked))) or 0
    copies = connection.scalar(select(func.count()).where(checked.c.is_copy, checked.c.problem.is_(None))) or 0
    return Merged(changed + created, sound - changed - created + copies, copies)


def _target_name(column: Column) -> str:
    return f"{column.name}_id" if column.reference else column.name


def _same_key(table: Table, target: SqlTable, checked: SqlTable) -> Iterator[ColumnElement[bool]]:
    for column in table.columns:
        if column.name in table.key:
            yield target.c[_target_name(column)] == checked.c[_target_name(column)]


def _relate_within(connection: Connection, table: Table, checked: SqlTable, batch_id: int) -> None:
    """Set references to rows of the same table, now that all of them are there."""
    target, other, key = TARGETS[table.name], TARGETS[table.name].alias("other"), table.key[0]
    for column in table.columns:
        if column.reference == table.name:
            reference = (
                select(other.c.id).where(other.c[key] == checked.c[column.name], _alive(other)).scalar_subquery()
            )
            place = target.c[f"{column.name}_id"]
            connection.execute(
                update(target)
                .where(target.c[key] == checked.c[key], target.c.batch_id == batch_id, ex.is_sound(checked))
                .where(place.is_distinct_from(reference))
                .values({place.name: reference})
            )


def derive_returns(connection: Connection, table: Table, batch_id: int, cancellation_hours: int) -> None:
    """Turn what order lines say about their returns into `order_returns`, for the rows that a batch wrote."""
    bound = {"batch_id": batch_id, "cancellation_hours": cancellation_hours}
    if table.name == "order_items":
        connection.execute(statement("returns_of_lines"), bound)
        connection.execute(statement("returns_withdrawn"), {"batch_id": batch_id})
    elif table.name == "orders":
        connection.execute(statement("returns_of_orders"), bound)


def write_listing_lines(connection: Connection, batch_id: int) -> None:
    """Keep what the listings of a file draw."""
    connection.execute(statement("listing_lines"), {"batch_id": batch_id})


def listed_codes(connection: Connection, batch_id: int) -> list[str]:
    """The codes of the listings that a batch wrote."""
    written = select(catalog.Listing.code).where(catalog.Listing.batch_id == batch_id).distinct()
    return list(connection.scalars(written))


def complete_stock(connection: Connection, batch_id: int) -> int:
    """Give what a file of the whole stock leaves out 0 on hand, and return how many products that concerns."""
    return connection.execute(statement("stock_completed"), {"batch_id": batch_id}).rowcount


def count_set_aside(connection: Connection, checked: SqlTable, reason: str) -> int:
    """Rows that are set aside for a reason."""
    chosen = (checked.c.set_aside == reason, checked.c.problem.is_(None))
    return connection.scalar(select(func.count()).where(*chosen)) or 0


def unknown_statuses(
    connection: Connection, table: Table, staged: SqlTable, status_words: Mapping[str, str]
) -> dict[str, int]:
    """Rows by a status word that is not known, the most frequent words first."""
    found = [column for column in table.columns if column.kind == "status"]
    if not found:
        return {}
    word = ex.trimmed(found[0], staged).label("word")
    words = select(word, func.count().label("rows")).group_by(word).subquery("words")
    unknown = select(words).where(words.c.word.is_not(None), ex.status(words.c.word, status_words).is_(None))
    rows = connection.execute(unknown.order_by(words.c.rows.desc(), words.c.word).limit(MAX_UNKNOWN_WORDS))
    return {row.word: row.rows for row in rows}


def mark_superseded(connection: Connection, table: Table, checked: SqlTable, batch_id: int) -> None:
    """Keep rows of an old batch from overwriting what a later one said about the same key."""
    target = TARGETS[table.name]
    newer = exists().where(*_same_key(table, target, checked), _alive(target), target.c.batch_id > batch_id)
    connection.execute(update(checked).where(checked.c.problem.is_(None), newer).values(problem="SUPERSEDED:"))


def read_outcomes(connection: Connection, table: Table, batch_id: int) -> Sequence[AnyRow]:
    """What became of the rows of `checked`, in order: source_line, reason (null: sound), and is_loaded.

    `kept_batch` and `kept_line`: where a credit note that waits is kept among the refused rows.
    """
    if table.name == "order_items":
        return connection.execute(statement("order_line_outcomes"), {"batch_id": batch_id}).all()
    checked, target = ex.checked_table(table), TARGETS[table.name]
    written = exists().where(*_same_key(table, target, checked), _alive(target), target.c.batch_id == batch_id)
    query: AnySelect = select(
        checked.c.source_line,
        func.split_part(checked.c.problem, ":", 1).label("reason"),
        and_(~checked.c.is_copy, written).label("is_loaded"),
        null().label("kept_batch"),
        null().label("kept_line"),
    ).order_by(checked.c.source_line)
    return connection.execute(query).all()
