"""Access tokens: signed JWTs of a few minutes, checked against the user's row on every request."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt

from domain.identity.errors import InvalidTokenError
from domain.identity.rules import UserRow

ALGORITHM = "HS256"
TYPE = "at+jwt"
ISSUER = "jaego"
AUDIENCE = "jaego-api"
MIN_KEY_BYTES = 32
REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss", "epoch", "sid"]


@dataclass(frozen=True)
class AccessToken:
    """A token to be sent as `Authorization: Bearer …`, and the instant at which it ends."""

    text: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Claims:
    """What a valid token says: whose it is, of which session, and of which epoch of the user's sessions."""

    user_id: int
    session_epoch: int
    family_id: str
    token_id: str


def issue_access_token(key: str, user: UserRow, family_id: str, *, now: datetime, minutes: int) -> AccessToken:
    """Sign a token for a user's session.

    Raises:
        ValueError: the key is shorter than 32 bytes.
    """
    _check_key(key)
    expires_at = now + timedelta(minutes=minutes)
    claims = {
        "sub": str(user.id),
        "epoch": user.session_epoch,
        "sid": family_id,
        "jti": secrets.token_urlsafe(16),
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "aud": AUDIENCE,
        "iss": ISSUER,
    }
    return AccessToken(jwt.encode(claims, key, algorithm=ALGORITHM, headers={"typ": TYPE}), expires_at)


def read_access_token(key: str, token: str) -> Claims:
    """Check a token's signature, type, times, audience, issuer and claims.

    Raises:
        InvalidTokenError: any of them is not as we issue them.
    """
    _check_key(key)
    try:
        decoded = jwt.decode_complete(
            token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options={"require": REQUIRED}
        )
        header, claims = decoded["header"], decoded["payload"]
        if header.get("typ") != TYPE or not isinstance(claims["epoch"], int):
            raise InvalidTokenError
        if not isinstance(claims["jti"], str) or not isinstance(claims["sid"], str):
            raise InvalidTokenError
        return Claims(int(claims["sub"]), claims["epoch"], claims["sid"], claims["jti"])
    except (jwt.PyJWTError, ValueError) as error:
        raise InvalidTokenError from error


def _check_key(key: str) -> None:
    if len(key.encode()) < MIN_KEY_BYTES:
        raise ValueError("The signing key is shorter than 32 bytes.")
