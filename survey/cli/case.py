"""Complaints on the machine of whoever holds a key: fetched sealed, read without the network, and sent back later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from survey.cli.common import BAD_USE, fail, secret_key

if TYPE_CHECKING:
    from survey.holding.bundle import Bundle, HeldComplaint, HeldKeys
    from survey.holding.fetching import Fetched
    from survey.holding.folder import Folder
    from survey.holding.office import Office
    from survey.holding.reading import Said

Thing = TypeVar("Thing")

SHORTEST_ID = 4
in_folder = click.option(
    "-f",
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="โฟลเดอร์ปัจจุบัน",
    help="โฟลเดอร์บนแท่ง USB ของผู้ถือกุญแจ",
)
with_key = click.option(
    "-i",
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="ไฟล์กุญแจลับจาก sutcharit keys new",
)


accepting = click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="FINGERPRINT",
    help="ยอมรับชุดกุญแจที่มีลายนิ้วมือนี้ เมื่อเทียบด้วยวาจาแล้วว่าตรง (ระบุซ้ำได้)",
)


@click.group()
def case() -> None:
    """เรื่องร้องเรียนการทุจริต: เครื่องมือของผู้ถือกุญแจ ใช้บนเครื่องของตนเอง."""


@case.command("fetch")
@click.argument("address")
@with_key
@in_folder
@accepting
def case_fetch(address: str, identity: Path, folder: Path, accepted: tuple[str, ...]) -> None:
    """ดึงทุกเรื่องของกุญแจนี้มาไว้ในโฟลเดอร์ โดยยังปิดผนึกอยู่ (ADDRESS คือที่อยู่หน้ารับเรื่อง)."""
    from survey.holding import fetching, trails, words

    with told():
        office = office_at(address, key_in(identity))
        try:
            found = fetching.fetch(office, held(folder), accepted=fingerprints(accepted))
        except fetching.NotAccepted as unknown:
            fail(
                "หยุด: มีชุดกุญแจที่ท่านยังไม่ได้ยอมรับ จึงไม่บันทึกสิ่งที่ดึงมา ของเดิมในโฟลเดอร์ยังอยู่ครบ",
                *(_pinned(keys, mark) for keys, mark in unknown.key_sets),
                "กรุณาโทรหรือพบผู้ถือกุญแจอีกคนและผู้ดูแลเครื่อง เทียบลายนิ้วมือกับที่เครื่องแม่ข่ายพิมพ์ด้วย sutcharit complaints keys list",
                "เมื่อตรงกันและท่านยอมรับ ให้สั่งดึงอีกครั้งโดยเพิ่ม --accept ตามด้วยลายนิ้วมือ",
            )
        except fetching.AnotherFolder:
            fail("โฟลเดอร์นี้เป็นของหน่วยงานอื่นหรือของกุญแจดอกอื่น กรุณาใช้โฟลเดอร์แยกกัน", code=BAD_USE)
        except trails.DoesNotFit as wrong:
            fail(
                "!!! หยุด: ข้อมูลบนเครื่องแม่ข่ายไม่ตรงกับที่ท่านเคยเห็น !!!",
                words.MISMATCHES[wrong.what].format(wrong.of),
                "จึงไม่บันทึกสิ่งที่ดึงมา ของเดิมในโฟลเดอร์ยังอยู่ครบ",
                "กรุณาอย่าส่งสิ่งใดไปยังเครื่องแม่ข่าย และบอกผู้ถือกุญแจอีกคนด้วยวาจา หากผู้ดูแลเครื่องเพิ่งกู้ข้อมูลสำรอง ให้สอบถามวันที่ของข้อมูลนั้น",
            )
        except OSError as error:
            fail(f"เขียนลงโฟลเดอร์ {folder} ไม่ได้: {error.strerror or error}", code=BAD_USE)
    _tell_pinned(found)
    complaints = list(found.bundle.complaints())
    click.echo(f"{shown(found.bundle.office)}: มี {len(complaints):,} เรื่อง ดึงข้อความและไฟล์ใหม่ {found.new:,} ชิ้น บันทึกการทำงานถูกต้อง")
    click.echo(f"รอผู้ถือกุญแจ {sum(one.is_for_holders for _, one in complaints):,} เรื่อง ดูด้วย sutcharit case list")
    left = sum(len(keys.left) for keys in found.bundle.key_sets)
    if left:
        click.echo(f"ยังปิดผนึกถึงกุญแจเดิม {left:,} ชิ้น ปิดผนึกใหม่ด้วย sutcharit case reseal")
    anew = sum(any(piece.resealed for piece in one.pieces) for _, one in complaints)
    if anew:
        click.echo(f"อีกคนปิดผนึกใหม่ {anew:,} เรื่อง ตรวจและยืนยันด้วย sutcharit case resealed")


@case.command("list")
@in_folder
def case_list(folder: Path) -> None:
    """แสดงเรื่องที่ดึงมาแล้ว ข้อเสนอที่รอยืนยัน และสิ่งที่รอส่ง."""
    from survey.holding import words

    with told():
        found, waiting = held(folder).bundle(), held(folder).outbox()
    click.echo(f"{shown(found.office)} ({found.week})")
    for keys in found.key_sets:
        state = " เลิกใช้แล้ว" if keys.is_retired else ""
        names = " และ ".join(shown(name) for name, _, _ in keys.holders)
        click.echo(f"\nชุดกุญแจ {keys.id}{state}: เรื่องเกี่ยวกับ{shown(keys.about)} อ่านโดย {names}")
        click.echo(f"  ลายนิ้วมือ {found.fingerprint(keys)}")
        if keys.left:
            click.echo(f"  ยังปิดผนึกถึงกุญแจเดิม {len(keys.left):,} ชิ้น สั่ง sutcharit case reseal ก่อนทำลายกุญแจเดิม")
        show_proposal(keys, found)
        for complaint in keys.complaints:
            click.echo(_line(complaint, found.week))
            show_proposal(complaint, found)
    if waiting:
        click.echo("\nรอส่ง (sutcharit case send)")
    for at, one in enumerate(waiting, start=1):
        click.echo(f"  {at}. {shown(words.waiting(one))}")


@case.command("read")
@click.argument("id_", metavar="ID")
@with_key
@in_folder
@click.option("--save", "save_to", type=click.Path(file_okay=False, path_type=Path), help="เขียนไฟล์ที่ส่งมาลงโฟลเดอร์นี้ (ไม่ปิดผนึก)")
def case_read(id_: str, identity: Path, folder: Path, save_to: Path | None) -> None:
    """เปิดอ่านเรื่องหนึ่งบนจอ โดยไม่เขียนสิ่งที่เปิดลงที่ใด (ID ย่อเหลือสี่ตัวแรกได้)."""
    from survey.holding import reading

    with told():
        place = held(folder)
        found = place.bundle()
        keys, complaint = one_complaint(found, id_)
        secret = key_of(found, identity)
        click.echo(_line(complaint, found.week))
        for said in reading.conversation(place, complaint, secret):
            _show(said, keys.id)
            if save_to is not None:
                try:
                    for written in reading.save(save_to, complaint.id, said):
                        click.echo(f"  เขียนไฟล์ {written}")
                except OSError as error:
                    fail(f"เขียนลงโฟลเดอร์ {save_to} ไม่ได้: {error.strerror or error}", code=BAD_USE)


@case.command("send")
@click.argument("address")
@with_key
@in_folder
def case_send(address: str, identity: Path, folder: Path) -> None:
    """ส่งทุกอย่างที่รอส่ง ตามลำดับ และบอกว่าสิ่งใดไม่ได้รับเพราะอะไร."""
    from survey.holding import sending, words

    refused = done = 0
    with told():
        place = held(folder)
        found = place.bundle()
        secret = key_of(found, identity)
        office = office_at(address, secret)
        if office.id != found.office_id:
            fail("ที่อยู่นี้เป็นของหน่วยงานอื่น ไม่ใช่ของเรื่องในโฟลเดอร์นี้", code=BAD_USE)
        for outcome in sending.send(office, place, secret):
            line = shown(words.waiting(outcome.sent))
            if outcome.refused:
                refused += 1
                click.echo(f"ไม่ได้รับ  {line}: {shown(words.refusal(outcome.refused))}", err=True)
            else:
                done += 1
                click.echo(f"ส่งแล้ว  {line}")
    click.echo(f"ส่งแล้ว {done:,} รายการ ไม่ได้รับ {refused:,} รายการ ดึงข้อมูลใหม่ด้วย sutcharit case fetch")
    if refused:
        fail("รายการที่ไม่ได้รับถูกนำออกจากสิ่งที่รอส่งแล้ว")


@case.command("drop")
@click.argument("number", type=click.IntRange(min=1))
@in_folder
def case_drop(number: int, folder: Path) -> None:
    """นำสิ่งที่รอส่งออกหนึ่งรายการ (NUMBER ตาม sutcharit case list)."""
    from survey.holding import words

    with told():
        place = held(folder)
        waiting = place.outbox()
        if number > len(waiting):
            fail(f"ไม่มีรายการที่ {number} ในสิ่งที่รอส่ง", code=BAD_USE)
        place.leave(waiting[: number - 1] + waiting[number:])
    click.echo(f"ไม่ส่งแล้ว  {shown(words.waiting(waiting[number - 1]))}")


@contextmanager
def told() -> Iterator[None]:
    """Turn what can be wrong with the key, the folder or the server into a message and an exit code."""
    from survey.holding.folder import NothingFetched, Spoilt
    from survey.holding.office import NoProof, NotAnAddress, Refused, Unreachable
    from survey.holding.reading import NotYours
    from survey.holding.words import refusal
    from survey.sealing import NotASecretKey

    try:
        yield
    except NotASecretKey:
        fail("ไฟล์กุญแจไม่มีกุญแจลับที่ใช้ได้", code=BAD_USE)
    except NotYours:
        fail("กุญแจนี้ไม่ใช่ดอกที่ใช้ดึงเรื่องในโฟลเดอร์นี้ จึงเปิดไม่ได้")
    except NothingFetched:
        fail("ยังไม่มีเรื่องในโฟลเดอร์นี้ ดึงก่อนด้วย sutcharit case fetch หรือระบุโฟลเดอร์ด้วย -f", code=BAD_USE)
    except Spoilt as spoilt:
        fail(f"ไฟล์ {spoilt} ในโฟลเดอร์เสียหายหรืออ่านไม่ได้")
    except NotAnAddress:
        fail("ที่อยู่ต้องเป็นหน้ารับเรื่องร้องเรียนของหน่วยงาน เช่น https://example.go.th/complaints/kb4t/", code=BAD_USE)
    except NoProof:
        fail("เครื่องแม่ข่ายไม่รู้จักกุญแจนี้ ไม่มีชุดกุญแจใดของหน่วยงานที่ใช้กุญแจนี้")
    except Refused as refused:
        fail(f"เครื่องแม่ข่ายไม่รับ: {refusal(str(refused))} กรุณาสั่งใหม่อีกครั้ง")
    except Unreachable as error:
        fail(f"ติดต่อเครื่องแม่ข่ายไม่ได้ หรือคำตอบไม่ถูกต้อง: {shown(str(error))}", "สิ่งที่ยังไม่ได้ส่งยังรอส่งอยู่")


def held(folder: Path) -> Folder:
    """Return a holder's folder."""
    from survey.holding.folder import Folder

    return Folder(folder)


