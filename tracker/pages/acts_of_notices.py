"""The pages of acts on notices: marking them as seen, and nudging those who are late."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.errors import NotFound
from tracker.kernel.saying import Filled
from tracker.notifications import api as notifications
from tracker.notifications import queries as notices
from tracker.pages.act_pages import About, ActPage, ByMail
from tracker.pages.act_subjects import at_project, project_of
from tracker.pages.looking import Looking
from tracker.pages.task_rows import late_ones, turn_of
from tracker.web.fields import Ask, Option
from tracker.web.language import N_

MOST_NAMED = 50
"""Projects that a link may name."""
NOTICES = (N_("Notices"), "/notices")
_OF_ONE = N_("%(what)s (%(whose)s)")
_LEAD = ByMail(
    mailed=N_(
        "Everybody who is late with something gets a notice and a mail today, with your name in "
        "it. A matter is told once a day."
    ),
    otherwise=N_(
        "Everybody who is late with something gets a notice today, with your name in it. Mail is "
        "not set up here, so they find it when they sign in. A matter is told once a day."
    ),
)


async def _about_notice(look: Looking, notice_id: UUID) -> About:
    row = await notices.own(look, notice_id)
    return About(
        subject=(await notices.view(look, row)).text,
        back="/notices",
        crumbs=(NOTICES,),
    )


async def _about_notices(look: Looking) -> About:
    newest = await notices.page(look, True, None, 1)
    through = newest.items[0].id if newest.items else None
    return About(
        subject="",
        back="/notices",
        crumbs=(NOTICES,),
        asks={"through": Ask(fixed=True, value=through)},
    )


async def _about_late_ones(look: Looking) -> About:
    """A link names projects and parties; where none of these is late any more, it leads nowhere.

    Else a nudge for one party would go to all.
    """
    asked = look.request.query_params
    late = await late_ones(look, asked.getall("projects", [])[:MOST_NAMED])
    cities = late.projects
    named = asked.getall("party_ids", [])
    meant = [one for one in named if one in map(str, late.parties)]
    if named and not meant:
        raise NotFound
    return About(
        subject="",
        back="/",
        there={"projects": tuple(cities), "party_ids": tuple(meant)},
        asks={
            "projects": Ask(
                options=tuple(Option(code, f"{code} {cities[code]}") for code in cities)
            ),
            "party_ids": Ask(
                label=N_("Only these"),
                options=tuple(
                    Option(str(one), name)
                    for one, name in sorted(late.parties.items(), key=lambda two: two[1])
                ),
            ),
        },
    )


class Over(Struct, frozen=True):
    """What a link asks to nudge for waits no more."""


def _is_over(_: Over) -> str:
    return N_("This is done, or it waits for nobody any more; nobody is nudged.")


async def _about_task(look: Looking, code: str, key: str) -> About:
    """Mails and pages that stayed open lead here after it was done, too."""
    project = await project_of(look, code)
    try:
        one = await turn_of(look, code, key)
    except NotFound:
        return at_project(project, thing=Over())
    return replace(
        at_project(project, "", ""), subject=Filled(_OF_ONE, what=one.what, whose=one.whose)
    )


async def _about_project(look: Looking, code: str) -> About:
    return at_project(await project_of(look, code), "", "")


MARK_SEEN = ActPage(
    handler=notifications.mark_notice_seen,
    title=N_("Mark as seen"),
    button=N_("Mark as seen"),
    said=N_("Marked as seen."),
    about=_about_notice,
)
MARK_ALL_SEEN = ActPage(
    handler=notifications.mark_notices_seen,
    title=N_("Mark all as seen"),
    button=N_("Mark all as seen"),
    said=N_("Marked as seen."),
    lead=N_("What comes in while you read this page stays new."),
    about=_about_notices,
)
NUDGE = ActPage(
    handler=notifications.nudge_project,
    title=N_("Nudge who is late"),
    button=N_("Nudge"),
    said="",
    lead=_LEAD,
    about=_about_project,
    shows="nudged.html",
)
NUDGE_ALL = ActPage(
    handler=notifications.nudge,
    title=N_("Nudge all late"),
    button=N_("Nudge"),
    said="",
    lead=_LEAD,
    about=_about_late_ones,
    from_link=("projects", "party_ids"),
    shows="nudged.html",
)

NUDGE_FOR_ONE = ActPage(
    handler=notifications.nudge_task,
    title=N_("Nudge"),
    button=N_("Nudge"),
    said="",
    lead=ByMail(
        mailed=N_(
            "They get a notice and a mail today, with your name in it. A matter is told once a day."
        ),
        otherwise=N_(
            "They get a notice today, with your name in it. Mail is not set up here, so they find "
            "it when they sign in. A matter is told once a day."
        ),
    ),
    about=_about_task,
    shut_by=_is_over,
    shows="nudged.html",
)

OF_NOTICES = (MARK_ALL_SEEN,)
OF_A_NOTICE = (MARK_SEEN,)
OF_THE_DESK = (NUDGE_ALL,)
OF_A_PROJECT = (NUDGE,)
OF_A_TASK = (NUDGE_FOR_ONE,)
PAGES = (*OF_NOTICES, *OF_A_NOTICE, *OF_THE_DESK, *OF_A_PROJECT, *OF_A_TASK)
