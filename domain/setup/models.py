"""The sample data of a shop."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from kit.orm import Base, Timestamped, bigint, counted, instant, one_of

STATES = ("FILLING", "READY", "FAILED", "REMOVING")
STEPS = ("GENERATE", "IMPORT", "RUN")


class SampleData(Base, Timestamped):
    """The one row while the shop is filled with generated data; `batch_ids` are the imports that brought them."""

    __tablename__ = "sample_data"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    step: Mapped[str]
    done: Mapped[bigint] = mapped_column(server_default=text("0"))
    total: Mapped[bigint | None]
    error: Mapped[str | None]
    last_day: Mapped[date]
    batch_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    requested_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    requested_at: Mapped[instant]
    __table_args__ = (
        CheckConstraint("id = 1", name="only_row"),
        one_of("state", STATES),
        one_of("step", STEPS),
        *counted("done"),
        CheckConstraint("(state = 'FAILED') = (error is not null)", name="failed_has_error"),
        {"schema": "app"},
    )
