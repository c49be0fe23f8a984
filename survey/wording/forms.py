"""The forms of the pages of wording."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import StopValidation

from survey.forms import OfficerForm


class UploadForm(OfficerForm):
    """A file of texts."""

    file = FileField("ไฟล์ถ้อยคำ (YAML หรือ XLSX)")

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise StopValidation("กรุณาเลือกไฟล์ก่อนกดตรวจ")


class LayForm(OfficerForm):
    """The texts of a preview, on their way from the page to the database."""

    texts = HiddenField()


class TakeOffForm(OfficerForm):
    """A button that changes something."""
