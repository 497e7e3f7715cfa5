"""All settings, in one documented class. Read at the edges (`cli`, `graphql_api`, `jobs`) and passed down."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.errors import InputError
from kit.redaction import remember_secrets
from kit.signature import read_webhook_secret

SECRETS_FILE = "secrets.env"
HIDDEN = ("SECRET", "URL", "PASSWORD")
MIN_KEY_BYTES = 32
SIZE = "^[1-9][0-9]*(MB|GB|TB)$"


def _known_timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone of the IANA database, such as Asia/Seoul")
    return value


def _known_country(value: str) -> str:
    import holidays

    if value not in holidays.list_supported_countries():
        raise ValueError("is not a supported country code, such as KR")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not an address such as https://shop.example/hook")
    return value


class Settings(BaseSettings):
    """Settings from the environment (prefix `JAEGO_`), `.env` and `JAEGO_HOME/secrets.env`, in this order."""

    model_config = SettingsConfigDict(
        env_prefix="JAEGO_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(Path("var"), description="Folder for all data: database, run evidence, models, logs, secrets")
    database_url: str | None = Field(
        None,
        repr=False,
        description="PostgreSQL 15+, e.g. postgresql://user:password@host/jaego; absent: embedded server in home",
    )
    timezone: Annotated[str, AfterValidator(_known_timezone)] = Field(
        "Asia/Seoul", description="Time zone of business days, and of times without a zone in files"
    )
    country: Annotated[str, AfterValidator(_known_country)] = Field(
        "KR", description="Country whose public holidays are used in forecasts (ISO 3166 code)"
    )
    currency: str = Field("KRW", pattern="^[A-Z]{3}$", description="Currency of amounts without a currency (ISO 4217)")
    host: str = Field("127.0.0.1", description="Address on which the API listens")
    port: int = Field(8000, ge=1, le=65535, description="Port on which the API listens")
    secret_key: SecretStr | None = Field(
        None, description="Signs access tokens and queue messages; at least 32 bytes; generated in home if absent"
    )
    access_token_minutes: int = Field(10, ge=1, le=60, description="Lifetime of an access token, in minutes")
    session_days: int = Field(14, ge=1, le=90, description="Days after which users must sign in again")
    secure_cookies: bool = Field(
        default=False, description="True where the API is served over HTTPS: its cookie is then sent over HTTPS only"
    )
    trusted_proxies: str = Field(
        "", description="Trusted proxies' addresses, comma-separated; their X-Forwarded-For and -Proto are used"
    )
    nightly_at: str = Field("02:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Nightly run, local time")
    training_weekday: int = Field(7, ge=1, le=7, description="ISO weekday of the weekly training (1 Monday, 7 Sunday)")
    training_at: str = Field(
        "01:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Weekly training, local time"
    )
    policy_backtest_weekday: int = Field(
        7, ge=1, le=7, description="ISO weekday of the weekly policy backtest (1 Monday, 7 Sunday)"
    )
    policy_backtest_at: str = Field(
        "04:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Weekly policy backtest, local time"
    )
    history_days: int = Field(1100, ge=60, le=3660, description="Days of history that a run uses")
    default_lead_time_days: int = Field(
        14, ge=0, le=730, description="Assumed where no lead time is known; marked as assumed"
    )
    default_review_days: int = Field(7, ge=1, le=366, description="Days between two orders at a supplier, if unknown")
    service: Literal["profit", "fixed"] = Field(
        "profit", description="profit: SKUs without their own level get the profit-optimal one; fixed: service_level"
    )
    service_level: float = Field(
        0.95, gt=0.5, lt=1, description="Target probability of no stock-out, where costs are not known or with fixed"
    )
    holding_cost_rate: float = Field(
        0.25, gt=0, le=5, description="Annual cost of holding stock, as a share of unit cost, unless set otherwise"
    )
    ordering_cost: float = Field(
        0, ge=0, le=1e9, description="Cost of one order of one SKU, in JAEGO_CURRENCY, unless set otherwise"
    )
    cancellation_hours: int = Field(
        72, ge=0, le=720, description="A reversal within this time of the order cancels it; later it is a return"
    )
    model_days: int = Field(
        14, ge=1, le=366, description="A model whose data ends longer ago than this is not used; a run trains a new one"
    )
    data_late_after_days: int = Field(
        2, ge=1, le=365, description="Data whose last day is longer ago than this are shown as late, in business days"
    )
    data_stale_after_days: int = Field(
        7,
        ge=1,
        le=366,
        description="Data whose last day is longer ago than this are shown as stale; above the previous",
    )
    workers: int = Field(2, ge=1, le=64, description="Processes or threads of one run")
    memory_limit: str | None = Field(
        None,
        pattern=SIZE,
        description="Memory for the queries of a run, such as 4GB; absent: an eighth of the machine's or container's,"
        " at least 512MB",
    )
    temp_disk_limit: str | None = Field(
        None,
        pattern=SIZE,
        description="Disk in home for temporary files of a run, such as 20GB; absent: half of what is free at first",
    )
    keep_runs: int = Field(3, ge=2, le=365, description="Published runs whose rows are kept; older ones are dropped")
    keep_notification_days: int = Field(
        180,
        ge=7,
        le=3660,
        description="Days after which notifications, their events and their delivery log are removed",
    )
    keep_evidence: int = Field(
        30, ge=2, le=3660, description="Runs whose files are kept for replays and comparisons; older ones are removed"
    )
    max_upload_mb: int = Field(500, ge=1, le=100_000, description="Size of the files of one upload, in MB")
    upload_days: int = Field(
        7, ge=1, le=365, description="Days after which an uploaded file that nobody goes on with is removed"
    )
    inbox: bool = Field(
        default=True, description="Whether the worker imports the files that are put into the folder inbox in home"
    )
    digest_at: str = Field(
        "08:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Daily digest of notifications, local time"
    )
    mail_from: str | None = Field(None, pattern="^[^@\\s]+@[^@\\s]+$", description="Sender of e-mail, an address")
    smtp_host: str | None = Field(
        None, description="Mail server; absent: e-mail is written to home/notifications.log; needs JAEGO_MAIL_FROM"
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="Encryption to the mail server: starttls (587), tls (465) or none (a local relay)"
    )
    smtp_user: str | None = Field(None, description="User name for the mail server; absent: no sign-in")
    smtp_password: SecretStr | None = Field(None, description="Password for the mail server")
    slack_webhook_url: SecretStr | None = Field(
        None, description="Slack incoming webhook; absent: messages are written to home/notifications.log"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="Signs webhooks: whsec_ and 24 to 64 bytes in base64; see docs/notifications.md"
    )
    webhook_url: str | None = Field(
        None,
        repr=False,
        description="Address that receives every event; absent: events are written to home/notifications.log",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Lowest level that is logged")
    log_format: Literal["console", "json"] = Field("console", description="Format of log entries")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < MIN_KEY_BYTES:
            raise ValueError("is shorter than 32 bytes; generate one with: openssl rand -hex 32")
        return value

    @field_validator("data_stale_after_days")
    @classmethod
    def _later_than_late(cls, value: int, info: ValidationInfo) -> int:
        late = info.data.get("data_late_after_days")
        if late is not None and value <= late:
            raise ValueError(f"must be more than JAEGO_DATA_LATE_AFTER_DAYS, which is {late}")
        return value

    @field_validator("smtp_host")
    @classmethod
    def _has_sender(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("mail_from") is None:
            raise ValueError("needs JAEGO_MAIL_FROM, the address that e-mail is sent from")
        return value

    @field_validator("slack_webhook_url")
    @classmethod
    def _slack_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _web_address(value.get_secret_value())
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _signing_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_webhook_secret(value.get_secret_value())
        return value

    @field_validator("webhook_url")
    @classmethod
    def _signed_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("webhook_secret") is None:
            raise ValueError("needs JAEGO_WEBHOOK_SECRET, which signs the events")
        if value is not None and "@" in urlsplit(value).netloc:
            raise ValueError("must not contain a user or password; receivers verify the signature instead")
        return value if value is None else _web_address(value)

    def secrets(self) -> list[str]:
        """The values of settings that must not appear in a log."""
        kept = (self.secret_key, self.smtp_password, self.slack_webhook_url, self.webhook_secret)
        password = (self.database_url or "").rpartition("@")[0].partition("://")[2].partition(":")[2]
        texts = [secret.get_secret_value() for secret in kept if secret is not None]
        return [text for text in (*texts, password, unquote(password), self.webhook_url) if text]

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
        settings = Settings(_env_file=(home / SECRETS_FILE, ".env"), **{**overrides, "home": home})  # type: ignore[arg-type]
    except ValidationError as error:
        problem = error.errors()[0]
        name = "JAEGO_" + "_".join(str(part) for part in problem["loc"]).upper()
        shown = "(hidden)" if any(word in name for word in HIDDEN) else repr(problem["input"])
        raise InputError(f"{name} = {shown} is refused: {problem['msg'].removeprefix('Value error, ')}.") from None
    remember_secrets(settings.secrets())
    return settings


def ensure_secret_key(settings: Settings) -> Settings:
    """Return settings with a secret key; generate one in `home/secrets.env` (mode 0600) if there is none."""
    if settings.secret_key is not None:
        return settings
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / SECRETS_FILE
    try:
        with open(path, "x", opener=_private) as file:
            file.write(f"JAEGO_SECRET_KEY={secrets.token_hex(32)}\n")
    except FileExistsError:
        pass  # another process was first; use its key
    return settings.model_copy(update={"secret_key": load_settings(home=settings.home).secret_key})


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
