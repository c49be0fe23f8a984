"""What stands around the pages of a board is made once and kept; it is never another office's, place's or reader's."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.models import Office
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import a_place, published

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_page_is_the_same_the_second_time_and_after_others_were_opened(app: Flask, reader: Reader) -> None:
    one, other = a_place(app, "เทศบาลหนึ่ง"), a_place(app, "อบต.สอง")
    with arranging(app) as session:
        paths = [f"{place.path}{published(session, place, 'ไฟถนนดับ')[0].number}" for place in (one, other)]
    addresses = [
        f"{path}{query}"
        for path in (one.path, other.path, *paths)
        for query in ("", "?size=large", "?contrast=high", "?size=large&contrast=high")
    ]
    first = [reader.open(address).text for address in addresses]
    assert [reader.open(address).text for address in addresses] == first
    assert len(set(first)) == len(addresses)
    for address, source in zip(addresses, first, strict=True):
        mine, theirs = ("เทศบาลหนึ่ง", "อบต.สอง") if address.startswith(one.path) else ("อบต.สอง", "เทศบาลหนึ่ง")
        assert mine in source
        assert theirs not in source
        assert ("size-large" in source) == ("size=large" in address)
        assert ("contrast-high" in source) == ("contrast=high" in address)
        assert source.count('aria-current="page"') == (address.partition("?")[0] in {one.path, other.path})


def test_the_new_name_of_an_office_stands_on_its_board_at_once(app: Flask, reader: Reader) -> None:
    place = a_place(app, "อบต.เดิม")
    assert "อบต.เดิม" in reader.open(place.path).text
    with arranging(app) as session:
        session.get_one(Office, place.office_id).name = "อบต.ใหม่ <cut>"
    source = reader.open(place.path).text
    assert "อบต.เดิม" not in source
    assert source.count("อบต.ใหม่ &lt;cut&gt;") >= 2