def key_in(identity: Path) -> str:
    """Return the secret key of a file; sealing.NotASecretKey."""
    from survey.sealing import public_key_of

    secret = secret_key(identity)
    public_key_of(secret)
    return secret


def key_of(found: Bundle, identity: Path) -> str:
    """Return the secret key of a file, which has to be that of a bundle."""
    from survey.holding.reading import check_key

    secret = key_in(identity)
    check_key(found, secret)
    return secret


def office_at(address: str, secret: str) -> Office:
    """Return an office's server as the holder of a key asks it."""
    from survey.holding.office import Office

    return Office(address, secret)


def one_complaint(found: Bundle, id_: str) -> tuple[HeldKeys, HeldComplaint]:
    """Return a complaint by its id or the beginning of it, or end the command."""
    return _one(list(found.complaints()), id_, lambda pair: pair[1].id, "เรื่อง")


def one_key_set(found: Bundle, id_: str) -> HeldKeys:
    """Return a key set in the same way."""
    return _one(list(found.key_sets), id_, lambda keys: keys.id, "ชุดกุญแจ")


def one_of_either(found: Bundle, id_: str) -> HeldKeys | HeldComplaint:
    """Return a complaint or a key set in the same way."""
    either: list[HeldKeys | HeldComplaint] = [*(complaint for _, complaint in found.complaints()), *found.key_sets]
    return _one(either, id_, lambda one: one.id, "เรื่องหรือชุดกุญแจ")


