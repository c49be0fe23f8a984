"""From the fields of a file to the model.

What comes out is a draft wherever the page has problems: its empty values (see `reading`) are reported already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from questionnaires.model import (
    Assessment,
    Audience,
    Direction,
    Disclosure,
    DisclosureIndicator,
    Grade,
    Indicator,
    Instrument,
    Item,
    Part,
    ProfileAnswer,
    ProfileQuestion,
    SamplingRule,
    Scale,
    SubIndicator,
    Translation,
)
from questionnaires.reading import Place, Shape

# The keys of each kind of mapping; docs/add-a-fiscal-year.md explains every one.
SHAPES = MappingProxyType(
    {
        "assessment": Shape(
            ("fiscal_year", "title", "target", "instruments", "disclosure", "weights", "grades", "sampling", "sources")
        ),
        "disclosure": Shape(("key", "title", "indicators")),
        "disclosure indicator": Shape(("number", "title", "subindicators")),
        "sub-indicator": Shape(("number", "title", "items")),
        "grade": Shape(("label", "total_from"), ("instruments_from",)),
        "sampling": Shape((), tuple(Audience)),
        "sampling rule": Shape(("share", "at_least", "enough")),
        "instrument": Shape(
            ("fiscal_year", "key", "title", "audience", "introduction", "indicators", "sources"), ("scales", "profile")
        ),
        "scale": Shape(("labels", "points")),
        "indicator": Shape(("number", "title", "items")),
        "item": Shape(("code", "text"), ("note", "scale", "direction", "parts")),
        "part": Shape(("code", "text"), ("scale", "direction")),
        "profile question": Shape(("code", "text", "answers")),
        "profile answer": Shape(("code", "text")),
        "wording": Shape(("language", "instruments")),
        "source": Shape(("covers", "confidence", "basis")),
    }
)

# How far what a source says can be relied on, and how people are told.
CONFIDENCE = MappingProxyType({"verified": "ยืนยันแล้ว", "working": "ใช้ไปก่อน ยังไม่ได้ตรวจกับต้นฉบับ"})

_UNREAD_SCALE = Scale("", (), ())

# The scales of a file by name; None where they could not be read, so that nothing can be said about a name.
_Scales = Mapping[str, Scale] | None


def parse_assessment(fields: Mapping[str, Place], instruments: tuple[Instrument, ...]) -> Assessment:
    """Return the assessment that the fields of ``assessment.yaml`` describe, with its instruments."""
    sampling = fields["sampling"].called("sampling").fields(SHAPES["sampling"])
    return Assessment(
        fiscal_year=fields["fiscal_year"].whole(),
        title=fields["title"].text(),
        target=fields["target"].number(),
        instruments=instruments,
        disclosure=_disclosure(fields["disclosure"]),
        weights={key: place.number() for key, place in fields["weights"].called("weights").entries().items()},
        grades=tuple(_grade(row) for row in fields["grades"].rows()),
        sampling={audience: _sampling_rule(sampling[audience]) for audience in Audience if not sampling[audience].is_absent},
        sources=_sources(fields["sources"]),
    )


def parse_instrument(top: Place, key: str) -> Instrument:
    """Return the instrument that a whole file describes; `key` is the file's name without its ending."""
    fields = top.fields(SHAPES["instrument"])
    named = fields["key"].text()
    if named and named != key:
        fields["key"].report(f"key {named} ไม่ตรงกับชื่อไฟล์ {key}.yaml", f'เปลี่ยนเป็น key: "{key}" หรือเปลี่ยนชื่อไฟล์')
    scales = {name: _scale(place, name) for name, place in fields["scales"].entries().items()}
    known = scales if scales or fields["scales"].is_absent else None
    instrument = Instrument(
        fiscal_year=fields["fiscal_year"].whole(),
        key=key,
        title=fields["title"].text(),
        audience=Audience(fields["audience"].choice(tuple(Audience)) or Audience.STAFF),
        introduction=fields["introduction"].text(),
        indicators=tuple(_indicator(row, known) for row in fields["indicators"].rows()),
        sources=_sources(fields["sources"]),
        profile=tuple(_profile_question(row) for row in fields["profile"].rows()),
    )
    used = {part.scale.key for part in instrument.parts}
    all_read = used and _UNREAD_SCALE.key not in used and all(item.parts for item in instrument.items)
    for name in scales:
        if all_read and name not in used:
            fields["scales"].report(f"ไม่มีข้อใดใช้มาตร {name}", "ลบมาตรนี้ออก หรือใส่ชื่อมาตรที่ข้อซึ่งควรใช้")
    return instrument


