"""Kills the outbox relay 200 times at work and counts what was lost or doubled: python bench/relay_kills.py.

Prints one JSON object; exit code 1 if an event, a notification or a message is missing, or a notification is doubled.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from kit.database import make_engine, migrate
from kit.postgres import database
from kit.settings import Settings
from tests.jobs.relay.kills import kill_and_count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--events", type=int, default=1000, help="written bit by bit, for two people each")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        # The server's user can't look into a folder that is closed to it when this runs as root.
        Path(folder).chmod(0o755)
        with database(Settings(home=Path(folder), database_url=None, _env_file=None)) as url:
            engine = make_engine(url)
            migrate(engine)
            found = kill_and_count(engine, url, kills=given.kills, events=given.events)
            engine.dispose()
    lost = {
        "events": given.events - found.relayed,
        "notifications": 2 * given.events - found.notifications,
        "messages_unsent": found.unsent,
        "letters": 2 * given.events - found.letters_received,
        "webhooks": given.events - found.webhooks_received,
        "slack_posts": given.events - found.slack_received,
    }
    result = {"bench": "relay_kills", **asdict(found), "lost": lost, "seconds": round(time.monotonic() - began, 1)}
    print(json.dumps(result))
    return 1 if any(lost.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
