"""What everybody reads: the list of suggestions, and each of them with what became of it."""

from __future__ import annotations

from urllib.parse import quote

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.addresses import public_url
from survey.board import queries
from survey.board.blueprint import blueprint, case_key
from survey.board.boards import Board, board
from survey.board.page import framed, here, kept_query
from survey.board.supporting import device
from survey.cases import author
from survey.cases.deadlines import deadlines, took
from survey.cases.masking import masked
from survey.cases.measures import measures_of_case
from survey.cases.scores import score_about
from survey.cases.timeline import STATUSES, status_words
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.models import Case, EventKind, Visibility


@blueprint.get("/")
@public
def index(office_id: str) -> Response:
    """List the public suggestions, all of them or those that are searched for."""
    found = board(office_id)
    asked = queries.Asked.of(request.args, found, kept=kept_query()) if request.args else queries.EVERYTHING
    if asked.words:
        # Looking through every text costs more than opening a page, so a flood of it is asked to wait.
        with limiter.limit("120 per minute"):
            pass
        listing = queries.found(db.session, found, asked, thai.today())
    else:
        with db.looking() as connection:
            listing = queries.listed(connection, found, asked, thai.today())
    if asked.page > listing.pages:
        asked = asked.but(page=listing.pages)
    return framed("board/index.html", found, place="list", asked=asked, listing=listing, statuses=STATUSES)


@blueprint.get("/<number>")
@public
def case(office_id: str, number: str) -> Response:
    """Show a suggestion; one that was merged leads to where it went, and what is not public is not found."""
    found = board(office_id)
    with db.looking() as connection:
        opened = queries.opened(connection, office_id, number)
    one = opened.case
    if one.visibility == Visibility.MERGED:
        into = queries.merged_into(db.session, one)
        if into is None:
            raise NotFound
        return redirect(url_for("board.case", office_id=office_id, number=into))
    supporter = device()
    pictures = opened.pictures
    address = here()
    quoted = quote(address, safe="")
    return framed(
        "board/case.html",
        found,
        case=one,
        status_words=status_words(one),
        about=_about(found, one),
        pictures=pictures,
        image=public_url(f"{found.path}files/{pictures[0].id}") if pictures else "",
        timeline=opened.timeline,
        took_in=any(entry.kind == EventKind.TOOK_IN for entry in opened.timeline),
        deadlines=deadlines(one, found.calendar, thai.today()),
        took=took(one, found.calendar),
        is_supported=bool(supporter) and author.supports(db.session, one, supporter, key=case_key()),
        address=address,
        line=f"https://social-plugins.line.me/lineit/share?url={quoted}",
        facebook=f"https://www.facebook.com/sharer/sharer.php?u={quoted}",
        feed_path=f"{found.path}{number}/feed.atom",
        # Most cases have neither, and opening a session costs as much as reading the case.
        score=score_about(db.session, current_app.extensions["definitions"], one) if one.indicator else None,
        measures=measures_of_case(db.session, one) if opened.has_measures else (),
    )


def _about(board: Board, case: Case) -> list[tuple[str, str]]:
    """Return name and value of what is known of a case besides its words."""
    indicator = board.indicators.get(case.indicator or 0, "")
    known = (
        ("หมู่บ้านหรือสถานที่", masked(case.village)),
        ("กองหรือสำนัก", board.divisions.get(case.division_id or "", "")),
        ("วันที่รับ", thai.thai_date(case.received_on)),
        ("ตัวชี้วัดที่เกี่ยวข้อง", f"{case.indicator}. {indicator}" if indicator else ""),
    )
    return [(name, value) for name, value in known if value]
