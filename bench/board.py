"""The board of an office: its list and a case page, against bare Flask pages on the same server and the same database.

Two bare pages stand beside ours, both of `bench.bare`: one of constant bytes of the same size, and one of thirty items that
Jinja renders from a template compiled once; neither reads a database. Of ours the name, divisions and counts of the office are
kept for a moment, and what stands around the content of its pages: every request reads its cases and makes its content anew.

Run as ``python -m bench.board``.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta

from bench.web import NO_LIMIT, SECRET, compared, fetch, print_line, serve_bare, serving, serving_ours, spawn
from survey import migrations, thai
from survey.account.operations import create_office
from survey.app import create_app
from survey.cases import handling, intake
from survey.cases.handling import Answer
from survey.cases.history import Actor
from survey.config import Settings
from survey.extensions import make_engine, open_session
from survey.models import CaseStatus, Outcome
from tests import postgres

CASES = 200
CLIENTS = 8
SUBJECT = "ขอให้ซ่อมไฟถนนหน้าวัดซึ่งดับมาตั้งแต่ต้นเดือน"
TEXT = "ตอนกลางคืนมืดมาก คนแก่เดินไปทำบุญลำบาก อยากให้มาซ่อมก่อนงานบุญ " * 3
ANSWER = "กองช่างตรวจสอบแล้ว พบหม้อแปลงชำรุด ได้เปลี่ยนหลอดจำนวน 12 ดวงแล้วเสร็จ"
_OFFICER = Actor("bench", "Bench", "นายช่างโยธา", "กองช่าง")


@dataclass(frozen=True, slots=True)
class MadeBoard:
    """The paths of a board's list and of one of its cases."""

    listing: str
    case: str


def main() -> None:
    """Measure on both databases and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("board, SQLite", f"sqlite:///{folder}/board.db")
    with postgres.server(durable=True) as url:
        _measure("board, PostgreSQL", url)


def _measure(name: str, database: str) -> None:
    settings = Settings(database=database, secret=SECRET, answers_per_minute=NO_LIMIT)
    made = the_board(settings)
    client = create_app(settings).test_client()
    sys.stdout.write(f"\n{name}\n")
    for what, path in (("list", made.listing), ("case page", made.case)):
        size = len(client.get(path).data)
        with serving(serve_bare, database, size) as theirs, serving_ours(settings) as ours, spawn.Pool(1) as clients:
            for bare_page in ("/form", "/constant"):
                seen = compared(clients, fetch, (ours, (path, CLIENTS)), (theirs, (bare_page, CLIENTS)))
                print_line(f"{what} against {bare_page}", *seen)


def the_board(settings: Settings) -> MadeBoard:
    """Make a board with cases of every age and status, most of them answered, in an empty database."""
    engine = make_engine(settings.database)
    migrations.upgrade(engine)
    key = settings.key("cases")
    with open_session(engine, writes=True) as session:
        office = create_office(session, name="Bench")
        for at in range(CASES):
            arrived = thai.today() - timedelta(days=at)
            sent = intake.Sent(SUBJECT, TEXT, village="หมู่ 4", received_on=arrived)
            case = intake.receive(session, office.id, sent, key=key).case
            handling.publish(session, case, _OFFICER, subject=case.subject, text=case.text)
            if at:
                handling.acknowledge(session, case, _OFFICER)
            if at > CASES // 10:
                handling.answer(session, case, _OFFICER, Answer(ANSWER, CaseStatus.DONE, Outcome.DONE))
        session.commit()
        board = f"/board/{office.id}/"
        made = MadeBoard(board, f"{board}{case.number}")
    engine.dispose()
    return made


if __name__ == "__main__":
    main()
