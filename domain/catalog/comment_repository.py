"""Storing and reading comments on SKUs."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.catalog.models import Product
from domain.identity.models import User
from domain.purchasing.models import Comment
from kit.reading import AnySelect, among

MAX_COMMENTS = 100


def product_of(session: Session, sku: str) -> int | None:
    """The number of a living SKU."""
    return session.scalars(select(Product.id).where(Product.sku == sku, Product.deleted_at.is_(None))).one_or_none()


def add(session: Session, comment: Comment) -> None:
    """Add a comment; its number is known afterwards."""
    session.add(comment)
    session.flush()


def comments_of(product_ids: Collection[int]) -> AnySelect:
    """The query for the latest comments on these SKUs, the earliest first: at most 100 each."""
    rank = func.row_number().over(partition_by=Comment.product_id, order_by=Comment.id.desc())
    inner = (
        select(
            Comment.id,
            Comment.product_id,
            Comment.body,
            Comment.created_at,
            User.display_name.label("author_name"),
            rank.label("rank"),
        )
        .join(User, User.id == Comment.author_id)
        .where(among(Comment.product_id, product_ids), Comment.deleted_at.is_(None))
        .subquery()
    )
    return select(inner).where(inner.c.rank <= MAX_COMMENTS).order_by(inner.c.product_id, inner.c.id)


def comment_by_id(comment_id: int) -> AnySelect:
    """The query for one comment, of the same columns."""
    return (
        select(Comment.id, Comment.product_id, Comment.body, Comment.created_at, User.display_name.label("author_name"))
        .join(User, User.id == Comment.author_id)
        .where(Comment.id == comment_id)
    )
