"""Remove the evidence of old runs, so that the disk does not fill."""

import shutil
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.pipeline.repository import runs_in_use
from planning.evidence import RUNS_FOLDER


def purge_evidence(engine: Engine, home: Path, keep: int) -> list[int]:
    """Remove the folders of all runs but the newest `keep`, the one that readers see and those under way.

    A folder is moved aside before it is emptied, so that a half-removed one is never taken for evidence.

    Returns:
        The runs whose folders were removed, the newest first.
    """
    folder = home / RUNS_FOLDER
    found = sorted((int(path.name) for path in _folders(folder) if path.name.isdigit()), reverse=True)
    with Session(engine) as session:
        needed = runs_in_use(session)
    old = [run for run in found[keep:] if run not in needed]
    for run in old:
        (folder / str(run)).rename(folder / f"{run}.removed")
    for path in _folders(folder):
        if path.name.endswith(".removed"):
            shutil.rmtree(path)
    return old


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
