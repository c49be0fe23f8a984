"""What statuses and classes of reason are called on the pages."""

from __future__ import annotations

from collections.abc import Mapping

from survey.complaints.models import Closing, Status

STATUSES: Mapping[str, str] = {
    Status.RECEIVED: "รับแล้ว",
    Status.CONSIDERED: "กำลังพิจารณา",
    Status.ASKED: "ขอข้อมูลเพิ่ม",
    Status.FORWARDED: "ส่งต่อหน่วยงาน",
    Status.CLOSED: "ยุติ",
}
CLOSINGS: Mapping[str, str] = {
    Closing.ACTED_ON: "ดำเนินการแล้ว",
    Closing.NOT_PROVEN: "ไม่พบหลักฐานเพียงพอ",
    Closing.NOT_OURS: "ไม่อยู่ในอำนาจของหน่วยงาน",
    Closing.TOO_LITTLE: "ข้อมูลไม่พอที่จะดำเนินการ",
    Closing.TEST: "เรื่องทดสอบประจำปี",
}
# Outside bodies, for whoever would rather not tell the office: name, telephone, what it is for.
OUTSIDE = (
    ("ป.ป.ช.", "สำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ", "1205"),
    ("ป.ป.ท.", "สำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตในภาครัฐ", "1206"),
    ("ศูนย์ดำรงธรรม", "กระทรวงมหาดไทย", "1567"),
)
