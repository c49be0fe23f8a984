"""What holders of keys do after a change of keys, so that the old ones may be destroyed: seal anew, and look into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.case import accepting, fingerprints, held, in_folder, key_in, key_of, shown, told, with_key
from survey.cli.case_acts import case, queue
from survey.cli.common import BAD_USE, fail

if TYPE_CHECKING:
    from survey.holding.bundle import Bundle
    from survey.holding.resealing import Looked, NotAccepted

__all__ = ["case"]


@case.command("reseal")
@with_key
@in_folder
@accepting
@click.option("--again", "is_again", is_flag=True, help="รวมชิ้นที่มีผู้ส่งมาแล้วและรอยืนยัน")
def case_reseal(identity: Path, folder: Path, accepted: tuple[str, ...], *, is_again: bool) -> None:
    """ปิดผนึกเรื่องเดิมใหม่ถึงผู้ถือกุญแจชุดใหม่ หลังเปลี่ยนกุญแจ (ใช้กุญแจเดิม อีกคนต้องยืนยัน)."""
    from survey.holding import resealing

    with told():
        place = held(folder)
        found = place.bundle()
        secret = key_of(found, identity)
        place.pin({}, *fingerprints(accepted))
        try:
            prepared = resealing.prepare(place, found, secret, again=is_again)
        except resealing.NotAccepted as unknown:
            _refuse(unknown)
        for complaint, number in prepared.closed_to_us:
            click.echo(f"เรื่อง {complaint} ชิ้นที่ {number} เปิดไม่ได้ด้วยกุญแจนี้ หรือไม่ใช่ของเรื่องนี้ จึงปิดผนึกใหม่ไม่ได้", err=True)
        if prepared.waiting:
            queue(folder, *prepared.waiting)
    if prepared.closed_to_us:
        fail("ชิ้นที่เปิดไม่ได้ยังปิดผนึกถึงกุญแจเดิม อย่าทำลายกุญแจเดิม และบอกผู้ถือกุญแจอีกคน")
    if not prepared.waiting:
        _tell_what_is_left(found)


@case.command("resealed")
@with_key
@in_folder
@click.option(
    "--old-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="ไฟล์กุญแจลับเดิมของท่าน หากมี เพื่อเทียบกับของเดิม",
)
@click.option("--yes", "is_sure", is_flag=True, help="ไม่ต้องถามอีกครั้ง")
def case_resealed(identity: Path, folder: Path, old_key: Path | None, *, is_sure: bool) -> None:
    """ตรวจสิ่งที่อีกคนปิดผนึกใหม่ ว่าเปิดได้และตรงกับของเดิม แล้วยืนยัน."""
    from survey.holding import resealing

    with told():
        place = held(folder)
        found = place.bundle()
        looked = list(resealing.look(place, found, key_of(found, identity), key_in(old_key) if old_key else ""))
        for one in looked:
            _tell(one)
        agreed = [one.waiting for one in looked if not one.wrong]
        if not looked:
            fail("ไม่มีสิ่งที่ปิดผนึกใหม่รอยืนยัน หากอีกคนเพิ่งส่ง ให้ดึงข้อมูลใหม่ก่อน", code=BAD_USE)
        if agreed and not (is_sure or click.confirm("ยืนยันให้ใช้แทนของเดิม", err=True)):
            fail("ไม่ได้ยืนยัน")
        queue(folder, *agreed)
    if len(agreed) < len(looked):
        fail("เรื่องที่ไม่ตรงไม่ได้ยืนยัน ของเดิมยังอยู่ อย่าทำลายกุญแจเดิม และบอกผู้ถือกุญแจอีกคน")


def _tell_what_is_left(found: Bundle) -> None:
    waiting = sum(bool(one.piece.resealed) for keys in found.key_sets for one in keys.left)
    if any(keys.left for keys in found.key_sets):
        fail(f"ไม่มีชิ้นใหม่ให้ปิดผนึก รออีกคนยืนยัน {waiting:,} ชิ้น (sutcharit case resealed) ยังไม่ควรทำลายกุญแจเดิม")
    click.echo("ไม่มีสิ่งใดปิดผนึกถึงกุญแจที่เลิกใช้แล้ว หากกุญแจนี้ไม่อยู่ในชุดที่ใช้อยู่ ทำลายได้")


def _tell(looked: Looked) -> None:
    click.echo(f"{looked.complaint.id}  ตรงกับของเดิม {looked.same:,} ชิ้น")
    if looked.opened:
        click.echo(f"  เปิดได้แต่เทียบกับของเดิมไม่ได้ {looked.opened:,} ชิ้น เพราะกุญแจนี้เปิดของเดิมไม่ได้ กรุณาอ่านก่อนด้วย sutcharit case read")
    for number in looked.wrong:
        click.echo(f"  !!! ชิ้นที่ {number} เปิดไม่ได้ หรือไม่ตรงกับของเดิม", err=True)


def _refuse(unknown: NotAccepted) -> None:
    names = " และ ".join(shown(name) for name, _ in unknown.to.holders)
    fail(
        "หยุด: ท่านยังไม่ได้ยอมรับชุดกุญแจใหม่ จึงไม่ได้เตรียมสิ่งใด",
        f"  ชุดกุญแจ {unknown.to.id}: เรื่องเกี่ยวกับ{shown(unknown.to.about)} อ่านโดย {names}  ลายนิ้วมือ {unknown.mark}",
        "กรุณาเทียบลายนิ้วมือด้วยวาจากับผู้ถือกุญแจใหม่และที่เครื่องแม่ข่ายพิมพ์ด้วย sutcharit complaints keys list",
        "เมื่อตรงกัน ให้สั่งอีกครั้งโดยเพิ่ม --accept ตามด้วยลายนิ้วมือ",
        code=BAD_USE,
    )