def show_proposal(of: HeldKeys | HeldComplaint, found: Bundle) -> None:
    """Print what is proposed, and whose turn it is."""
    from survey.holding import sending, words
    from survey.holding.bundle import HeldKeys

    try:
        said = sending.proposed(of)
    except sending.NothingProposed:
        return
    click.echo(f"    ข้อเสนอ {shown(words.proposal(said))} ({shown(words.turn(said, found.holder))})")
    for line in words.new_keys(said):
        click.echo(f"      {shown(line)}")
    if said.get("act") == "keys" and isinstance(of, HeldKeys):
        click.echo(f"      ลายนิ้วมือของชุดใหม่ {sending.agreed_to(found.office_id, of.about, said)}")


def shown(text: str) -> str:
    """Return a text from outside in one line that a terminal may show."""
    from survey.holding.reading import printable

    return printable(" ".join(text.split()))


def fingerprints(accepted: Sequence[str]) -> tuple[str, ...]:
    """Return fingerprints as they are printed, however they were typed; ends the command where one cannot be one."""
    from survey.complaints.fingerprints import normalised

    found = tuple(map(normalised, accepted))
    if "" in found:
        fail("ลายนิ้วมือมี 16 ตัว เช่น ABCD-EFGH-JKMN-PQRS กรุณาตรวจว่าพิมพ์มาครบ", code=BAD_USE)
    return found


