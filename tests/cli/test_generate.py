"""`jaego generate` as a person types it."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.main import run


@dataclass(frozen=True)
class Done:
    """What a command left: exit code and both outputs."""

    returncode: int
    stdout: str
    stderr: str


Jaego = Callable[..., Done]


@pytest.fixture
def jaego(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Jaego:
    """Run the command line with JAEGO_HOME and the words after `jaego generate`."""

    def typed(home: Path, *words: str) -> Done:
        monkeypatch.setenv("JAEGO_HOME", str(home))
        monkeypatch.setenv("JAEGO_TIMEZONE", "Asia/Seoul")
        monkeypatch.setattr(sys, "argv", ["jaego", "generate", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return typed


def test_a_world_is_written_below_home_up_to_yesterday(tmp_path: Path, jaego: Jaego) -> None:
    done = jaego(tmp_path, "--skus", "5", "--days", "40", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    today = datetime.now(ZoneInfo("Asia/Seoul")).date()
    assert told["end"] in {str(today - timedelta(days=1)), str(today - timedelta(days=2))}
    assert told["out"] == str(tmp_path / "world")
    assert (tmp_path / "world" / "order_items.csv.gz").exists()
    assert told["unchanged"] is False


def test_the_same_world_again_says_so(tmp_path: Path, jaego: Jaego) -> None:
    words = ("--skus", "5", "--days", "40", "--end", "2026-06-30", "--out", str(tmp_path / "out"))
    first, again = jaego(tmp_path, *words), jaego(tmp_path, *words)
    assert first.returncode == again.returncode == 0
    assert "5 SKUs, 2026-05-22 to 2026-06-30:" in first.stdout
    assert again.stdout == f"{tmp_path / 'out'} holds this world already; nothing was written.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--skus", "0"), "error: --skus 0 is refused: it must be between 1 and 200,000.\n"),
        (("--days", "7"), "error: --days 7 is refused: it must be between 30 and 3,650.\n"),
        (
            ("--end", "30.06.2026"),
            "error: --end 30.06.2026 is not a date; write it as YYYY-MM-DD, such as 2026-06-30.\n",
        ),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, jaego: Jaego, words: tuple[str, ...], sentence: str) -> None:
    done = jaego(tmp_path / "home", *words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)
    assert not (tmp_path / "home").exists()
