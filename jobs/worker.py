"""The worker process: Huey's consumer with two threads, one for runs and one that stays free for short tasks."""

import signal
import threading
import time
from types import FrameType

import structlog
from huey import PostgresHuey
from huey.consumer import Consumer, ConsumerStopped

THREADS = 2
log = structlog.get_logger(__name__)


def work(queue: PostgresHuey) -> None:
    """Work until SIGTERM or SIGINT; the run under way is finished first, unless a second signal comes.

    A run that is cut off stays recorded as running; the next worker finds it when its lease is over and repeats it.
    Must be called from the main thread.
    """
    consumer = Consumer(queue, workers=THREADS, worker_type="thread", graceful_signal="TERM")
    consumer.start()
    stopping = _Stopping(consumer)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopping)
    log.info("worker_started", threads=THREADS)
    checked = time.monotonic()
    try:
        while True:
            checked = consumer.loop(checked)
    except ConsumerStopped:
        log.info("worker_stopping", unfinished=len(queue._tasks_in_flight))  # noqa: SLF001 no public count
    consumer.stop(graceful=True)
    log.info("worker_stopped")


class _Stopping:
    def __init__(self, consumer: Consumer) -> None:
        self._stop_flag: threading.Event = consumer.stop_flag
        self._is_asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_asked:
            raise KeyboardInterrupt  # the consumer stops waiting for its threads
        self._is_asked = True
        self._stop_flag.set()
