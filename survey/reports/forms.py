"""What an officer chooses of a report."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from survey.documents.report import Digits
from survey.forms import OfficerForm


class ReportForm(OfficerForm):
    """Which digits a document prints. Sent by address: a report is read, nothing is changed."""

    class Meta(OfficerForm.Meta):
        """Nothing to protect."""

        csrf = False

    digits = RadioField(
        "ตัวเลขในเอกสาร",
        default=Digits.THAI,
        choices=[
            SelectChoice(value=str(Digits.THAI), label="เลขไทย ๑๒๓"),
            SelectChoice(value=str(Digits.ARABIC), label="เลขอารบิก 123"),
        ],
    )
