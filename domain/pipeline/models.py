"""Pipeline runs and steps, and the published pointer."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import BigInteger

from kit.orm import Base, Timestamped, bigint, bigint_pk, counted, instant, one_of

RUN_STATUSES = ("QUEUED", "RUNNING", "SUCCEEDED", "FAILED")
RUN_KINDS = ("NIGHTLY", "TRAINING", "POLICY_BACKTEST")
TRIGGERS = ("SCHEDULE", "COMMAND", "API", "CATCH_UP")
RUN_ERRORS = ("INPUT_REFUSED", "CHECK_FAILED", "FAULT", "BROKEN", "INTERRUPTED", "ABANDONED")
STEP_STATUSES = ("RUNNING", "SUCCEEDED", "FAILED")


class Published(Timestamped):
    """Rows that belong to one run; readers see the run that `jobs.published_run` points to."""

    @declared_attr
    def run_id(cls) -> Mapped[int]:
        """The run that computed the row."""
        return mapped_column(BigInteger, ForeignKey("jobs.pipeline_run.id"), primary_key=True, sort_order=-100)


class PipelineRun(Base, Timestamped):
    """One attempt at one logical date. The row is the truth; the queue only wakes workers."""

    __tablename__ = "pipeline_run"
    id: Mapped[bigint_pk]
    kind: Mapped[str] = mapped_column(server_default=text("'NIGHTLY'"))
    logical_date: Mapped[date]
    data_until: Mapped[date | None] = mapped_column(comment="last business day with orders that the run knew")
    attempt: Mapped[int]
    trigger: Mapped[str]
    status: Mapped[str]
    step: Mapped[str | None]
    started_at: Mapped[instant | None]
    finished_at: Mapped[instant | None]
    heartbeat_at: Mapped[instant | None]
    lease_until: Mapped[instant | None]
    fencing_token: Mapped[bigint] = mapped_column(server_default=text("0"))
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    warnings: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    error: Mapped[str | None]
    error_code: Mapped[str | None]
    code_version: Mapped[str | None]
    published_at: Mapped[instant | None]
    rows_removed_at: Mapped[instant | None] = mapped_column(comment="since when rows of the run may be missing")
    __table_args__ = (
        Index("uq_pipeline_run_attempt", "kind", "logical_date", "attempt", unique=True),
        Index(
            "uq_pipeline_run_active",
            "kind",
            "logical_date",
            unique=True,
            postgresql_where="status in ('QUEUED', 'RUNNING')",
        ),
        one_of("status", RUN_STATUSES),
        one_of("kind", RUN_KINDS),
        one_of("trigger", TRIGGERS),
        one_of("error_code", RUN_ERRORS),
        CheckConstraint("attempt >= 1", name="attempt_range"),
        CheckConstraint("finished_at >= started_at", name="finished_after_started"),
        CheckConstraint("(status = 'FAILED') = (error is not null)", name="failed_has_error"),
        {"schema": "jobs"},
    )


class PipelineStep(Base, Timestamped):
    """One step of a run: when, how long, how many rows."""

    __tablename__ = "pipeline_step"
    run_id: Mapped[bigint] = mapped_column(ForeignKey("jobs.pipeline_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[instant]
    finished_at: Mapped[instant | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    __table_args__ = (one_of("status", STEP_STATUSES), *counted("position"), {"schema": "jobs"})


class PublishedPointer(Base, Timestamped):
    """The one row that says which run readers see."""

    __tablename__ = "published_run"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[bigint] = mapped_column(ForeignKey("jobs.pipeline_run.id"))
    published_at: Mapped[instant]
    fencing_token: Mapped[bigint] = mapped_column(server_default=text("0"))
    __table_args__ = (CheckConstraint("id = 1", name="only_row"), {"schema": "jobs"})
