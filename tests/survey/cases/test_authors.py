"""What somebody may do who holds the private code, and how a device supports without being known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey.cases import author, handling
from survey.cases.history import events_of
from survey.cases.intake import add_pictures
from survey.cases.pictures import Picture
from survey.errors import WrongCaseState
from survey.extensions import open_session
from survey.models import Base, Case, CaseSupport, EventKind, FilePurpose, Office, Refusal, Visibility
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, KEY, MALEE, a_case, a_published, a_receipt

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A_PICTURE = Picture(b"what the telephone saw", "image/jpeg", 4, 3)
TOLD = ("คำที่หนึ่ง", "คำที่สอง", "นางสาวจันทร์", "0812345678", "บ้านใต้", "ช่องของแบบ", "คำที่เพิ่ม", "what the telephone saw")


def a_case_with_everything(session: Session, office: Office) -> Case:
    made = a_receipt(
        session,
        office,
        "คำที่หนึ่ง",
        subject="คำที่สอง",
        name="นางสาวจันทร์",
        contact="0812345678",
        village="บ้านใต้",
        fields={"q": "ช่องของแบบ"},
    ).case
    files = add_pictures(session, made, [A_PICTURE], FilePurpose.SENT)
    message = author.add(session, made, "คำที่เพิ่ม")
    handling.publish(session, made, MALEE, subject="เรื่องที่ปิดบังแล้ว", text="ข้อความที่ปิดบังแล้ว", files=[files[0].id])
    handling.show_message(session, made, MALEE, message, "ส่วนเพิ่มที่ปิดบังแล้ว")
    return made


def held(session: Session) -> str:
    """Whatever the tables hold, blobs too."""
    session.commit()
    session.expire_all()
    return str([session.execute(table.select()).all() for table in Base.metadata.sorted_tables])


@ON_ONE_DATABASE
def test_what_is_added_is_kept_apart_from_the_history(session: Session) -> None:
    case = a_case(session, an_office(session))
    message = author.add(session, case, "เสาที่สาม")
    event = events_of(session, case)[-1]
    assert (event.kind, event.text, event.at, event.is_public) == (EventKind.ADDED, "", None, False)
    assert author.messages_of(session, case) == {event.seq: message}


def test_an_author_cannot_add_without_end(session: Session) -> None:
    case = a_case(session, an_office(session))
    for _ in range(author.MOST_MESSAGES):
        author.add(session, case, "ก")
    with pytest.raises(WrongCaseState):
        author.add(session, case, "ก")


def test_withdrawing_before_an_answer_erases_every_word_and_picture_of_the_author(session: Session) -> None:
    case = a_case_with_everything(session, an_office(session))
    assert all(each in held(session) for each in TOLD)
    author.withdraw(session, case)
    after = held(session)
    assert not [each for each in (*TOLD, "ปิดบังแล้ว") if each in after]
    assert (case.visibility, case.subject) == (Visibility.WITHDRAWN, author.WITHDRAWN_SUBJECT)
    assert [one.kind for one in events_of(session, case)] == ["received", "added", "published", "shown", "withdrawn"]


def test_withdrawing_after_an_answer_leaves_officers_the_words_that_were_published(session: Session) -> None:
    case = a_case_with_everything(session, an_office(session))
    handling.answer(session, case, MALEE, DONE)
    handling.add_picture(
        session, case, MALEE, Picture(b"repaired", "image/jpeg", 4, 3), purpose=FilePurpose.AFTER, description=""
    )
    author.withdraw(session, case)
    after = held(session)
    assert not [each for each in TOLD if each in after]
    for each in ("เรื่องที่ปิดบังแล้ว", "ข้อความที่ปิดบังแล้ว", "ส่วนเพิ่มที่ปิดบังแล้ว", DONE.text, "repaired"):
        assert each in after
    assert case.visibility == Visibility.WITHDRAWN


@ON_ONE_DATABASE
@pytest.mark.parametrize("became", ["refused", "merged"])
def test_an_author_may_take_their_words_back_whatever_became_of_them(session: Session, became: str) -> None:
    office = an_office(session)
    case, other = a_case_with_everything(session, office), a_published(session, office)
    if became == "refused":
        handling.refuse(session, case, MALEE, reason=Refusal.PERSONAL_DATA)
    else:
        handling.merge(session, case, other, MALEE)
    author.withdraw(session, case)
    assert not [each for each in TOLD if each in held(session)]
    assert (case.visibility, case.merged_into) == (Visibility.WITHDRAWN, None)


@ON_ONE_DATABASE
def test_what_is_withdrawn_is_withdrawn_once_and_not_added_to(session: Session) -> None:
    case = a_case(session, an_office(session))
    author.withdraw(session, case)
    with pytest.raises(WrongCaseState):
        author.withdraw(session, case)
    with pytest.raises(WrongCaseState):
        author.add(session, case, "ก")


def test_a_device_supports_a_case_once_and_may_take_it_back(session: Session) -> None:
    case = a_published(session, an_office(session))
    assert author.support(session, case, "a", key=KEY)
    assert not author.support(session, case, "a", key=KEY)
    assert author.support(session, case, "b", key=KEY)
    assert (case.supports, author.supports(session, case, "a", key=KEY)) == (2, True)
    assert author.support_no_more(session, case, "a", key=KEY)
    assert not author.support_no_more(session, case, "a", key=KEY)
    assert (case.supports, author.supports(session, case, "a", key=KEY)) == (1, False)


@ON_ONE_DATABASE
def test_only_what_everybody_reads_can_be_supported(session: Session) -> None:
    with pytest.raises(WrongCaseState):
        author.support(session, a_case(session, an_office(session)), "a", key=KEY)


def test_one_device_leaves_unlike_marks_under_every_case(session: Session) -> None:
    office = an_office(session)
    cases = [a_published(session, office) for _ in range(3)]
    for case in cases:
        author.support(session, case, "the same device", key=KEY)
    marks = session.scalars(select(CaseSupport.mark)).all()
    assert len(set(marks)) == 3
    assert "the same device" not in held(session)
    # Who has the database but not the key cannot try devices out.
    assert author.support_mark(cases[0], "the same device", b"") not in marks


def test_devices_that_support_at_the_same_moment_are_all_counted_each_once(engine: Engine, session: Session) -> None:
    case = a_published(session, an_office(session))
    session.commit()

    def press(device: str) -> bool:
        with open_session(engine, writes=True) as own:
            counted = author.support(own, own.get_one(Case, (case.office_id, case.id)), device, key=KEY)
            own.commit()
            return counted

    with ThreadPoolExecutor(6) as several:
        counted = list(several.map(press, ["a", "a", "a", "b", "b", "c"]))
    session.refresh(case)
    assert (sum(counted), case.supports) == (3, 3)
