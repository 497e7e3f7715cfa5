"""Commenting; a comment is never changed. Functions take an open session."""

from sqlalchemy.orm import Session

from domain.comments.errors import CommentRefusedError
from domain.comments.models import Comment
from domain.identity.caller import Caller

MAX_COMMENT_LENGTH = 10_000


def add_comment(
    session: Session, caller: Caller, body: str, *, product_id: int | None = None, purchase_order_id: int | None = None
) -> int:
    """Add a comment to a SKU or an order, whose feature audits it; the comment's number.

    Raises:
        CommentRefusedError: the comment is empty or longer than 10,000 characters.
    """
    if not body.strip() or len(body) > MAX_COMMENT_LENGTH:
        raise CommentRefusedError(f"A comment must have 1 to {MAX_COMMENT_LENGTH:,} characters.")
    comment = Comment(
        product_id=product_id,
        purchase_order_id=purchase_order_id,
        author_id=caller.user_id,
        body=body,
        created_at=caller.now,
    )
    session.add(comment)
    session.flush()
    return comment.id
