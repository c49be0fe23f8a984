"""What makes the definition of a service sound, beyond its shape. Every problem is reported at its place in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from questionnaires.reading import Place
from survey.cases.intake import LONGEST_SUBJECT, SUGGESTION
from survey.cases.rules import MOST_DAYS

if TYPE_CHECKING:
    from survey.services.definitions import Field, Service

KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
# Words that stand where the key of a service does, in an address of ours.
RESERVED = frozenset({SUGGESTION, "services", "requests", "follow", "files", "figures"})
MOST_FIELDS = 20
MOST_PICTURES = 6
MOST_CHOICES = 60
# The village stands behind the title in a subject.
LONGEST_TITLE = LONGEST_SUBJECT - 40
_ONCE = ("village", "telephone", "place")


def check(service: Service, top: Place) -> None:
    """Report all that is wrong with a service on the page it was read from; what is missing has been reported already."""
    _check_key(service, top)
    if len(service.title) > LONGEST_TITLE:
        _say(top, "title", f"title ยาวเกิน {LONGEST_TITLE} ตัวอักษร", "ย่อชื่อบริการให้สั้นลง")
    if service.days > MOST_DAYS:
        _say(top, "days", f"days ต้องไม่เกิน {MOST_DAYS} วันทำการ", "เขียนจำนวนวันทำการที่หน่วยงานสัญญาไว้ เช่น 7")
    if service.pictures > MOST_PICTURES:
        _say(top, "pictures", f"pictures ต้องไม่เกิน {MOST_PICTURES} รูป", f"แก้เป็น {MOST_PICTURES} หรือน้อยกว่า หรือลบบรรทัดนี้หากไม่รับรูป")
    if len(service.fields) > MOST_FIELDS:
        _say(top, "fields", f"มีช่องเกิน {MOST_FIELDS} ช่อง", "เหลือเฉพาะสิ่งที่จำเป็นต้องรู้ก่อนลงมือทำ")
    for field in service.fields:
        _check_field(field, service, top)
    for kind in _ONCE:
        if sum(one.kind == kind for one in service.fields) > 1:
            _say(top, "fields", f"มีช่องชนิด {kind} มากกว่าหนึ่งช่อง", f"เหลือช่องชนิด {kind} ไว้ช่องเดียว")
    if not service.is_private and service.fields and not any(one.is_public and one.kind != "text" for one in service.fields):
        _say(
            top,
            "fields",
            "ไม่มีช่องใดที่แสดงต่อทุกคนได้ทันที",
            "ตั้ง public: true ให้ช่องที่ไม่ใช่ชนิด text อย่างน้อยหนึ่งช่อง เช่น หมู่บ้าน หรือตั้ง private: true ให้ทั้งบริการ",
        )


def _check_key(service: Service, top: Place) -> None:
    if not service.key:
        return
    name = Path(top.page.file)
    if not KEY.fullmatch(service.key) or service.key in RESERVED:
        _say(
            top,
            "key",
            f"key ใช้ {service.key} ไม่ได้",
            f"ใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ไม่เกิน 31 ตัว และไม่ใช่คำต่อไปนี้: {', '.join(sorted(RESERVED))}",
        )
    elif name.suffix != ".yaml" or name.stem != service.key:
        _say(top, "key", f"ชื่อไฟล์ไม่ตรงกับ key {service.key}", f"ตั้งชื่อไฟล์เป็น {service.key}.yaml หรือแก้ key ให้ตรงกับชื่อไฟล์")


def _check_field(field: Field, service: Service, top: Place) -> None:
    where = f"ช่อง {field.key or field.label}"
    if field.key and not KEY.fullmatch(field.key):
        _say(top, where, f"key ใช้ {field.key} ไม่ได้", "ใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ไม่เกิน 31 ตัว")
    if field.key and sum(one.key == field.key for one in service.fields) > 1:
        _say(top, where, "มีช่องที่ใช้ key นี้มากกว่าหนึ่งช่อง", "ตั้ง key ของแต่ละช่องให้ไม่ซ้ำกัน")
    _check_choices(field, top, where)
    if field.is_public and service.is_private:
        _say(top, where, "บริการส่วนตัวมีช่องที่แสดงต่อทุกคน", "แก้เป็น public: false หรือแก้บริการเป็น private: false")
    if field.is_public and field.kind == "telephone":
        _say(top, where, "หมายเลขโทรศัพท์แสดงต่อทุกคนไม่ได้", "แก้เป็น public: false")
    _check_condition(field, service, top, where)


def _check_choices(field: Field, top: Place, where: str) -> None:
    if field.kind == "choice" and len(field.choices) < 2:
        _say(top, where, "ช่องชนิด choice ต้องมีตัวเลือกอย่างน้อยสองตัวเลือก", 'เพิ่ม choices: ["…", "…"]')
    if field.choices and field.kind not in {"choice", "village"}:
        _say(top, where, f"ช่องชนิด {field.kind} มี choices ไม่ได้", "ลบ choices หรือแก้ kind เป็น choice")
    if len(set(field.choices)) < len(field.choices):
        _say(top, where, "มีตัวเลือกที่ซ้ำกัน", "เหลือตัวเลือกนั้นไว้เพียงที่เดียว")
    if len(field.choices) > MOST_CHOICES:
        _say(top, where, f"มีตัวเลือกเกิน {MOST_CHOICES} ตัวเลือก", "รวมตัวเลือกที่ใกล้เคียงกัน")


def _check_condition(field: Field, service: Service, top: Place, where: str) -> None:
    condition = field.required_when
    if condition is None or not condition.field:
        return
    if field.is_required:
        _say(top, where, "มีทั้ง required: true และ required_when", "แก้เป็น required: false หรือลบ required_when")
    before = service.fields[: service.fields.index(field)]
    asked = next((one for one in before if one.key == condition.field and one.kind == "choice"), None)
    if asked is None:
        problem = f"required_when อ้างถึง {condition.field} ซึ่งไม่ใช่ช่องชนิด choice ที่อยู่ก่อนช่องนี้"
        _say(top, where, problem, "แก้ field ให้เป็น key ของช่องชนิด choice ที่ถามก่อน")
    elif condition.choice and condition.choice not in asked.choices:
        problem = f"required_when อ้างถึงตัวเลือก {condition.choice} ซึ่งไม่มีในช่อง {asked.key}"
        _say(top, where, problem, f"ใช้ตัวเลือกใดตัวเลือกหนึ่งต่อไปนี้: {', '.join(asked.choices)}")


def _say(top: Place, where: str, problem: str, remedy: str) -> None:
    top.page.report(where, problem, remedy)
