"""The profiles there are: those that come with the product, and those in a folder of the company."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from domain.ingestion.profile_engine.mapping import mapped_profile
from domain.ingestion.profile_engine.model import NamedProfile, SourceProfile
from domain.ingestion.profile_engine.parsing import read_document, read_profile
from kit.errors import InputError

CANONICAL = NamedProfile("canonical", MappingProxyType({"en": "Jaego's own files", "ko": "Jaego 표준 파일"}))
ONLINE_RETAIL_II = NamedProfile(
    "online-retail-ii", MappingProxyType({"en": "UCI Online Retail II", "ko": "UCI Online Retail II"})
)
COMMON = "common"
"""The file with the words that name no goods in any source; it is not a profile."""


@cache
def _own() -> tuple[SourceProfile, ...]:
    folder = files("domain.ingestion").joinpath("profiles")
    paths = sorted(
        (Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".yml")), key=lambda p: p.name
    )
    return tuple(read_profile(path.name, read_document(path)) for path in paths if path.stem != COMMON)


@cache
def not_goods_words() -> tuple[str, ...]:
    """The patterns of names that are not goods in any source, such as tips and gift wrap."""
    document = read_document(Path(str(files("domain.ingestion").joinpath("profiles", f"{COMMON}.yml"))))
    words = document["not_goods"]
    if not isinstance(words, list):
        raise InputError(f"{COMMON}.yml: not_goods is not a list; write one word per entry.")
    return tuple(str(word) for word in words)


def source_profiles(folder: Path | None = None) -> tuple[SourceProfile, ...]:
    """All profiles of sources; one of the folder takes the place of an own one with its name.

    Raises:
        InputError: a file of the folder is not a valid profile.
    """
    if folder is None or not folder.is_dir():
        return _own()
    added = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yml", ".yaml"}:
            profile = read_profile(str(path), {"name": path.stem, **read_document(path)})
            added[profile.name] = profile
    return (*(profile for profile in _own() if profile.name not in added), *added.values())


def list_profiles(folder: Path | None = None) -> tuple[NamedProfile, ...]:
    """All profiles that can be chosen, with their titles."""
    sources = (NamedProfile(profile.name, profile.titles) for profile in source_profiles(folder))
    return (CANONICAL, *sources, ONLINE_RETAIL_II)


def find_profile(name: str, folder: Path | None = None) -> SourceProfile:
    """The profile of a source by its name.

    Raises:
        InputError: there is none of this name.
    """
    for profile in source_profiles(folder):
        if profile.name == name:
            return profile
    known = ", ".join(profile.name for profile in list_profiles(folder))
    raise InputError(f"--profile {name} is not supported; choose from {known}.")


def profile_of_mapping(mapping: Mapping[str, object], where: str = "mapping") -> SourceProfile:
    """A profile that was made for a file: whole, or only `columns`: column of the file -> field.

    Raises:
        InputError: it is not a valid profile or mapping.
    """
    if "columns" in mapping:
        return mapped_profile(where, mapping, find_profile("sales"))
    return read_profile(where, {"name": "mapping", **mapping})
