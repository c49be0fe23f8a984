"""Searching 100,000 cases of one office, on both databases: the time until the newest twenty and their number are known.

Run as ``python -m bench.search``. The cases are put together from the suggestions on which recall is judged
(``tests/survey/cases/queries.yaml``) and made-up names, four to fifteen pieces each; every query is asked in turns, as a page
asks it.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bench.stored import databases, in_a_process, timed
from survey import migrations
from survey.cases import search
from survey.extensions import make_engine, open_session
from survey.models import Case, CaseChannel, CaseStatus, Office, Visibility

CASES = 100_000
OFFICE = "bench"
GOAL_MS = 100
REPEATS = 7
PAGE = 20
_JUDGED = Path(__file__).parents[1] / "tests" / "survey" / "cases" / "queries.yaml"
_CONSONANTS, _VOWELS, _ENDS = "กขคงจชดตทนบปพมยรลวสห", "าิีุูอ", "นงมกบดยว"

QUERIES = {
    "a word": "น้ำประปา",
    "two words": "ขยะ ตลาด",
    "a word of many": "ขยะ",
    "two letters": "รถ",
    "two letters, of most": "น้ำ",
    "a short form": "อบต.",
    "a village": "หมู่ 5",
    "rare": "มะละกอ00007",
    "run together": "กล้องตลาดหาย",
    "misspelled": "เว็บไซด์เก่าๆ",
    "nowhere": "วีลแชร์",
}
DRAFTS = {
    "like a subject": "ขอติดไฟเพิ่ม",
    "like a text": "น้ำประปาหมู่บ้านขุ่นแดง ไม่ค่อยไหลตอนเช้า ซักผ้าไม่ได้ ขอให้ช่วยแก้ไขด้วยครับ ขอบคุณครับ",
}


def main(cases: int = CASES) -> None:
    """Measure on both databases and print."""
    for name, url in databases():
        filling, times = in_a_process(measure, url, cases)
        sys.stdout.write(
            f"searching {cases:,} cases, {name} (goal: under {GOAL_MS} ms; indexed in {filling:.0f} s)\n"
            + "".join(
                f"  {what:<28} p50 {statistics.median(each) * 1e3:6.1f} ms   max {max(each) * 1e3:6.1f} ms   {found:>6}\n"
                for what, found, each in times
            )
        )
        sys.stdout.flush()


def measure(url: str, cases: int) -> tuple[float, list[tuple[str, str, list[float]]]]:
    """Fill a database; return the seconds it took to index, and of every query what it found and its times."""
    engine = make_engine(url)
    migrations.upgrade(engine)
    with open_session(engine, writes=True) as session:
        fill(session, cases)
        session.execute(text("ANALYZE case_record"))
        indexing = timed(lambda: search.reindex(session, OFFICE))
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    with open_session(engine, writes=False) as session:
        times = [_several(session, what, partial(_page, session, query)) for what, query in QUERIES.items()]
        for what, query in (("a word", "น้ำประปา"), ("two letters", "รถ")):
            times.append(_several(session, f"for officers, {what}", partial(_page, session, query, whole=True)))
        times += [_several(session, f"similar: {what}", partial(_alike, session, draft)) for what, draft in DRAFTS.items()]
    engine.dispose()
    return indexing, times


def _several(session: Session, what: str, ask: Callable[[], str]) -> tuple[str, str, list[float]]:
    found = ask()
    times = []
    for _ in range(REPEATS):
        session.expire_all()
        times.append(timed(ask))
    return what, found, times


def _page(session: Session, query: str, *, whole: bool = False) -> str:
    """Ask for what a page of a list shows, and return how many were found."""
    found = search.search(session, OFFICE, query, whole=whole)
    public = select(Case).where(Case.office_id == OFFICE, Case.visibility == Visibility.PUBLIC)
    newest = public.where(found.condition).order_by(Case.received_on.desc(), Case.number.desc())
    session.scalars(newest.limit(PAGE)).all()
    number = search.count_to(session, public, found)
    return f"{number}" if number <= search.MOST_COUNTED else f">{search.MOST_COUNTED}"


def _alike(session: Session, draft: str) -> str:
    return str(len(search.similar(session, OFFICE, draft)))


def fill(session: Session, cases: int) -> None:
    """Put an office with so many public cases into an empty database."""
    chance = random.Random(2569)  # noqa: S311 (the same cases every time)
    session.add(Office(id=OFFICE, name="องค์การบริหารส่วนตำบลทดสอบ"))
    session.flush()
    rows = _rows(chance, cases)
    for start in range(0, cases, 5_000):
        session.execute(insert(Case), [next(rows) for _ in range(min(5_000, cases - start))])


def _rows(chance: random.Random, cases: int) -> Iterator[dict[str, Any]]:
    judged = yaml.safe_load(_JUDGED.read_text(encoding="utf-8"))
    pieces = [piece for subject, words, _ in judged["suggestions"].values() for piece in (subject, *words.split())]
    pieces += [piece for answer in judged["answers"].values() for piece in answer.split()]
    names = ["".join(map(chance.choice, (_CONSONANTS, _VOWELS, _ENDS) * 2)) for _ in range(5_000)]
    ids = chance.sample(range(27**7), cases)
    first = date(2020, 1, 6)
    for at in range(cases):
        day = first + timedelta(days=at * 2_500 // cases)
        words = [chance.choice(pieces if chance.random() < 0.6 else names) for _ in range(chance.randint(4, 15))]
        if at % 5_000 == 7:
            words.append(f"มะละกอ{at:05}")
        subject, said = words[0], " ".join(words[1:])
        days = dict.fromkeys(("received_on", "moderate_by", "acknowledge_by", "answer_by"), day)
        yield {
            "office_id": OFFICE,
            "id": f"{ids[at]:012}",
            "kind": "suggestion",
            "number": f"{day.year + 543}-{at:06}",
            "fiscal_year": day.year + 543,
            "code_mark": str(at),
            "channel": CaseChannel.WEB,
            "subject": subject,
            "text": said,
            "shown_subject": subject,
            # An officer took something out of every third.
            "shown_text": said if at % 3 else " ".join(words[2:]),
            "village": f"หมู่ที่ {chance.randint(1, 14)}",
            "visibility": Visibility.PUBLIC,
            "status": CaseStatus.RECEIVED,
            "supports": 0,
            "name": "",
            "contact": "",
            "fields": {},
            "version": 1,
            **days,
        }


if __name__ == "__main__":
    main()
