"""Two cases that go on as one: both receipts lead there, and the supports of both count."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey.cases import author, handling, receipts
from survey.cases.history import events_of
from survey.errors import WrongCaseState
from survey.models import Case, EventKind, Visibility
from tests.builders import an_office
from tests.survey.cases.arranged import KEY, MALEE, a_case, a_published, a_receipt

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_both_receipts_lead_to_the_case_that_goes_on(session: Session) -> None:
    office = an_office(session)
    receipt, into = a_receipt(session, office), a_published(session, office)
    handling.merge(session, receipt.case, into, MALEE)
    session.commit()
    opened = receipts.case_by_code(session, office.id, receipt.code, key=KEY)
    assert opened is receipt.case
    assert receipts.leads_to(session, opened) is into
    assert [(one.kind, one.is_public, one.details) for one in (events_of(session, each)[-1] for each in (opened, into))] == [
        (EventKind.MERGED, True, {"number": into.number}),
        (EventKind.TOOK_IN, True, {"number": opened.number}),
    ]


@ON_ONE_DATABASE
def test_a_chain_of_mergers_is_one_step_long(session: Session) -> None:
    office = an_office(session)
    first, second, third, last = (a_published(session, office) for _ in range(4))
    handling.merge(session, first, second, MALEE)
    handling.merge(session, second, third, MALEE)
    handling.merge(session, third, last, MALEE)
    session.commit()
    assert {receipts.leads_to(session, each).id for each in (first, second, third, last)} == {last.id}
    assert {each.merged_into for each in (first, second, third)} == {last.id}


def test_the_supports_of_both_count_there(session: Session) -> None:
    office = an_office(session)
    case, into = a_published(session, office), a_published(session, office)
    for device in ("a", "b"):
        author.support(session, case, device, key=KEY)
    for device in ("c", "d", "e"):
        author.support(session, into, device, key=KEY)
    handling.merge(session, case, into, MALEE)
    session.commit()
    assert into.supports == 5


def test_a_device_that_supported_both_counts_twice_until_it_comes_back(session: Session) -> None:
    office = an_office(session)
    case, into = a_published(session, office), a_published(session, office)
    author.support(session, case, "a", key=KEY)
    author.support(session, into, "a", key=KEY)
    handling.merge(session, case, into, MALEE)
    # The two marks have nothing in common that anybody could join them by.
    assert into.supports == 2
    assert author.support_no_more(session, into, "a", key=KEY)
    assert into.supports == 0
    assert author.support(session, into, "a", key=KEY)
    assert into.supports == 1


def test_a_device_that_supported_what_was_merged_supports_the_other_already(session: Session) -> None:
    office = an_office(session)
    first, second, into = (a_published(session, office) for _ in range(3))
    author.support(session, first, "a", key=KEY)
    handling.merge(session, first, second, MALEE)
    handling.merge(session, second, into, MALEE)
    assert author.supports(session, into, "a", key=KEY)
    assert not author.support(session, into, "a", key=KEY)
    assert not author.supports(session, into, "b", key=KEY)
    assert into.supports == 1


def _private(case: Case) -> Case:
    case.visibility = Visibility.PRIVATE
    return case


@ON_ONE_DATABASE
def test_only_what_belongs_together_is_merged(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    case = a_published(session, office)
    for into in (
        case,
        a_case(session, office),
        a_published(session, other),
        a_published(session, office, kind="streetlight"),
        _private(a_published(session, office)),
    ):
        with pytest.raises(WrongCaseState):
            handling.merge(session, case, into, MALEE)
    with pytest.raises(WrongCaseState):
        handling.merge(session, _private(a_published(session, office)), case, MALEE)
