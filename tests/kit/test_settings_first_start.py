"""The first start of a new home, where the secret key is made."""

from pathlib import Path

import pytest

from kit.settings import ensure_secret_key, load_settings


def test_what_was_asked_for_on_the_command_line_holds_on_the_first_start_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAEGO_HOME", str(tmp_path / "new"))
    first = ensure_secret_key(load_settings(port=9123, host="::1"))
    assert (first.port, first.host, first.home) == (9123, "::1", tmp_path / "new")
    again = ensure_secret_key(load_settings(port=9124))
    assert (again.port, again.secret_key) == (9124, first.secret_key)
