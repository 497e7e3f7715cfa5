"""How quickly hostile documents are refused, what they cost a request beside them, and how many logins are hashed."""

import asyncio
import itertools
import tempfile
import time
from pathlib import Path

import httpx
from starlette.applications import Starlette

from domain.identity.passwords import HASHING_THREADS, PasswordPool, hash_password
from graphql_api.app import close, create_app
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.settings import Settings

LEVELS, BESIDE, ROUNDS = 26, 10, 20
HASH_SECONDS = 3.0
FRESH = itertools.count()


def bomb() -> str:
    """Fragments that, expanded without memory, are 2 to the 26th."""
    spreads = " ".join(f"fragment f{n} on User {{ ...f{n + 1} ...f{n + 1} }}" for n in range(LEVELS))
    return "{ me { ...f0 } } " + spreads + f" fragment f{LEVELS} on User {{ id }} # {next(FRESH)}"


async def post(app: Starlette, document: str) -> float:
    """Milliseconds until the answer."""
    start = time.perf_counter()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        answer = await client.post("/graphql", json={"query": document})
    assert answer.status_code == 200
    return (time.perf_counter() - start) * 1000


async def measure(app: Starlette) -> None:
    """Print worst cases of some rounds."""
    await post(app, bomb())  # the first request of a process also warms it up
    alone = [await post(app, bomb()) for _ in range(ROUNDS)]
    print(f"fragment bomb of {LEVELS} levels refused: worst {max(alone):.1f} ms of {ROUNDS} (promised: 150 ms)")
    beside = [
        (await asyncio.gather(*(post(app, bomb()) for _ in range(BESIDE)), post(app, "{ __typename }")))[-1]
        for _ in range(ROUNDS)
    ]
    print(f"another request beside {BESIDE} bombs: worst {max(beside):.1f} ms of {ROUNDS} (promised: 200 ms)")


async def hash_rate() -> float:
    """Passwords a second, compared on the pool of two threads."""
    pool, stored = PasswordPool(), hash_password("several words of a phrase")
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < HASH_SECONDS:
        await asyncio.gather(*(pool.check(stored, "a wrong one") for _ in range(HASHING_THREADS * 2)))
        done += HASHING_THREADS * 2
    pool.close()
    return done / (time.perf_counter() - start)


async def run(app: Starlette) -> None:
    """All measurements on one event loop."""
    await measure(app)
    print(f"passwords compared: {await hash_rate():.0f} a second on {HASHING_THREADS} threads")
    await close(app.state.services)


def main() -> None:
    """Measure on an embedded database of its own."""
    with tempfile.TemporaryDirectory(prefix="jaego-bench-") as folder:
        settings = Settings(home=Path(folder), database_url=None, secret_key="k" * 32, _env_file=None)
        with database(settings) as url:
            engine = make_engine(url)
            migrate(engine)
            engine.dispose()
            asyncio.run(run(create_app(settings, url)))


if __name__ == "__main__":
    main()
