"""What one request knows: who asks, the run it reads, its loaders and the services of the process."""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from strawberry.dataloader import DataLoader

from domain.audit.service import record
from domain.identity.audit_entries import refused
from domain.identity.caller import Caller
from domain.identity.passwords import PasswordPool
from domain.identity.rules import UserRow
from domain.pipeline.freshness import FreshnessLimits
from domain.pipeline.repository import PublishedRun, kept_run, published_run
from domain.planning_settings.rules import PlanningDefaults
from graphql_api.errors import ListExpiredError, UnauthenticatedError
from kit.batched_reads import read_together
from kit.clock import Clock, business_day
from kit.reading import AnyRow, AnySelect

MAX_EXPORTS = 3
"""Exports under way at once in a process: each holds one of its connections to the database."""
LoaderT = TypeVar("LoaderT", bound="RequestLoader[Any, Any]")
KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Services:
    """What all requests of a process share; `exports` bounds those under way, `streams` and `uploads` count by user.

    `closing` ends all streams.
    """

    engine: AsyncEngine
    reader: AsyncEngine
    passwords: PasswordPool
    clock: Clock
    secret_key: str = field(repr=False)
    access_token_minutes: int
    session_days: int
    secure_cookies: bool
    head_revision: str | None
    currency: str
    zone: ZoneInfo
    planning: PlanningDefaults
    freshness: FreshnessLimits
    home: Path
    max_upload_bytes: int
    cancellation_hours: int
    exports: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_EXPORTS))
    streams: Counter[int] = field(default_factory=Counter)
    uploads: Counter[int] = field(default_factory=Counter)
    closing: threading.Event = field(default_factory=threading.Event)

    def today(self) -> date:
        """The company's business day."""
        return business_day(self.clock(), self.zone)


@dataclass
class Context:
    """One request.

    Attributes:
        services: what all requests share.
        anonymous: the request before it is known whose it is; for `login` and what else nobody must be signed in for.
        caller: who is signed in, as passed to services; None: nobody.
        user: the caller's row, for what only the row has.
        family_id: the session that the request belongs to; None for API tokens.
        refresh_token: the secret in the request's cookie.
        denied: guarded fields that were refused; audited when the request ends.
        renew: reads the caller's identity again; for subscriptions only.
        cursor_run_id: the run that the cursors of the operation belong to; None: they belong to none.
        new_cookie: what the answer puts into the cookie, if anything; empty text removes it.
    """

    services: Services
    anonymous: Caller
    caller: Caller | None = None
    user: UserRow | None = None
    family_id: str | None = None
    refresh_token: str | None = field(default=None, repr=False)
    denied: list[str] = field(default_factory=list)
    cursor_run_id: int | None = None
    new_cookie: str | None = field(default=None, repr=False)
    renew: Callable[[], Awaitable["Context"]] | None = None
    _loaders: dict[type, Any] = field(default_factory=dict)
    _published_run: asyncio.Task[PublishedRun | None] | None = None

    @property
    def today(self) -> date:
        """The company's business day."""
        return self.anonymous.today

    def signed_in(self) -> Caller:
        """Who is signed in.

        Raises:
            UnauthenticatedError: nobody is.
        """
        if self.caller is None:
            raise UnauthenticatedError
        return self.caller

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection for reads, each statement by itself."""
        return self.services.reader.connect()

    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction, committed at its end."""
        return self.services.engine.begin()

    async def unit_of_work(self, work: Callable[[Session], ResultT]) -> ResultT:
        """Call a service with an open session in one transaction: committed at its end, undone if it raises."""
        async with AsyncSession(self.services.engine, expire_on_commit=False) as session, session.begin():
            return await session.run_sync(work)

    async def note_refusal(
        self, action: str, reason: str, *, message: str = "", subject: tuple[str, object] | None = None
    ) -> None:
        """Audit an attempt that was refused, in a transaction of its own: the attempt's was undone.

        Args:
            action: what was attempted.
            reason: why it was refused, in a word or a sentence.
            message: what the caller reads about it, if the reason does not say it already.
            subject: type and number of what was to be changed.
        """
        details = {} if message in ("", reason) else {"message": message}
        entry = refused(action, self.caller or self.anonymous, reason, details, subject)
        await self.unit_of_work(lambda session: record(session, entry))

    async def note_denials(self) -> None:
        """Audit the guarded fields that were refused, if any: one entry a request."""
        if not self.denied:
            return
        reason = "the role or the token's scope is not sufficient"
        entry = refused("ACCESS", self.caller or self.anonymous, reason, {"fields": sorted(set(self.denied))})
        await self.unit_of_work(lambda session: record(session, entry))

    async def look_again(self) -> None:
        """Read the caller's identity again, and discard what was read before."""
        if self.renew is None:
            raise LookupError("only a subscription looks again")
        fresh = await self.renew()
        self.anonymous, self.caller, self.user = fresh.anonymous, fresh.caller, fresh.user
        self._loaders.clear()
        self._published_run = None

    async def published_run(self) -> PublishedRun | None:
        """The published run, looked up once: all of a request reads the same run. With a cursor it is the run of the
        cursor's list, also after another one was published.

        Raises:
            ListExpiredError: that run's rows are not kept any more.
        """
        if self._published_run is None:
            self._published_run = asyncio.create_task(self._look_up())
        return await self._published_run

    async def newest_run(self) -> PublishedRun | None:
        """The run that is published at this moment, whatever the request's cursors belong to."""
        async with self.reading() as connection:
            return await published_run(connection)

    async def has_lost_run(self) -> bool:
        """Whether the run of the request's cursors may have lost rows while they were read."""
        if self.cursor_run_id is None or self._published_run is None:
            return False
        async with self.reading() as connection:
            return await kept_run(connection, self.cursor_run_id) is None

    async def _look_up(self) -> PublishedRun | None:
        if self.cursor_run_id is None:
            return await self.newest_run()
        async with self.reading() as connection:
            found = await kept_run(connection, self.cursor_run_id)
        if found is None:
            raise ListExpiredError
        return found

    def loader(self, kind: type[LoaderT]) -> LoaderT:
        """The request's one loader of this kind."""
        if kind not in self._loaders:
            self._loaders[kind] = kind(self)
        loader: LoaderT = self._loaders[kind]
        return loader

    async def rows(self, query: AnySelect) -> Sequence[AnyRow]:
        """The rows of a query; queries that are asked at the same moment travel as one statement."""
        return await self.loader(RowsByQueryLoader).load(query)


class RequestLoader(DataLoader[KeyT, ValueT], ABC):
    """A loader of one request: many keys, one statement."""

    def __init__(self, context: Context) -> None:
        super().__init__(load_fn=self.fetch)
        self.context = context

    @abstractmethod
    async def fetch(self, keys: list[KeyT]) -> list[ValueT]:
        """Load the values of these keys, in their order."""


class RowsByQueryLoader(RequestLoader[AnySelect, Sequence[AnyRow]]):
    """Keys are queries: what the other loaders ask for in one turn of the event loop is read together."""

    async def fetch(self, keys: list[AnySelect]) -> list[Sequence[AnyRow]]:
        """Read them all."""
        async with self.context.reading() as connection:
            return await read_together(connection, keys)


Info = strawberry.Info[Context, None]
