"""The form of an act beside what it is done to; it is sent to the act's own page."""

from tracker.pages.act_forms import ShownForm, filled_from, form_of
from tracker.pages.act_pages import About, ActPage, why_not
from tracker.pages.acts import is_formal, left_of
from tracker.pages.looking import Looking
from tracker.people.rules import is_fresh
from tracker.process.policy import may
from tracker.web import drafts


async def form_here(
    look: Looking, act: ActPage, known: About | None = None, **values: object
) -> ShownForm | None:
    """As it was left unsent, or as things stand; None where the reader may not do it now.

    `values`: those of the act's path. `known`: what it is done to, where the page has that. What
    is wrong with it is said on the act's page.
    """
    if not may(look.actor, act.policy.act):
        return None
    if act.takes_files and is_formal(act) and not is_fresh(look.visitor.proven_at, look.now):
        return None  # its own page asks for a factor before files are chosen
    about = known or await act.about(look, **values)
    if why_not(act, about.here, look.actor.role, look.actor) is not None:
        return None
    action = act.address(**values)
    draft = await drafts.of(look.session, look.actor.person_id, drafts.place(action, ""))
    filled = drafts.typed_in(draft) if draft is not None else filled_from(act, about)
    left = await left_of(act, look, drafts.place(action, ""), draft)
    return form_of(act, look.request, about, filled, action, draft=left)
