"""All that the page of a case shows, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from survey.cases import author, clock, handling, masking, search, timeline
from survey.cases.clock import Due
from survey.cases.history import events_of
from survey.cases.timeline import Entry, Reader
from survey.desk import about, acts, forms, queries
from survey.desk.acts import Act
from survey.models import Case, CaseEvent, CaseFile, CaseMessage, FilePurpose, Officer, Visibility

# How many cases like this one are named where it could be merged.
_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `kind` is what kind of personal data it is, "" where it is none."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act with the form that asks for it. `is_open` where it was just sent, or asked for."""

    act: Act
    form: forms.ActForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the author added, in pieces, and the form that publishes it; None where it cannot be."""

    message: CaseMessage
    day: date
    pieces: tuple[Piece, ...]
    form: forms.ShowForm | None


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows.

    `changed` is what others did since the officer read it; `lost` what the officer had typed for an act that is not offered any
    more, by the label of the field.
    """

    case: Case
    due: Due | None
    is_overdue: bool
    is_held: bool
    subject: tuple[Piece, ...]
    text: tuple[Piece, ...]
    division: str
    officer: str
    about: str
    hint: str
    hint_because: str
    said: tuple[Said, ...]
    sent: tuple[CaseFile, ...]
    own: tuple[CaseFile, ...]
    next: tuple[Offer, ...]
    others: tuple[Offer, ...]
    draft: CaseEvent | None
    draft_is_own: bool
    merged_into: Case | None
    similar: tuple[Case, ...]
    entries: tuple[Entry, ...]
    changed: tuple[Entry, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent for this page and did not do its act; `seen` is how far the officer had read, None where all."""

    name: str
    form: forms.ActForm
    seen: int | None = None


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return a text in pieces, with the personal data in it apart."""
    made: list[Piece] = []
    at = 0
    for one in masking.found(text):
        made += [Piece(text[at : one.start]), Piece(text[one.start : one.end], str(one.kind))]
        at = one.end
    return tuple(piece for piece in (*made, Piece(text[at:])) if piece.text)


def page_of(
    session: Session, officer: Officer, case: Case, *, today: date, template: str = "", sent: Sent | None = None
) -> Page:
    """Return the page of a case for an officer; `template` is the id of the answer template to begin the answer with."""
    events = events_of(session, case)
    draft = handling.draft_of(events)
    assessment = about.assessment_for(case)
    hint = about.hint_for(case, assessment) if case.indicator is None else None
    files = handling.files_of(session, case)
    entries = timeline.timeline_of(session, case, Reader.OFFICER)
    is_held = queries.is_held(case)
    due = clock.due(case)
    builder = _Builder(session, officer, case, draft, template, sent)
    offers = builder.offers()
    wanted = _wanted(due, draft if acts.may_approve(session, officer, draft) else None)
    divisions = {one.id: one.name for one in queries.divisions_of(session, case.office_id)}
    officers = {one.id: one.name for one in queries.officers_of(session, case.office_id)}
    seen = sent.seen if sent is not None else None
    return Page(
        case=case,
        due=due,
        is_overdue=due is not None and not is_held and due.is_overdue(today),
        is_held=is_held,
        subject=pieces_of(case.subject),
        text=pieces_of(case.text),
        division=divisions.get(case.division_id or "", ""),
        officer=officers.get(case.officer_id or "", ""),
        about=about.words_of(assessment, case.indicator, case.item),
        hint=about.words_of(assessment, hint.indicator, hint.item) if hint else "",
        hint_because=" ".join(f"“{word}”" for word in hint.because) if hint else "",
        said=builder.said(events),
        sent=tuple(file for file in files if file.purpose == FilePurpose.SENT),
        own=tuple(file for file in files if file.purpose != FilePurpose.SENT),
        next=tuple(offer for name in wanted for offer in offers if offer.act.name == name),
        others=tuple(offer for offer in offers if offer.act.name not in wanted),
        draft=draft,
        draft_is_own=draft is not None and draft.officer_id == officer.id,
        merged_into=session.get(Case, (case.office_id, case.merged_into)) if case.merged_into else None,
        similar=builder.similar(),
        entries=tuple(reversed(entries)),
        changed=() if seen is None else tuple(entry for entry in entries if entry.seq > seen),
        lost=builder.lost([offer.act.name for offer in offers]),
    )


def _wanted(due: Due | None, to_approve: CaseEvent | None) -> tuple[str, ...]:
    if to_approve is not None:
        return ("approve",)
    if due is None:
        return ("resume",)
    return {"moderate": ("publish", "refuse"), "acknowledge": ("acknowledge", "answer")}.get(due.task, ("answer",))


class _Builder:
    """Makes the forms of a page: filled in with what is known, or as they were sent."""

    def __init__(
        self, session: Session, officer: Officer, case: Case, draft: CaseEvent | None, template: str, sent: Sent | None
    ) -> None:
        self.session, self.officer, self.case = session, officer, case
        self.draft, self.template, self.sent = draft, template, sent

    def offers(self) -> list[Offer]:
        found = []
        for act in acts.ACTS.values():
            if act.name in acts.BESIDE or not act.is_offered(self.case):
                continue
            if act.name == "approve" and not acts.may_approve(self.session, self.officer, self.draft):
                continue
            is_sent = self.sent is not None and self.sent.name == act.name
            found.append(Offer(act, self.form(act), is_sent or (act.name == "answer" and bool(self.template))))
        return found

    def form(self, act: Act) -> forms.ActForm:
        if self.sent is not None and self.sent.name == act.name:
            return self.sent.form
        form = act.form(formdata=None, prefix=prefix_of(act.name), data=known(self.session, self.case, act.name, self.draft))
        offer_choices(self.session, self.case, form)
        if act.name == "answer" and self.template and isinstance(form, forms.AnswerForm):
            form.text.data = with_template(self.session, self.case.office_id, "", self.template)
        return form

    def said(self, events: Sequence[CaseEvent]) -> tuple[Said, ...]:
        days = {event.seq: event.day for event in events}
        messages = author.messages_of(self.session, self.case)
        return tuple(
            Said(message, days[seq], pieces_of(message.text), self._show_form(message))
            for seq, message in sorted(messages.items())
        )

    def _show_form(self, message: CaseMessage) -> forms.ShowForm | None:
        if self.case.visibility != Visibility.PUBLIC:
            return None
        form = self.sent.form if self.sent is not None and self.sent.name == "show" else None
        if isinstance(form, forms.ShowForm) and form.of.data == str(message.seq):
            return form
        text = message.shown_text or masking.masked(message.text)
        return forms.ShowForm(formdata=None, prefix=prefix_of(f"show-{message.seq}"), data={"text": text, "of": message.seq})

    def similar(self) -> tuple[Case, ...]:
        """Return the public cases most like this one, where it could be merged into one of them."""
        if not acts.ACTS["merge"].is_offered(self.case):
            return ()
        found = search.similar(self.session, self.case.office_id, f"{self.case.subject}\n{self.case.text}", limit=_ALIKE + 1)
        return tuple(one for one in found if one.id != self.case.id)[:_ALIKE]

    def lost(self, offered: Sequence[str]) -> tuple[tuple[str, str], ...]:
        if self.sent is None or self.sent.name in offered or (self.sent.name == "show" and self._is_public):
            return ()
        typed = [(field.label.text, field.data) for field in self.sent.form if field.type in {"StringField", "TextAreaField"}]
        return tuple((label, words) for label, words in typed if words)

    @property
    def _is_public(self) -> bool:
        return self.case.visibility == Visibility.PUBLIC


def prefix_of(name: str) -> str:
    """Return what the names of the fields of an act's form begin with."""
    return f"{name}-"


def known(session: Session, case: Case, name: str, draft: CaseEvent | None) -> Mapping[str, object]:
    """Return what the form of an act begins with."""
    if name == "publish":
        shown = [file.id for file in handling.files_of(session, case) if file.is_public]
        subject = case.shown_subject or masking.masked(case.subject)
        return {"subject": subject, "text": case.shown_text or masking.masked(case.text), "pictures": shown}
    if name == "approve" and draft is not None:
        return drafted(draft)
    if name == "assign":
        return {"division": case.division_id or forms.NOBODY, "officer": case.officer_id or forms.NOBODY}
    if name == "link":
        hint = about.hint_for(case, about.assessment_for(case)) if case.indicator is None else None
        return {"about": about.chosen(hint.indicator, hint.item) if hint else about.chosen(case.indicator, case.item)}
    return {}


def drafted(draft: CaseEvent) -> Mapping[str, object]:
    """Return a draft as the fields of the form it came from."""
    details = draft.details
    planned_for = details.get("planned_for")
    return {
        "result": details.get("outcome") or details["status"],
        "text": draft.text,
        "planned_for": date.fromisoformat(planned_for) if planned_for else None,
        "to": details.get("to", ""),
    }


def offer_choices(session: Session, case: Case, form: forms.ActForm) -> None:
    """Fill in what can be chosen in a form of a case."""
    if isinstance(form, forms.PublishForm):
        sent = [file for file in handling.files_of(session, case) if file.purpose == FilePurpose.SENT]
        form.pictures.choices = [SelectChoice(value=file.id, label=f"ภาพที่ {file.position}") for file in sent]
    elif isinstance(form, forms.AnswerForm):
        found = queries.templates_of(session, case.office_id)
        nothing = SelectChoice(value=forms.NOBODY, label="เลือกคำตอบสำเร็จรูป")
        form.template.choices = [nothing, *(SelectChoice(value=one.id, label=one.title) for one in found)]
    elif isinstance(form, forms.AssignForm):
        divisions = [SelectChoice(value=one.id, label=one.name) for one in queries.divisions_of(session, case.office_id)]
        officers = [SelectChoice(value=one.id, label=one.name) for one in queries.officers_of(session, case.office_id)]
        form.division.choices = [SelectChoice(value=forms.NOBODY, label="ยังไม่ระบุ"), *divisions]
        form.officer.choices = [SelectChoice(value=forms.NOBODY, label="ยังไม่ระบุ"), *officers]
    elif isinstance(form, forms.LinkForm):
        form.about.choices = about.choices(about.assessment_for(case))


def with_template(session: Session, office_id: str, typed: str, template: str) -> str:
    """Return what was typed with the text of an answer template behind it; as it was where there is no such template."""
    found = next((one for one in queries.templates_of(session, office_id) if one.id == template), None)
    return "\n".join(part for part in (typed, found.text if found else "") if part)
