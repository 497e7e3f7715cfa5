"""The columns that every imported table carries."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kit.orm import Timestamped, bigint


class Imported(Timestamped):
    """Where an imported row came from, its content hash, and the transaction that last wrote it.

    `row_version` is the writing transaction's number. Extraction reads all rows from the oldest transaction
    that was still open at the last pull, so a row committed late is never missed (timestamps would miss it).
    """

    @declared_attr
    def batch_id(cls) -> Mapped[int | None]:
        """The batch that last wrote the row."""
        return mapped_column(BigInteger, ForeignKey("raw.import_batches.id"), sort_order=800)

    row_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=801)
    row_version: Mapped[bigint] = mapped_column(
        server_default=text("(pg_current_xact_id()::text::bigint)"), sort_order=802
    )
