"""A codebook in DDI Codebook 2.5, the archives' standard for saying what is in a data file.

Describes the file that `survey.exchange.writing` writes: study, file, and a variable for each part with its question, steps and
direction. Counts are there only as `Study.distributions` gives them: steps that may not be counted alone are a group, and the
group carries the count.
"""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from questionnaires.model import Audience, Direction, Indicator, Item, Part
from scoring.scorecard import PartScore
from survey.exchange.study import Study, question_of, variable_name

NAMESPACE = "ddi:codebook:2_5"
VERSION = "2.5"
FILE_ID = "F1"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_UNIVERSE = {
    Audience.STAFF: "บุคลากรทุกคนที่ทำงานในหน่วยงานนี้มาแล้วอย่างน้อย 1 ปี",
    Audience.SERVICE_USERS: "ผู้ที่มาติดต่อหรือรับบริการจากหน่วยงานนี้ในปีงบประมาณ",
}
_DIRECTIONS = {
    Direction.POSITIVE: "ระดับสูงหมายถึงดี",
    Direction.NEGATIVE: "ระดับสูงหมายถึงไม่ดี คะแนนจึงกลับด้าน",
}


def codebook(study: Study) -> bytes:
    """Return the codebook of a study as XML in UTF-8."""
    Xml.register_namespace("", NAMESPACE)
    Xml.register_namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")
    book = Xml.Element(_named("codeBook"), {"version": VERSION, _LANGUAGE: "th"})
    book.set(_SCHEMA, f"{NAMESPACE} http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd")
    _study(book, study)
    _file(book, study)
    _data(book, study)
    Xml.indent(book)
    written: bytes = Xml.tostring(book, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Xml.Element, tag: str, text: str = "", /, **attributes: str) -> Xml.Element:
    made = Xml.SubElement(parent, _named(tag), attributes)
    made.text = "".join(character if _is_allowed(character) else " " for character in text) or None
    return made


def _is_allowed(character: str) -> bool:
    """Whether XML 1.0 can hold a character at all."""
    return character in "\t\n\r" or (
        character >= " " and character not in "\ufffe\uffff" and not "\ud800" <= character <= "\udfff"
    )


