"""The pages of acts on letters that are not out."""

from uuid import UUID

from tracker.mail import letters_api as mail
from tracker.mail import queries
from tracker.pages.act_pages import About, ActPage
from tracker.pages.looking import Looking
from tracker.web.language import N_

MAIL = (N_("Mail"), "/mail")


async def _about_mail(look: Looking) -> About:
    return About(
        subject="",
        back="/mail",
        crumbs=(MAIL,),
        known=((N_("Mail address"), look.visitor.email),),
    )


async def _about_letter(look: Looking, work_id: UUID) -> About:
    row = await queries.shown(look.session, await queries.letter(look.session, work_id))
    return About(
        subject=row.to,
        back="/mail",
        crumbs=(MAIL,),
        known=((N_("Subject"), row.subject), (N_("What went wrong"), row.reason or "")),
    )


SEND_AGAIN = ActPage(
    handler=mail.send_letter_again,
    title=N_("Try again"),
    button=N_("Try again"),
    said=N_("The letter waits to go out within a minute."),
    lead=N_("The letter is the same as before; a link in it may be too old by now."),
    about=_about_letter,
)
SET_ASIDE = ActPage(
    handler=mail.set_letter_aside,
    title=N_("Set aside"),
    button=N_("Set aside"),
    said=N_("The letter is given up for good."),
    warning=N_("What the letter said is forgotten; it can be sent no more."),
    about=_about_letter,
)
TEST = ActPage(
    handler=mail.send_test_letter,
    title=N_("Send myself a test letter"),
    button=N_("Send"),
    said=N_("The test letter goes out within a minute; what goes wrong is told below."),
    about=_about_mail,
)
OF_MAIL = (TEST,)
OF_A_LETTER = (SEND_AGAIN, SET_ASIDE)
PAGES = (*OF_MAIL, *OF_A_LETTER)
