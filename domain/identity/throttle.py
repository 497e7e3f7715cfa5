"""How often a password may be guessed: counters with a window and a block that grows."""

import hashlib
import ipaddress
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FIRST_BLOCK = timedelta(minutes=15)
MAX_BLOCK = timedelta(hours=4)
ATTEMPTS_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many attempts a window holds, and whether each further block lasts twice as long as the one before.

    The block of an account alone doesn't grow: strangers must not be able to keep a person out for long.
    """

    name: str
    attempts: int
    does_grow: bool


PAIR = Limit("account and address", 10, does_grow=True)
ACCOUNT = Limit("account", 50, does_grow=False)
ADDRESS = Limit("address", 100, does_grow=True)


@dataclass(frozen=True)
class Counter:
    """The attempts in a window, how many blocks there were, and until when attempts are refused."""

    attempts: int
    window_from: datetime
    blocks: int = 0
    blocked_until: datetime | None = None

    def is_blocked(self, now: datetime) -> bool:
        """Whether an attempt is refused now."""
        return self.blocked_until is not None and now < self.blocked_until


def keys(account: str, address: str) -> dict[bytes, Limit]:
    """The counters of an attempt, in the one order in which every process locks them.

    Args:
        account: the e-mail address in its normal form.
        address: the client's network address; of IPv6 the first 64 bits count, which is what one household gets.
    """
    address = _network(address)
    named = {
        _key(PAIR, account, address): PAIR,
        _key(ACCOUNT, account): ACCOUNT,
        _key(ADDRESS, address): ADDRESS,
    }
    return dict(sorted(named.items()))


def count(counter: Counter | None, limit: Limit, now: datetime) -> Counter:
    """The counter after one more attempt; a window that is full turns into a block."""
    if counter is None or now - counter.window_from >= ATTEMPTS_KEPT_FOR + MAX_BLOCK:
        return Counter(1, now)
    if counter.is_blocked(now):
        return counter
    if counter.blocked_until is not None or now - counter.window_from >= WINDOW:
        return Counter(1, now, counter.blocks)
    if counter.attempts < limit.attempts:
        return replace(counter, attempts=counter.attempts + 1)
    block = FIRST_BLOCK * 2**counter.blocks if limit.does_grow else FIRST_BLOCK
    return Counter(counter.attempts, counter.window_from, min(counter.blocks + 1, 16), now + min(block, MAX_BLOCK))


def uncount(counter: Counter) -> Counter:
    """The counter without an attempt that turned out right."""
    return replace(counter, attempts=max(counter.attempts - 1, 0))


def wait_seconds(counters: Iterable[Counter], now: datetime) -> int | None:
    """Whole seconds until the next attempt is looked at; None: now."""
    blocks = [counter.blocked_until - now for counter in counters if counter.blocked_until is not None]
    return max((math.ceil(block.total_seconds()) for block in blocks if block > timedelta(0)), default=None)


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address


def _key(limit: Limit, *parts: str) -> bytes:
    return hashlib.sha256("\0".join((limit.name, *parts)).encode()).digest()
