"""Deliveries of the company's channels, digests, hidden notifications

Revision: 0012_notifications, after 0010_login_attempts
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_notifications"
down_revision = "0010_login_attempts"
branch_labels = None
depends_on = None

DUE = "ix_notification_deliveries_due"
OPEN = "status in ('PENDING', 'FAILED')"


def upgrade() -> None:
    op.create_index("ix_outbox_tests", "outbox", ["created_at"], schema="app", postgresql_where="event_type = 'TEST'")
    op.add_column(
        "notifications",
        sa.Column("is_shown", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        schema="app",
    )
    op.create_index("ix_notifications_recipient_id", "notifications", ["recipient_id", "id"], schema="app")
    op.add_column("notification_deliveries", sa.Column("event_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column("notification_deliveries", sa.Column("recipient_id", sa.BigInteger(), nullable=True), schema="app")
    op.add_column(
        "notification_deliveries", sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True), schema="app"
    )
    op.execute(
        "update app.notification_deliveries as delivery set event_id = notification.event_id,"
        " recipient_id = notification.recipient_id"
        " from app.notifications as notification where notification.id = delivery.notification_id"
    )
    op.alter_column("notification_deliveries", "event_id", nullable=False, schema="app")
    op.alter_column("notification_deliveries", "notification_id", nullable=True, schema="app")
    op.create_foreign_key(
        op.f("fk_notification_deliveries_event_id"),
        "notification_deliveries",
        "outbox",
        ["event_id"],
        ["event_id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_foreign_key(
        op.f("fk_notification_deliveries_recipient_id"),
        "notification_deliveries",
        "users",
        ["recipient_id"],
        ["id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_index(
        "uq_notification_deliveries_company",
        "notification_deliveries",
        ["event_id", "channel"],
        unique=True,
        schema="app",
        postgresql_where="notification_id is null",
    )
    op.create_index(
        "ix_notification_deliveries_recipient_id", "notification_deliveries", ["recipient_id", "id"], schema="app"
    )
    op.drop_index(DUE, "notification_deliveries", schema="app")
    op.create_index(DUE, "notification_deliveries", ["channel", "next_attempt_at"], schema="app", postgresql_where=OPEN)
    _statuses("'PENDING', 'SENT', 'LOGGED', 'FAILED', 'GIVEN_UP'")
    op.create_check_constraint(
        op.f("ck_notification_deliveries_person_or_company"),
        "notification_deliveries",
        "num_nonnulls(notification_id, recipient_id) = case channel when 'EMAIL' then 2 else 0 end",
        schema="app",
    )


def _statuses(allowed: str) -> None:
    name = op.f("ck_notification_deliveries_status_known")
    op.drop_constraint(name, "notification_deliveries", schema="app")
    op.create_check_constraint(name, "notification_deliveries", f"status in ({allowed})", schema="app")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_notification_deliveries_person_or_company"), "notification_deliveries", schema="app")
    op.execute("delete from app.notification_deliveries where notification_id is null")
    op.execute("update app.notification_deliveries set status = 'SENT' where status = 'LOGGED'")
    _statuses("'PENDING', 'SENT', 'FAILED', 'GIVEN_UP'")
    op.drop_index(DUE, "notification_deliveries", schema="app")
    op.create_index(DUE, "notification_deliveries", ["next_attempt_at"], schema="app", postgresql_where=OPEN)
    op.drop_index("ix_notification_deliveries_recipient_id", "notification_deliveries", schema="app")
    op.drop_index("uq_notification_deliveries_company", "notification_deliveries", schema="app")
    op.alter_column("notification_deliveries", "notification_id", nullable=False, schema="app")
    for column in ("digest_at", "recipient_id", "event_id"):
        op.drop_column("notification_deliveries", column, schema="app")
    op.drop_index("ix_notifications_recipient_id", "notifications", schema="app")
    op.drop_column("notifications", "is_shown", schema="app")
    op.drop_index("ix_outbox_tests", "outbox", schema="app")
