"""All settings, in one documented class. Read at the edges (`cli`, `graphql_api`, `jobs`) and handed down."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.errors import InputError

SECRETS_FILE = "secrets.env"
LEAST_KEY_BYTES = 32


def _known_timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone of the IANA database, such as Asia/Seoul")
    return value


def _known_country(value: str) -> str:
    import holidays

    if value not in holidays.list_supported_countries():
        raise ValueError("is not a country code with known public holidays, such as KR")
    return value


class Settings(BaseSettings):
    """Settings from the environment (prefix `JAEGO_`), `.env` and `JAEGO_HOME/secrets.env`, in this order."""

    model_config = SettingsConfigDict(env_prefix="JAEGO_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder of all state: database, run evidence, models, logs, secrets")
    database_url: str | None = Field(
        None, description="PostgreSQL 15+, e.g. postgresql://user:password@host/jaego; absent: embedded server in home"
    )
    timezone: Annotated[str, AfterValidator(_known_timezone)] = Field(
        "Asia/Seoul", description="Business days are cut here; times without a zone in files are read in it"
    )
    country: Annotated[str, AfterValidator(_known_country)] = Field(
        "KR", description="Country whose public holidays count in forecasts (ISO 3166 code)"
    )
    currency: str = Field("KRW", pattern="^[A-Z]{3}$", description="Currency of amounts that name none (ISO 4217)")
    host: str = Field("127.0.0.1", description="Address that the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the API listens on")
    secret_key: SecretStr | None = Field(
        None, description="Signs access tokens and queue messages; at least 32 bytes; made once into home if absent"
    )
    access_token_minutes: int = Field(10, ge=1, le=60, description="Life of an access token, in minutes")
    nightly_at: str = Field("02:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Nightly run, local time")
    training_weekday: int = Field(7, ge=1, le=7, description="ISO weekday of the weekly training (1 Monday, 7 Sunday)")
    training_at: str = Field(
        "01:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Weekly training, local time"
    )
    history_days: int = Field(1100, ge=60, le=3660, description="Days of history that a run looks at")
    default_lead_time_days: int = Field(14, ge=0, le=730, description="Assumed where no lead time is known; shown so")
    default_review_days: int = Field(7, ge=1, le=366, description="Days between two orders at a supplier, if unknown")
    service_level: float = Field(0.95, gt=0.5, lt=1, description="Probability of no stock-out that orders aim at")
    cancellation_hours: int = Field(
        72, ge=0, le=720, description="A reversal within this time of the order cancels it; later it is a return"
    )
    model_days: int = Field(
        14, ge=1, le=366, description="A model whose data ends longer ago than this is not used; a run trains anew"
    )
    workers: int = Field(2, ge=1, le=64, description="Processes or threads of one run")
    keep_runs: int = Field(3, ge=2, le=365, description="Published runs whose rows are kept; older ones are dropped")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe entry logged")
    log_format: Literal["console", "json"] = Field("console", description="Shape of log entries")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < LEAST_KEY_BYTES:
            raise ValueError("is shorter than 32 bytes; generate one with: openssl rand -hex 32")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The business time zone."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        InputError: a value is not allowed; the message names the setting, the value and what is allowed.
    """
    try:
        home = Settings(**overrides).home.resolve()  # type: ignore[arg-type]
        return Settings(_env_file=(home / SECRETS_FILE, ".env"), **{**overrides, "home": home})  # type: ignore[arg-type]
    except ValidationError as error:
        problem = error.errors()[0]
        name = "JAEGO_" + "_".join(str(part) for part in problem["loc"]).upper()
        shown = "(hidden)" if "SECRET" in name or "URL" in name else repr(problem["input"])
        raise InputError(f"{name} = {shown} is refused: {problem['msg'].removeprefix('Value error, ')}.") from None


def ensure_secret_key(settings: Settings) -> Settings:
    """Return settings with a secret key; make one into `home/secrets.env` (mode 0600) when there is none."""
    if settings.secret_key is not None:
        return settings
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / SECRETS_FILE
    try:
        with open(path, "x", opener=_private) as file:
            file.write(f"JAEGO_SECRET_KEY={secrets.token_hex(32)}\n")
    except FileExistsError:
        pass  # another process was first; its key is the one
    return load_settings(home=settings.home)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
