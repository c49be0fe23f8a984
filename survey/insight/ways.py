"""The cheapest way to a target in words. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from questionnaires.model import Assessment
from scoring.assessment import FigureError
from scoring.planning import Change, LeversOverlap, Objective, Plan, Room, Standing, cheapest_path
from scoring.rounding import printed, two_decimals
from survey.insight.naming import Called, called, subject_of
from survey.insight.planning import Unusable
from survey.results.phrases import about


@dataclass(frozen=True, slots=True)
class Wish:
    """What an office asks for: a grade or, where that is None, the target; what to spare; how sure to be (None: just there)."""

    grade: str | None
    objective: Objective
    sureness: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A change that a plan proposes, in words; `subject` is what a recommendation for it is kept under."""

    subject: str
    name: Called
    gain: str
    scores: str
    effort: str
    adds: str


@dataclass(frozen=True, slots=True)
class Way:
    """A plan in words: a heading, what follows from it, and its steps."""

    heading: str
    sentences: tuple[str, ...]
    steps: tuple[Step, ...]
    reaches: bool


def way(
    assessment: Assessment,
    now: Standing,
    rooms: Mapping[str, Decimal],
    efforts: Mapping[str, Decimal],
    wish: Wish,
    *,
    error: float | None,
) -> Way:
    """Return the way in words; `Unusable` where the numbers cannot be used.

    `rooms` says for some levers how many points they could gain: the others stay as they are. `efforts` says what a point
    costs, 1 where nothing is said. `error` is the standard error of the total, None where it is not known: then nothing is said
    of probabilities, and no margin is kept.
    """
    names = called(assessment)
    if not rooms:
        raise Unusable("กรุณากรอกอย่างน้อยหนึ่งช่องว่าเพิ่มได้อีกกี่คะแนน")
    usable = [
        Room(name, _room(now, name, points, names), float(efforts.get(name, Decimal(1)))) for name, points in rooms.items()
    ]
    sureness = wish.sureness if error is not None else None
    try:
        plan = cheapest_path(
            assessment,
            now,
            usable,
            grade=wish.grade,
            objective=wish.objective,
            standard_error=error,
            sureness=sureness,
        )
    except LeversOverlap as overlap:
        raise Unusable("ตัวชี้วัดใดกรอกแล้ว กรุณาเว้นข้อของตัวชี้วัดนั้นไว้ ไม่เช่นนั้นคะแนนเดียวกันจะถูกนับสองครั้ง") from overlap
    except FigureError as wrong:
        raise Unusable(f"คำนวณไม่ได้ กรุณาตรวจตัวเลขของ {wrong.figure}") from wrong
    return Way(
        heading=_heading(plan, wish),
        sentences=tuple(_sentences(plan, wish)),
        steps=tuple(_step(change, names[change.lever]) for change in plan.changes),
        reaches=plan.reaches,
    )


def _room(now: Standing, name: str, points: Decimal, names: Mapping[str, Called]) -> float:
    """Return the room in points; all that is missing from 100 where it is as large as that is printed."""
    if name not in now.levers:
        return float(points)
    missing = 100 - Decimal(str(now.levers[name]))
    if two_decimals(points) > two_decimals(missing):
        raise Unusable(f"{names[name].label} เพิ่มได้ไม่เกิน {printed(missing)} คะแนน เพราะคะแนนเต็มคือ 100")
    return float(min(points, missing))


def _heading(plan: Plan, wish: Wish) -> str:
    aim = f"ระดับ {wish.grade}" if wish.grade else f"เป้าหมาย {printed(plan.target)}"
    if not plan.reaches:
        return f"ยังไปไม่ถึง{aim} ด้วยที่กรอกไว้"
    return f"ทำ {len(plan.changes)} เรื่องต่อไปนี้ แล้วจะถึง{aim}" if plan.changes else f"ถึง{aim} แล้ว ไม่ต้องเพิ่มคะแนนเรื่องใด"


def _sentences(plan: Plan, wish: Wish) -> list[str]:
    before, after = (f"{total.printed} ระดับ {total.grade}" for total in (plan.before, plan.after))
    found = [f"คะแนนรวมจาก {before} เป็น {after}"]
    if not plan.reaches:
        found = [f"แม้เพิ่มเต็มที่ทุกช่องที่กรอก คะแนนรวมจาก {before} จะเป็นได้มากที่สุด {after}"]
        missing = two_decimals(plan.needed) - two_decimals(plan.after.value)
        if missing > 0:
            found.append(f"ยังขาดอีก {printed(missing)} คะแนน ลองกรอกเรื่องอื่นเพิ่ม หรือเพิ่มจำนวนที่คิดว่าทำได้")
    if plan.changes:
        found.append(f"แรงที่ใช้รวม {plain(plan.effort)} หน่วย")
    if plan.probability_before is None or plan.probability_after is None:
        found.append("ยังบอกโอกาสไม่ได้ เพราะไม่ทราบช่วงความเชื่อมั่นของทุกแบบวัด" + (" จึงไม่ได้เผื่อความไม่แน่นอนให้" if wish.sureness else ""))
    else:
        found.append(
            f"โอกาสที่คะแนนรวมถึง {printed(plan.target)} เมื่อคิดความคลาดเคลื่อนจากจำนวนผู้ตอบแล้ว จาก{about(plan.probability_before)}"
            f" เป็น{about(plan.probability_after)}"
        )
    return found


def _step(change: Change, name: Called) -> Step:
    known = change.before is not None and change.after is not None
    return Step(
        subject=subject_of(change.lever),
        name=name,
        gain=f"+{printed(change.gain)}",
        scores=f"{printed(change.before or 0)} เป็น {printed(change.after or 0)}" if known else "–",
        effort=plain(change.effort),
        adds=f"+{printed(change.adds)}",
    )


def plain(value: float) -> str:
    """Return a number without needless decimals."""
    return printed(value).removesuffix(".00")
