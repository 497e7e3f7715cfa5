"""`jaego serve` and `jaego export-schema`."""

import errno
import signal
import socket
import sys
from types import FrameType
from typing import Annotated

import typer
from sqlalchemy.engine import URL

from cli.console import err, out
from cli.database import open_engine
from cli.welcome import welcome
from kit.errors import FaultError
from kit.logging import configure_logging
from kit.settings import Settings, load_settings

DRAIN_SECONDS = 30
BACKLOG = 512
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 where a server listens, and where one reaches it


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; absent: JAEGO_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; absent: JAEGO_PORT.")] = None,
    *,
    is_welcoming: Annotated[
        bool,
        typer.Option("--welcome/--no-welcome", help="Make a link for the first administrator if there are no users."),
    ] = True,
) -> None:
    """Serve the API and its pages until stopped; requests in flight are finished first."""
    given = {"host": host, "port": port}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings.log_level, settings.log_format)
    with listening(settings) as listener, open_engine(settings) as engine:
        invitation = welcome(engine, settings.home, address_of(settings)) if is_welcoming else None
        if invitation is not None:
            out.print(invitation, markup=False, soft_wrap=True)
        url = engine.url
        engine.dispose()
        _run(settings, url, listener)


def reachable(host: str) -> str:
    """The address at which a server that listens on `host` is reached from this machine."""
    return ANY_ADDRESS.get(host, host)


def address_of(settings: Settings) -> str:
    """Where a browser on this machine finds the pages."""
    host = reachable(settings.host)
    shown = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.port}"


def listening(settings: Settings) -> socket.socket:
    """The socket to serve on.

    Raises:
        FaultError: the port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise FaultError(
                f"Port {settings.port} on {settings.host} is in use; stop what uses it, or choose another with --port."
            ) from None
        raise FaultError(f"Can't listen on {settings.host}:{settings.port}: {error.strerror or error}.") from None
    listener.listen(BACKLOG)
    return listener


def _run(settings: Settings, url: URL, listener: socket.socket) -> None:
    import uvicorn

    from graphql_api.app import create_app

    app = create_app(settings, url)

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.services.closing.set()  # streams end by themselves; the others are waited for
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    # The server sends itself the signal again after draining; by then it has done its work, and the embedded
    # database must still be stopped in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    err.print(f"Serving at http://{settings.host}:{settings.port} (stop with Ctrl-C)", markup=False)
    Server(config).run(sockets=[listener])


def export_schema(
    permissions: Annotated[
        bool, typer.Option("--permissions", help="Print who may read which field, as CSV, instead.")
    ] = False,
) -> None:
    """Print the GraphQL schema, as in schema.graphql."""
    from graphql_api.permission_matrix import matrix
    from graphql_api.schema import schema

    core_schema = schema._schema  # noqa: SLF001  # strawberry has no public way to graphql-core's schema
    sys.stdout.write(matrix(core_schema) if permissions else schema.as_str() + "\n")
