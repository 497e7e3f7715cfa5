"""Comments on SKUs: added, never changed."""

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.catalog import repository
from domain.catalog.errors import SkuNotFoundError
from domain.comments.service import add_comment
from domain.identity.audit_entries import done
from domain.identity.caller import Caller

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
    product_id = repository.find_product_id(session, sku)
    if product_id is None:
        raise SkuNotFoundError
    comment_id = add_comment(session, caller, body, product_id=product_id)
    record(session, done(ACTION, caller, ("Sku", product_id), {"sku": sku, "comment_id": comment_id}))
    return comment_id
