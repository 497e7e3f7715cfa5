"""Pages of lists in the Relay shape, over keyset cursors."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from domain.pipeline.repository import PublishedRun
from graphql_api.context import Info
from graphql_api.decorators import argument, field, object_type, object_type_as, resolver
from graphql_api.errors import BadInputError
from graphql_api.limits import MAX_PAGE_SIZE
from graphql_api.node import global_id
from graphql_api.rows import FromRow, asked
from kit import paging
from kit.paging import Ordering
from kit.reading import AnyRow, AnySelect, read_count

MAX_SEARCH_LENGTH = 100
NodeT = TypeVar("NodeT")
RowT = TypeVar("RowT", bound=FromRow)
FilterT = TypeVar("FilterT")

First = Annotated[int, argument("How many at most, from 1 to 100.")]
After = Annotated[str | None, argument("The `endCursor` of the page before; absent: the first page.")]
Filter = Annotated[FilterT | None, argument("The filter; absent: all.")]


@object_type
class PageInfo:
    """The position of a page in its list."""

    has_next_page: bool = field("Whether more follow; request them with `after: endCursor`.")
    has_previous_page: bool = field("Whether the page was requested with `after`.")
    start_cursor: str | None = field("Cursor of the first element; null on an empty page.")
    end_cursor: str | None = field("Cursor of the last element; null on an empty page.")


@object_type
class Edge(Generic[NodeT]):
    """An element of a page and its position in the list."""

    node: NodeT = field("The element.")
    cursor: str = field("The element's position; valid for the same list and order only.")


@object_type
class Connection(Generic[NodeT]):
    """A page of a list."""

    nodes: list[NodeT] = field("The elements of the page, in order.")
    rows: strawberry.Private[Sequence[AnyRow]]
    ordering: strawberry.Private[Ordering]
    has_next: strawberry.Private[bool]
    is_continued: strawberry.Private[bool]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @resolver()
    def edges(self) -> list[Edge[NodeT]]:
        """The elements with their cursors."""
        return [
            Edge(node=node, cursor=self.ordering.cursor(row)) for node, row in zip(self.nodes, self.rows, strict=True)
        ]

    @resolver()
    def page_info(self) -> PageInfo:
        """The position of the page in the list."""
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.is_continued,
            start_cursor=self.ordering.cursor(self.rows[0]) if self.rows else None,
            end_cursor=self.ordering.cursor(self.rows[-1]) if self.rows else None,
        )

    @resolver()
    async def total_count(self) -> int:
        """How many elements the whole list has; counted only when requested."""
        return await self.count()


@object_type_as("Connection")
class RunConnection(Connection[NodeT], Generic[NodeT]):
    """A page of a list that comes from a run. All pages of a list come from the run of its first page, also when
    another run is published meanwhile; once that run's rows are not kept any more (`JAEGO_KEEP_RUNS`), a further page
    is refused with the code LIST_EXPIRED.
    """

    run: strawberry.Private[PublishedRun | None]

    @resolver()
    def run_id(self) -> strawberry.ID | None:
        """The `id` of the run that the page comes from; another one than `publishedRun` has: the list is older. Null:
        no run is published yet.
        """
        return None if self.run is None else global_id("PipelineRun", self.run.run_id)

    @resolver()
    def as_of_date(self) -> date | None:
        """Last day that this run knows; null: no run is published yet."""
        return None if self.run is None else self.run.logical_date


async def read_page(
    info: Info,
    node: type[RowT],
    query_of: Callable[[Collection[str]], AnySelect],
    ordering: Ordering,
    *,
    first: int,
    after: str | None,
) -> Connection[RowT]:
    """A page of a list.

    Args:
        info: the request.
        node: the type of the elements.
        query_of: the query for the whole list, of the columns behind the fields asked of the elements.
        ordering: the order of the rows.
        first: how many rows at most.
        after: the cursor of the page before.

    Raises:
        BadInputError: `first` is not from 1 to 100.
    """
    return Connection(**await _page(info, node, query_of, ordering, first=first, after=after))


async def read_run_page(
    info: Info,
    node: type[RowT],
    query_of: Callable[[PublishedRun, Collection[str]], AnySelect],
    ordering: Ordering,
    *,
    first: int,
    after: str | None,
) -> RunConnection[RowT]:
    """A page of a list of the request's run; empty before the first run. Arguments and errors as of `read_page`.

    Raises:
        ListExpiredError: the cursor's run is not kept any more.
    """
    first, run = page_size(first), await info.context.published_run()
    if run is None:
        is_continued = after is not None
        return RunConnection(
            nodes=[], rows=(), ordering=ordering, has_next=False, is_continued=is_continued, count=none, run=None
        )
    ordering = ordering.of_snapshot(run.run_id)
    page = await _page(info, node, partial(query_of, run), ordering, first=first, after=after)
    return RunConnection(**page, run=run)


async def _page(
    info: Info,
    node: type[RowT],
    query_of: Callable[[Collection[str]], AnySelect],
    ordering: Ordering,
    *,
    first: int,
    after: str | None,
) -> dict[str, Any]:
    """The values of a `Connection`."""
    first, context = page_size(first), info.context
    query = query_of(node.columns_of(asked_of_nodes(info)))

    async def counted() -> int:
        async with context.reading() as reading:
            return await read_count(reading, query)

    async with context.reading() as reading:
        page = await paging.read_page(reading, query, ordering, after=after, first=first)
    return {
        "nodes": node.of_all(page.rows),
        "rows": page.rows,
        "ordering": ordering,
        "has_next": page.has_next,
        "is_continued": after is not None,
        "count": counted,
    }


def check_search(text: str | None) -> str | None:
    """The text that a list is searched for, if it is short enough.

    Raises:
        BadInputError: it is too long.
    """
    if text is not None and len(text) > MAX_SEARCH_LENGTH:
        raise BadInputError(f"search has {len(text)} characters; at most {MAX_SEARCH_LENGTH} are allowed.")
    return text


async def none() -> int:
    """The count of a list that can't have elements."""
    return 0


def page_size(first: int) -> int:
    """Check `first`.

    Raises:
        BadInputError: it is not from 1 to 100.
    """
    if not 1 <= first <= MAX_PAGE_SIZE:
        raise BadInputError(f"first: {first} is not from 1 to {MAX_PAGE_SIZE}.")
    return first


TO_NODES = (("nodes",), ("edges", "node"))


def asked_of_nodes(info: strawberry.Info) -> set[str]:
    """The fields asked of the elements, by either way to them."""
    return asked(info, *TO_NODES)
