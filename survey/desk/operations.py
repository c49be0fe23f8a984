"""What the officers' pages write besides acts on one case: many refusals at once, entries, rules and answer templates."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import codes
from survey.cases.history import Actor
from survey.cases.intake import Sent, receive
from survey.cases.pictures import Picture
from survey.cases.receipts import Receipt
from survey.cases.rules import rules_to_change
from survey.errors import NotFound
from survey.models import AnswerTemplate, Case, CaseRules, Visibility

COUNTER_ONLY_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rules:
    """What an office sets about its cases; `CaseRules` tells what each means."""

    moderate_days: int
    acknowledge_days: int
    answer_days: int
    needs_approval: bool
    digest_to: str


def unread_as_seen(session: Session, office_id: str, seen: Mapping[str, int]) -> list[Case]:
    """Return the unread posts among some, held until commit; `seen` has how many events each had when it was read.

    One that has changed since, or is read already, is not among them.
    """
    of_office = select(Case).where(Case.office_id == office_id, Case.number.in_(seen), Case.visibility == Visibility.WAITING)
    # In an order that is everybody's, so that two who hold several at once do not wait for each other for ever.
    held = session.scalars(of_office.order_by(Case.id).with_for_update().execution_options(populate_existing=True))
    return [case for case in held if case.events == seen[case.number]]


def enter(
    session: Session, office_id: str, sent: Sent, actor: Actor, *, submission: str, key: bytes, pictures: Sequence[Picture] = ()
) -> Receipt:
    """Store a case on somebody's behalf, or find it where the same form brought the same words; return its receipt."""
    said = "\x00".join((office_id, submission, sent.subject, sent.text))
    digest = hmac.digest(key, b"entered\x00" + said.encode(), hashlib.sha256)
    case_id = digest[:8].hex()
    number = int.from_bytes(digest[8:])
    code = ""
    for _ in range(codes.LENGTH):
        number, at = divmod(number, len(codes.ALPHABET))
        code += codes.ALPHABET[at]
    earlier = session.get(Case, (office_id, case_id))
    if earlier is not None:
        return Receipt(earlier, codes.grouped(code))
    return receive(session, office_id, sent, key=key, pictures=pictures, actor=actor, case_id=case_id, code=code)


def set_rules(session: Session, office_id: str, rules: Rules) -> CaseRules:
    """Set how an office handles cases; the days count for those that arrive from now on."""
    stored = rules_to_change(session, office_id)
    stored.moderate_days, stored.acknowledge_days = rules.moderate_days, rules.acknowledge_days
    stored.answer_days, stored.needs_approval = rules.answer_days, rules.needs_approval
    stored.digest_to = rules.digest_to
    session.flush()
    return stored


def take_at_counter_only(session: Session, office_id: str) -> None:
    """Take nothing over the web for a day."""
    rules_to_change(session, office_id).counter_only_until = datetime.now(UTC).replace(tzinfo=None) + COUNTER_ONLY_FOR
    session.flush()


def take_everywhere(session: Session, office_id: str) -> None:
    """Take cases over the web again."""
    rules_to_change(session, office_id).counter_only_until = None
    session.flush()


def template_of(session: Session, office_id: str, template_id: str) -> AnswerTemplate:
    """Return an answer template of an office; NotFound where it has none of that id."""
    found = session.get(AnswerTemplate, (office_id, template_id))
    if found is None:
        raise NotFound
    return found


def add_template(session: Session, office_id: str, *, title: str, text: str) -> AnswerTemplate:
    """Add an answer template."""
    made = AnswerTemplate(office_id=office_id, title=title, text=text)
    session.add(made)
    session.flush()
    return made


def change_template(session: Session, template: AnswerTemplate, *, title: str, text: str) -> None:
    """Change an answer template; what was answered with it stays as it was."""
    template.title, template.text = title, text
    session.flush()


def remove_template(session: Session, template: AnswerTemplate) -> None:
    """Remove an answer template."""
    session.delete(template)
    session.flush()
