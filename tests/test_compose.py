"""The deployment files name settings and commands that exist; there is no Docker engine where this runs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from cli.main import app
from kit.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
SETTINGS = {f"JAEGO_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_every_setting_in_the_compose_file_exists() -> None:
    named = set(re.findall(r"JAEGO_[A-Z_]+", (ROOT / "docker-compose.yml").read_text()))
    assert named <= SETTINGS
    assert {"JAEGO_DATABASE_URL", "JAEGO_SECRET_KEY", "JAEGO_HOME"} <= named


def test_the_settings_given_to_a_service_are_accepted(
    services: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("api", "worker"):
        for key, value in services[name]["environment"].items():
            filled = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)
            monkeypatch.setenv(key, re.sub(r"\$\{[A-Z_]+:\?[^}]*\}", "s" * 32, filled))
        settings = Settings(_env_file=None)
        assert settings.database_url == f"postgresql://jaego:{'s' * 32}@database:5432/jaego"
        assert settings.log_format == "json"


def test_every_service_runs_a_command_that_exists(services: dict[str, dict[str, Any]]) -> None:
    assert {name: service.get("command") for name, service in services.items()} == {
        "database": None,
        "api": ["serve"],
        "worker": ["worker"],
    }
    assert {"serve", "worker", "users", "nightly"} <= set(COMMANDS)


def test_secrets_come_from_outside_and_have_no_default(services: dict[str, dict[str, Any]]) -> None:
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert services["api"]["environment"]["JAEGO_SECRET_KEY"].startswith("${JAEGO_SECRET_KEY:?")
    assert services["api"]["ports"] == ["127.0.0.1:${JAEGO_PORT:-8000}:8000"]
    assert services["api"]["environment"]["JAEGO_PORT"] == "8000"


def test_the_database_is_healthy_before_the_rest_starts(services: dict[str, dict[str, Any]]) -> None:
    assert services["database"]["image"] == "postgres:18"
    assert services["database"]["healthcheck"]["test"][1] == "pg_isready"
    for name in ("api", "worker"):
        assert services[name]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "/livez" in services["api"]["healthcheck"]["test"][-1]


def test_the_image_is_locked_and_not_root() -> None:
    instructions = (ROOT / "Dockerfile").read_text()
    assert instructions.count("--require-hashes") == 2
    final = instructions.split("\nFROM ")[-1]
    assert final.index("USER jaego") < final.index("ENTRYPOINT")
    assert 'ENTRYPOINT ["jaego"]' in final
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", instructions, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split())


def test_the_example_of_settings_is_complete() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "env_example.py")]
    rendered = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert (ROOT / ".env.example").read_text() == rendered
    assert set(re.findall(r"^# (JAEGO_[A-Z_]+)=", rendered, re.MULTILINE)) == SETTINGS
