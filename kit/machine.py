"""What the machine offers to this process."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path("/")


def memory_bytes(root: Path = ROOT) -> int:
    """Memory that this process may use: the machine's, or less where a control group (a container, a service) says so.

    Args:
        root: folder that holds `proc` and `sys`.
    """
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([physical, *_group_limits(root)])


def _group_limits(root: Path) -> Iterator[int]:
    """Limits of the process's control groups and those around them, versions 1 and 2."""
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return  # no Linux
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        mount = root / "sys/fs/cgroup" / ("memory" if controllers else "")
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        inside = PurePosixPath(group.lstrip("/"))
        for part in (inside, *inside.parents):
            try:
                text = (mount / part / name).read_text("utf-8").strip()
            except OSError:
                continue  # the group is seen under another name from inside a container
            if text.isdecimal():
                yield int(text)
