"""A first proposal that came on paper: before it there is neither a project nor a draft."""

from tracker.files.storage import StoredBlob
from tracker.journal.desk import Desk
from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.errors import NotFound, Unfit
from tracker.kernel.saying import N_
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.programme.models import Call
from tracker.programme.rules import state_now
from tracker.projects import commands as projects
from tracker.projects import queries as belonging
from tracker.proposals import commands
from tracker.proposals.models import ProposalVersion
from tracker.proposals.wire import Held, PaperProposal


async def record_proposal(desk: Desk, call: Call, data: PaperProposal) -> ProposalVersion:
    """Open the project, keep the original in it, and hand the proposal in for its city.

    What comes after the original is the city's act, recorded for it (`projects/behalf.py`).
    """
    refuse_if_shut(Act.PROPOSAL_RECORD, state_now(call, desk.now))
    original = await belonging.own_original(desk, call.id, data.original_id)
    if original is None:
        raise Unfit("original_id", N_("Upload the original to this call first, and name its id."))
    try:
        city = await people.organisation(desk.session, data.city_id)
    except NotFound:
        raise Unfit("city_id", N_("Name a city.")) from None
    if city.kind is not OrganisationKind.CITY:
        raise Unfit("city_id", N_("Name a city."))
    project = await commands.open_for(desk, call, city, data)
    content = StoredBlob(sha256=original.sha256, size=original.size, media_type=original.media_type)
    kept = await projects.store_file(desk, project, original.name, content)
    party = desk.actor.standing_in(
        city.id, city.kind, Role.CITY_CONTACT, project_id=project.id, file_id=kept.id
    )
    theirs = Desk(desk.session, desk.now, party)
    proposal = await commands.draft(theirs, call, project, data)
    held = Held(call=call, project=project, proposal=proposal)
    return await commands.submit_proposal(theirs, held)
