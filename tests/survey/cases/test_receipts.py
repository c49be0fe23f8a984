"""Numbers that everybody may know, and private codes that only the author has."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import receipts
from survey.cases.receipts import next_number
from survey.extensions import open_session
from survey.models import Base, Case, Office
from tests.builders import an_office
from tests.survey.cases.arranged import KEY, a_case, a_receipt


def test_numbers_count_within_a_fiscal_year_and_an_office(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    with thai.as_of(date(2027, 9, 30)):
        assert [a_case(session, office).number for _ in range(3)] == ["2570-0001", "2570-0002", "2570-0003"]
        assert a_case(session, other).number == "2570-0001"
    with thai.as_of(date(2027, 10, 1)):
        assert a_case(session, office).number == "2571-0001"
        # A paper of September that comes in October belongs to the year on it.
        assert a_case(session, office, received_on=date(2027, 9, 29)).number == "2570-0004"


def test_a_number_that_was_not_kept_is_given_again_so_that_none_is_missing(session: Session) -> None:
    office = an_office(session)
    with thai.as_of(date(2026, 11, 9)):
        a_case(session, office)
        session.commit()
        assert a_case(session, office).number == "2570-0002"
        session.rollback()
        assert a_case(session, office).number == "2570-0002"


def test_numbers_grow_past_four_digits(session: Session) -> None:
    office = an_office(session)
    next_number(session, office.id, 2570)
    session.execute(text("UPDATE case_counter SET last = 9999"))
    assert next_number(session, office.id, 2570) == "2570-10000"


def test_people_who_send_at_the_same_moment_get_different_numbers_without_a_gap(engine: Engine, session: Session) -> None:
    office = an_office(session)
    session.commit()

    def send(_each: int) -> str:
        with open_session(engine, writes=True) as own:
            made = a_receipt(own, own.get_one(Office, office.id))
            own.commit()
            return made.case.number

    with ThreadPoolExecutor(6) as several:
        numbers = sorted(several.map(send, range(12)))
    year = thai.fiscal_year(thai.today())
    assert numbers == [f"{year}-{each:04d}" for each in range(1, 13)]


def test_a_code_opens_its_case_however_it_is_typed_and_no_other(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    made, another = a_receipt(session, office), a_receipt(session, office)
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", made.code)
    for typed in (made.code, made.code.lower().replace("-", " "), thai.thai_digits(made.code)):
        assert receipts.case_by_code(session, office.id, typed, key=KEY) is made.case
    assert receipts.case_by_code(session, office.id, another.code, key=KEY) is another.case
    assert receipts.case_by_code(session, other.id, made.code, key=KEY) is None
    assert receipts.case_by_code(session, office.id, made.code, key=b"another key") is None
    for wrong in ("", made.case.number, made.code[:-1], made.case.id):
        assert receipts.case_by_code(session, office.id, wrong, key=KEY) is None


def test_the_database_holds_no_code_and_nothing_that_it_follows_from(session: Session) -> None:
    made = [a_receipt(session, an_office(session)) for _ in range(3)]
    session.commit()
    held = str([session.execute(table.select()).all() for table in Base.metadata.sorted_tables])
    for each in made:
        assert each.case.code_mark in held
        assert each.code not in held
        assert each.code.replace("-", "") not in held
    # With everything that is in the database, but not the key, the digest cannot be made.
    assert receipts.marked(made[0].case.office_id, made[0].code.replace("-", ""), b"") != made[0].case.code_mark


def test_receipts_of_the_same_words_on_the_same_day_have_different_codes(session: Session) -> None:
    office = an_office(session)
    assert len({a_receipt(session, office).code for _ in range(20)}) == 20


def test_a_receipt_leads_to_its_own_case(session: Session) -> None:
    case = a_case(session, an_office(session))
    session.commit()
    assert receipts.leads_to(session, session.scalars(select(Case)).one()) is case