def parse_translations(top: Place, language: str, known: Mapping[str, Mapping[str, str] | None]) -> dict[str, Translation]:
    """Return the translations of a file of wording by instrument key; `language` is the file's name without its ending.

    `known` has the texts by code of every instrument of the year, None where they could not be read.
    """
    fields = top.fields(SHAPES["wording"])
    named = fields["language"].text()
    if named and named != language:
        fields["language"].report(
            f"language {named} ไม่ตรงกับชื่อไฟล์ {language}.yaml", f'เปลี่ยนเป็น language: "{language}" หรือเปลี่ยนชื่อไฟล์'
        )
    found = {}
    for key, place in fields["instruments"].entries().items():
        if key not in known:
            place.report(f"ไม่มีแบบวัด {key} ในปีนี้", f"ใช้ชื่อที่มี: {', '.join(known)}")
        else:
            found[key] = Translation(language, _translated(place.called(key), known[key]))
    return found


def _translated(place: Place, known: Mapping[str, str] | None) -> dict[str, str]:
    texts = {}
    for code, text in place.entries().items():
        text = text.called(f"{place.where} {code}")
        if known is not None and not known.get(code):
            text.report(f"ไม่มีถ้อยคำรหัส {code} ในแบบวัดนี้", "ลบบรรทัดนี้หรือแก้รหัสให้ตรงกับแบบวัดภาษาไทย")
        elif words := text.text():
            texts[code] = words
    return texts


def _profile_question(row: Place) -> ProfileQuestion:
    code = row.peek("code")
    row = row.called(f"profile {code}" if code else row.where)
    fields = row.fields(SHAPES["profile question"])
    answers = tuple(answer.fields(SHAPES["profile answer"]) for answer in fields["answers"].rows())
    return ProfileQuestion(
        code=fields["code"].text(),
        text=fields["text"].text(),
        answers=tuple(ProfileAnswer(code=answer["code"].text(), text=answer["text"].text()) for answer in answers),
    )


def _disclosure(place: Place) -> Disclosure:
    fields = place.called("disclosure").fields(SHAPES["disclosure"])
    return Disclosure(
        key=fields["key"].text(),
        title=fields["title"].text(),
        indicators=tuple(_disclosure_indicator(row) for row in fields["indicators"].rows()),
    )


def _disclosure_indicator(row: Place) -> DisclosureIndicator:
    fields = row.called(_indicator_name(row)).fields(SHAPES["disclosure indicator"])
    return DisclosureIndicator(
        number=fields["number"].whole(),
        title=fields["title"].text(),
        subindicators=tuple(_subindicator(sub) for sub in fields["subindicators"].rows()),
    )


def _subindicator(row: Place) -> SubIndicator:
    number = row.peek("number")
    fields = row.called(f"ตัวชี้วัดย่อย {number}" if number else row.where).fields(SHAPES["sub-indicator"])
    return SubIndicator(
        number=fields["number"].text(),
        title=fields["title"].text(),
        items=tuple(code.text() for code in fields["items"].rows()),
    )


def _grade(row: Place) -> Grade:
    label = row.peek("label")
    fields = row.called(f"grades {label}" if label else row.where).fields(SHAPES["grade"])
    every = fields["instruments_from"]
    return Grade(
        label=fields["label"].text(),
        total_from=fields["total_from"].number(),
        instruments_from=None if every.is_absent else every.number(),
    )


def _sampling_rule(place: Place) -> SamplingRule:
    fields = place.called(f"sampling {place.key}").fields(SHAPES["sampling rule"])
    return SamplingRule(
        share=fields["share"].number(),
        at_least=fields["at_least"].whole(),
        enough=fields["enough"].whole(),
    )


