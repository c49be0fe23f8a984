"""What a holder of a key does about a complaint: prepared here, sent by `sutcharit case send`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.case import (
    case,
    held,
    in_folder,
    key_of,
    one_complaint,
    one_key_set,
    one_of_either,
    show_proposal,
    shown,
    told,
    with_key,
)
from survey.cli.common import BAD_USE, fail
from survey.cli.successors import successors

if TYPE_CHECKING:
    from survey.holding.folder import Waiting

__all__ = ["case"]

STEPS = ("considered", "asked", "forwarded")
CLOSINGS = ("acted_on", "not_proven", "not_ours", "too_little")
LAST_LINE = "."


@case.command("reply")
@click.argument("id_", metavar="ID")
@with_key
@in_folder
@click.option("--text", help="คำตอบ (ค้างอยู่ในประวัติคำสั่งของเครื่อง ไม่ระบุจะถามหรืออ่านจาก stdin)")
def case_reply(id_: str, identity: Path, folder: Path, text: str | None) -> None:
    """ตอบกลับผู้ร้องเรียน ปิดผนึกถึงผู้ร้องเรียนและผู้ถือกุญแจทั้งสอง."""
    from survey.holding import sending

    with told():
        found = held(folder).bundle()
        keys, complaint = one_complaint(found, id_)
        key_of(found, identity)
        if complaint.is_test:
            fail("เรื่องนี้เป็นเรื่องทดสอบ จึงตอบไม่ได้ ให้ใช้ sutcharit case acknowledge", code=BAD_USE)
        written = (_typed() if text is None else text).strip()
        if not written:
            fail("คำตอบว่างเปล่า จึงไม่ได้เตรียมส่ง", code=BAD_USE)
        try:
            queue(folder, sending.reply(keys, complaint, written))
        except sending.TooLong:
            fail("คำตอบยาวเกินไป กรุณาแบ่งเป็นหลายข้อความ")


@case.command("status")
@click.argument("id_", metavar="ID")
@click.argument("status", type=click.Choice(STEPS))
@in_folder
def case_status(id_: str, status: str, folder: Path) -> None:
    """ตั้งสถานะ: considered กำลังพิจารณา, asked ขอข้อมูลเพิ่ม, forwarded ส่งต่อหน่วยงาน."""
    from survey.holding import sending

    with told():
        queue(folder, sending.status(one_complaint(held(folder).bundle(), id_)[1], status))


@case.command("close")
@click.argument("id_", metavar="ID")
@click.argument("closing", metavar="CLASS", type=click.Choice(CLOSINGS))
@in_folder
def case_close(id_: str, closing: str, folder: Path) -> None:
    """เสนอยุติเรื่อง (อีกคนต้องยืนยัน).

    CLASS: acted_on ดำเนินการแล้ว, not_proven ไม่พบหลักฐานเพียงพอ, not_ours ไม่อยู่ในอำนาจ, too_little ข้อมูลไม่พอ
    """
    from survey.holding import sending

    with told():
        queue(folder, sending.close(one_complaint(held(folder).bundle(), id_)[1], closing))


@case.command("erase")
@click.argument("id_", metavar="ID")
@in_folder
def case_erase(id_: str, folder: Path) -> None:
    """เสนอลบเรื่องก่อนกำหนด (อีกคนต้องยืนยัน)."""
    from survey.holding import sending

    with told():
        queue(folder, sending.erase(one_complaint(held(folder).bundle(), id_)[1]))


@case.command("keys")
@click.argument("key_set", metavar="KEY_SET")
@in_folder
@successors
def case_keys(
    key_set: str,
    folder: Path,
    name_a: str | None,
    key_a: str | None,
    mail_a: str | None,
    name_b: str | None,
    key_b: str | None,
    mail_b: str | None,
) -> None:
    """เสนอเปลี่ยนผู้ถือกุญแจหรือกุญแจ (อีกคนต้องยืนยัน) สิ่งที่ไม่ระบุคงเดิม."""
    from survey.holding import sending, words
    from survey.sealing import NotAPublicKey

    changed = {"name_a": name_a, "holder_a": key_a, "mail_a": mail_a, "name_b": name_b, "holder_b": key_b, "mail_b": mail_b}
    if not any(value is not None for value in changed.values()):
        fail("ระบุสิ่งที่จะเปลี่ยน เช่น --key-a age1…", code=BAD_USE)
    with told():
        found = held(folder).bundle()
        keys = one_key_set(found, key_set)
        try:
            made = sending.change_keys(keys, changed)
        except sending.SecretKeyGiven:
            fail("นี่คือกุญแจลับ ไม่ได้บันทึก กุญแจดอกนี้ไม่ควรใช้ต่อ กรุณาสร้างดอกใหม่ด้วย sutcharit keys new", code=BAD_USE)
        except NotAPublicKey:
            fail("กุญแจสาธารณะต้องขึ้นต้นด้วย age1 และยาว 62 ตัวอักษร กรุณาตรวจว่าคัดลอกมาครบ", code=BAD_USE)
        queue(folder, made)
        mark = sending.agreed_to(found.office_id, keys.about, made.said)
        held(folder).pin({}, mark)
        # All of it, also what stays: a successor's reminders should not go to whoever has left.
        for line in words.new_keys(made.said):
            click.echo(f"  {shown(line)}")
        click.echo(f"  ลายนิ้วมือของชุดใหม่ {mark}")


@case.command("confirm")
@click.argument("id_", metavar="ID")
@in_folder
@click.option("--yes", "is_sure", is_flag=True, help="ไม่ต้องถามอีกครั้ง")
def case_confirm(id_: str, folder: Path, *, is_sure: bool) -> None:
    """ยืนยันสิ่งที่อีกคนเสนอ ตามที่ดึงมาทุกตัวอักษร (ID ของเรื่องหรือของชุดกุญแจ)."""
    from survey.holding import sending
    from survey.holding.bundle import HeldKeys

    with told():
        found = held(folder).bundle()
        of = one_of_either(found, id_)
        try:
            made = sending.confirm(of, holder=found.holder)
        except sending.NothingProposed:
            fail("ไม่มีข้อเสนอค้างอยู่ หากอีกคนเพิ่งเสนอ ให้ดึงข้อมูลใหม่ก่อน", code=BAD_USE)
        except sending.OwnProposal:
            fail("ท่านเป็นผู้เสนอ ต้องให้ผู้ถือกุญแจอีกคนเป็นผู้ยืนยัน", code=BAD_USE)
        show_proposal(of, found)
        if not (is_sure or click.confirm("ยืนยันตามนี้", err=True)):
            fail("ไม่ได้ยืนยัน")
        queue(folder, made)
        if isinstance(of, HeldKeys):
            held(folder).pin({}, sending.agreed_to(found.office_id, of.about, of.proposal))


@case.command("withdraw")
@click.argument("id_", metavar="ID")
@in_folder
def case_withdraw(id_: str, folder: Path) -> None:
    """ถอนข้อเสนอของตนเองหรือของอีกคน (ID ของเรื่องหรือของชุดกุญแจ)."""
    from survey.holding import sending

    with told():
        try:
            queue(folder, sending.withdraw(one_of_either(held(folder).bundle(), id_)))
        except sending.NothingProposed:
            fail("ไม่มีข้อเสนอค้างอยู่ หากอีกคนเพิ่งเสนอ ให้ดึงข้อมูลใหม่ก่อน", code=BAD_USE)


@case.command("acknowledge")
@click.argument("id_", metavar="ID")
@with_key
@in_folder
def case_acknowledge(id_: str, identity: Path, folder: Path) -> None:
    """เปิดเรื่องทดสอบประจำปี แล้วแจ้งว่ากุญแจนี้ยังเปิดได้."""
    from survey.holding import reading, sending

    with told():
        found = held(folder).bundle()
        _, complaint = one_complaint(found, id_)
        try:
            reading.test_word(held(folder), complaint, key_of(found, identity))
        except reading.NotATest:
            fail("เรื่องนี้ไม่ใช่เรื่องทดสอบ หรือเปิดด้วยกุญแจนี้ไม่ได้")
        queue(folder, sending.acknowledge(complaint))


def queue(folder: Path, *waiting: Waiting) -> None:
    """Put requests behind what waits in a folder, and say so."""
    from survey.holding import words

    try:
        held(folder).queue(*waiting)
    except OSError as error:
        fail(f"เขียนลงโฟลเดอร์ {folder} ไม่ได้: {error.strerror or error}", code=BAD_USE)
    for one in waiting:
        click.echo(f"รอส่ง  {shown(words.waiting(one))}")
    click.echo("ยังไม่ได้ส่ง ส่งด้วย sutcharit case send")


def _typed() -> str:
    """Return what is typed or piped in. Not with an editor, which would leave what is typed in a file."""
    if not sys.stdin.isatty():
        return sys.stdin.read()
    click.echo(f"พิมพ์คำตอบ จบด้วยบรรทัดที่มีเพียงจุด ({LAST_LINE})", err=True)
    lines: list[str] = []
    for line in sys.stdin:
        if line.strip() == LAST_LINE:
            break
        lines.append(line)
    return "".join(lines)
