"""The command line as such: one sentence and exit code 2 for what can't be understood."""

import subprocess
import sys
from pathlib import Path

import pytest


def jaego(home: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", *arguments],
        env={"PATH": "/usr/bin:/bin", "JAEGO_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "--profil", "x"), "error: No such option: --profil (Possible options: --profile); see"),
        (("nonsense",), "error: No such command 'nonsense'; see jaego --help."),
        (("import",), "error: Missing argument 'FILES_OR_DIRS'; see jaego import --help."),
        (("serve", "--port", "x"), "error: Invalid value for '--port'"),
        (("generate", "--days", "3"), "error: "),
        (("nightly", "--date", "tomorrow"), "error: --date tomorrow is not a date; write it like 2011-11-09."),
        (("db", "url"), "error: The embedded server in "),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    result = jaego(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.replace("python -m cli", "jaego").startswith(sentence)


def test_a_bare_command_shows_its_help(tmp_path: Path) -> None:
    result = jaego(tmp_path)
    assert result.returncode == 2
    assert "nightly" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("JAEGO_PORT", "99999", "error: JAEGO_PORT = '99999' is refused: Input should be less than or equal to 65535."),
        (
            "JAEGO_TIMEZONE",
            "Mars",
            "error: JAEGO_TIMEZONE = 'Mars' is refused: is not a time zone of the IANA database",
        ),
        (
            "JAEGO_DATABASE_URL",
            "mysql://x/y",
            "error: JAEGO_DATABASE_URL names mysql; only postgresql:// is supported.",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    result = jaego(tmp_path, "migrate", **{name: value})
    assert result.returncode == 2
    assert result.stderr.startswith(sentence)


def test_a_database_that_does_not_answer_is_a_fault_and_its_password_is_not_told(tmp_path: Path) -> None:
    result = jaego(tmp_path, "migrate", JAEGO_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "does not answer" in line
    assert "start it or correct JAEGO_DATABASE_URL." in line
    assert "secret" not in line


def test_the_embedded_database_starts_tells_its_address_and_stops(tmp_path: Path) -> None:
    started = jaego(tmp_path, "db", "start")
    assert started.returncode == 0, started.stderr
    assert started.stdout.startswith("postgresql://")
    assert jaego(tmp_path, "db", "url").stdout == started.stdout
    assert jaego(tmp_path, "migrate").returncode == 0, "a command leaves the kept server running"
    assert jaego(tmp_path, "db", "url").returncode == 0
    assert jaego(tmp_path, "db", "stop").stdout == "stopped\n"
    assert jaego(tmp_path, "db", "stop").stdout == "was not running\n"
    assert jaego(tmp_path, "db", "url").returncode == 2
