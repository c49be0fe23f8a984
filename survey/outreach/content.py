"""The papers of an office as data: its declaration, the handbook for citizens, a letter to community leaders, a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from survey import thai
from survey.documents.report import Block, Code, Codes, Digits, Paragraph, Points, Report, Section, Signature, Table, Tone
from survey.documents.report import Column as Heading
from survey.models import CaseRules, Declaration
from survey.outreach.words import LINKS, first_and_rest


@dataclass(frozen=True, slots=True)
class Place:
    """Something a citizen can do here: what it is called, how it is done, and the absolute address where."""

    title: str
    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the papers of an office tell: its places and links, by when it answers, and its divisions in the office's order.

    `services` are what can be asked for: title, working days promised, and who answers for it. `complaint_days` is how long a
    closed complaint is kept, None where the office takes none here.
    """

    office: str
    today: date
    places: tuple[Place, ...]
    links: Mapping[str, str]
    rules: CaseRules
    divisions: Sequence[str]
    services: Sequence[tuple[str, int, str]] = ()
    complaint_days: int | None = None


def declaration(found: Declaration, office: str) -> Report:
    """Return a declaration in Thai, as it is posted."""
    first, points = first_and_rest(found.text)
    signed = thai.thai_date(found.signed_on)
    return Report(
        title="ประกาศเจตจำนงสุจริตในการบริหารงาน",
        office=office,
        fiscal_year=found.fiscal_year,
        made_on=found.signed_on,
        dated=f"ประกาศ ณ วันที่ {signed}",
        sections=(Section("", (*_promise(first, points), Signature((f"({found.name})", found.position, signed)))),),
    )


def declaration_en(found: Declaration, office: str) -> Report:
    """Return a declaration in English. The office's name stays in Thai, as it is registered."""
    first, points = first_and_rest(found.text_en)
    signed = f"{found.signed_on.day} {found.signed_on:%B %Y}"
    return Report(
        title="Declaration of Honest Intent",
        office=office,
        fiscal_year=found.fiscal_year,
        made_on=found.signed_on,
        under_title=f"Fiscal year {found.fiscal_year - thai.BUDDHIST_ERA}",
        dated=f"Declared on {signed}",
        digits=Digits.ARABIC,
        language="en-GB",
        sections=(Section("", (*_promise(first, points), Signature((f"({found.name_en})", found.position_en, signed)))),),
    )


def handbook(told: Told) -> Report:
    """Return the citizens' handbook: what one can do here, what happens when, and who answers."""
    return _paper(
        f"คู่มือประชาชน {_listed(told, 'การเสนอแนะ', 'การขอรับบริการ', 'การร้องเรียน')}",
        told,
        Section("ท่านทำอะไรได้บ้าง", tuple(block for place in told.places for block in _shown(place))),
        Section("ขั้นตอนและระยะเวลา", (*timetables(told), Paragraph(CLOCK, Tone.NOTE))),
        Section(
            "ผู้รับผิดชอบ",
            (Paragraph("เรื่องของท่านจะส่งถึงกองหรือสำนักที่รับผิดชอบ และคำตอบทุกเรื่องลงตำแหน่งและสังกัดของผู้ตอบ"), *_divisions(told)),
        ),
        Section("ช่องทางติดต่อ", (*reached(told.links), _codes(told.places))),
    )


def letter(told: Told) -> Report:
    """Return a letter to community leaders asking them to make the channels known."""
    return _paper(
        "หนังสือประชาสัมพันธ์ถึงผู้นำชุมชน",
        told,
        Section(
            "",
            (
                Paragraph(
                    f"เรื่อง  ขอความร่วมมือประชาสัมพันธ์ช่องทางรับ{_listed(told, 'ข้อเสนอแนะ', 'คำขอรับบริการ', 'เรื่องร้องเรียน')}",
                    Tone.STRONG,
                ),
                Paragraph("เรียน  กำนัน ผู้ใหญ่บ้าน ผู้นำชุมชน และสมาชิกสภาท้องถิ่นทุกท่าน"),
                Paragraph(
                    f"ด้วย{told.office}เปิดช่องทางให้ประชาชน{_listed(told, 'เสนอแนะการทำงาน', 'ขอรับบริการ', 'แจ้งเรื่องทุจริต')}"
                    "ได้ทางโทรศัพท์มือถือโดยไม่ต้องเดินทางมาที่สำนักงาน ผู้แจ้งไม่ต้องสมัครสมาชิก และติดตามผลได้ด้วยรหัสที่ได้รับ"
                ),
                Paragraph("จึงขอความร่วมมือท่านแจ้งให้ประชาชนในพื้นที่ทราบ และติดเอกสารแนบท้ายไว้ในที่ซึ่งเห็นได้ง่าย ช่องทางมีดังนี้"),
                Points(tuple(f"{place.title}: {place.text}" for place in told.places)),
                Paragraph("จึงเรียนมาเพื่อโปรดทราบและขอขอบคุณมา ณ โอกาสนี้"),
                Signature(("ขอแสดงความนับถือ", "", "(                                        )", "ตำแหน่ง")),
            ),
        ),
        Section("คิวอาร์โค้ดของแต่ละช่องทาง", (_codes(told.places, is_large=True), *reached(told.links)), begins_sheet=True),
    )


