"""The questions about a project: their answers decide what is asked."""

from collections.abc import Collection, Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.compliance.catalogue import Requirement
from tracker.compliance.lists import Answer
from tracker.compliance.queries.effects import effects
from tracker.compliance.queries.facts import facts as facts_of
from tracker.compliance.queries.facts import version as version_of
from tracker.pages import acts_of_compliance as acts
from tracker.pages.act_forms import ShownForm
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links_of
from tracker.pages.looking import Looking, by_letter, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.process.policy import Act
from tracker.projects import queries
from tracker.web.fields import Field
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
    about = acts.about_facts(project, facts, await version_of(look, code))
    form = await form_here(look, acts.ANSWER_FACTS, about, code=code)
    chosen = _chosen(form)
    found = await effects(look, await queries.get(look, code), _answers(chosen))
    ids = [one.by for one in facts] + [one.checked_by for one in facts]
    return page(
        request,
        "facts.html",
        project=project,
        facts=facts,
        form=form,
        chosen=chosen,
        each={
            fact: (
                _titles(one.comes_in, found.requirements),
                _titles(one.falls_away, found.requirements),
            )
            for fact, one in found.each.items()
        },
        comes_in=_titles(found.together.comes_in, found.requirements),
        falls_away=_titles(found.together.falls_away, found.requirements),
        names=await person_names(look, ids),
        letters=await by_letter(look, [one.answer_id for one in facts]),
        places=places_of(look.actor, project),
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


def _chosen(form: ShownForm | None) -> dict[str, Field]:
    """The field of each question, by its fact; none where the reader answers nothing."""
    rows = [field.within for field in form.fields if field.name == "answers"] if form else []
    fields = [one for within in rows for row in within for one in row]
    return {one.name.removeprefix("answers."): one for one in fields}


def _answers(chosen: Mapping[str, Field]) -> dict[str, Answer]:
    """What is chosen in the form, as it was left; what is no answer is said once it is sent."""
    known = {answer.value: answer for answer in Answer}
    return {fact: known[one.value] for fact, one in chosen.items() if one.value in known}


def _titles(ids: Collection[str], requirements: Mapping[str, Requirement]) -> list[str]:
    """In the order of the catalogue."""
    return [one.title for one in requirements.values() if one.id in ids]


HANDLERS = (show_facts,)
