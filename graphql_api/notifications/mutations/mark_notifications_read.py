"""`markNotificationsRead`: some or all of one's notifications."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.trail import done
from domain.notifications import repository
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.limits import MAX_PAGE_SIZE
from graphql_api.node import key_of
from graphql_api.outcomes import ValidationFailed, invalid
from graphql_api.permissions import Guard, Role

ACTION = "MARK_NOTIFICATIONS_READ"


@input_type
class MarkNotificationsReadInput:
    """Which notifications."""

    ids: list[strawberry.ID] | None = field(
        "At most 100 ids of your own notifications; absent: all. Others' ids change nothing.", default=None
    )


@object_type
class MarkNotificationsReadSuccess:
    """The notifications are marked as read."""

    marked: int = field("How many were unread and are read now.")
    unread_count: int = field("How many are still unread.")


MarkNotificationsReadResult = Annotated[
    MarkNotificationsReadSuccess | ValidationFailed,
    strawberry.union("MarkNotificationsReadResult", description="The outcome of `markNotificationsRead`."),
]


@strawberry.type
class MarkNotificationsReadMutation:
    """Reading notifications."""

    @strawberry.mutation(
        description="Mark notifications as read; those that are read already stay as they are.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def mark_notifications_read(
        self,
        info: Info,
        input: Annotated[MarkNotificationsReadInput, argument("Which ones.")],
    ) -> MarkNotificationsReadResult:
        """Mark, count, audit."""
        context, caller = info.context, info.context.signed_in()
        if input.ids is not None and len(input.ids) > MAX_PAGE_SIZE:
            await context.note_refusal(ACTION, "too many ids")
            return invalid("ids", f"{len(input.ids)} ids are more than {MAX_PAGE_SIZE}; send them in parts.")
        ids = None if input.ids is None else [key_of("Notification", text) for text in input.ids]

        def mark(session: Session) -> tuple[int, int]:
            marked = repository.mark_read(session, caller.user_id, ids, caller.now)
            unread = repository.count_unread(session, caller.user_id)
            record(session, done(ACTION, caller, ("User", caller.user_id), {"marked": marked}))
            return marked, unread

        marked, unread = await context.unit_of_work(mark)
        return MarkNotificationsReadSuccess(marked=marked, unread_count=unread)
