"""What the holders' tool asks for, over the web but for programs: JSON in and out, no cookie, no account.

The format is documented in docs/data-formats.md. Every act but the challenge itself carries a proof of the key
(`challenges`), and concerns the key sets of that key alone.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, jsonify, make_response, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from survey import sealing
from survey.access import public
from survey.complaints import audit, containers, holders, keys, resealing
from survey.complaints.blueprint import blueprint, office, today
from survey.complaints.challenges import SECONDS, Challenges, NoProof
from survey.complaints.database import database
from survey.complaints.holders import Refused
from survey.complaints.keys import Holder
from survey.complaints.models import AuditEntry, Complaint, KeySet, Part, ResealedPart
from survey.complaints.weeks import week_of
from survey.complaints.work import room_for
from survey.extensions import limiter

FORMAT = 1
LARGEST_REQUEST = 1024 * 1024
_PLAIN = (
    *("id", "key_set", "reply_to", "week", "status", "closing", "closed_week", "due_week"),
    *("for_holders", "for_complainant", "is_test", "proposal"),
)
_KEYS = ("id", "about", "name_a", "holder_a", "mail_a", "name_b", "holder_b", "mail_b", "position", "retired", "proposal")
_SUCCESSOR = ("id", "about", "name_a", "holder_a", "name_b", "holder_b")
_ENTRY = ("office_id", "key_set", "number", "week", "act", "complaint_id", "by", "digest")

Said = Mapping[str, Any]
Act = Callable[[Session, str, str, Said], None]


class NoSuchThing(Exception):
    """What an act is about is not there, or not for this key."""


@blueprint.post("/api/challenge")
@public
@limiter.limit("60 per minute")
def challenge(office_id: str) -> Response:
    """Hand out a container that only the holder of a key opens."""
    office(office_id)
    try:
        name, container = _challenges().begin(office_id, str(_body().get("public_key", "")))
    except sealing.NotAPublicKey:
        return _error("not_a_public_key", 400)
    return jsonify(challenge=name, container=base64.b64encode(container).decode(), seconds=SECONDS)


@blueprint.post("/api/bundle")
@public
@limiter.limit("60 per minute")
def bundle(office_id: str) -> Response:
    """Hand out everything that is for a key, containers left out: complaints, trails, and the sets themselves."""
    try:
        by = _proven(office_id)
    except NoProof:
        return _error("no_proof", 403)
    with database().session(writes=False) as session:
        # All of it as it was at one moment, or a trail would tell of a complaint that came after the others were listed.
        session.connection(execution_options=database().one_moment)
        covered = keys.office_of(session, office_id)
        return jsonify(
            format=FORMAT,
            office_id=office_id,
            office=covered.name if covered else "",
            week=week_of(today()),
            holder=by,
            key_sets=[_key_set(session, one) for one in keys.of_holder(session, office_id, by)],
        )


@blueprint.post("/api/part")
@public
@limiter.limit("600 per minute")
def part(office_id: str) -> Response:
    """Hand out one container as it is stored: to the complaint's holders, and to those whom it is sealed to."""
    try:
        by = _proven(office_id)
        said = _body()
        with database().session(writes=False) as session:
            response = make_response(_container(session, office_id, by, said))
    except NoProof:
        return _error("no_proof", 403)
    except NoSuchThing:
        return _error("not_found", 404)
    response.mimetype = "application/octet-stream"
    return response


@blueprint.post("/api/reseal/<key_set>/<complaint_id>/<int:number>")
@public
@limiter.limit("600 per minute")
def reseal(office_id: str, key_set: str, complaint_id: str, number: int) -> Response:
    """Take a part that a holder of the old keys has sealed anew; the body is the container, for the key set that is named."""
    with room_for(request.content_length):
        try:
            by = _proven(office_id, largest=containers.SIZES[-1])
            with database().session(writes=True) as session:
                complaint, part = _resealable(session, office_id, by, complaint_id, number)
                if complaint.key_set != key_set:
                    raise Refused("other_keys")
                resealing.hand_in(session, complaint, part, _raw(), by=by, today=today())
                session.commit()
        except NoProof:
            return _error("no_proof", 403)
        except NoSuchThing:
            return _error("not_found", 404)
        except Refused as refused:
            return _error(str(refused), 409)
    return jsonify(done="reseal")


