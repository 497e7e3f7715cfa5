"""Comments on SKUs: added, never changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.catalog import comment_repository
from domain.catalog.errors import CommentRefusedError, SkuNotFoundError
from domain.identity.trail import Actor, done
from domain.purchasing.models import Comment

MAX_COMMENT_LENGTH = 10_000
ACTION = "COMMENT_SKU"


def comment_on_sku(session: Session, actor: Actor, sku: str, body: str, now: datetime) -> int:
    """Add a comment to a SKU.

    Args:
        session: the unit of work.
        actor: who says it.
        sku: the SKU's code.
        body: the comment.
        now: the present instant.

    Returns:
        The comment's number.

    Raises:
        CommentRefusedError: the comment is empty or longer than 10,000 characters.
        SkuNotFoundError: there is no such SKU.
    """
    if not body.strip() or len(body) > MAX_COMMENT_LENGTH:
        raise CommentRefusedError(f"A comment must have 1 to {MAX_COMMENT_LENGTH:,} characters.")
    product_id = comment_repository.product_of(session, sku)
    if product_id is None:
        raise SkuNotFoundError
    if actor.user_id is None:
        raise LookupError(f"{actor.label} is not a user: a comment needs an author")
    comment = Comment(product_id=product_id, author_id=actor.user_id, body=body, created_at=now)
    comment_repository.add(session, comment)
    details = {"sku": sku, "comment_id": comment.id}
    record(session, done(ACTION, actor, ("Sku", product_id), details))
    return comment.id
