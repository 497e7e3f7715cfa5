"""Passwords are kept as argon2id hashes; hashing runs beside the event loop, on two threads."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.identity.rules import MAX_PASSWORD_BYTES

HASHING_THREADS = 2
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Source: OWASP Password Storage Cheat Sheet, argon2id minimum (19 MiB, 2 passes, 1 lane)."""


@dataclass(frozen=True)
class Check:
    """The outcome of comparing a password with a hash; `stronger_hash` replaces a hash made with weaker parameters."""

    matches: bool
    stronger_hash: str | None = field(default=None, repr=False)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    return HASHER.hash(password)


def check_password(password_hash: str | None, password: str) -> Check:
    """Compare a password with a user's hash; without a user the same work is done, and nothing matches."""
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        return Check(matches=False)
    try:
        HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return Check(matches=False)
    if password_hash is None:
        return Check(matches=False)
    return Check(
        matches=True, stronger_hash=hash_password(password) if HASHER.check_needs_rehash(password_hash) else None
    )


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody signs in with this")


class PasswordPool:
    """Two threads for hashing: more would only take the cores from everything else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(HASHING_THREADS, thread_name_prefix="password")
        self._threads.submit(_nobodys_hash)

    async def check(self, password_hash: str | None, password: str) -> Check:
        """Compare on one of the two threads, waiting for a free one."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, check_password, password_hash, password)

    async def hash(self, password: str) -> str:
        """Hash on one of the two threads, waiting for a free one."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, hash_password, password)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
