"""The queue: what waits, by its day, overdue first; and what is done to many posts at once."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import access, thai
from survey.access import Permission, requires
from survey.cases import handling, queue, timeline
from survey.cases.history import actor_of
from survey.cases.intake import FEWEST_TOGETHER, take_in
from survey.cases.rules import rules_of
from survey.desk import operations, queries
from survey.desk.blueprint import blueprint
from survey.desk.queries import ALL, HELD, PILES, Asked, Listed
from survey.errors import Situation
from survey.extensions import db
from survey.models import CaseStatus, Refusal

# So many at once: each leaves an event of its own, and others wait meanwhile.
MOST_AT_ONCE = 500
LONGEST_WORDS = 200
KINDS = {"suggestion": "ข้อเสนอแนะ"}
# Reasons that fit a post nobody has read word by word.
FOR_MANY = (Refusal.ADVERTISING, Refusal.RUDE)


@blueprint.get("/")
@requires(Permission.ANSWER_CASES)
def index() -> str:
    """Show what waits for the office, or one pile of it, or what was searched for."""
    officer = access.officer()
    asked = _asked()
    today = thai.today()
    shown: list[Listed] = []
    if asked.task:
        shown = [queries.listed(db.session, officer, asked, today=today)]
    elif asked.words or asked.status:
        shown = [queries.listed(db.session, officer, _in(asked, ALL), today=today)]
    else:
        shown = [queries.listed(db.session, officer, _in(asked, task), today=today, glance=True) for task in queue.TASKS]
    newest = queries.newest_held(db.session, officer.office_id) if asked.task == HELD else None
    counter_only = rules_of(db.session, officer.office_id).counter_only_until
    return render_template(
        "desk/queue.html",
        asked=asked,
        shown=shown,
        waiting=queue.waiting_in(db.session, officer.office_id, today),
        piles=PILES,
        divisions=queries.divisions_of(db.session, officer.office_id),
        kinds={kind: _named(kind) for kind in queries.kinds_of(db.session, officer.office_id)},
        statuses=timeline.STATUSES,
        status_words=timeline.status_words,
        reasons={reason: timeline.REFUSALS[reason] for reason in FOR_MANY},
        newest_held=newest.number if newest else "",
        most_at_once=MOST_AT_ONCE,
        today=today,
        is_counter_only=counter_only is not None and counter_only > datetime.now(UTC).replace(tzinfo=None),
    )


def _named(kind: str) -> str:
    """Return what a kind of case is called; a service that is no file any more, by its key."""
    service = current_app.extensions["services"].get(kind)
    return service.title if service else KINDS.get(kind, kind)


@blueprint.post("/refuse")
@requires(Permission.ANSWER_CASES)
def refuse_many() -> Response:
    """Refuse the posts that were ticked, or the whole pile that programs most likely made."""
    officer = access.officer()
    try:
        reason = Refusal(request.form.get("reason", ""))
    except ValueError as error:
        raise Situation from error
    if reason not in FOR_MANY:
        raise Situation
    actor = actor_of(db.session, officer)
    ticked = _ticked()
    if "all" in request.form:
        found = queries.held_up_to(db.session, officer.office_id, request.form.get("newest", ""), MOST_AT_ONCE)
    else:
        found = operations.unread_as_seen(db.session, officer.office_id, ticked)
    handling.refuse_several(db.session, found, actor, reason)
    db.session.commit()
    refused = len(found)
    skipped = 0 if "all" in request.form else len(ticked) - refused
    flash(f"บันทึกว่าไม่เผยแพร่ {refused:,} เรื่อง" if refused else "ยังไม่ได้เลือกเรื่องใด", "message" if refused else "warning")
    if skipped:
        flash(f"อีก {skipped:,} เรื่องมีเจ้าหน้าที่ท่านอื่นทำรายการไปแล้ว ระบบจึงไม่เปลี่ยน", "warning")
    task = request.form.get("task", "")
    return redirect(url_for("desk.index", task=task if task in PILES else None))


@blueprint.post("/take-in")
@requires(Permission.ANSWER_CASES)
def take_in_suggestions() -> Response:
    """Make cases of what was left at the end of the service users' form."""
    taken = take_in(db.session, access.officer().office_id, key=current_app.config["SETTINGS"].key("cases"))
    db.session.commit()
    if taken:
        flash(f"รับข้อเสนอแนะท้ายแบบสำรวจเข้ามา {taken:,} เรื่อง")
    else:
        flash(
            f"ยังไม่ได้รับเข้ามา ระหว่างที่รอบยังเปิดรับคำตอบ ต้องมีรออยู่อย่างน้อย {FEWEST_TOGETHER} เรื่อง เพื่อไม่ให้ใครคาดได้ว่าเรื่องใดมากับคำตอบชุดใด",
            "warning",
        )
    return redirect(url_for("desk.index"))


def _asked() -> Asked:
    # No database holds a NUL, and nothing of ours is asked for with one.
    given = {name: value.replace("\x00", "") for name, value in request.args.items()}
    task, status = given.get("task", ""), given.get("status", "")
    page = given.get("page", "1")
    return Asked(
        task=task if task in PILES else "",
        division=given.get("division", "")[:40],
        mine=given.get("mine", "") == "1",
        status=status if status in tuple(CaseStatus) else "",
        kind=given.get("kind", "")[:80],
        words=" ".join(given.get("words", "").split())[:LONGEST_WORDS],
        page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 7 and int(page) else 1,
    )


def _in(asked: Asked, task: str) -> Asked:
    return Asked(task, asked.division, asked.mine, asked.status, asked.kind, asked.words, asked.page)


def _ticked() -> dict[str, int]:
    """Return the posts that were ticked: the number of each, and how many events it had on the page."""
    found = {}
    for value in request.form.getlist("number"):
        number, _, seen = value.partition(":")
        if seen.isascii() and seen.isdecimal() and len(seen) < 9:
            found[number] = int(seen)
    return found
