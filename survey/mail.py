"""Sending an e-mail: plain text, through the one server that is configured."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from survey import thai
from survey.config import MailSecurity, MailServer

PATIENCE_SECONDS = 20


def letter(server: MailServer, to: Sequence[str], *, subject: str, text: str) -> EmailMessage:
    """Return an e-mail as it will be sent. Raises ValueError where an address or the subject would break its head."""
    made = EmailMessage()
    made["From"] = server.sender
    made["To"] = ", ".join(to)
    made["Subject"] = subject
    made["Date"] = format_datetime(thai.now().astimezone(thai.BANGKOK))
    made["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2].rstrip(">"))
    # So that no answering machine answers it.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="base64")
    return made


def send(server: MailServer, message: EmailMessage) -> None:
    """Hand an e-mail over to the server. Raises OSError or smtplib.SMTPException where it does not take it."""
    checked = ssl.create_default_context()
    if server.security == MailSecurity.TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_SECONDS, context=checked)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_SECONDS)
    with connection:
        if server.security == MailSecurity.STARTTLS:
            connection.starttls(context=checked)
        if server.user:
            connection.login(server.user, server.password)
        refused = connection.send_message(message)
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)
