"""Mail as it leaves: composed as text and HTML, then sent by SMTP or kept as a file in a folder."""

import hashlib
import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from flask import render_template

from config import Settings
from registry.core import clock

TIMEOUT = 10  # seconds for the mail server to answer
SITE = "Policing Innovation Registry"


def compose(settings: Settings, key: str, address: str, subject: str, values: Mapping[str, object]) -> EmailMessage:
    """A mail in two forms. Its identifier follows from the key, so that a mail sent twice is known as one.

    Raises ValueError for an address or a subject that could start a header of its own.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=address)
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    host = urlsplit(settings.base_url).hostname or "localhost"
    message["Message-ID"] = f"<{_digest(key)}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if values.get("unsubscribe"):  # RFC 8058: the reader's mail program may stop it with one click
        message["List-Unsubscribe"] = f"<{values['unsubscribe']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(render_template("notifications/notice.txt", subject=subject, **values))
    page = render_template("notifications/notice.html", subject=subject, **values)
    message.add_alternative(page, subtype="html")
    return message


def post(settings: Settings, key: str, message: EmailMessage) -> None:
    """Hand a mail to the mail server, or put it in the folder under a name that follows from its key."""
    if settings.smtp_host is None:
        _keep(settings.mail_folder, key, message)
        return
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message, from_addr=parseaddr(settings.mail_from)[1])


def _keep(folder: Path, key: str, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".draft")
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes())
    os.replace(draft, folder / f"{re.sub(r'[^a-z0-9-]+', '-', key.lower())[:80]}-{_digest(key)[:8]}.eml")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
