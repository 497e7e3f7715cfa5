"""Who makes a request: the bearer's token is looked up on every request, so that any change counts at once."""

import ipaddress

from starlette.requests import Request
from starlette.responses import Response

from domain.identity.api_tokens import is_genuine, is_note_due, prefix_of
from domain.identity.caller import Caller
from domain.identity.errors import InvalidTokenError
from domain.identity.repository import find_signed_in, find_token, note_token_use
from domain.identity.rules import is_active
from domain.identity.tokens import read_access_token
from graphql_api.context import Context, Services
from graphql_api.request_id import request_id_of

COOKIE = "jaego_refresh"
COOKIE_PATH = "/graphql"
MAX_BEARER_LENGTH = 4_096


async def context_of(services: Services, request: Request) -> Context:
    """What a request knows about itself."""
    anonymous = Caller(
        id=None,
        label="anonymous",
        now=services.clock(),
        zone=services.zone,
        currency=services.currency,
        address=_address(request),
        user_agent=request.headers.get("user-agent"),
        request_id=request_id_of(request),
    )
    context = Context(services=services, anonymous=anonymous, refresh_token=request.cookies.get(COOKIE))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and len(token) <= MAX_BEARER_LENGTH:
        await _identify(context, token.strip())
    return context


async def _identify(context: Context, token: str) -> None:
    prefix = prefix_of(token)
    if prefix is not None:
        await _identify_program(context, prefix, token)
        return
    try:
        claims = read_access_token(context.services.secret_key, token)
    except InvalidTokenError:
        return
    async with context.reading() as connection:
        user = await find_signed_in(connection, claims.user_id, claims.family_id, context.anonymous.now)
    if user is not None and is_active(user, claims.session_epoch):
        context.caller, context.user, context.family_id = context.anonymous.as_user(user), user, claims.family_id


async def _identify_program(context: Context, prefix: str, token: str) -> None:
    now = context.anonymous.now
    async with context.reading() as connection:
        found = await find_token(connection, prefix)
        if found is None or not is_genuine(found, token, now):
            return
        if is_note_due(found, now):
            await note_token_use(connection, found.token_id, now)
    context.caller, context.user = context.anonymous.as_user(found.owner, found.scopes), found.owner


def _address(request: Request) -> str:
    """The client's network address without an interface's name; empty if it is none."""
    try:
        host = request.client.host if request.client else ""
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return ""


def put_cookie(context: Context, request: Request, response: Response) -> None:
    """Send the refresh token out of reach of scripts and of other sites' pages, or remove it."""
    if context.new_cookie is None:
        return
    response.set_cookie(
        COOKIE,
        context.new_cookie,
        max_age=context.services.session_days * 86_400 if context.new_cookie else 0,
        path=COOKIE_PATH,
        secure=context.services.secure_cookies or request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
