"""A letter as a message: plain text, and the same as simple HTML."""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markupsafe import Markup, escape

from tracker.mail_server import MAIL_ADDRESS, Mailbox
from tracker.web.language import N_, RIGHT_TO_LEFT, language_at_hand, said
from tracker.work.commands import Refused
from tracker.work.wire import Letter

_ADDRESS = re.compile(MAIL_ADDRESS)
_SENT_BY = N_("This letter comes from the tracker at %(origin)s")
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n'
    '<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n'
    "<style>:root{{color-scheme:light dark}}"
    "body{{margin:0;padding:16px;font:16px/1.5 system-ui,sans-serif}}"
    "main{{max-width:36em;margin:0 auto;overflow-wrap:anywhere}}</style>\n"
    "</head>\n<body>\n<main>\n{paragraphs}\n</main>\n</body>\n</html>\n"
)


def message_of(
    letter: Letter, sender: Mailbox, reply_to: Mailbox | None, origin: str, now: datetime
) -> EmailMessage:
    """The same letter has the same Message-ID however often it is sent.

    Raises Refused where the address is none that a header may hold.
    """
    language = language_at_hand(letter.language)
    text = f"{letter.text.rstrip()}\n\n{said(language)(_SENT_BY, origin=origin)}\n"
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(now)
    message["From"] = _address(sender)
    message["To"] = _address(Mailbox(address=letter.to))
    if reply_to is not None:
        message["Reply-To"] = _address(reply_to)
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(
        _html(text, letter.subject, language, origin), subtype="html", cte="quoted-printable"
    )
    message["Content-Language"] = language  # before, it would go to the first part alone
    return message


def _address(mailbox: Mailbox) -> Address:
    if not _ADDRESS.fullmatch(mailbox.address):
        raise Refused("the address is none that a letter can go to")
    try:
        return Address(display_name=mailbox.name, addr_spec=mailbox.address)
    except (MessageError, ValueError, IndexError):
        raise Refused("the address is none that a letter can go to") from None


def _html(text: str, title: str, language: str, origin: str) -> str:
    """Paragraphs between blank lines; only addresses of this tracker become links."""
    paragraphs = [
        Markup("<p>{}</p>").format(Markup("<br>\n").join(_linked(line, origin) for line in lines))
        for lines in (part.splitlines() for part in re.split(r"\n{2,}", text.strip()))
    ]
    return str(
        _PAGE.format(
            language=language,
            direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
            title=title,
            paragraphs=Markup("\n").join(paragraphs),
        )
    )


def _linked(line: str, origin: str) -> Markup:
    links = re.compile(rf"({re.escape(origin)}(?:/[^\s<>\"]*)?)(?=\s|$)")
    parts = links.split(line)
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
