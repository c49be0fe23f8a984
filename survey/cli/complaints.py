"""Who reads complaints of corruption: the key sets of an office. Public keys only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, database, fail
from survey.cli.successors import successors

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey.complaints.models import KeySet
    from survey.models import Office


@click.group("complaints")
def complaints_group() -> None:
    """เรื่องร้องเรียนการทุจริต: ผู้ที่เปิดอ่านได้."""


@complaints_group.group("keys")
def keys_group() -> None:
    """ชุดกุญแจ: ใครอ่านเรื่องที่เกี่ยวกับใคร."""


@keys_group.command("add")
@click.option("--office", "office_name", help="ชื่อหน่วยงาน จำเป็นเมื่อมีหลายหน่วยงาน")
@click.option("--about", required=True, help="เรื่องเกี่ยวกับใคร เช่น พนักงานและลูกจ้าง")
@click.option("--name-a", required=True, help="ตำแหน่งของผู้ถือกุญแจคนที่หนึ่ง ซึ่งแสดงต่อประชาชน")
@click.option("--key-a", required=True, help="กุญแจสาธารณะของคนที่หนึ่ง (age1…)")
@click.option("--mail-a", default="", help="อีเมลสำหรับเตือน (ไม่ระบุ: ไม่เตือน)")
@click.option("--name-b", required=True, help="ตำแหน่งของผู้ถือกุญแจคนที่สอง")
@click.option("--key-b", required=True, help="กุญแจสาธารณะของคนที่สอง")
@click.option("--mail-b", default="", help="อีเมลสำหรับเตือน")
@click.option("--position", default=0, help="ลำดับในคำถามแรก")
def keys_add(
    office_name: str | None,
    about: str,
    name_a: str,
    key_a: str,
    mail_a: str,
    name_b: str,
    key_b: str,
    mail_b: str,
    position: int,
) -> None:
    """เพิ่มชุดกุญแจของสองคน และเริ่มรับเรื่องร้องเรียน."""
    from survey import thai
    from survey.complaints import keys
    from survey.complaints.keys import Holder

    with database(writes=False) as session:
        office = _office(session, office_name)
    holders = (Holder(name_a, key_a, mail_a), Holder(name_b, key_b, mail_b))
    with _complaints(writes=True) as session:
        with _refused_in_words():
            made = keys.add(
                session, office.id, office.name, about=about, holders=holders, today=thai.today(), position=position
            )
        session.commit()
    click.echo(f"เพิ่มชุดกุญแจ {made.id} แล้ว เรื่องเกี่ยวกับ{made.about} อ่านโดย {made.name_a} และ {made.name_b}")
    click.echo(f"ลายนิ้วมือ {_fingerprint(made)} ให้ผู้ถือกุญแจทั้งสองเทียบกับที่เครื่องมือของตนพิมพ์เมื่อดึงครั้งแรก")
    click.echo(f"หน้ารับเรื่อง /complaints/{office.id}/")


@keys_group.command("list")
def keys_list() -> None:
    """แสดงชุดกุญแจทั้งหมด พร้อมลายนิ้วมือที่ผู้ถือกุญแจใช้เทียบ และจำนวนเรื่องที่ยังไม่ยุติ."""
    from sqlalchemy import select

    from survey.complaints import keys
    from survey.complaints.models import CoveredOffice, KeySet

    with _complaints(writes=False) as session:
        this_office = CoveredOffice.office_id == KeySet.office_id
        order = (KeySet.office_id, KeySet.position, KeySet.id)
        for one, name in session.execute(select(KeySet, CoveredOffice.name).join(CoveredOffice, this_office).order_by(*order)):
            state = "เลิกใช้" if one.retired else "ใช้อยู่"
            cells = (one.id, state, one.about, one.name_a, one.holder_a, one.name_b, one.holder_b, name, _fingerprint(one))
            click.echo("\t".join((*cells, str(keys.open_complaints(session, one)))))


@keys_group.command("replace")
@click.argument("key_set")
@successors
def keys_replace(
    key_set: str,
    name_a: str | None,
    key_a: str | None,
    mail_a: str | None,
    name_b: str | None,
    key_b: str | None,
    mail_b: str | None,
) -> None:
    """เสนอกุญแจใหม่แทนดอกที่หาย: ผู้ถือกุญแจอีกคนยืนยันได้ตั้งแต่สองสัปดาห์ถัดไป."""
    from survey import thai
    from survey.complaints import holders
    from survey.complaints.keys import Holder

    if key_a is None and key_b is None:
        fail("ระบุกุญแจสาธารณะใหม่ด้วย --key-a หรือ --key-b", code=BAD_USE)
    with _complaints(writes=True) as session:
        found = _key_set(session, key_set, is_retired=None)
        a = Holder(*_chosen((name_a, key_a, mail_a), (found.name_a, found.holder_a, found.mail_a)))
        b = Holder(*_chosen((name_b, key_b, mail_b), (found.name_b, found.holder_b, found.mail_b)))
        with _refused_in_words():
            try:
                holders.propose_keys(session, found, (a, b), by="", today=thai.today())
            except holders.Refused as refused:
                what = "มีข้อเสนอของผู้ถือกุญแจค้างอยู่" if str(refused) == "something_proposed" else "ชุดกุญแจนี้เลิกใช้แล้วและไม่มีเรื่องค้าง"
                fail(f"{what} จึงไม่ได้เสนอ", code=BAD_USE)
        week = found.proposal["from_week"]
        mark = _fingerprint(found, (found.proposal["holder_a"], found.proposal["holder_b"]))
        session.commit()
    click.echo(f"เสนอกุญแจใหม่ของชุด {key_set} แล้ว ยังไม่เปลี่ยน ผู้ถือกุญแจคนใดคนหนึ่งยืนยันหรือถอนได้ด้วยกุญแจของตน")
    click.echo(f"ยืนยันได้ตั้งแต่สัปดาห์ {week} ด้วย sutcharit case confirm {key_set} กรุณาโทรบอกผู้ถือกุญแจทั้งสองวันนี้")
    click.echo(f"ลายนิ้วมือของชุดใหม่ {mark}")


@keys_group.command("retire")
@click.argument("key_set")
@click.option("--leave", "leaving", type=click.IntRange(min=0), default=0, help="จำนวนเรื่องที่ยังไม่ยุติ ซึ่งยอมให้ค้างอยู่กับกุญแจเดิม")
def keys_retire(key_set: str, leaving: int) -> None:
    """เลิกใช้ชุดกุญแจ: ไม่รับเรื่องใหม่ ส่วนเรื่องเดิมยังเปิดได้ด้วยกุญแจเดิม."""
    from survey import thai
    from survey.complaints import keys

    with _complaints(writes=True) as session:
        found = _key_set(session, key_set, is_retired=False)
        try:
            keys.retire(session, found, today=thai.today(), leaving=leaving)
        except keys.StillOpen as still:
            if not still.count:
                fail("ไม่มีเรื่องที่ยังไม่ยุติ กรุณาสั่งใหม่โดยไม่ต้องใช้ --leave", code=BAD_USE)
            fail(
                f"ยังมี {still.count:,} เรื่องที่ไม่ยุติ ซึ่งเปิดได้ด้วยกุญแจชุดนี้เท่านั้น จึงยังไม่ได้เลิกใช้",
                "หากเปลี่ยนผู้ถือกุญแจ ให้ผู้ถือกุญแจเดิมเสนอด้วย sutcharit case keys แล้วอีกคนยืนยัน เรื่องทั้งหมดไปอยู่กับชุดใหม่",
                f"หากกุญแจหายดอกเดียว ให้เสนอดอกใหม่ด้วย sutcharit complaints keys replace {key_set}",
                "หากไม่รับเรื่องประเภทนี้แล้ว ให้ผู้ถือกุญแจยุติเรื่องที่ค้างก่อน",
                f"หากกุญแจหายทั้งสองดอก หรือยอมให้เรื่องค้างอยู่กับกุญแจเดิม ให้สั่งใหม่โดยเพิ่ม --leave {still.count}",
                code=BAD_USE,
            )
        session.commit()
    click.echo(f"เลิกใช้ชุดกุญแจ {key_set} แล้ว เรื่องเดิมยังเปิดได้ด้วยกุญแจเดิม ผู้ถือกุญแจต้องเก็บไว้จนทุกเรื่องยุติ")
    if leaving:
        click.echo(f"มี {leaving:,} เรื่องที่ยังไม่ยุติ ผู้ถือกุญแจยังตอบ ยุติ และเปลี่ยนกุญแจของเรื่องเหล่านี้ได้ ผู้ร้องเรียนเห็นว่าชุดนี้ไม่รับเรื่องใหม่แล้ว")


def _chosen(said: tuple[str | None, str | None, str | None], before: tuple[str, str, str]) -> tuple[str, str, str]:
    name, key, mail = (old if new is None else new for new, old in zip(said, before, strict=True))
    return name, key, mail


def _key_set(session: Session, key_set: str, *, is_retired: bool | None) -> KeySet:
    from sqlalchemy import select

    from survey.complaints.models import KeySet

    found = session.scalar(select(KeySet).where(KeySet.id == key_set))
    if found is None or is_retired not in (None, found.retired):
        fail("ไม่พบชุดกุญแจนี้ที่ใช้อยู่ ดูทั้งหมดด้วย sutcharit complaints keys list", code=BAD_USE)
    return found


@contextmanager
def _refused_in_words() -> Iterator[None]:
    from survey.complaints import keys
    from survey.sealing import NotAPublicKey

    try:
        yield
    except keys.SecretKeyGiven:
        fail(
            "นี่คือกุญแจลับ ระบบไม่รับและไม่ได้บันทึก กุญแจดอกนี้ไม่ควรใช้ต่อ",
            "กรุณาลบออกจากประวัติคำสั่งของเครื่องนี้ แล้วให้ผู้ถือกุญแจสร้างดอกใหม่",
            code=BAD_USE,
        )
    except NotAPublicKey:
        fail("กุญแจสาธารณะต้องขึ้นต้นด้วย age1 และยาว 62 ตัวอักษร กรุณาตรวจว่าคัดลอกมาครบ", code=BAD_USE)
    except keys.SameHolder:
        fail("กุญแจทั้งสองต้องเป็นคนละดอก ของคนละคน", code=BAD_USE)


def _fingerprint(key_set: KeySet, public_keys: tuple[str, str] | None = None) -> str:
    from survey.complaints.fingerprints import fingerprint

    return fingerprint(key_set.office_id, key_set.about, public_keys or key_set.holders)


@contextmanager
def _complaints(*, writes: bool) -> Iterator[Session]:
    """Open the complaints' own database, brought up to date; the command commits what it changed."""
    from survey.cli.common import complaints as told_in_words
    from survey.complaints.database import ComplaintsDatabase, url_of
    from survey.config import Settings, present_database_url

    with told_in_words():
        chosen = os.environ.get("SUTCHARIT_COMPLAINTS_DATABASE", "").strip()
        opened = ComplaintsDatabase(url_of(Settings(database=present_database_url(), secret="", complaints=chosen)))
        try:
            opened.upgrade()
            with opened.session(writes=writes) as session:
                yield session
        finally:
            opened.dispose()


def _office(session: Session, name: str | None) -> Office:
    from sqlalchemy import select

    from survey.models import Office

    offices = list(session.scalars(select(Office).order_by(Office.name)))
    matching = [one for one in offices if name in (None, one.name)]
    if len(matching) != 1:
        fail("ระบุหน่วยงานด้วย --office ชื่อหน่วยงาน", *(f"  {one.name}" for one in offices), code=BAD_USE)
    return matching[0]
