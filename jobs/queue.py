"""The queue: Huey in the same PostgreSQL, in schema `jobs`, with signed messages.

It only wakes the worker. A message may be lost or come twice; what is to be done is in `jobs.pipeline_run`.
"""

from huey import PostgresHuey
from huey.serializer import SignedSerializer

NAME = "jaego"


def open_queue(uri: str, secret_key: str) -> PostgresHuey:
    """Open the queue; its tables `jobs.huey_*` are made when absent.

    Args:
        uri: libpq address of the migrated database.
        secret_key: signs messages; one that it did not sign is refused before it is unpickled.
    """
    return PostgresHuey(
        NAME,
        dsn=uri,
        options="-c search_path=jobs -c timezone=UTC",
        application_name="jaego queue",
        serializer=SignedSerializer(secret_key, salt="jaego.queue"),
        results=False,
    )
