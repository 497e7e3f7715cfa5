"""340 broken files, uploaded as people do: each is loaded, asks, or fails with one sentence; never half an import."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from domain.ingestion.contract import BY_NAME
from domain.ingestion.uploads.korean import ELSE
from jobs.uploads import Uploads
from tests.factories.broken_files import BREAKS
from tests.factories.profile_samples import SAMPLES
from tests.factories.uploads import settings_of
from tests.graphql_api.conftest import Api, Shop
from tests.graphql_api.test_upload_steps import DISCARD, START
from tests.graphql_api.test_uploads import upload

IMPORT = """query ($id: ID!) { import(id: $id) { state error refusedRows refusedFile
    failure { code message messageKo line column } setAside { name count }
    files { tableName rowsIn rowsLoaded rowsUnchanged rowsRejected }
    description { profile previews { table rows } questions { kind column values } warnings { kind codes } } } }"""
TABLES = (*BY_NAME, "reversals", "order_returns", "listing_lines", "import_batches", "rejected_rows")
COUNTS = " union all ".join(f"select '{name}' as name, count(*) from raw.{name}" for name in TABLES)
NOT_FOR_PEOPLE = re.compile(r"\{|\}|Traceback|Error\b|sqlalchemy|import-\d")
FORMATS = "CSV|UTF-8|UTF-16|XML|Parquet|Excel|gzip|zip|xlsx|b|Office|XLSX|HTML|CP949"
QUOTED = re.compile(rf"\([^()]*\)|\b({FORMATS})\b|\.xlsx")
LATIN = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Door:
    """What people and the worker do with uploads."""

    api: Api
    manager: str
    worker: Uploads


@pytest.fixture
def door(shop: Shop) -> Door:
    """The way in, to a shop without rows: what waits of one sample is not tried again with each file of another."""
    with shop.api.engine.begin() as connection:
        connection.execute(text(f"truncate {', '.join(f'raw.{name}' for name in TABLES)} cascade"))
    return Door(shop.api, shop.manager, Uploads(shop.api.engine, settings_of(shop.api.services.home)))


def counts(door: Door) -> dict[str, int]:
    with door.api.engine.connect() as connection:
        return {row.name: row.count for row in connection.execute(text(COUNTS))}


def found(door: Door, import_id: str) -> Any:
    return door.api.data(IMPORT, door.manager, id=import_id)["import"]


def ended(door: Door, import_id: str) -> tuple[Any, list[str]]:
    """Do what a person does with a file: read it, then start it if it is ready, or give it up if it asks.

    Returns:
        The import at its end, and what was wrong with the way there.
    """
    wrong, before = list[str](), counts(door)
    assert door.worker.read_one()
    read = found(door, import_id)
    if counts(door) != before:
        wrong.append("reading has written rows")
    if read["state"] == "READY":
        door.api.data(START, door.manager, id=import_id)
        assert door.worker.load_one()
    elif read["state"] == "ASKING":
        kinds = {question["kind"] for question in read["description"]["questions"]}
        wrong += [f"asks {kind}" for kind in kinds - {"MAPPING", "DATE_ORDER", "NUMBER_FORMAT", "STATUS_WORDS"}]
        door.api.data(DISCARD, door.manager, id=import_id)
    end = found(door, import_id)
    if end["state"] not in ("DONE", "FAILED", "DISCARDED"):
        wrong.append(f"is {end['state']}")
    if end["state"] != "DONE" and counts(door) != before:
        wrong.append("half of it was loaded")
    return end, wrong


def faults_of(name: str, failure: Any) -> Iterator[str]:
    """What is wrong with the sentence of a failure: it names the file, in both languages, and the line if it can."""
    said, korean = failure["message"], failure["messageKo"]
    for sentence in (said, korean):
        if name not in sentence or not sentence.endswith(".") or "\n" in sentence or len(sentence) > 300:
            yield f"not one sentence that names the file: {sentence}"
        if NOT_FOR_PEOPLE.search(sentence):
            yield f"technical: {sentence}"
    if failure["code"] == "BROKEN" or korean.startswith(ELSE.partition("{")[0]):
        yield f"no sentence of its own: {said}"
    elif LATIN.search(QUOTED.sub("", korean.replace(name, ""))):
        yield f"English within: {korean}"
    named = re.search(r"\b(?:line|row) (\d[\d,]*)", said)
    if failure["line"] != (int(named[1].replace(",", "")) if named else None):
        yield f"line {failure['line']}: {said}"


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_broken_upload_is_loaded_whole_or_fails_in_one_sentence(door: Door, sample: str) -> None:
    chance, rows = random.Random(sample), SAMPLES[sample]
    files = [(f"{sample}-{name}", damage(rows, chance)) for name, damage in BREAKS.items()]
    response = upload(door.api, door.manager, *files)
    assert response.status_code == 201, response.text
    wrong: dict[str, list[str]] = {}
    for (name, _), sent in zip(files, response.json()["imports"], strict=True):
        end, found_wrong = ended(door, sent["id"])
        if end["state"] == "FAILED":
            found_wrong += faults_of(name, end["failure"])
        for file in end["files"]:
            if file["rowsIn"] != file["rowsLoaded"] + file["rowsUnchanged"] + file["rowsRejected"]:
                found_wrong.append(f"rows don't add up: {file}")
        if found_wrong:
            wrong[name] = found_wrong
    door.worker.tidy()
    assert wrong == {}
