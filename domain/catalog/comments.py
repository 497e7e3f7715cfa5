"""Comments on SKUs: added, never changed."""

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.catalog import comment_repository
from domain.catalog.errors import CommentRefusedError, SkuNotFoundError
from domain.identity.caller import Caller
from domain.identity.trail import done
from domain.purchasing.models import Comment

MAX_COMMENT_LENGTH = 10_000
ACTION = "COMMENT_SKU"


def comment_on_sku(session: Session, caller: Caller, sku: str, body: str) -> int:
    """Add a comment to a SKU.

    Args:
        session: the unit of work.
        caller: who comments.
        sku: the SKU's code.
        body: the comment.

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
    comment = Comment(product_id=product_id, author_id=caller.user_id, body=body, created_at=caller.now)
    comment_repository.add(session, comment)
    details = {"sku": sku, "comment_id": comment.id}
    record(session, done(ACTION, caller, ("Sku", product_id), details))
    return comment.id
