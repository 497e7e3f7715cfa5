"""The folder of uploaded files: a file bears the number of its import and is removed when the import has ended."""

import os
import re
import shutil
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FOLDER = "uploads"
KEPT = re.compile(r"import-([0-9]{1,18})", re.ASCII)
ORPHAN_SECONDS = 3_600
"""An upload takes less; a file without an import that is older was left by a process that died."""

RESERVE_BYTES = 256 * 1024 * 1024
"""What an upload leaves free on the disk for the database and logs beside it."""


@dataclass(frozen=True)
class UploadFolder:
    """The folder `uploads` in the home folder, readable by its owner only."""

    home: Path

    @property
    def path(self) -> Path:
        """The folder itself, which may not exist yet."""
        return self.home / FOLDER

    def make(self) -> None:
        """Make the folder if there is none."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)

    def free_bytes(self) -> int:
        """What uploads may still take of the disk."""
        self.make()
        return max(shutil.disk_usage(self.path).free - RESERVE_BYTES, 0)

    def new_path(self) -> Path:
        """A path in the folder that nobody knows, where nothing is yet."""
        return self.path / f"incoming-{uuid.uuid4().hex}"

    def create(self) -> tuple[Path, BinaryIO]:
        """A new file under a name that nobody knows, opened for writing by its owner only."""
        self.make()
        path = self.new_path()
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        return path, os.fdopen(number, "wb")

    def path_of(self, import_id: int) -> Path:
        """Where the file of an import is."""
        return self.path / f"import-{import_id}"

    def keep(self, incoming: Path, import_id: int) -> None:
        """Give a file that has arrived the name of its import, in the place of what had it."""
        incoming.replace(self.path_of(import_id))

    def kept(self) -> dict[int, Path]:
        """The files of imports, by the import's number."""
        return {int(found[1]): path for path in self._files() if (found := KEPT.fullmatch(path.name))}

    def inodes(self) -> set[int]:
        """What identifies the files of imports on their disk, whatever they are called."""
        return {path.lstat().st_ino for path in self.kept().values()}

    def orphans(self, known: Collection[int]) -> list[Path]:
        """Files that died processes have left: old ones that are not of the imports of these numbers."""
        kept = {self.path_of(import_id) for import_id in known}
        return [path for path in self._files() if path not in kept and _is_old(path)]

    def _files(self) -> list[Path]:
        return sorted(self.path.iterdir()) if self.path.is_dir() else []


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > ORPHAN_SECONDS
    except FileNotFoundError:  # renamed meanwhile
        return False
