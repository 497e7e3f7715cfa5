"""Limits on login attempts, per account and address and per address alone, in the memory of this process."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

PER_ACCOUNT_AND_ADDRESS = "10 per 15 minutes"
PER_ACCOUNT = "50 per 15 minutes"
PER_ADDRESS = "100 per 15 minutes"


class LoginThrottle:
    """Counts attempts in moving windows; what exceeds one is refused before the password is looked at."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits: tuple[tuple[str, RateLimitItem], ...] = (
            ("account-address", parse(PER_ACCOUNT_AND_ADDRESS)),
            ("account", parse(PER_ACCOUNT)),
            ("address", parse(PER_ADDRESS)),
        )

    def admits(self, email: str, address: str) -> bool:
        """Count an attempt; False when it is one too many."""
        account = email.strip().lower()
        names = {"account-address": (account, address), "account": (account,), "address": (address,)}
        return all(self._limiter.hit(limit, kind, *names[kind]) for kind, limit in self._limits)

    def forget(self, email: str, address: str) -> None:
        """Forget the attempts at an account from an address, after one that was right."""
        self._limiter.clear(self._limits[0][1], self._limits[0][0], email.strip().lower(), address)

    def wait_seconds(self, email: str, address: str, now: float) -> int:
        """Seconds until the next attempt may be made."""
        account = email.strip().lower()
        names = {"account-address": (account, address), "account": (account,), "address": (address,)}
        windows = [self._limiter.get_window_stats(limit, kind, *names[kind]) for kind, limit in self._limits]
        full = [window.reset_time - now for window in windows if window.remaining <= 0]
        return max(1, round(max(full, default=1)))
