"""The questions about a project: their answers decide what is asked."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.compliance.queries.facts import facts as facts_of
from tracker.pages import acts_of_compliance as acts
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, by_letter, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


@get("/projects/{code:str}/facts", guards=[Requires(Act.FACT_SEE)])
async def show_facts(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Which requirements concern us? The answers decide it."""
    project = await project_of(look, code)
    facts = await facts_of(look, code)
    ids = [one.by for one in facts] + [one.checked_by for one in facts]
    return page(
        request,
        "facts.html",
        project=project,
        facts=facts,
        names=await person_names(look, ids),
        letters=await by_letter(look, [one.answer_id for one in facts]),
        places=places_of(look.actor, project),
        answer=lambda fact: links(
            look.actor, acts.OF_A_FACT, Here(at=project), code=code, fact=fact
        ),
        check=links_of(
            look,
            acts.OF_AN_ANSWER,
            "answer_id",
            Here(at=project),
            facts,
            lambda one: one.answer_id,
        ),
        crumbs=crumbs_of(code, project.title, (N_("About the project"), "")),
    )


HANDLERS = (show_facts,)
