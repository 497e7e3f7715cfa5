"""Reading comments: rows of the table's columns and `author`, the name."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.comments.models import Comment
from domain.identity.models import User
from kit.reading import AnySelect, among

MAX_COMMENTS = 100


def on_products(product_ids: Collection[int]) -> AnySelect:
    """The query for the latest comments on these SKUs, the earliest first: at most 100 each."""
    return _latest(Comment.product_id, product_ids)


def on_orders(order_ids: Collection[int]) -> AnySelect:
    """The query for the latest comments on these purchase orders, the earliest first: at most 100 each."""
    return _latest(Comment.purchase_order_id, order_ids)


def comment_by_id(comment_id: int) -> AnySelect:
    """The query for one comment."""
    query = select(Comment.__table__, User.display_name.label("author"))
    return query.join(User, User.id == Comment.author_id).where(Comment.id == comment_id)


def _latest(subject: InstrumentedAttribute[int | None], ids: Collection[int]) -> AnySelect:
    rank = func.row_number().over(partition_by=subject, order_by=Comment.id.desc())
    inner = (
        select(Comment.__table__, User.display_name.label("author"), rank.label("rank"))
        .join(User, User.id == Comment.author_id)
        .where(among(subject, ids), Comment.deleted_at.is_(None))
        .subquery()
    )
    return select(inner).where(inner.c.rank <= MAX_COMMENTS).order_by(inner.c[subject.key], inner.c.id)
