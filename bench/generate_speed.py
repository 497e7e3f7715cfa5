"""Seconds, rows a second and peak memory of generating a world: python bench/generate_speed.py --skus 1000."""

import argparse
import json
import platform
import resource
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.world.service import generate
from kit.progress import silent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skus", type=int, default=1000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--end", type=date.fromisoformat, default=date(2026, 6, 30))
    parser.add_argument("--append", type=Path, help="file that the result is appended to, one JSON object a line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "world"
        summary = generate(
            out, skus=given.skus, days=given.days, seed=given.seed, end=given.end, dirty=0.0005, report=silent
        )
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    result = {
        "bench": "generate_speed",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.boosted()}, Python {platform.python_version()}",
        "skus": given.skus,
        "days": given.days,
        "order_lines": summary.order_lines,
        "rows": sum(summary.facts.rows.values()),
        "seconds": round(summary.seconds, 2),
        "order_lines_a_second": round(summary.order_lines / summary.seconds),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "written_mb": round(size / 1e6, 1),
    }
    line = json.dumps(result)
    print(line)
    if given.append is not None:
        with given.append.open("a") as file:
            file.write(line + "\n")


if __name__ == "__main__":
    main()
