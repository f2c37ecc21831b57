"""Every page there is: what is looked at, the acts, and the files."""

from litestar import get
from litestar.handlers import HTTPRouteHandler

from tracker.pages import (
    acts_of_calls,
    acts_of_compliance,
    acts_of_gates,
    acts_of_mail,
    acts_of_notices,
    acts_of_people,
    acts_of_pilots,
    acts_of_projects,
    acts_of_studies,
    admin,
    calls,
    checklist,
    decision,
    drafts,
    facts,
    gate,
    gates,
    home,
    mail,
    paper,
    pilots,
    projects,
    proposal,
    receipts,
    records,
    sending,
    studies,
)
from tracker.pages.act_pages import ActPage
from tracker.pages.acts import routes
from tracker.people import answer_pages as answering
from tracker.people import authenticator_pages as authenticator
from tracker.people import own_pages as own
from tracker.people import pages as coming_in
from tracker.people import provider_pages as elsewhere
from tracker.proposals.files_api import read_file
from tracker.reports.api import annex_file, memo_file, report_file
from tracker.web.assets import show_asset

ACTS: tuple[ActPage, ...] = (
    *acts_of_projects.PAGES,
    *acts_of_gates.PAGES,
    *acts_of_compliance.PAGES,
    *acts_of_studies.PAGES,
    *acts_of_pilots.PAGES,
    *acts_of_calls.PAGES,
    *acts_of_people.PAGES,
    *acts_of_notices.PAGES,
    *acts_of_mail.PAGES,
)
FILES = (read_file, report_file, annex_file, memo_file)
"""Handlers of the API that give out files: people get them by their session, at the same path."""


def _by_session(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    (path,) = handler.paths
    return get(path, guards=list(handler.guards or ()), media_type=handler.media_type)(handler.fn)


HANDLERS: list[HTTPRouteHandler] = [
    show_asset,
    *coming_in.HANDLERS,
    *own.HANDLERS,
    *authenticator.HANDLERS,
    *answering.HANDLERS,
    *elsewhere.HANDLERS,
    *drafts.HANDLERS,
    *sending.HANDLERS,
    *home.HANDLERS,
    *projects.HANDLERS,
    *gate.HANDLERS,
    *gates.HANDLERS,
    *decision.HANDLERS,
    *checklist.HANDLERS,
    *facts.HANDLERS,
    *studies.HANDLERS,
    *pilots.HANDLERS,
    *receipts.HANDLERS,
    *records.HANDLERS,
    *paper.HANDLERS,
    *calls.HANDLERS,
    *proposal.HANDLERS,
    *admin.HANDLERS,
    *mail.HANDLERS,
    *(routes(act) for act in ACTS),
    *(_by_session(handler) for handler in FILES),
]
