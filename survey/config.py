"""Every setting, read from the environment once, before anything else is built."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from survey import paths

SHORTEST_SECRET = 32
REAL_FILE = "sutcharit.db"
EXAMPLE_FILE = "example.db"


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message says in Thai what to set."""


class MailSecurity(StrEnum):
    """How a connection to a mail server is kept from being read: from its second word on, from its first, or not at all."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_MAIL_PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes e-mail, and the address it comes from. `user` is "" where it asks for none."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: MailSecurity = MailSecurity.STARTTLS


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose.

    `address` is the public base address without a final slash ("" where the request's own address is right); with
    https it also makes cookies secure-only. `definitions` are folders of fiscal years beside the packaged ones, `services`
    folders of services.
    `trusted_proxy` is the address of a reverse proxy whose X-Forwarded-For may be believed ("" for none).
    `answers_per_minute` is how many answers one network address may send before it is asked to wait.
    `complaints` is the URL of the complaints' own database ("" where it follows from `database`), `complaints_keep_days` how
    long a closed complaint is kept. `mail` is None where nothing is sent by e-mail.
    """

    database: str
    secret: str
    address: str = ""
    definitions: tuple[Path, ...] = ()
    trusted_proxy: str = ""
    answers_per_minute: int = 6000
    complaints: str = ""
    complaints_keep_days: int = 90
    mail: MailServer | None = None
    services: tuple[Path, ...] = ()

    @property
    def is_https(self) -> bool:
        """Whether people reach the installation over https."""
        return self.address.startswith("https://")

    def key(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose, so that no key made from the secret serves two ends."""
        return hmac.digest(self.secret.encode(), purpose.encode(), hashlib.sha256)


def database_url(environ: Mapping[str, str] = os.environ, *, example: bool = False) -> str:
    """Return the database's SQLAlchemy URL: `SUTCHARIT_DATABASE`, or an SQLite file in the home folder.

    The example has a file of its own, so that it can never be mistaken for the office's.
    """
    chosen = environ.get("SUTCHARIT_DATABASE", "").strip()
    return chosen or f"sqlite:///{paths.home() / (EXAMPLE_FILE if example else REAL_FILE)}"


def present_database_url(environ: Mapping[str, str] = os.environ) -> str:
    """Return the database a command works on: the configured one, the office's own, or the example's if it is the only one."""
    only_example = (paths.home() / EXAMPLE_FILE).exists() and not (paths.home() / REAL_FILE).exists()
    return database_url(environ, example=only_example)


def read_settings(environ: Mapping[str, str] = os.environ, *, example: bool = False) -> Settings:
    """Read the settings. Only the example may go without `SUTCHARIT_SECRET`: it then keeps a random one beside its database.

    Raises ConfigurationError where the secret is missing or short, a definitions folder does not exist, or what is said of
    the mail server cannot be used.
    """
    secret = environ.get("SUTCHARIT_SECRET", "")
    if not secret and example:
        secret = _example_secret()
    if len(secret) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"ยังไม่ได้ตั้งค่า SUTCHARIT_SECRET (ข้อความลับของระบบ ยาวอย่างน้อย {SHORTEST_SECRET} ตัวอักษร)\n"
            "ตั้งครั้งเดียวแล้วเก็บไว้ใช้ทุกครั้งที่เปิดระบบ เช่น\n"
            f"  export SUTCHARIT_SECRET={secrets.token_urlsafe(32)}"
        )
    complaints = environ.get("SUTCHARIT_COMPLAINTS_DATABASE", "").strip()
    database = database_url(environ, example=example)
    if complaints.startswith("sqlite") and complaints == database:
        raise ConfigurationError("SUTCHARIT_COMPLAINTS_DATABASE ต้องเป็นไฟล์อื่น ไม่ใช่ไฟล์เดียวกับฐานข้อมูลหลัก")
    return Settings(
        database=database,
        secret=secret,
        address=environ.get("SUTCHARIT_ADDRESS", "").strip().rstrip("/"),
        definitions=definition_folders(environ),
        trusted_proxy=environ.get("SUTCHARIT_TRUSTED_PROXY", "").strip(),
        answers_per_minute=_whole_number(environ, "SUTCHARIT_ANSWERS_PER_MINUTE", usual=6000),
        complaints=complaints,
        complaints_keep_days=_whole_number(environ, "SUTCHARIT_COMPLAINTS_KEEP_DAYS", usual=90),
        mail=_mail_server(environ),
        services=service_folders(environ),
    )


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    host = environ.get("SUTCHARIT_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environ.get("SUTCHARIT_SMTP_TLS", "").strip().lower() or MailSecurity.STARTTLS
    if security not in set(MailSecurity):
        raise ConfigurationError(f"SUTCHARIT_SMTP_TLS ต้องเป็น {', '.join(MailSecurity)}")
    sender = environ.get("SUTCHARIT_SMTP_FROM", "").strip()
    if "@" not in sender:
        raise ConfigurationError("ตั้ง SUTCHARIT_SMTP_HOST แล้ว ต้องตั้ง SUTCHARIT_SMTP_FROM (ที่อยู่อีเมลผู้ส่ง) ด้วย")
    user = environ.get("SUTCHARIT_SMTP_USER", "").strip()
    if user and security == MailSecurity.NONE:
        raise ConfigurationError("SUTCHARIT_SMTP_TLS=none ใช้กับ SUTCHARIT_SMTP_USER ไม่ได้ เพราะรหัสผ่านจะถูกส่งโดยไม่เข้ารหัส")
    return MailServer(
        host=host,
        port=_whole_number(environ, "SUTCHARIT_SMTP_PORT", usual=_MAIL_PORTS[MailSecurity(security)]),
        sender=sender,
        user=user,
        password=environ.get("SUTCHARIT_SMTP_PASSWORD", ""),
        security=MailSecurity(security),
    )


def _whole_number(environ: Mapping[str, str], name: str, *, usual: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return usual
    if not text.isdecimal() or int(text) < 1:
        raise ConfigurationError(f"{name} ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป เช่น {usual}")
    return int(text)


def definition_folders(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the folders of `SUTCHARIT_DEFINITIONS`; ConfigurationError where one does not exist."""
    return _folders(environ, "SUTCHARIT_DEFINITIONS")


def service_folders(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the folders of `SUTCHARIT_SERVICES`; ConfigurationError where one does not exist."""
    return _folders(environ, "SUTCHARIT_SERVICES")


def _folders(environ: Mapping[str, str], name: str) -> tuple[Path, ...]:
    folders = tuple(Path(folder) for folder in environ.get(name, "").split(os.pathsep) if folder)
    for folder in folders:
        if not folder.is_dir():
            raise ConfigurationError(f"{name}: ไม่พบโฟลเดอร์ {folder}")
    return folders


def _example_secret() -> str:
    file = paths.home() / "example-secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()
