"""The events that users and integrators are notified of, and the payload of each."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.outbox.errors import IncompleteEventError, UnknownEventError

PURCHASE_ORDER_SUBMITTED = "PURCHASE_ORDER_SUBMITTED"
PURCHASE_ORDER_APPROVED = "PURCHASE_ORDER_APPROVED"
PURCHASE_ORDER_REJECTED = "PURCHASE_ORDER_REJECTED"
PURCHASE_ORDER_CANCELLED = "PURCHASE_ORDER_CANCELLED"
PURCHASE_ORDER_OVERDUE = "PURCHASE_ORDER_OVERDUE"
STOCKOUT_RISK = "STOCKOUT_RISK"
ANOMALY_DETECTED = "ANOMALY_DETECTED"
RUN_FAILED = "RUN_FAILED"
RUN_PUBLISHED = "RUN_PUBLISHED"
IMPORT_DONE = "IMPORT_DONE"
IMPORT_FAILED = "IMPORT_FAILED"
SESSION_REUSED = "SESSION_REUSED"
TEST = "TEST"

ORDER_KEYS = frozenset({"purchase_order_id", "order_no", "supplier", "total_amount", "currency", "created_by"})
RUN_KEYS = frozenset({"run_id", "kind", "logical_date"})
IMPORT_KEYS = frozenset({"import_id", "file_name", "uploaded_by", "user_id"})
"""What a payload must have. Ids are numbers, money is text such as "1250.00", days are ISO text. `actor_id`, where
given, is the user who caused the event, who is not notified of it."""
REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PURCHASE_ORDER_SUBMITTED: ORDER_KEYS,
        PURCHASE_ORDER_APPROVED: ORDER_KEYS,
        PURCHASE_ORDER_REJECTED: ORDER_KEYS | {"reason"},
        PURCHASE_ORDER_CANCELLED: ORDER_KEYS | {"reason", "submitted_by", "approved_by"},
        PURCHASE_ORDER_OVERDUE: ORDER_KEYS | {"expected_on"},
        STOCKOUT_RISK: RUN_KEYS | {"count", "skus"},
        ANOMALY_DETECTED: RUN_KEYS | {"count", "severities", "anomalies"},
        RUN_FAILED: RUN_KEYS | {"error"},
        RUN_PUBLISHED: RUN_KEYS,
        IMPORT_DONE: IMPORT_KEYS | {"rows", "loaded", "unchanged", "refused"},
        IMPORT_FAILED: IMPORT_KEYS | {"error"},
        SESSION_REUSED: frozenset({"user_id", "email"}),
        TEST: frozenset({"user_id", "channel"}),
    }
)
EVENT_TYPES = tuple(event_type for event_type in REQUIRED if event_type != TEST)


def check_event(event_type: str, payload: Mapping[str, object]) -> None:
    """Hold an event to its contract before it is written.

    Raises:
        UnknownEventError: there is no such type.
        IncompleteEventError: the payload lacks a key of `REQUIRED`.
    """
    if event_type not in REQUIRED:
        raise UnknownEventError(f"{event_type!r} is not an event type; choose one of {', '.join(REQUIRED)}.")
    missing = sorted(REQUIRED[event_type] - payload.keys())
    if missing:
        raise IncompleteEventError(f"The payload of {event_type} is missing {', '.join(missing)}.")
