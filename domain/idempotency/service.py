"""One effect per key: the first request acts, equal ones get its answer, others under the same key are refused."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.idempotency import repository
from domain.idempotency.errors import KeyRefusedError, KeyReusedError

LIFE = timedelta(hours=24)
MAX_KEY_LENGTH = 200


def once(
    session: Session,
    user_id: int,
    key: str | None,
    *,
    operation: str,
    body: Mapping[str, object],
    now: datetime,
    act: Callable[[], dict[str, object]],
) -> dict[str, object]:
    """Act, unless the key already belongs to this very request: then give the answer of that time.

    The key is taken in the transaction of the effect, so a request that fails leaves it free; of requests at the same
    time one acts and the others wait for its end.

    Args:
        session: the unit of work; the caller commits.
        user_id: whose key it is.
        key: the client's key; None: act without one.
        operation: the name of the operation.
        body: the operation's input, as JSON can hold it.
        now: the present instant; a key lives for 24 hours.
        act: has the effect and returns what the answer is made of, as JSON can hold it.

    Raises:
        KeyRefusedError: the key is empty or longer than 200 characters.
        KeyReusedError: the key belongs to another operation or input.
    """
    if key is None:
        return act()
    if not key.strip() or len(key) > MAX_KEY_LENGTH:
        raise KeyRefusedError(f"idempotencyKey is empty or longer than {MAX_KEY_LENGTH} characters; send a new UUID.")
    text = json.dumps(body, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    if repository.claim(session, user_id, key, operation=operation, body_sha256=digest, now=now, until=now + LIFE):
        response = act()
        repository.answer(session, user_id, key, response)
        return response
    held = repository.find(session, user_id, key)
    if held.operation != operation or bytes(held.body_sha256) != digest:
        raise KeyReusedError("The idempotencyKey was already used for another request; send a new one.")
    return dict(held.response)