def _pinned(keys: HeldKeys, mark: str) -> str:
    names = " และ ".join(shown(name) for name, _, _ in keys.holders)
    return f"  ชุดกุญแจ {keys.id}: เรื่องเกี่ยวกับ{shown(keys.about)} อ่านโดย {names}  ลายนิ้วมือ {mark}"


def _tell_pinned(found: Fetched) -> None:
    if not found.pinned:
        return
    if found.is_first:
        click.echo("ดึงครั้งแรก: เครื่องมือจำชุดกุญแจต่อไปนี้ไว้ และจะหยุดเมื่อเปลี่ยนไป")
    else:
        click.echo("ชุดกุญแจใหม่ ตรงกับลายนิ้วมือที่ท่านยอมรับ เสนอ หรือยืนยันไว้")
    for keys, mark in found.pinned:
        click.echo(_pinned(keys, mark))
    if found.is_first:
        click.echo("ก่อนตอบเรื่องใด กรุณาเทียบลายนิ้วมือด้วยวาจา กับที่เครื่องแม่ข่ายพิมพ์ด้วย sutcharit complaints keys list หรือในใบที่ได้รับ")
        click.echo("หากไม่ตรง อย่าตอบและอย่าส่งสิ่งใด ลบโฟลเดอร์นี้ แล้วบอกผู้ถือกุญแจอีกคน")


def _one(among: Sequence[Thing], id_: str, name: Callable[[Thing], str], what: str) -> Thing:
    matching = [one for one in among if name(one) == id_ or (len(id_) >= SHORTEST_ID and name(one).startswith(id_))]
    if len(matching) != 1:
        fail(f"ไม่พบ{what} {id_} หรือมีมากกว่าหนึ่ง ดูทั้งหมดด้วย sutcharit case list", code=BAD_USE)
    return matching[0]


def _line(complaint: HeldComplaint, week: str) -> str:
    from survey.complaints.words import CLOSINGS, STATUSES

    state = STATUSES[complaint.status] + (f" ({CLOSINGS[complaint.closing]})" if complaint.closing else "")
    marks = (
        "เรื่องทดสอบ" if complaint.is_test else "",
        "มีสิ่งที่ปิดผนึกใหม่รอยืนยัน" if any(piece.resealed for piece in complaint.pieces) else "",
        "มีข้อความใหม่" if complaint.is_for_holders and not complaint.is_test else "",
        "ครบกำหนดแล้ว" if complaint.closing is None and complaint.due_week <= week else "",
    )
    return "  ".join(("", complaint.id, complaint.week, state, *filter(None, marks)))


def _show(said: Said, key_set: str) -> None:
    from survey.holding.reading import printable
    from survey.holding.words import TOLD

    who = "ผู้ถือกุญแจ" if said.piece.is_from_holder else "ผู้ร้องเรียน"
    click.echo(f"\n[{said.piece.number}] {who} {shown(said.at)}")
    if said.is_resealed:
        click.echo("  อีกคนปิดผนึกใหม่ ยังไม่มีผู้ยืนยัน ตรวจด้วย sutcharit case resealed")
    if not said.is_readable and said.piece.sealed_to != key_set:
        click.echo("  ชิ้นนี้ยังปิดผนึกถึงกุญแจเดิม รอผู้ถือกุญแจเดิมสั่ง sutcharit case reseal", err=True)
    elif not said.is_readable:
        click.echo("  ชิ้นนี้เปิดไม่ได้ด้วยกุญแจนี้ หรือไม่ใช่ของเรื่องนี้ จึงไม่แสดง", err=True)
    for name, text in said.told:
        click.echo(f"  {TOLD[name]}:")
        for line in printable(text).splitlines():
            click.echo(f"    {line}")
    for name in said.announced:
        click.echo(f"  ส่งไฟล์มาด้วย: {shown(name)}")
    for file in said.files:
        click.echo(f"  ไฟล์: {shown(file.name)} ({len(file.content):,} ไบต์)")
