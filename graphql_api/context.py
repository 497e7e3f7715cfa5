"""What one request knows: who asks, the run it reads, its loaders and the services of the process."""

import asyncio
import uuid
from collections.abc import Callable, Hashable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from strawberry.dataloader import DataLoader

from domain.identity.passwords import PasswordPool
from domain.identity.principal import Principal
from domain.identity.rules import Viewer
from domain.pipeline.read_repository import Served, served_run
from graphql_api.identity.throttle import LoginThrottle
from kit.clock import Clock

LoaderT = TypeVar("LoaderT", bound="RequestLoader[Any, Any]")
KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Services:
    """What all requests of a process share."""

    engine: AsyncEngine
    reader: AsyncEngine
    passwords: PasswordPool
    throttle: LoginThrottle
    clock: Clock
    secret_key: str
    access_token_minutes: int
    head_revision: str | None


@dataclass
class Context:
    """One request. `viewer` and `principal` are None when nobody is signed in; `address` is the client's."""

    services: Services
    viewer: Viewer | None
    address: str
    principal: Principal | None = None
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _loaders: dict[type, Any] = field(default_factory=dict)
    _served: asyncio.Task[Served | None] | None = None

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

    async def served(self) -> Served | None:
        """The published run, looked up once: all of a request reads the same run."""
        if self._served is None:
            self._served = asyncio.create_task(self._look_up())
        return await self._served

    async def _look_up(self) -> Served | None:
        async with self.reading() as connection:
            return await served_run(connection)

    def loader(self, kind: type[LoaderT]) -> LoaderT:
        """The request's one loader of this kind."""
        if kind not in self._loaders:
            self._loaders[kind] = kind(self)
        loader: LoaderT = self._loaders[kind]
        return loader


class RequestLoader(DataLoader[KeyT, ValueT]):
    """A loader of one request: many keys, one statement."""

    def __init__(self, context: Context) -> None:
        super().__init__(load_fn=self.fetch)
        self.context = context

    async def fetch(self, keys: list[KeyT]) -> list[ValueT]:
        """Load the values of these keys, in their order."""
        raise NotImplementedError


Info = strawberry.Info[Context, None]
