"""Which source a file is from, by the names of its columns alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.ingestion.columns import folded
from domain.ingestion.profile_engine.model import SourceProfile


@dataclass(frozen=True)
class Fit:
    """A profile beside a header: where its columns are, and what is missing of those it requires."""

    profile: SourceProfile
    places: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def used(self) -> int:
        """How many columns of the file the profile uses."""
        return len(set(self.places.values()))

    @property
    def rank(self) -> tuple[int, int]:
        """How specific the fit is: columns required, columns used."""
        return len(self.profile.required), self.used


def fit(profile: SourceProfile, header: Sequence[str]) -> Fit:
    """Where the columns of a profile are in a header."""
    where: dict[str, int] = {}
    for place, column in enumerate(header):
        where.setdefault(folded(column), place)
    where.pop("", None)
    places: dict[str, int] = {}
    for name, alternatives in profile.names.items():
        found = next((where[key] for text in alternatives if (key := folded(text)) in where), None)
        if found is not None:
            places[name] = found
    missing = [profile.names[group[0]][0] for group in profile.required if not any(name in places for name in group)]
    return Fit(profile, places, tuple(missing))


def fits(profiles: Iterable[SourceProfile], header: Sequence[str]) -> list[Fit]:
    """The profiles that a header has all required columns of, the most specific first."""
    found = [found for profile in profiles if not (found := fit(profile, header)).missing]
    return sorted(found, key=lambda one: one.rank, reverse=True)


def nearest(profiles: Iterable[SourceProfile], header: Sequence[str]) -> Fit | None:
    """The profile that lacks least of what it requires, if a header has any of it."""
    found = [fit(profile, header) for profile in profiles]
    some = [one for one in found if len(one.missing) < len(one.profile.required)]
    return min(some, key=lambda one: (len(one.missing) / len(one.profile.required), -one.used), default=None)
