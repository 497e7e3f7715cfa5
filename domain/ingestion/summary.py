"""The summary of an import: per file and in total, how many rows came in and what became of them."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from domain.ingestion.description import CodeWarning, SetAside


@dataclass(frozen=True)
class FileSummary:
    """What became of one file's rows; `rows_in = loaded + unchanged + rejected`.

    `unchanged` includes the `duplicates`: further copies of a row within the same file; and rows of zero units.
    `set_aside` counts lines that are not rows, and rows of zero units, by reason; the first of the lines are
    `lines_set_aside`. `formats` are those of columns that are not written in the canonical way. `unknown_statuses`:
    rows by a status word that is not known, which count as PLACED. `removed`: what earlier files said and this one
    removes.
    """

    file: str
    table: str
    status: str
    rows_in: int
    loaded: int
    unchanged: int
    rejected: int
    duplicates: int
    by_reason: dict[str, int]
    ignored_columns: tuple[str, ...]
    assumptions: dict[str, str]
    first_rejection: str | None
    partly_matched_returns: int = 0
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    encoding: str | None = None
    formats: dict[str, str] = field(default_factory=dict)
    set_aside: dict[str, int] = field(default_factory=dict)
    lines_set_aside: tuple[SetAside, ...] = ()
    profile: str = "canonical"

    def as_json(self) -> dict[str, object]:
        """The file's counts as a JSON object."""
        return {
            "file": self.file,
            "table": self.table,
            "profile": self.profile,
            "status": self.status,
            "rows_in": self.rows_in,
            "loaded": self.loaded,
            "unchanged": self.unchanged,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "by_reason": self.by_reason,
            "first_rejection": self.first_rejection,
            "partly_matched_returns": self.partly_matched_returns,
            "unknown_statuses": self.unknown_statuses,
            "removed": self.removed,
            "ignored_columns": list(self.ignored_columns),
            "assumptions": self.assumptions,
            "encoding": self.encoding,
            "formats": self.formats,
            "set_aside": self.set_aside,
            "lines_set_aside": [asdict(line) for line in self.lines_set_aside],
        }


@dataclass(frozen=True)
class ImportSummary:
    """One invocation: its files in the order of loading, earlier rejected rows that could be loaded now, seconds."""

    profile: str
    files: tuple[FileSummary, ...]
    resolved: int
    seconds: float
    left_out: tuple[str, ...] = ()  # files of folders that nothing fits
    batch_ids: tuple[int, ...] = ()  # those of `files`, in their order
    warnings: tuple[CodeWarning, ...] = ()  # codes of products in any of the files that are probably not meant

    def total(self, count: str) -> int:
        """The sum of a count, such as `loaded`, over all files."""
        return sum(getattr(file, count) for file in self.files)

    @property
    def is_refused(self) -> bool:
        """Whether rows came in but none is of use, not even later: every one is wrong in itself."""
        waiting = self.by_reason.keys() & {"UNKNOWN_REFERENCE", "UNMATCHED_RETURN"}
        return self.total("rows_in") > 0 and self.total("rejected") == self.total("rows_in") and not waiting

    @property
    def by_reason(self) -> dict[str, int]:
        """Rejected rows of all files by reason, most frequent first."""
        reasons: Counter[str] = Counter()
        for file in self.files:
            reasons.update(file.by_reason)
        return dict(reasons.most_common())

    def as_json(self) -> dict[str, object]:
        """The whole summary as a JSON object: totals, and one object a file."""
        counts = ("rows_in", "loaded", "unchanged", "duplicates", "rejected")
        return {
            "profile": self.profile,
            **{count: self.total(count) for count in counts},
            "by_reason": self.by_reason,
            "resolved": self.resolved,
            "seconds": round(self.seconds, 3),
            "left_out": list(self.left_out),
            "warnings": [{"kind": warning.kind.value, "codes": list(warning.codes)} for warning in self.warnings],
            "files": [file.as_json() for file in self.files],
        }
