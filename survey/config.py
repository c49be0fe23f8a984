"""Every setting, read from the environment once, before anything else is built."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey import paths

SHORTEST_SECRET = 32
REAL_FILE = "sutcharit.db"
EXAMPLE_FILE = "example.db"


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message says in Thai what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose.

    `address` is the public base address without a final slash ("" where the request's own address is right); with
    https it also makes cookies secure-only. `definitions` are folders of fiscal years beside the packaged ones.
    `trusted_proxy` is the address of a reverse proxy whose X-Forwarded-For may be believed ("" for none).
    `answers_per_minute` is how many answers one network address may send before it is asked to wait.
    """

    database: str
    secret: str
    address: str = ""
    definitions: tuple[Path, ...] = ()
    trusted_proxy: str = ""
    answers_per_minute: int = 6000

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

    Raises ConfigurationError where the secret is missing or short, or a definitions folder does not exist.
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
    return Settings(
        database=database_url(environ, example=example),
        secret=secret,
        address=environ.get("SUTCHARIT_ADDRESS", "").strip().rstrip("/"),
        definitions=definition_folders(environ),
        trusted_proxy=environ.get("SUTCHARIT_TRUSTED_PROXY", "").strip(),
        answers_per_minute=_whole_number(environ, "SUTCHARIT_ANSWERS_PER_MINUTE", usual=6000),
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
    folders = tuple(Path(folder) for folder in environ.get("SUTCHARIT_DEFINITIONS", "").split(os.pathsep) if folder)
    for folder in folders:
        if not folder.is_dir():
            raise ConfigurationError(f"SUTCHARIT_DEFINITIONS: ไม่พบโฟลเดอร์ {folder}")
    return folders


def _example_secret() -> str:
    file = paths.home() / "example-secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()
