"""The folder `inbox`: files that are put into it are imported, then moved to `done` or `failed` with a report.

A file is taken by a second link to it, entered, and only then removed from the inbox. Whatever happens in between, it
is neither lost nor taken twice: a file of the inbox that is also an upload has been taken already.
"""

import errno
import json
import os
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.rules import shown_name

FOLDER, DONE, FAILED = "inbox", "done", "failed"
STILL_SECONDS = 5.0
"""How long a file must not change before it is taken: the program that puts it there may still be writing."""

REPORTS = (".report.json", ".report.txt")
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", *REPORTS)
NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK})
Look = tuple[int, int, int]


@dataclass
class Inbox:
    """The folder of a home, and how its files looked when they were last looked at."""

    home: Path
    still_seconds: float = STILL_SECONDS
    _seen: dict[str, tuple[Look, float]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.home / FOLDER

    def make(self) -> None:
        """Make the folder and those for results, if there are none."""
        for path in (self.path, self.path / DONE, self.path / FAILED):
            path.mkdir(parents=True, exist_ok=True)

    def still_files(self) -> list[Path]:
        """The files that have not changed for some seconds, by name; links to other files are never followed."""
        now, seen = time.monotonic(), {}
        for path, look in self._files():
            before = self._seen.get(path.name)
            seen[path.name] = before if before is not None and before[0] == look else (look, now)
        self._seen = seen
        return [self.path / name for name, (_, since) in sorted(seen.items()) if now - since >= self.still_seconds]

    def leave(self, path: Path) -> None:
        """Look at a file again only when it has changed: it can't be taken as it is."""
        found = self._seen.get(path.name)
        if found is not None:
            self._seen[path.name] = (found[0], float("inf"))

    def _files(self) -> Iterator[tuple[Path, Look]]:
        for entry in os.scandir(self.path):
            is_file = entry.is_file(follow_symlinks=False)
            if is_file and not entry.name.startswith((".", "~$")) and not entry.name.lower().endswith(UNFINISHED):
                try:
                    found = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                yield Path(entry.path), (found.st_size, found.st_mtime_ns, found.st_ino)

    def link(self, path: Path, folder: UploadFolder) -> Path | None:
        """A second link to a file, among the uploads; None: it is an upload already, and is removed from the inbox."""
        folder.make()
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(number, "rb") as source:
            found = os.fstat(number)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(errno.EINVAL, "is not a regular file")
            if found.st_nlink > 1 and found.st_ino in folder.inodes():
                path.unlink()
                return None
            target = folder.new_path()
            try:
                os.link(path, target, follow_symlinks=False)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                target, copy = folder.create()
                with copy:
                    shutil.copyfileobj(source, copy)
            else:
                if target.lstat().st_ino != found.st_ino:  # replaced between the two looks
                    target.unlink()
                    raise OSError(errno.EAGAIN, "changes while it is taken")
            return target

    def deliver(self, upload: Path, file_name: str, import_id: int, report: Mapping[str, Any]) -> Path:
        """Move the file of an import that has ended to `done` or `failed`, with a report beside it. Where it is now."""
        self.make()
        self._remove_same(upload)
        folder = self.path / (DONE if report["state"] == "DONE" else FAILED)
        name = shown_name(file_name).lstrip(".") or "file"
        target = folder / name
        if target.exists():
            target = folder / f"{import_id}-{name}"
        texts = (json.dumps(report, ensure_ascii=False, indent=2, default=str), "\n".join(sentences(report)))
        for suffix, text in zip(REPORTS, texts, strict=True):
            (folder / f"{target.name}{suffix}").write_text(text + "\n", "utf-8")
        shutil.move(upload, target)
        return target

    def _remove_same(self, upload: Path) -> None:
        """Remove the file from the inbox that this upload was taken from, if its worker died before it did."""
        inode = upload.lstat().st_ino
        for path, look in self._files():
            if look[2] == inode:
                path.unlink(missing_ok=True)


def sentences(report: Mapping[str, Any]) -> list[str]:
    """A report for people."""
    lines = [f"{report['file']}: {report['state']}"]
    if report["error"]:
        lines.append(report["error"])
    lines += [
        f"{each['table']}: {each['rows']:,} rows = {each['loaded']:,} loaded + {each['unchanged']:,} unchanged"
        f" + {each['rejected']:,} rejected"
        for each in report["tables"]
    ]
    lines += [f"set aside, {reason}: {count:,} lines" for reason, count in report["set_aside"].items()]
    return lines