def _sources(place: Place) -> tuple[str, ...]:
    return tuple(_source(row) for row in place.rows())


def _source(row: Place) -> str:
    """Return a source as one line: what it covers, what it rests on, and how far it can be relied on."""
    fields = row.fields(SHAPES["source"])
    covers, basis = fields["covers"].text(), fields["basis"].text()
    confidence = fields["confidence"].choice(tuple(CONFIDENCE))
    return f"{covers}: {basis} ({CONFIDENCE[confidence]})" if covers and basis and confidence else ""


def _scale(place: Place, name: str) -> Scale:
    fields = place.called(f"scale {name}").fields(SHAPES["scale"])
    return Scale(
        key=name,
        labels=tuple(label.text() for label in fields["labels"].rows()),
        points=tuple(points.number() for points in fields["points"].rows()),
    )


def _indicator(row: Place, scales: _Scales) -> Indicator:
    fields = row.called(_indicator_name(row)).fields(SHAPES["indicator"])
    return Indicator(
        number=fields["number"].whole(),
        title=fields["title"].text(),
        items=tuple(_item(item, scales) for item in fields["items"].rows()),
    )


def _indicator_name(row: Place) -> str:
    number = row.peek("number")
    return f"ตัวชี้วัดที่ {number}" if number else row.where


def _item(row: Place, scales: _Scales) -> Item:
    row = row.called(row.peek("code") or row.where)
    fields = row.fields(SHAPES["item"])
    code = fields["code"].text()
    parts: tuple[Part, ...]
    if fields["parts"].is_absent:
        alone = {key: replace(fields[key], node=None) for key in ("scale", "direction")}
        parts = (replace(_part(row, fields, alone, scales), code=code, text=""),) if row.is_mapping else ()
    else:
        parts = tuple(
            _part(part, part.fields(SHAPES["part"]), fields, scales)
            for part in (
                part.called(f"{row.where} ข้อย่อยที่ {position}") for position, part in enumerate(fields["parts"].rows(), start=1)
            )
        )
    return Item(code=code, text=fields["text"].text(), note=fields["note"].text(), parts=parts)


def _part(row: Place, own: Mapping[str, Place], shared: Mapping[str, Place], scales: _Scales) -> Part:
    """Return the part of a row, whose scale and direction stand in its own fields or in those it shares with the whole item."""
    scale, direction = (_stated(row, own[key], shared[key]) for key in ("scale", "direction"))
    return Part(
        code=own["code"].text(),
        text=own["text"].text(),
        scale=_scale_of(scale, row, scales),
        direction=Direction(direction.choice(tuple(Direction)) or Direction.POSITIVE),
    )


def _stated(row: Place, own: Place, shared: Place) -> Place:
    if not own.is_absent and not shared.is_absent:
        own.report(f"ระบุ {own.key} ทั้งที่ข้อและที่ข้อย่อย", "ระบุที่ข้อเมื่อทุกข้อย่อยเหมือนกัน หรือระบุที่ข้อย่อยทุกข้อเมื่อต่างกัน อย่างใดอย่างหนึ่ง")
    if own.is_absent and shared.is_absent and row.is_mapping:
        row.report(f"ขาด {own.key}", f"เพิ่ม {own.key} ที่ข้อ หรือที่ข้อย่อยทุกข้อ")
    return shared if own.is_absent else own


def _scale_of(place: Place, row: Place, scales: _Scales) -> Scale:
    """Return the scale a place names, or describes itself; a scale of its own goes by the code of what it belongs to."""
    if place.is_mapping:
        return _scale(place, row.peek("code"))
    name = place.text()
    if name and scales is not None:
        if name in scales:
            return scales[name]
        place.report(f"ไม่มีมาตรชื่อ {name}", f"ใช้ชื่อที่มีใน scales ({', '.join(scales) or 'ยังไม่มี'}) หรือเขียน labels และ points ที่ข้อนี้")
    return _UNREAD_SCALE
