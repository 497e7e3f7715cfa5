"""Three people do what they like, five times a thousand times; the rules are written here a second time, by hand.

Each part begins with a random seed of its own in a database of its own, so that it fits the time limit of a test also
where the machine is busy.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from domain.audit.service import verify
from domain.purchasing import decisions, receipts, service
from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import PurchasingError
from tests.domain.purchasing.world import World

PARTS, EXAMPLES, MAX_STEPS, MIN_STEPS = 5, 26, 50, 900
MAX_ORDERS = 2
LAST_ENTRY = "select coalesce(max(sequence), 0) from audit.audit_logs"
RARELY = st.integers(0, 9).map(lambda number: number == 0)
ACTORS = st.sampled_from(["op", "manager", "admin"])
VERBS = st.sampled_from(
    [
        "update",
        "annotate",
        "submit",
        "submit",
        "approve",
        "approve",
        "reject",
        "reopen",
        "receive",
        "complete",
        "cancel",
        "comment",
    ]
)
ENDED = ("COMPLETED", "CANCELLED")
UNITS = st.sampled_from([1, 100, 101, 5000])  # at 1,000 each; the manager's limit is 100,000
FROM = {
    "update": ("DRAFT", "PENDING"),
    "annotate": ("DRAFT", "PENDING"),
    "submit": ("DRAFT",),
    "approve": ("PENDING",),
    "reject": ("PENDING",),
    "reopen": ("REJECTED",),
    "receive": ("APPROVED",),
    "complete": ("APPROVED",),
    "cancel": ("DRAFT", "PENDING", "APPROVED", "REJECTED"),
    "comment": ("DRAFT", "PENDING", "APPROVED", "REJECTED", "COMPLETED", "CANCELLED"),
}
TO = {"submit": "PENDING", "approve": "APPROVED", "reject": "REJECTED", "complete": "COMPLETED", "cancel": "CANCELLED"}


@dataclass
class Known:
    """What the test believes of an order."""

    order_id: int
    creator: str
    editor: str
    units: int
    lines_by: str
    submitter: str | None = None
    barred: set[str] = field(default_factory=set)
    notes: int = 0
    state: str = "DRAFT"
    version: int = 1
    received: int = 0


class Workflow(RuleBasedStateMachine):
    """Orders, people and what they try."""

    world: ClassVar[World]
    steps: ClassVar[int] = 0
    approvals: ClassVar[int] = 0
    cancellations: ClassVar[int] = 0
    refusals: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[Known] = []

    @initialize(who=ACTORS, units=UNITS)
    def begin(self, who: str, units: int) -> None:
        self.create(who, units)

    def has_room(self) -> bool:
        """Whether fewer orders than MAX_ORDERS are under way."""
        return sum(order.state not in ENDED for order in self.orders) < MAX_ORDERS

    @precondition(has_room)
    @rule(who=ACTORS, units=UNITS)
    def another(self, who: str, units: int) -> None:
        self.create(who, units)

    @precondition(has_room)
    @rule(units=UNITS, who=st.sampled_from(["manager", "admin"]))
    def decided_by_another(self, units: int, who: str) -> None:
        """The way that chance alone seldom takes: one submits, somebody else decides."""
        self.create("op", units)
        self.take(self.orders[-1], "op", "submit")
        self.take(self.orders[-1], who, "approve")

    def create(self, who: str, units: int) -> None:
        Workflow.steps += 1
        self.orders.append(Known(self.world.create(who, units), who, who, units, lines_by=who, barred={who}))

    @rule(pick=st.integers(0, 1), who=ACTORS, verb=VERBS, units=UNITS, is_stale=RARELY)
    def attempt(self, pick: int, who: str, verb: str, units: int, is_stale: bool) -> None:
        self.take(self.orders[-1 - pick % len(self.orders)], who, verb, units, is_stale=is_stale)

    def take(self, order: Known, who: str, verb: str, units: int = 1, *, is_stale: bool = False) -> None:
        """One step, and what must have become of it."""
        Workflow.steps += 1
        expected = self._refusal(order, who, verb, is_stale)
        entries = self.world.one(LAST_ENTRY)
        try:
            self._do(order, who, verb, units, order.version - 1 if is_stale else order.version)
            found = None
        except PurchasingError as error:
            found = error.code
        assert found == expected, (verb, who, order)
        is_noop = verb == "update" and units == order.units
        if found is None:
            self._believe(order, who, verb, units)
        else:
            Workflow.refusals.add(found)
        written = self.world.one(LAST_ENTRY)
        assert written == entries + self._written(order, verb) * (found is None and not is_noop)
        row = self.world.order(order.order_id)
        assert (row["state"], row["version"]) == (order.state, order.version)
        assert row["total_amount"] == Decimal(1000) * order.units

    @staticmethod
    def _written(order: Known, verb: str) -> int:
        """Audit entries of a step: the receipt of the last units completes the order, which is a step of its own."""
        return 2 if verb == "receive" and order.state == "COMPLETED" else 1

    def _refusal(self, order: Known, who: str, verb: str, is_stale: bool) -> str | None:
        decides = verb in ("approve", "reject")
        reasons = (
            (is_stale and verb != "comment", "VERSION_CONFLICT"),
            (order.state not in FROM[verb], "ILLEGAL_STATE"),
            (decides and who == "op", "ROLE_TOO_LOW"),
            (verb == "cancel" and order.received > 0, "ILLEGAL_STATE"),
            (verb == "cancel" and who == "op" and not self._may_cancel(order), "ROLE_TOO_LOW"),
            (decides and who in {order.editor, order.lines_by, *order.barred}, "FOUR_EYES"),
            (verb == "approve" and who == "manager" and order.units > 100, "OVER_LIMIT"),
        )
        return next((code for holds, code in reasons if holds), None)

    @staticmethod
    def _may_cancel(order: Known) -> bool:
        """Whether the operator may."""
        return order.state in ("DRAFT", "REJECTED") or (
            order.state == "PENDING" and "op" in (order.creator, order.submitter)
        )

    def _do(self, order: Known, who: str, verb: str, units: int, version: int) -> None:
        caller, order_id = self.world.caller(who), order.order_id
        acts = {
            "update": lambda s: service.update_order(
                s, caller, order_id, version, service.Change(lines=[LineInput("A", units)])
            ),
            "annotate": lambda s: service.update_order(
                s, caller, order_id, version, service.Change(note=f"Note {order.notes + 1}")
            ),
            "submit": lambda s: decisions.submit(s, caller, order_id, version),
            "approve": lambda s: decisions.approve(s, caller, order_id, version),
            "reject": lambda s: decisions.reject(s, caller, order_id, version, "No."),
            "reopen": lambda s: decisions.reopen(s, caller, order_id, version),
            "receive": lambda s: receipts.receive(
                s, caller, order_id, version, [receipts.Arrival(1, 1)], warehouse_code="MAIN"
            ),
            "complete": lambda s: receipts.complete(s, caller, order_id, version, "Enough."),
            "cancel": lambda s: decisions.cancel(s, caller, order_id, version, "A mistake."),
            "comment": lambda s: service.comment(s, caller, order_id, "Hm."),
        }
        self.world.run(acts[verb])

    def _believe(self, order: Known, who: str, verb: str, units: int) -> None:
        if verb == "comment" or (verb == "update" and units == order.units):
            return
        order.version += 1
        order.state = TO.get(verb, order.state)
        if verb == "submit":
            order.submitter = who
            order.barred.add(who)
        if verb in ("update", "annotate", "reopen"):
            order.state, order.submitter = "DRAFT", None
        if verb == "reopen":
            order.barred = {order.creator}
        if verb == "annotate":
            order.editor, order.notes = who, order.notes + 1
        if verb == "update":
            order.editor, order.lines_by, order.units = who, who, units
            order.barred.add(who)
        order.received += verb == "receive"
        if verb == "receive" and order.received == order.units:
            order.state, order.version = "COMPLETED", order.version + 1
        Workflow.approvals += verb == "approve"
        Workflow.cancellations += verb == "cancel"


UNTRUE = {
    "self-approval": """select count(*) from app.purchase_orders
        where approved_by in (created_by, last_edited_by, lines_edited_by, submitted_by)
        or approved_by = any (contributor_ids)""",
    "approval by somebody whose hand shows since the last decision": """select count(*) from app.purchase_orders o
        join app.purchase_order_events e on e.purchase_order_id = o.id and e.actor_id = o.approved_by
        where e.kind = 'CREATED' or e.kind in ('UPDATED', 'SUBMITTED') and e.details->>'total_before' is distinct from
        e.details->>'total_amount' and e.version > (select coalesce(max(version), 0) from app.purchase_order_events r
        where r.purchase_order_id = o.id and r.kind = 'REOPENED')""",
    "over-limit approval": """select count(*) from app.purchase_orders o
        join app.user_roles r on r.user_id = o.approved_by join app.users u on u.id = o.approved_by
        where r.role_code <> 'ADMIN' and (u.approval_limit is null or o.total_amount > u.approval_limit)""",
    "change without an audit entry": """select count(*) from app.purchase_orders o where version <> (
        select count(*) from audit.audit_logs where subject_id = o.id::text and outcome = 'DONE'
        and action <> 'COMMENT_PURCHASE_ORDER')""",
    "change without a step": """select count(*) from app.purchase_orders o
        where version <> (select count(*) from app.purchase_order_events where purchase_order_id = o.id)""",
    "cancelled although units arrived": """select count(*) from app.purchase_orders o where state = 'CANCELLED'
        and exists (select from app.purchase_order_items where purchase_order_id = o.id and received_quantity > 0)""",
    "all received but open": """select count(*) from app.purchase_orders o where state = 'APPROVED' and not exists (
        select from app.purchase_order_items where purchase_order_id = o.id and received_quantity < quantity)""",
    "total that is not its lines'": """select count(*) from app.purchase_orders o where total_amount <> (
        select sum(quantity * unit_cost) from app.purchase_order_items where purchase_order_id = o.id)""",
    "receipt without a movement": """select count(*) from app.purchase_order_items i where received_quantity <> (
        select coalesce(sum(m.quantity), 0) from app.purchase_order_receipts r
        join raw.inventory_movements m on m.id = r.movement_id where r.purchase_order_item_id = i.id)""",
}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_of_steps_breaks_the_rules(world: World, part: int) -> None:
    Workflow.world, Workflow.steps, Workflow.refusals = world, 0, set()
    Workflow.approvals = Workflow.cancellations = 0
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=MAX_STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(part)(Workflow), settings=chosen)
    assert Workflow.steps >= MIN_STEPS
    assert Workflow.approvals >= 10
    assert Workflow.cancellations >= 4
    assert Workflow.refusals >= {"VERSION_CONFLICT", "ILLEGAL_STATE", "ROLE_TOO_LOW", "FOUR_EYES", "OVER_LIMIT"}
    assert {name: world.one(query) for name, query in UNTRUE.items()} == dict.fromkeys(UNTRUE, 0)
    with Session(world.engine) as session:
        assert verify(session).problem is None
