"""The profiles that files can be read in, and their names for people."""

from domain.ingestion.profile_engine.library import list_profiles


def names() -> tuple[str, ...]:
    """The names of all profiles."""
    return tuple(profile.name for profile in list_profiles())


def title_of(name: str, language: str) -> str:
    """The name of a profile for people, in `ko` or `en`; that of a mapping is as it was given."""
    titles = {profile.name: profile.titles for profile in list_profiles()}
    return titles.get(name, {}).get(language, name)
