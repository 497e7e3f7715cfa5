"""Reads and writes of the link for the first administrator."""

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from domain.identity.models import User, WelcomeLink


def has_users(session: Session) -> bool:
    """Whether there has ever been a user, deleted ones included."""
    return bool(session.scalar(select(exists(select(User.id)))))


def welcome_link(session: Session) -> WelcomeLink | None:
    """The link for the first administrator as it is now."""
    return session.get(WelcomeLink, 1, populate_existing=True)


def replace_welcome_link(session: Session, link: WelcomeLink | None) -> None:
    """Keep this link instead of the one before; None: keep none."""
    session.execute(delete(WelcomeLink))
    if link is not None:
        session.add(link)
    session.flush()
