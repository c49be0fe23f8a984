"""E-mail goes through a server that is checked, and never with a password in the clear."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path

import pytest

from survey import mail
from survey.config import ConfigurationError, MailSecurity, MailServer, read_settings
from tests.survey.cases.mail_server import a_certificate, mail_office

SECRET = {"SUTCHARIT_SECRET": "x" * 32}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_certificate(tmp_path_factory.mktemp("certificate"))


def test_a_letter_arrives_in_thai_as_it_was_written() -> None:
    with mail_office() as office:
        server = office.settings()
        mail.send(server, mail.letter(server, ["a@example.go.th", "b@example.go.th"], subject="ครบกำหนดวันนี้", text="ไฟถนน\n"))
    (letter,) = office.letters
    assert (letter["Subject"], letter["From"], letter["To"]) == (
        "ครบกำหนดวันนี้",
        "board@example.go.th",
        "a@example.go.th, b@example.go.th",
    )
    assert office.to == [["a@example.go.th", "b@example.go.th"]]
    assert letter.get_content() == "ไฟถนน\n"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.go.th>")


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_a_password_travels_only_under_encryption_to_a_server_that_is_who_it_says(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, security: MailSecurity
) -> None:
    known = {"user": "malee", "password": "open sesame"}
    at_once = security is MailSecurity.TLS
    with mail_office(certificate=certificate, password="open sesame", is_secure_at_once=at_once) as office:
        server = office.settings(security, **known)
        letter = mail.letter(server, ["a@example.go.th"], subject="ก", text="ข")
        with pytest.raises(ssl.SSLCertVerificationError):
            mail.send(server, letter)
        assert office.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mail.send(server, letter)
        assert office.secured == [True]
        with pytest.raises(smtplib.SMTPAuthenticationError):
            mail.send(office.settings(security, user="malee", password="wrong"), letter)


def test_a_server_that_offers_no_encryption_gets_nothing() -> None:
    with mail_office() as office:
        server = office.settings(MailSecurity.STARTTLS)
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mail.send(server, mail.letter(server, ["a@example.go.th"], subject="ก", text="ข"))
    assert office.letters == []


def test_an_address_cannot_smuggle_in_another_line_of_the_head() -> None:
    server = MailServer("localhost", 25, "board@example.go.th")
    with pytest.raises(ValueError, match="linefeed"):
        mail.letter(server, ["a@example.go.th\r\nBcc: b@example.go.th"], subject="ก", text="ข")


def test_without_a_host_nothing_is_sent_by_mail() -> None:
    assert read_settings(SECRET).mail is None


@pytest.mark.parametrize(("tls", "port"), [("", 587), ("starttls", 587), ("TLS", 465), ("none", 25)])
def test_the_port_is_the_usual_one_for_how_the_connection_is_kept(tls: str, port: int) -> None:
    given = {"SUTCHARIT_SMTP_HOST": "mail.go.th", "SUTCHARIT_SMTP_FROM": "b@go.th", "SUTCHARIT_SMTP_TLS": tls}
    found = read_settings(SECRET | given).mail
    assert found == MailServer("mail.go.th", port, "b@go.th", security=MailSecurity(tls.lower() or "starttls"))


def test_everything_that_can_be_said_of_a_mail_server_is_read_and_its_password_not_shown() -> None:
    given = {
        "SUTCHARIT_SMTP_HOST": "mail.go.th",
        "SUTCHARIT_SMTP_PORT": "2525",
        "SUTCHARIT_SMTP_USER": "malee",
        "SUTCHARIT_SMTP_PASSWORD": "open sesame",
        "SUTCHARIT_SMTP_FROM": "b@go.th",
    }
    found = read_settings(SECRET | given).mail
    assert found == MailServer("mail.go.th", 2525, "b@go.th", "malee", "open sesame")
    assert "sesame" not in repr(found)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "SUTCHARIT_SMTP_FROM"),
        ({"SUTCHARIT_SMTP_FROM": "nobody"}, "SUTCHARIT_SMTP_FROM"),
        ({"SUTCHARIT_SMTP_FROM": "b@go.th", "SUTCHARIT_SMTP_TLS": "perhaps"}, "SUTCHARIT_SMTP_TLS"),
        ({"SUTCHARIT_SMTP_FROM": "b@go.th", "SUTCHARIT_SMTP_PORT": "many"}, "SUTCHARIT_SMTP_PORT"),
        ({"SUTCHARIT_SMTP_FROM": "b@go.th", "SUTCHARIT_SMTP_USER": "m", "SUTCHARIT_SMTP_TLS": "none"}, "SUTCHARIT_SMTP_USER"),
    ],
)
def test_a_mail_server_that_is_half_described_stops_the_start(given: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_settings(SECRET | {"SUTCHARIT_SMTP_HOST": "mail.go.th"} | given)
