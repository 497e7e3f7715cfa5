"""The profiles that files can be read in, and their names for people."""

from types import MappingProxyType

from domain.ingestion.layouts import PROFILES

TITLES = MappingProxyType(
    {
        "canonical": {"ko": "Jaego 표준 파일", "en": "Jaego's own files"},
        "online-retail-ii": {"ko": "UCI Online Retail II", "en": "UCI Online Retail II"},
    }
)


def names() -> tuple[str, ...]:
    """The names of all profiles."""
    return PROFILES


def title_of(name: str, language: str) -> str:
    """The name of a profile for people, in `ko` or `en`; that of a mapping is as it was given."""
    return TITLES.get(name, {}).get(language, name)
