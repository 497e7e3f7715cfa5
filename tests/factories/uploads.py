"""Uploaded files, as the API leaves them for the worker."""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.service import Upload, add_upload, start_import
from kit.settings import Settings
from tests.factories.callers import caller
from tests.factories.people import create_user
from tests.factories.secrets import KEY


def settings_of(home: Path, **more: Any) -> Settings:
    """The settings of an instance in a folder."""
    return Settings(home=home, database_url=None, secret_key=KEY, _env_file=None, **more)


def uploaded(engine: Engine, home: Path, name: str, content: bytes) -> int:
    """A file that a manager has uploaded; the import's number."""
    folder = UploadFolder(home)
    path, file = folder.create()
    with file:
        file.write(content)
    with Session(engine) as session, session.begin():
        found = session.scalar(text("select id from app.users where email = 'manager@shop.example'"))
        user_id = found or create_user(session.connection(), "MANAGER")
        who = caller(user_id, "MANAGER", "manager@shop.example")
        import_id = add_upload(session, who, Upload(name, len(content), hashlib.sha256(content).digest()))
        folder.keep(path, import_id)
    return import_id


def start(engine: Engine, import_id: int) -> None:
    """Start an import as a manager does."""
    with Session(engine) as session, session.begin():
        user_id = session.scalar(text("select id from app.users where email = 'manager@shop.example'"))
        start_import(session, caller(user_id, "MANAGER", "manager@shop.example"), import_id)


def row(engine: Engine, import_id: int) -> Any:
    """The import's row as it is now."""
    with engine.connect() as connection:
        return connection.execute(text("select * from app.imports where id = :id"), {"id": import_id}).one()
