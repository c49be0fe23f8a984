"""Feeds for readers of news: all suggestions of an office, those of a division, and what becomes of a single one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.addresses import public_url
from survey.board import atom, queries
from survey.board.blueprint import blueprint
from survey.board.boards import Board, board
from survey.cases import activity
from survey.cases.history import events_of
from survey.cases.timeline import Reader, status_words, timeline_of
from survey.errors import NotFound
from survey.extensions import db
from survey.models import Case, EventKind, Visibility

MOST = 30
AUTHOR = "ผู้เสนอ"
# Whatever keeps a copy asks each time whether it is still good: what is taken back must not be shown much longer.
ASKED_AGAIN = "public, no-cache"
# The host of a tag needs a day on which it was ours; a feed as a whole has none of its own, and must never get another.
_SINCE = date(2026, 11, 1)
# What came from outside, and what says that its words are shown.
_SHOWN_BY: dict[str, str] = {EventKind.RECEIVED: EventKind.PUBLISHED, EventKind.SHOWN: EventKind.SHOWN}


@blueprint.get("/feed.atom")
@public
def feed(office_id: str) -> Response:
    """Send the suggestions that changed last."""
    found = board(office_id)
    return _listed(found, f"ข้อเสนอแนะ {found.office}", f"board/{office_id}", None)


@blueprint.get("/divisions/<division_id>/feed.atom")
@public
def division_feed(office_id: str, division_id: str) -> Response:
    """Send the suggestions of a division that changed last."""
    found = board(office_id)
    if division_id not in found.divisions:
        raise NotFound
    title = f"ข้อเสนอแนะ {found.divisions[division_id]} {found.office}"
    return _listed(found, title, f"board/{office_id}/divisions/{division_id}", division_id)


@blueprint.get("/<number>/feed.atom")
@public
def case_feed(office_id: str, number: str) -> Response:
    """Send what has become of a suggestion; one that was merged leads to that of where it went."""
    found = board(office_id)
    case = queries.case_at(db.session, office_id, number)
    if case.visibility == Visibility.MERGED:
        into = queries.merged_into(db.session, case)
        if into is None:
            raise NotFound
        return redirect(url_for("board.case_feed", office_id=office_id, number=into), code=301)
    entries = list(_happened(found, case))
    return _sent(
        atom.Feed(
            id=_case_tag(case, "feed"),
            title=f"{case.shown_subject} ({case.number})",
            updated=max(entry.updated for entry in entries),
            address=public_url(request.path),
            page=_page(case),
            author=found.office,
            entries=entries,
        )
    )


def _listed(found: Board, title: str, name: str, division_id: str | None) -> Response:
    active = activity.latest(db.session, found.office_id, most=MOST, division_id=division_id)
    gone = activity.last_gone(db.session, found.office_id, division_id=division_id)
    changes = [*(one.changed for one in active), *([gone] if gone else [])]
    address = public_url(request.path)
    return _sent(
        atom.Feed(
            id=atom.tag(address, _SINCE, name),
            title=title,
            updated=max(changes, default=activity.first_moment(_SINCE)),
            address=address,
            page=public_url(url_for("board.index", office_id=found.office_id, division=division_id)),
            author=found.office,
            entries=[_suggestion(one) for one in active],
        )
    )


def _suggestion(one: activity.Active) -> atom.Entry:
    case = one.case
    said = [case.shown_text]
    if one.answer is not None:
        by = " ".join(part for part in (one.answer.by_position, one.answer.by_division) if part)
        said.append(f"คำตอบ{f'จาก{by}' if by else ''} วันที่ {thai.thai_date(one.answer.day)}\n{one.answer.text}")
    return atom.Entry(
        id=_case_tag(case),
        title=case.shown_subject,
        updated=one.changed,
        published=activity.first_moment(case.received_on),
        address=_page(case),
        author=AUTHOR,
        text="\n\n".join(said),
        category=status_words(case),
    )


def _happened(found: Board, case: Case) -> Iterable[atom.Entry]:
    events = {event.seq: event for event in events_of(db.session, case)}
    # Words that were published anew, with less of them, must reach whoever has read the earlier ones.
    anew: dict[str, datetime] = {event.kind: activity.moment_of(event) for event in events.values()}
    for entry in reversed(timeline_of(db.session, case, Reader.ANYBODY)):
        moment = activity.moment_of(events[entry.seq])
        yield atom.Entry(
            id=_case_tag(case, str(entry.seq)),
            title=entry.title,
            updated=max(moment, anew.get(_SHOWN_BY.get(entry.kind, ""), moment)),
            published=moment,
            address=_page(case),
            author=AUTHOR if entry.kind in _SHOWN_BY else entry.by or found.office,
            text=case.shown_text if entry.kind == EventKind.RECEIVED else entry.text,
        )


def _case_tag(case: Case, *more: str) -> str:
    return atom.tag(public_url("/"), case.received_on, "/".join(("board", case.office_id, case.number, *more)))


def _page(case: Case) -> str:
    return public_url(url_for("board.case", office_id=case.office_id, number=case.number))


def _sent(made: atom.Feed) -> Response:
    response = make_response(atom.written(made))
    response.headers["Content-Type"] = f"{atom.MEDIA_TYPE}; charset=utf-8"
    response.headers["Cache-Control"] = ASKED_AGAIN
    response.last_modified = _whole_second(made.updated)
    response.add_etag()
    return response.make_conditional(request)


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
