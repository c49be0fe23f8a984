"""One-time codes by themselves: how they look, how they are understood, what is kept of them."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Audience
from survey import codes
from survey.models import Code
from tests.builders import CODE_KEY, a_draft, an_office, collected, some_codes


def test_codes_are_random_and_made_of_letters_that_are_not_taken_for_others(session: Session) -> None:
    made = some_codes(session, a_draft(session, an_office(session)), 500)
    assert len(set(made)) == 500
    letters = set("".join(made)) - {"-"}
    assert letters == set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert not letters & set("01ILO")
    assert all(re.fullmatch(r"\w{4}-\w{4}-\w{4}", code) for code in made)


def test_what_is_kept_is_not_in_the_order_of_the_printed_sheet(session: Session) -> None:
    found = a_draft(session, an_office(session))
    made = some_codes(session, found, 30)
    collection, _ = collected(session, found, Audience.STAFF)
    kept = list(session.scalars(select(Code.digest)))
    printed_order = []
    for code in made:
        codes.use(session.connection(), collection, code, key=CODE_KEY)
        left = set(session.scalars(select(Code.digest)))
        printed_order += [digest for digest in kept if digest not in left and digest not in printed_order]
    assert sorted(printed_order) == sorted(kept)
    assert printed_order != kept


def test_a_code_is_used_once_in_its_own_round_with_its_own_key(session: Session) -> None:
    office = an_office(session)
    here, there = a_draft(session, office), a_draft(session, office)
    code = some_codes(session, here, 1)[0]
    mine, _ = collected(session, here, Audience.STAFF)
    other, _ = collected(session, there, Audience.STAFF)
    connection = session.connection()
    assert not codes.use(connection, other, code, key=CODE_KEY)
    assert not codes.use(connection, mine, code, key=b"another key")
    assert not codes.use(connection, mine, "", key=CODE_KEY)
    assert codes.unused(session, mine) == 1
    assert codes.use(connection, mine, code, key=CODE_KEY)
    assert not codes.use(connection, mine, code, key=CODE_KEY)
    assert codes.unused(session, mine) == 0


def test_erasing_takes_every_code_of_a_round_and_none_of_another(session: Session) -> None:
    office = an_office(session)
    here, there = a_draft(session, office), a_draft(session, office)
    some_codes(session, here, 3)
    some_codes(session, there, 2)
    codes.erase(session, collected(session, here, Audience.STAFF)[0])
    assert codes.unused(session, collected(session, here, Audience.STAFF)[0]) == 0
    assert codes.unused(session, collected(session, there, Audience.STAFF)[0]) == 2


def test_making_no_codes_makes_none(session: Session) -> None:
    assert some_codes(session, a_draft(session, an_office(session)), 0) == []


def test_what_was_typed_is_repeated_only_if_it_can_be_a_code() -> None:
    assert codes.repeatable("abcd efgh jkmn") == "ABCD-EFGH-JKMN"
    assert codes.repeatable("๒๓๔๕-ABCD-EFGH") == "2345-ABCD-EFGH"
    for typed in ("", "ABCD", "ABCD-EFGH-JKMN-P", "<script>", "ก" * 12):
        assert codes.repeatable(typed) == ""