def _study(book: Xml.Element, study: Study) -> None:
    instrument = study.instrument
    described = _add(book, "stdyDscr")
    citation = _add(described, "citation")
    title = _add(citation, "titlStmt")
    _add(title, "titl", f"{instrument.title} ปีงบประมาณ {instrument.fiscal_year} {study.office}: {study.title}")
    _add(title, "IDNo", f"{instrument.identifier}/{study.round_id}")
    _add(_add(citation, "rspStmt"), "AuthEnty", study.office)
    _add(_add(citation, "prodStmt"), "prodDate", study.exported_on.isoformat(), date=study.exported_on.isoformat())
    information = _add(described, "stdyInfo")
    _add(_add(information, "subject"), "keyword", "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)")
    if instrument.introduction:
        _add(information, "abstract", instrument.introduction)
    summary = _add(information, "sumDscr")
    for event, day in (("start", study.opens_on), ("end", study.closes_on)):
        _add(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    _add(summary, "nation", "ประเทศไทย", abbr="THA")
    _add(summary, "anlyUnit", "บุคคล")
    _add(summary, "universe", _UNIVERSE[instrument.audience])
    _add(summary, "dataKind", "ข้อมูลสำรวจ")
    collection = _add(_add(described, "method"), "dataColl")
    if study.population is not None:
        _add(collection, "sampProc", f"ผู้มีสิทธิ์ตอบ {study.population:,} คน ตอบแล้ว {study.answered:,} คน โดยสมัครใจ")
    _add(collection, "collMode", "ตอบด้วยตนเองทางออนไลน์หรือบนกระดาษ ไม่ระบุตัวผู้ตอบ")
    _add(collection, "resInstru", "แบบสอบถามที่มีตัวเลือกเป็นระดับ")
    use = _add(_add(described, "dataAccs"), "useStmt")
    _add(use, "restrctn", "คำตอบรายคนเป็นข้อมูลลับ ห้ามนำไปหาตัวผู้ตอบ")
    if study.is_partly_simulated:
        _add(described, "notes", "ข้อมูลนี้มีคำตอบจำลองปนอยู่ ไม่ใช่ผลจริง")


def _file(book: Xml.Element, study: Study) -> None:
    file = _add(_add(book, "fileDscr", ID=FILE_ID), "fileTxt")
    _add(file, "fileName", f"{study.instrument.fiscal_year}-{study.instrument.key}.csv")
    _add(file, "fileCont", "แถวละหนึ่งคำตอบ คอลัมน์ละหนึ่งข้อย่อย ค่าคือเลขระดับ เว้นว่างคือไม่ได้ตอบ เรียงตามค่าของคำตอบ")
    dimensions = _add(file, "dimensns")
    if study.steps is not None:
        _add(dimensions, "caseQnty", str(len(study.steps)))
    _add(dimensions, "varQnty", str(len(study.instrument.parts)))
    _add(file, "fileType", "CSV", charset="UTF-8")


def _data(book: Xml.Element, study: Study) -> None:
    data = _add(book, "dataDscr")
    instrument = study.instrument
    scored = {part.code: part for item in (study.scorecard.items if study.scorecard else ()) for part in item.parts}
    for indicator in instrument.indicators:
        group = _add(data, "varGrp", ID=f"G{indicator.number}", type="subject", var=_variables(indicator))
        _add(group, "labl", f"ตัวชี้วัดที่ {indicator.number} {indicator.title}")
    for item in instrument.items:
        for part in item.parts:
            _variable(data, study, item, part, scored.get(part.code))


def _variables(indicator: Indicator) -> str:
    return " ".join(_id(part) for item in indicator.items for part in item.parts)


def _id(part: Part) -> str:
    return f"V_{variable_name(part.code)}"


def _variable(data: Xml.Element, study: Study, item: Item, part: Part, scored: PartScore | None) -> None:
    nature = "ordinal" if len(part.scale) > 2 else "nominal"
    variable = _add(
        data, "var", ID=_id(part), name=variable_name(part.code), files=FILE_ID, intrvl="discrete", dcml="0", nature=nature
    )
    _add(variable, "labl", question_of(item, part))
    question = _add(variable, "qstn")
    if item.is_divided:
        _add(question, "preQTxt", item.text)
    _add(question, "qstnLit", part.text or item.text)
    if item.note:
        _add(question, "ivuInstr", item.note)
    _add(_add(variable, "valrng"), "range", UNITS="INT", min="1", max=str(len(part.scale)))
    if scored is not None:
        _add(variable, "sumStat", str(scored.n), type="vald")
    counts = {} if study.distributions is None else {one.steps: one.count for one in study.distributions.get(part.code, ())}
    for number, (steps, count) in enumerate((group for group in counts.items() if len(group[0]) > 1), start=1):
        together = _add(
            variable, "catgryGrp", ID=f"{_id(part)}_G{number}", catgry=" ".join(f"{_id(part)}_{step}" for step in steps)
        )
        _add(together, "labl", " หรือ ".join(part.scale.labels[step - 1] for step in steps))
        _add(together, "catStat", str(count), type="freq")
    for step, label in enumerate(part.scale.labels, start=1):
        category = _add(variable, "catgry", ID=f"{_id(part)}_{step}")
        _add(category, "catValu", str(step))
        _add(category, "labl", label)
        if (step,) in counts:
            _add(category, "catStat", str(counts[step,]), type="freq")
    _add(variable, "varFormat", type="numeric")
    _add(variable, "notes", f"{_DIRECTIONS[part.direction]} คะแนนของระดับ {_points(part)}")


def _points(part: Part) -> str:
    return ", ".join(f"{step} = {points:g}" for step, points in enumerate(part.points, start=1))
