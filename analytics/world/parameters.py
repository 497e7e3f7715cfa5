"""What determines a world, and the random streams drawn from it."""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kit.errors import InputError

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

# Raised whenever the same parameters give other files, so that an older world is not taken for the same.
GENERATOR_VERSION = 5

MIN_DAYS, MAX_DAYS = 30, 3650
MAX_SKUS = 200_000
MAX_DIRTY = 0.2
FIRST_END, LAST_END = date(2001, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Parameters:
    """The five values that determine every byte of a world.

    `days` are the calendar days of history, the last one being `end`; `dirty` is the share of rows appended broken.
    """

    skus: int
    days: int
    seed: int
    end: date
    dirty: float

    @property
    def start(self) -> date:
        """The first day of history."""
        return self.end - timedelta(days=self.days - 1)

    def day(self, index: int) -> date:
        """The date of a day index; 0 is `start`."""
        return self.start + timedelta(days=int(index))

    def stream(self, concern: str) -> np.random.Generator:
        """A random stream of one concern, so that a change in one leaves the others as they are."""
        key = zlib.crc32(concern.encode())
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(key,)))


def checked(parameters: Parameters) -> Parameters:
    """Return the parameters if a world can be made of them.

    Raises:
        InputError: a value is outside what is allowed; the message names it and the limits.
    """
    p = parameters
    limits: tuple[tuple[str, object, bool, str], ...] = (
        ("skus", p.skus, 1 <= p.skus <= MAX_SKUS, f"between 1 and {MAX_SKUS:,}"),
        ("days", p.days, MIN_DAYS <= p.days <= MAX_DAYS, f"between {MIN_DAYS} and {MAX_DAYS:,}"),
        ("seed", p.seed, p.seed >= 0, "0 or more"),
        ("end", p.end, FIRST_END <= p.end <= LAST_END, f"between {FIRST_END} and {LAST_END}"),
        ("dirty", p.dirty, 0 <= p.dirty <= MAX_DIRTY, f"a share between 0 and {MAX_DIRTY}"),
    )
    for name, value, is_allowed, allowed in limits:
        if not is_allowed:
            raise InputError(f"--{name} {value} is refused: it must be {allowed}.")
    return p