@blueprint.post("/api/<any('reply', 'status', 'propose', 'withdraw', 'confirm', 'acknowledge', 'resealed'):act>")
@public
@limiter.limit("120 per minute")
def do(office_id: str, act: str) -> Response:
    """Do what a holder asks for; 409 with a word where it cannot be done."""
    try:
        by = _proven(office_id)
        with database().session(writes=True) as session:
            _ACTS[act](session, office_id, by, _body())
            session.commit()
    except NoProof:
        return _error("no_proof", 403)
    except NoSuchThing:
        return _error("not_found", 404)
    except keys.SecretKeyGiven:
        return _error("secret_key", 400)
    except sealing.NotAPublicKey:
        return _error("not_a_public_key", 400)
    except keys.SameHolder:
        return _error("same_holder", 400)
    except Refused as refused:
        return _error(str(refused), 409)
    return jsonify(done=act)


def _reply(session: Session, office_id: str, by: str, said: Said) -> None:
    try:
        container = base64.b64decode(_text(said, "container"), validate=True)
    except binascii.Error as error:
        raise Refused("not_a_container") from error
    complaint = _complaint(session, office_id, by, said)
    holders.reply(session, complaint, container, key_set=_text(said, "key_set"), by=by, today=today())


def _status(session: Session, office_id: str, by: str, said: Said) -> None:
    holders.set_status(session, _complaint(session, office_id, by, said), _text(said, "status"), by=by, today=today())


def _propose(session: Session, office_id: str, by: str, said: Said) -> None:
    of, day = _about(session, office_id, by, said), today()
    act = _text(said, "act")
    if isinstance(of, KeySet) and act == "keys":
        a, b = (Holder(*(_text(said, f"{what}_{one}") for what in ("name", "holder", "mail"))) for one in "ab")
        holders.propose_keys(session, of, (a, b), by=by, today=day)
    elif isinstance(of, Complaint) and act == "close":
        holders.propose_close(session, of, _text(said, "closing"), by=by, today=day)
    elif isinstance(of, Complaint) and act == "erase":
        holders.propose_erase(session, of, by=by, today=day)
    else:
        raise Refused("not_possible")


def _withdraw(session: Session, office_id: str, by: str, said: Said) -> None:
    holders.withdraw(session, _about(session, office_id, by, said), by=by, today=today())


def _confirm(session: Session, office_id: str, by: str, said: Said) -> None:
    proposal = said.get("proposal")
    seen = proposal if isinstance(proposal, dict) else {}
    holders.confirm(session, _about(session, office_id, by, said), seen, by=by, today=today())


def _acknowledge(session: Session, office_id: str, by: str, said: Said) -> None:
    holders.acknowledge(session, _complaint(session, office_id, by, said), _text(said, "word"), by=by, today=today())


def _resealed(session: Session, office_id: str, by: str, said: Said) -> None:
    digests = said.get("digests")
    seen = digests if isinstance(digests, dict) else {}
    resealing.agree(session, _complaint(session, office_id, by, said), seen, by=by, today=today())


_ACTS: Mapping[str, Act] = {
    "reply": _reply,
    "status": _status,
    "propose": _propose,
    "withdraw": _withdraw,
    "confirm": _confirm,
    "acknowledge": _acknowledge,
    "resealed": _resealed,
}


def _proven(office_id: str, *, largest: int = LARGEST_REQUEST) -> str:
    """Return the public key whose holder has sent this request; NoProof, also where no key set of the office is of it."""
    given = request.authorization
    if given is None or given.type != "sutcharit" or not database().exists:
        raise NoProof
    turn = str(given.parameters.get("turn") or "")
    if not (turn.isascii() and turn.isdigit() and len(turn) <= 9):
        raise NoProof
    name, proof = (str(given.parameters.get(one) or "") for one in ("challenge", "proof"))
    by = _challenges().prove(name, int(turn), proof, path=request.path, body=_raw(largest))
    with database().session(writes=False) as session:
        if not keys.of_holder(session, office_id, by):
            raise NoProof
    return by


def _about(session: Session, office_id: str, by: str, said: Said) -> Complaint | KeySet:
    if "key_set" not in said:
        return _complaint(session, office_id, by, said)
    found = session.get(KeySet, (office_id, _text(said, "key_set")), with_for_update=True)
    if found is None or by not in found.holders:
        raise NoSuchThing
    return found


