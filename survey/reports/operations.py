"""Making results public and taking them back. Operations flush; the views commit."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey.errors import WrongState
from survey.models import Publication, Round, RoundState


class NotClosed(WrongState):
    """Results become public only once nothing changes in them."""

    title = "ยังเผยแพร่ผลไม่ได้"
    message = "ผลเผยแพร่ได้เมื่อปิดรอบแล้วเท่านั้น เพราะผลของรอบที่เปิดอยู่ยังเปลี่ยนได้"
    what_next = "กรุณาปิดรอบก่อน แล้วเปิดหน้ารายงานอีกครั้ง"


def publish(session: Session, found: Round, *, today: date) -> None:
    """Make the results of a closed round public; what is public already stays so since the same day. Raises NotClosed."""
    session.refresh(found, with_for_update=True)
    if found.state != RoundState.CLOSED:
        raise NotClosed
    if session.get(Publication, (found.office_id, found.id)) is None:
        session.add(Publication(office_id=found.office_id, round_id=found.id, published_on=today))
    session.flush()


def unpublish(session: Session, found: Round) -> None:
    """Take the results of a round back; nothing happens where they are not public."""
    if (publication := session.get(Publication, (found.office_id, found.id))) is not None:
        session.delete(publication)
    session.flush()