def notice(told: Told) -> Report:
    """Return the sheet for the notice board."""
    return _paper(
        "บอกเรา เราตอบ",
        told,
        Section(
            "",
            (
                Paragraph("ใช้กล้องโทรศัพท์ส่องคิวอาร์โค้ด ไม่ต้องสมัครสมาชิก ติดตามผลได้ด้วยรหัสที่ได้รับ", Tone.STRONG),
                _codes(told.places, is_large=True),
                Paragraph(f"ตอบกลับภายใน {told.rules.answer_days} วันทำการ"),
                *reached(told.links),
            ),
        ),
        is_notice=True,
    )


CLOCK = "วันแรกคือวันทำการถัดจากวันที่ได้รับเรื่อง ไม่นับวันเสาร์ วันอาทิตย์ และวันหยุดราชการ"


def timetables(told: Told) -> tuple[Table, ...]:
    """Return what happens to what, and by when: suggestions, and services and complaints where there are any."""
    return (_suggested(told.rules), *_requested(told.services), *_complained(told.complaint_days))


def _suggested(rules: CaseRules) -> Table:
    return Table(
        caption="เมื่อท่านส่งข้อเสนอแนะ",
        columns=(Heading("ขั้นตอน", 3), Heading("ภายใน", 1)),
        rows=(
            ("ท่านได้รับเลขที่เรื่องและรหัสติดตาม", "ทันที"),
            ("เจ้าหน้าที่อ่าน แล้วเผยแพร่บนกระดานหรือบอกเหตุผลที่ไม่เผยแพร่", f"{rules.moderate_days} วันทำการ"),
            ("หน่วยงานรับเรื่องและมอบหมายผู้รับผิดชอบ", f"{rules.acknowledge_days} วันทำการ"),
            ("หน่วยงานตอบกลับ บอกสิ่งที่ทำ หรือเหตุผลที่ทำไม่ได้", f"{rules.answer_days} วันทำการ"),
        ),
    )


def _requested(services: Sequence[tuple[str, int, str]]) -> tuple[Table, ...]:
    rows = tuple((title, f"{days} วันทำการ", by) for title, days, by in services)
    columns = (Heading("บริการ", 3), Heading("ภายใน", 1), Heading("ผู้รับผิดชอบ", 2))
    return (Table(caption="เมื่อท่านขอรับบริการ", columns=columns, rows=rows),) if rows else ()


def _complained(kept_days: int | None) -> tuple[Table, ...]:
    if kept_days is None:
        return ()
    rows = (
        ("เรื่องถูกปิดผนึกถึงผู้อ่านสองตำแหน่งที่ไม่ใช่ผู้ถูกร้องเรียน และท่านได้รับรหัส", "ทันที"),
        ("ระบบเตือนผู้อ่าน หากยังไม่เปลี่ยนสถานะ", "2 สัปดาห์"),
        ("เรื่องที่ยุติแล้วถูกลบ เหลือเพียงจำนวนที่นับไว้", f"{kept_days} วันหลังยุติ"),
    )
    return (Table(caption="เมื่อท่านแจ้งเรื่องทุจริต", columns=(Heading("ขั้นตอน", 3), Heading("ภายใน", 1)), rows=rows),)


def _listed(told: Told, suggestions: str, requests: str, complaints: str) -> str:
    """Return the words for what a citizen can do here, as one reads them out."""
    words = [suggestions, *([requests] if told.services else []), *([complaints] if told.complaint_days is not None else [])]
    return " ".join(words[:-1]) + f" และ{words[-1]}" if len(words) > 1 else words[0]


def reached(links: Mapping[str, str]) -> tuple[Block, ...]:
    """Return where the office can be reached, as a table; nothing where it has said nothing."""
    if not links:
        return ()
    rows = tuple((LINKS[kind], value) for kind, value in links.items())
    return (Table(caption="ช่องทางติดต่อหน่วยงาน", columns=(Heading("ช่องทาง", 1), Heading("ติดต่อ", 3)), rows=rows),)


def _paper(title: str, told: Told, *sections: Section, is_notice: bool = False) -> Report:
    return Report(
        title=title,
        office=told.office,
        fiscal_year=thai.fiscal_year(told.today),
        made_on=told.today,
        sections=sections,
        # A notice hangs longer than a year.
        under_title=" " if is_notice else "",
        is_notice=is_notice,
    )


def _shown(place: Place) -> tuple[Block, ...]:
    return Paragraph(place.title, Tone.STRONG), Paragraph(f"{place.text}\n{place.address}")


def _promise(first: str, points: Sequence[str]) -> tuple[Block, ...]:
    return (Paragraph(first), Points(tuple(points))) if points else (Paragraph(first),)


def _codes(places: Sequence[Place], *, is_large: bool = False) -> Codes:
    return Codes(tuple(Code(place.title, place.address) for place in places), is_large)


def _divisions(told: Told) -> tuple[Block, ...]:
    return (Points(tuple(told.divisions)),) if told.divisions else ()