def _complaint(session: Session, office_id: str, by: str, said: Said) -> Complaint:
    found = session.get(Complaint, (office_id, _text(said, "complaint")), with_for_update=True)
    if found is None or by not in session.get_one(KeySet, (office_id, found.key_set)).holders:
        raise NoSuchThing
    return found


def _container(session: Session, office_id: str, by: str, said: Said) -> bytes:
    complaint_id, number = _text(said, "complaint"), _number(said)
    complaint, part = (
        session.get(Complaint, (office_id, complaint_id)),
        session.get(Part, (office_id, complaint_id, number)),
    )
    if complaint is None or part is None:
        raise NoSuchThing
    sets = {one.id for one in keys.of_holder(session, office_id, by)}
    if said.get("resealed") is True:
        anew = session.get(ResealedPart, (office_id, complaint_id, number))
        if anew is None or complaint.key_set not in sets:
            raise NoSuchThing
        return anew.container
    if not sets & {complaint.key_set, part.sealed_to}:
        raise NoSuchThing
    return part.container


def _resealable(session: Session, office_id: str, by: str, complaint_id: str, number: int) -> tuple[Complaint, Part]:
    complaint = session.get(Complaint, (office_id, complaint_id), with_for_update=True)
    part = session.get(Part, (office_id, complaint_id, number))
    if complaint is None or part is None or by not in session.get_one(KeySet, (office_id, part.sealed_to)).holders:
        raise NoSuchThing
    return complaint, part


def _key_set(session: Session, key_set: KeySet) -> dict[str, Any]:
    this = (Complaint.office_id == key_set.office_id, Complaint.key_set == key_set.id)
    complaints = session.scalars(select(Complaint).where(*this).order_by(Complaint.id))
    trail = audit.trail(session, key_set.office_id, key_set.id)
    return {
        **{name: getattr(key_set, name) for name in _KEYS},
        "complaints": [_plain(session, one) for one in complaints],
        "trail": [_entry(one) for one in trail],
        **_left(session, key_set),
    }


def _left(session: Session, key_set: KeySet) -> dict[str, Any]:
    """Return what is still sealed to a key set that is no longer its complaint's, and the sets it is to be sealed to."""
    found = resealing.waiting(session, key_set)
    parts = [
        {
            "complaint": complaint.id,
            "key_set": complaint.key_set,
            "reply_to": complaint.reply_to,
            "number": part.number,
            "direction": part.direction,
            "size": size,
            "resealed": digest,
        }
        for complaint, part, size, digest in found
    ]
    to = {complaint.key_set for complaint, *_ in found}
    successors = [session.get_one(KeySet, (key_set.office_id, one)) for one in sorted(to)]
    return {"left": parts, "successors": [{name: getattr(one, name) for name in _SUCCESSOR} for one in successors]}


def _plain(session: Session, complaint: Complaint) -> dict[str, Any]:
    this = (Part.office_id == complaint.office_id, Part.complaint_id == complaint.id)
    rows = session.execute(
        select(
            *(Part.number, Part.direction, func.length(Part.container).label("size"), Part.sealed_to),
            func.coalesce(ResealedPart.digest, "").label("resealed"),
        )
        .outerjoin(ResealedPart, resealing.is_of(Part))
        .where(*this)
        .order_by(Part.number)
    )
    parts = [dict(row) for row in rows.mappings()]
    return {**{name: getattr(complaint, name) for name in _PLAIN}, "parts": parts}


def _entry(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _ENTRY}


def _raw(largest: int = LARGEST_REQUEST) -> bytes:
    """Return the body, which is read once: the first to ask says how long it may be."""
    request.max_content_length = largest
    return request.get_data(cache=True, parse_form_data=False)


def _body() -> dict[str, Any]:
    try:
        said = json.loads(_raw())
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: Said, name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""


def _number(said: Said) -> int:
    value = said.get("number")
    return value if isinstance(value, int) and 0 < value < 100_000 else 0


def _challenges() -> Challenges:
    found: Challenges = current_app.extensions["complaint_challenges"]
    return found


def _error(word: str, status: int) -> Response:
    response = jsonify(error=word)
    response.status_code = status
    return response
