"""How a mutation is written: a plain function that carries out one change, and a decorator that does all the rest.

    @order_mutation("APPROVE_PURCHASE_ORDER", Guard(Role.MANAGER, Scope.APPROVE))
    def approve_purchase_order(session: Session, caller: Caller, input: PurchaseOrderVersionInput) -> int:
        \"\"\"Approve a submitted order; never one that you created, submitted or edited.\"\"\"
        return decisions.approve(session, caller, input.order_id, input.expected_version)

The function gets an open session, which is committed after it, and returns what finds the changed object again: a key
that JSON can hold, kept with the idempotency key if the input has one. Its name and docstring are the schema's, and
the docstring of the input's class describes the argument. Where something must be awaited before the session is
opened, such as the hash of a password, `prepare` awaits it and the function gets its value as a fourth argument.

`order_mutation` is a `MutationFamily`: how the object is read afterwards, and which refusals of the domain become
which named errors. Its union consists of just these. A mutation of several units of work is an async function under
`plain_mutation`; each part may be a `MutationFamily.attempt`. `schema.py` finds both in `mutations.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, Union, get_type_hints

import strawberry
from sqlalchemy.orm import Session
from strawberry.types.field import StrawberryField

from domain.errors import ChangedSinceError, ChangeRefusedError, NothingFoundError
from domain.idempotency.errors import KeyRefusedError, KeyReusedError
from graphql_api.context import Context, Info
from graphql_api.decorators import argument, description_of
from graphql_api.idempotency import IdempotencyConflict, once_per_key
from graphql_api.outcomes import NotFound, PlanningConflict, UserError, ValidationFailed
from graphql_api.permissions import Guard, public

Change: TypeAlias = Callable[..., Any]
Prepare: TypeAlias = Callable[[Context, Any], Awaitable[object]]
Resolve: TypeAlias = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Refusal:
    """The named error that a refusal of the domain becomes, made by its `of`.

    `reason` is what the audit log keeps; None: the refusal is not audited.
    """

    error: type[UserError]
    reason: Callable[[Any], str] | None = None


Refusals: TypeAlias = Mapping[type[Exception], Refusal]
KEY_REFUSALS: Refusals = MappingProxyType(
    {KeyReusedError: Refusal(IdempotencyConflict), KeyRefusedError: Refusal(ValidationFailed)}
)
PLANNING_REFUSALS: Refusals = MappingProxyType(
    {
        ChangedSinceError: Refusal(PlanningConflict, reason=lambda _: "it is at another version"),
        NothingFoundError: Refusal(NotFound),
        ChangeRefusedError: Refusal(ValidationFailed),
        **KEY_REFUSALS,
    }
)


class MutationFamily:
    """Mutations that answer with the same object, or one of the same named errors."""

    def __init__(
        self,
        union: str,
        result: type,
        read: Callable[[Info, Any], Awaitable[object]],
        refusals: Refusals,
        *,
        subject: Callable[[Any], tuple[str, object]] | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        """Describe the family.

        Args:
            union: the name of the result union.
            result: the type of the object.
            read: the object, by the key that a mutation returned, with the columns asked for; or a named error.
            refusals: what refusals of the domain become; the first kind that an exception is of counts.
            subject: type and number of an input's object, for the audit of refusals.
            prepare: awaits what each of the mutations needs as its fourth argument.
        """
        members = dict.fromkeys((result, *(refusal.error for refusal in refusals.values())))
        description = f"The {result.__name__} afterwards, or why nothing was changed."
        self.answer = Annotated[Union[tuple(members)], strawberry.union(union, description=description)]  # noqa: UP007
        self._read, self._refusals, self._subject, self._prepare = read, refusals, subject, prepare

    def __call__(
        self, action: str, guard: Guard, *, prepare: Prepare | None = None
    ) -> Callable[[Change], StrawberryField]:
        """The decorator of a mutation, which the audit log and idempotency keys know as `action`."""

        def decorate(change: Change) -> StrawberryField:
            async def resolve(info: Info, input: Any) -> object:  # noqa: ANN401  # as the change annotates it
                key = await self.attempt(info.context, action, input, change, prepare)
                return key if isinstance(key, UserError) else await self._read(info, key)

            return _field(resolve, change, guard, self.answer)

        return decorate

    async def attempt(
        self, context: Context, action: str, given: object, change: Change, prepare: Prepare | None = None
    ) -> Any:  # noqa: ANN401  # as the change returns
        """Carry out a change in one unit of work, once per idempotency key: what it returns, or the named error."""
        caller, secret_key = context.signed_in(), context.services.secret_key
        try:
            prepare = prepare or self._prepare
            prepared = () if prepare is None else (await prepare(context, given),)

            def work(session: Session) -> object:
                act = partial(change, session, caller, given, *prepared)
                return once_per_key(session, caller, given, act, action=action, secret_key=secret_key)

            return await context.unit_of_work(work)
        except tuple(self._refusals) as error:
            refusal = next(found for kind, found in self._refusals.items() if isinstance(error, kind))
            if refusal.reason is not None:
                subject = None if self._subject is None else self._subject(given)
                await context.note_refusal(action, refusal.reason(error), message=str(error), subject=subject)
            return refusal.error.of(error)


def plain_mutation(guard: Guard | None) -> Callable[[Resolve], StrawberryField]:
    """The decorator of an async function that does all of it itself and names its result; None: for anybody."""

    def decorate(resolve: Resolve) -> StrawberryField:
        return _field(resolve, resolve, guard, get_type_hints(resolve, include_extras=True)["return"])

    return decorate


def _field(resolve: Resolve, documented: Change, guard: Guard | None, answer: object) -> StrawberryField:
    annotations: dict[str, object] = {"info": Info, "return": answer}
    given = get_type_hints(documented).get("input")
    if given is not None:
        annotations["input"] = Annotated[given, argument(description_of(given))]
    resolve.__name__, resolve.__annotations__ = documented.__name__, annotations
    return strawberry.mutation(  # type: ignore[no-any-return]
        resolver=resolve,
        description=description_of(documented),
        directives=public() if guard is None else (),
        extensions=[] if guard is None else [guard],
    )
