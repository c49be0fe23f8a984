"""The options of the commands that put other holders, or other keys of theirs, in the place of those of a key set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    ("--name-a", "ตำแหน่งของผู้ถือกุญแจคนที่หนึ่ง (ไม่ระบุ: คงเดิม เช่นเดียวกับตัวเลือกอื่น)"),
    ("--key-a", "กุญแจสาธารณะใหม่ของคนที่หนึ่ง (age1…)"),
    ("--mail-a", "อีเมลสำหรับเตือนคนที่หนึ่ง"),
    ("--name-b", "ตำแหน่งของผู้ถือกุญแจคนที่สอง"),
    ("--key-b", "กุญแจสาธารณะใหม่ของคนที่สอง"),
    ("--mail-b", "อีเมลสำหรับเตือนคนที่สอง"),
)


def successors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command be told name, public key and address of either holder, each None where it stays."""
    for option, meaning in reversed(_OPTIONS):
        command = click.option(option, help=meaning)(command)
    return command
