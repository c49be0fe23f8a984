"""The acts on a case: when each is offered, which form asks for it, and what it does.

An act writes through `survey.cases` alone, which leaves the event. What a form could not know by itself, such as whether there
is a case of a number, an act says by raising `Wrong`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import thai
from survey.access import PERMISSIONS, Permission
from survey.cases import author, clock, handling
from survey.cases.history import Actor, events_of
from survey.cases.rules import rules_of
from survey.desk import forms
from survey.errors import NotFound, WrongCaseState
from survey.models import (
    Case,
    CaseChannel,
    CaseEvent,
    CaseFile,
    CaseStatus,
    Division,
    FilePurpose,
    Officer,
    Refusal,
    Visibility,
)

ON_SHOW = (Visibility.PUBLIC, Visibility.PRIVATE)
_FINISHED = (CaseStatus.DONE, CaseStatus.FORWARDED)
COMPLAINT_OFFERED = (
    "เรื่องนี้กล่าวถึงการกระทำของตัวบุคคล จึงไม่เผยแพร่บนกระดานเพื่อความเป็นธรรมต่อทุกฝ่าย "
    "หากท่านต้องการให้ตรวจสอบ กรุณาแจ้งผ่านช่องทางร้องเรียนของหน่วยงาน ซึ่งมีเฉพาะผู้รับผิดชอบอ่าน และปกปิดชื่อผู้แจ้ง"
)


class Wrong(Exception):
    """An act cannot be done as asked; `field` is the name of the form's field to put right, `message` says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts on which case, held until commit."""

    session: Session
    case: Case
    actor: Actor
    officer: Officer


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do to a case. `do` returns what to tell the officer afterwards; `hints` belong to fields of the form."""

    name: str
    title: str
    button: str
    form: type[forms.ActForm]
    is_offered: Callable[[Case], bool]
    do: Callable[[Doing, Any], str]
    lead: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    needs: Permission = Permission.ANSWER_CASES


_APPROVERS = [role for role, permissions in PERMISSIONS.items() if Permission.APPROVE_ANSWERS in permissions]


def others_may_approve(session: Session, officer: Officer) -> bool:
    """Return whether there are other officers in the office who approve answers: then nobody approves one of their own."""
    others = select(func.count()).select_from(Officer).where(Officer.office_id == officer.office_id, Officer.id != officer.id)
    return bool(session.scalar(others.where(Officer.role.in_(_APPROVERS))))


def may_approve(session: Session, officer: Officer, draft: CaseEvent | None) -> bool:
    """Return whether an officer may publish a draft: an administrator, and who wrote it only if there is no other one."""
    if draft is None or Permission.APPROVE_ANSWERS not in PERMISSIONS[officer.role]:
        return False
    return draft.officer_id != officer.id or not others_may_approve(session, officer)


def _publish(doing: Doing, form: forms.PublishForm) -> str:
    handling.publish(
        doing.session,
        doing.case,
        doing.actor,
        subject=form.subject.data,
        text=form.text.data,
        files=form.pictures.data or (),
    )
    return "เผยแพร่บนกระดานแล้ว"


def _refuse(doing: Doing, form: forms.RefuseForm) -> str:
    reason = Refusal(form.reason.data)
    if reason is Refusal.DUPLICATE:
        return _merged(doing, form.into.data)
    text = form.text.data or (COMPLAINT_OFFERED if reason is Refusal.ACCUSATION else "")
    handling.refuse(doing.session, doing.case, doing.actor, reason=reason, text=text)
    return "บันทึกว่าไม่เผยแพร่แล้ว ผู้เสนออ่านเหตุผลได้ด้วยรหัสติดตาม"


def _merge(doing: Doing, form: forms.MergeForm) -> str:
    return _merged(doing, form.into.data)


def _merged(doing: Doing, typed: str) -> str:
    number = thai.arabic_digits(typed).replace(" ", "")
    try:
        into = handling.case_of(doing.session, doing.case.office_id, number)
    except NotFound as error:
        raise Wrong("into", "ไม่พบเรื่องเลขที่นี้ กรุณาตรวจเลขอีกครั้ง เช่น 2570-0012") from error
    if into.id == doing.case.id:
        raise Wrong("into", "เป็นเลขที่ของเรื่องนี้เอง กรุณากรอกเลขที่ของอีกเรื่องหนึ่ง")
    try:
        handling.merge(doing.session, doing.case, into, doing.actor)
    except WrongCaseState as error:
        raise Wrong("into", "รวมเข้ากับเรื่องนี้ไม่ได้ เรื่องปลายทางต้องเผยแพร่แล้วและยังไม่ถูกถอนหรือรวมกับเรื่องอื่น") from error
    return f"รวมเข้ากับเรื่องเลขที่ {into.number} แล้ว"


def _acknowledge(doing: Doing, form: forms.AcknowledgeForm) -> str:
    handling.acknowledge(doing.session, doing.case, doing.actor, text=form.text.data)
    return "รับเรื่องแล้ว"


def _answer(doing: Doing, form: forms.AnswerForm) -> str:
    if rules_of(doing.session, doing.case.office_id).needs_approval:
        handling.draft(doing.session, doing.case, doing.actor, form.answer)
        return "บันทึกร่างคำตอบแล้ว รอผู้ดูแลอนุมัติก่อนเผยแพร่"
    handling.answer(doing.session, doing.case, doing.actor, form.answer)
    return "ตอบกลับและเผยแพร่แล้ว"


def _approve(doing: Doing, form: forms.AnswerForm) -> str:
    draft = handling.draft_of(events_of(doing.session, doing.case))
    if draft is None or not may_approve(doing.session, doing.officer, draft):
        raise WrongCaseState
    is_own = draft.officer_id == doing.officer.id
    handling.answer(doing.session, doing.case, doing.actor, form.answer, drafted_by=draft.by_name, is_own_draft=is_own)
    if is_own:
        return "เผยแพร่คำตอบแล้ว ความเป็นมาบันทึกว่าท่านอนุมัติร่างของท่านเอง เนื่องจากไม่มีผู้ดูแลท่านอื่น"
    return "อนุมัติและเผยแพร่คำตอบแล้ว"


def _ask(doing: Doing, form: forms.AskForm) -> str:
    handling.ask(doing.session, doing.case, doing.actor, form.text.data)
    return "ส่งคำถามแล้ว ผู้เสนออ่านและตอบได้ด้วยรหัสติดตาม"


def _note(doing: Doing, form: forms.NoteForm) -> str:
    handling.note(doing.session, doing.case, doing.actor, form.text.data)
    return "บันทึกภายในแล้ว"


def _assign(doing: Doing, form: forms.AssignForm) -> str:
    office_id = doing.case.office_id
    division = doing.session.get_one(Division, (office_id, form.division.data)) if form.division.data else None
    handling.assign(
        doing.session, doing.case, doing.actor, division=division, officer_id=form.officer.data or None, text=form.text.data
    )
    return "มอบหมายแล้ว"


def _pause(doing: Doing, form: forms.PauseForm) -> str:
    handling.pause(doing.session, doing.case, doing.actor, form.text.data)
    return "พักการนับเวลาแล้ว ทุกคนอ่านเหตุผลได้"


def _resume(doing: Doing, _form: forms.ActForm) -> str:
    handling.resume(doing.session, doing.case, doing.actor)
    return f"นับเวลาต่อแล้ว ครบกำหนดตอบวันที่ {thai.thai_date(doing.case.answer_by)}"


def _reopen(doing: Doing, form: forms.ReopenForm) -> str:
    handling.reopen(doing.session, doing.case, doing.actor, form.text.data)
    return f"เปิดเรื่องใหม่อีกครั้งแล้ว ครบกำหนดตอบวันที่ {thai.thai_date(doing.case.answer_by)}"


def _link(doing: Doing, form: forms.LinkForm) -> str:
    number, _, item = form.about.data.partition(" ")
    handling.link(doing.session, doing.case, doing.actor, indicator=int(number) if number else None, item=item or None)
    return "บันทึกตัวชี้วัดที่เกี่ยวข้องแล้ว"


def _show(doing: Doing, form: forms.ShowForm) -> str:
    messages = author.messages_of(doing.session, doing.case)
    if not form.of.data.isdecimal() or int(form.of.data) not in messages:
        raise NotFound
    handling.show_message(doing.session, doing.case, doing.actor, messages[int(form.of.data)], form.text.data)
    return "เผยแพร่ข้อความเพิ่มเติมแล้ว"


def _picture(doing: Doing, form: forms.PictureForm) -> str:
    if form.picture is None:
        raise Wrong("file", "กรุณาเลือกไฟล์ภาพ")
    purpose = FilePurpose(form.purpose.data)
    handling.add_picture(
        doing.session, doing.case, doing.actor, form.picture, purpose=purpose, description=form.description.data
    )
    return "เพิ่มภาพแล้ว"


def _remove_picture(doing: Doing, form: forms.RemovePictureForm) -> str:
    found = doing.session.get(CaseFile, (doing.case.office_id, form.file.data or ""))
    if found is None:
        raise NotFound
    handling.remove_picture(doing.session, doing.case, doing.actor, found)
    return "ลบภาพแล้ว"


def _seen_by(*allowed: Visibility) -> Callable[[Case], bool]:
    return lambda case: case.visibility in allowed


def _is_alive(case: Case) -> bool:
    return case.visibility in clock.ALIVE


_ANSWER_HINTS = {
    "text": "ทุกคนอ่านได้ ลงท้ายด้วยตำแหน่งและกองหรือสำนักของท่าน",
    "planned_for": "กรอกเมื่อเลือก “จะทำ” ระบบจะเตือนก่อนถึงวัน 30 วัน",
    "to": "กรอกเมื่อเลือก “ส่งต่อ” เช่น แขวงทางหลวงชนบท",
    "template": "กด “ใส่ข้อความ” แล้วข้อความจะต่อท้ายสิ่งที่พิมพ์ไว้",
}
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "publish",
            "เผยแพร่บนกระดาน",
            "เผยแพร่",
            forms.PublishForm,
            _seen_by(Visibility.WAITING, Visibility.PUBLIC, Visibility.REFUSED),
            _publish,
            hints={"text": "ปิดบังเฉพาะข้อมูลส่วนบุคคลหรือคำไม่สุภาพ ส่วนอื่นคงคำเดิมของผู้เสนอ"},
        ),
        Act(
            "refuse",
            "ไม่เผยแพร่",
            "ไม่เผยแพร่",
            forms.RefuseForm,
            _seen_by(Visibility.WAITING, Visibility.PUBLIC),
            _refuse,
            lead="หากปิดบังบางคำแล้วเผยแพร่ได้ กรุณาเลือกเผยแพร่ ผู้เสนอจะเห็นเหตุผลนี้",
            hints={
                "into": "กรอกเมื่อเลือก “ซ้ำ” ระบบจะรวมสองเรื่องเข้าด้วยกัน",
                "text": "เว้นว่างได้ หากเลือก “กล่าวหาตัวบุคคล” ระบบจะแนะนำช่องทางร้องเรียนให้",
            },
        ),
        Act(
            "acknowledge",
            "รับเรื่อง",
            "รับเรื่อง",
            forms.AcknowledgeForm,
            lambda case: case.visibility in ON_SHOW and case.status == CaseStatus.RECEIVED,
            _acknowledge,
            hints={"text": "เช่น กองช่างจะเข้าสำรวจภายในสัปดาห์นี้"},
        ),
        Act("answer", "ตอบกลับ", "ตอบกลับ", forms.AnswerForm, _seen_by(*ON_SHOW), _answer, hints=_ANSWER_HINTS),
        Act(
            "approve",
            "อนุมัติคำตอบ",
            "อนุมัติและเผยแพร่",
            forms.AnswerForm,
            _seen_by(*ON_SHOW),
            _approve,
            lead="แก้ไขก่อนอนุมัติได้ คำตอบที่เผยแพร่จะลงตำแหน่งของท่าน",
            hints=_ANSWER_HINTS,
            needs=Permission.APPROVE_ANSWERS,
        ),
        Act(
            "ask",
            "ขอข้อมูลเพิ่ม",
            "ส่งคำถาม",
            forms.AskForm,
            # Nobody holds the private code of what was left at the end of the service users' form.
            lambda case: _is_alive(case) and case.channel != CaseChannel.EIT,
            _ask,
            lead="อ่านได้เฉพาะผู้ที่มีรหัสติดตาม",
        ),
        Act("assign", "มอบหมายหรือส่งต่อระหว่างกอง", "บันทึก", forms.AssignForm, _is_alive, _assign),
        Act(
            "note",
            "บันทึกภายใน",
            "บันทึก",
            forms.NoteForm,
            lambda _case: True,
            _note,
            lead="อ่านได้เฉพาะเจ้าหน้าที่ แก้ไขหรือลบภายหลังไม่ได้",
        ),
        Act("link", "เชื่อมกับตัวชี้วัด", "บันทึก", forms.LinkForm, _is_alive, _link),
        Act(
            "picture",
            "เพิ่มภาพของหน่วยงาน",
            "เพิ่มภาพ",
            forms.PictureForm,
            _seen_by(*ON_SHOW),
            _picture,
            lead="ภาพก่อนและหลังดำเนินการจะแสดงในหน้า “ท่านเสนอ เราทำ” ระบบลบพิกัดและข้อมูลกล้องออกจากภาพ",
            hints={"description": "เช่น ถนนหน้าโรงเรียนหลังซ่อมเสร็จ"},
        ),
        Act(
            "merge",
            "รวมเข้ากับเรื่องอื่น",
            "รวมเรื่อง",
            forms.MergeForm,
            _is_alive,
            _merge,
            lead="เลขที่และรหัสติดตามของทั้งสองเรื่องยังใช้ได้ และจำนวนผู้สนับสนุนรวมกัน แยกกลับไม่ได้",
            hints={"into": "เช่น 2570-0012"},
        ),
        Act(
            "pause",
            "พักการนับเวลา",
            "พักการนับเวลา",
            forms.PauseForm,
            lambda case: case.visibility in ON_SHOW and clock.is_open(case) and case.paused_on is None,
            _pause,
            hints={"text": "เช่น รอผลตรวจน้ำจากห้องปฏิบัติการ"},
        ),
        Act(
            "resume",
            "นับเวลาต่อ",
            "นับเวลาต่อ",
            forms.ActForm,
            lambda case: clock.is_open(case) and case.paused_on is not None,
            _resume,
        ),
        Act(
            "reopen",
            "เปิดเรื่องใหม่อีกครั้ง",
            "เปิดเรื่องใหม่",
            forms.ReopenForm,
            lambda case: case.visibility in ON_SHOW and case.status in _FINISHED,
            _reopen,
        ),
        Act("show", "เผยแพร่ข้อความเพิ่มเติม", "เผยแพร่", forms.ShowForm, _seen_by(Visibility.PUBLIC), _show),
        Act("remove-picture", "ลบภาพ", "ลบภาพ", forms.RemovePictureForm, _seen_by(*clock.ALIVE), _remove_picture),
    )
}
# Stand beside what they are about, not among the others.
BESIDE = ("show", "remove-picture")
