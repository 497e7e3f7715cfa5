"""Signed webhooks as in the Standard Webhooks specification (standardwebhooks.com), version 1.0.0.

`webhook-signature: v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, by a secret of
24 to 64 bytes that is written as `whsec_` and its base64.
"""

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"
MIN_BYTES, MAX_BYTES = 24, 64


def read_webhook_secret(text: str) -> bytes:
    """The bytes of a written secret.

    Raises:
        ValueError: it is not written as the specification has it.
    """
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not text.startswith(PREFIX) or not MIN_BYTES <= len(secret) <= MAX_BYTES:
        raise ValueError(
            'is not whsec_ and 24 to 64 bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"'
        )
    return secret


def signed_headers(secret: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that let a receiver know sender, age and content.

    Args:
        secret: the bytes shared with the receiver.
        message_id: the same for every repetition of a message.
        timestamp: seconds since 1970 of this attempt; receivers refuse old ones.
        body: exactly the bytes that are sent.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{digest}"}
