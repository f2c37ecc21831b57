"""The pages of acts on organisations, people, roles, invitations and tokens."""

from typing import Any
from uuid import UUID

from tracker.gates import colleagues_api
from tracker.kernel.actor import ROLES_OF, OrganisationKind, Role
from tracker.kernel.errors import Forbidden, NotFound
from tracker.pages.act_pages import About, ActPage, ByMail
from tracker.pages.choices import of_organisations
from tracker.pages.looking import Looking, organisations, person_names
from tracker.people import accounts_api, provider_api, tokens_api
from tracker.people import api as people_api
from tracker.people import queries as people
from tracker.people.commands import members
from tracker.people.commands.tokens import OF_ANOTHER
from tracker.people.queries import invitations, providers
from tracker.people.wire import OrganisationView
from tracker.process.policy import Act, Relation, may, relation
from tracker.projects import departures_api
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.words import word

ORGANISATIONS = (N_("Organisations"), "/organisations")
PEOPLE = (N_("People"), "/people")
PROVIDERS = (N_("Sign-in of organisations"), "/sign-in-providers")
COLLEAGUES = (N_("Our people"), "/colleagues")


async def _about_organisations(look: Looking) -> About:
    return About(subject="", back="/organisations", crumbs=(ORGANISATIONS,))


async def _about_organisation(look: Looking, organisation_id: UUID) -> About:
    row = OrganisationView.of(await people.organisation(look.session, organisation_id))
    return About(
        subject=row.name,
        back="/organisations",
        crumbs=(ORGANISATIONS,),
        there=row,
        version=row.version,
    )


async def _about_provider(look: Looking, provider_id: UUID) -> About:
    row = await providers.provider(look.session, provider_id)
    where = await organisations(look, [row.organisation_id])
    return About(
        subject=where.get(row.organisation_id, ""),
        back="/sign-in-providers",
        crumbs=(PROVIDERS,),
        known=((N_("Issuer"), row.issuer),),
        version=row.version,
    )


async def _about_people(look: Looking) -> About:
    return About(subject="", back="/people", crumbs=(PEOPLE,))


async def _about_person(look: Looking, person_id: UUID) -> About:
    row = await people.person(look.session, person_id)
    asks = {"organisation_id": Ask(options=await of_organisations(look.session))}
    return About(
        subject=row.name,
        back=f"/people/{person_id}",
        crumbs=(PEOPLE, (row.name, f"/people/{person_id}")),
        asks=asks,
        version=row.version,
    )


async def _about_waiting_role(look: Looking, membership_id: UUID) -> About:
    row = await people.waiting_role(look, membership_id)
    return About(
        subject=row.person,
        back="/colleagues",
        crumbs=(COLLEAGUES,),
        known=(
            (N_("Role"), word(f"Role.{row.role.value}", "")),
            (N_("Organisation"), row.organisation),
            (N_("Mail address"), row.email),
            (N_("Given by"), row.giver),
        ),
    )


async def _about_own_tokens(look: Looking, person_id: UUID) -> About:
    """A token is for the role that its own person acts in now."""
    if person_id != look.actor.person_id:
        raise Forbidden(OF_ANOTHER)
    here = f"/people/{person_id}"
    option = Option(
        str(look.actor.membership_id),
        f"{word(f'Role.{look.actor.role.value}', '')}, {look.visitor.organisation}",
    )
    return About(
        subject=look.visitor.name,
        back=here,
        crumbs=((look.visitor.name, here),),
        asks={"membership_id": Ask(options=(option,), value=option.value)},
    )


async def _about_colleague(look: Looking, person_id: UUID) -> About:
    """Whose work goes, and who may take it: people of the same organisation."""
    known = await people.memberships_ever(look.session, person_id)
    own = relation(look.actor, Act.WORK_HAND_OVER) is Relation.OWN_ORGANISATION
    theirs = {row.organisation_id for row in known}
    if own:
        theirs &= {look.actor.organisation_id}
    if not theirs:
        raise NotFound
    names = await person_names(look, [person_id])
    held = await people.holders(look, frozenset(Role), sorted(theirs))
    others = await person_names(look, {one.person_id for one in held} - {person_id})
    options = sorted(
        (Option(str(one), name) for one, name in others.items()), key=lambda one: one.label
    )
    return About(
        subject=names.get(person_id, ""),
        back=f"/people/{person_id}" if may(look.actor, Act.PERSON_WRITE) else "/colleagues",
        asks={"to_id": Ask(options=tuple(options))},
    )


async def _about_membership(look: Looking, membership_id: UUID) -> About:
    row = await people.membership(look.session, membership_id)
    names = await person_names(look, [row.person_id])
    where = await organisations(look, [row.organisation_id])
    return About(
        subject=names.get(row.person_id, ""),
        back=f"/people/{row.person_id}",
        crumbs=(PEOPLE,),
        known=((word(f"Role.{row.role.value}", ""), where.get(row.organisation_id, "")),),
        version=row.version,
    )


async def _about_token(look: Looking, token_id: UUID) -> About:
    row = await members.own_token(look, token_id)
    return About(subject=row.name, back="/account", version=row.version)


async def _about_invitations(look: Looking) -> About:
    """Whom this reader may ask in: the own organisation's people, or anybody's."""
    own = relation(look.actor, Act.PERSON_INVITE) is Relation.OWN_ORGANISATION
    asks: dict[str, Ask] = {
        "language": Ask(options=(Option("en", "English"),), value="en"),
        "zone": Ask(value=look.visitor.zone),
    }
    if own:
        asks["organisation_id"] = Ask(fixed=True, value=look.actor.organisation_id)
        roles: Any = ROLES_OF[look.actor.kind] - {Role.CITY_APPROVER}
    else:
        office = look.actor.role is Role.ADMINISTRATOR
        kinds = [
            one for one in OrganisationKind if office or one is not OrganisationKind.SECRETARIAT
        ]
        asks["organisation_id"] = Ask(options=await of_organisations(look.session, *kinds))
        roles = set().union(*(ROLES_OF[kind] for kind in kinds))
    asks["role"] = Ask(
        options=tuple(
            Option(one.value, word(f"Role.{one.value}", "")) for one in Role if one in roles
        )
    )
    return About(subject="", back="/colleagues", crumbs=(COLLEAGUES,), asks=asks)


async def _about_invitation(look: Looking, invitation_id: UUID) -> About:
    row = await invitations.invitation(look, invitation_id)
    return About(
        subject=row.name,
        back="/colleagues",
        crumbs=(COLLEAGUES,),
        known=((N_("Mail address"), row.email),),
        version=row.version,
    )


ADD_ORGANISATION = ActPage(
    handler=people_api.add_organisation,
    title=N_("Add an organisation"),
    button=N_("Add"),
    said=N_("The organisation is added."),
    about=_about_organisations,
)
CHANGE_ORGANISATION = ActPage(
    handler=people_api.change_organisation,
    title=N_("Change the organisation"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_organisation,
)
ADD_PROVIDER = ActPage(
    handler=provider_api.add_provider,
    title=N_("Enter its own sign-in"),
    button=N_("Enter"),
    said=N_("Its people can link their accounts from now on."),
    lead=N_(
        "The organisation registers the tracker at its OpenID provider, with the return address "
        "that the list of providers shows, and tells you these values."
    ),
    about=_about_organisation,
    to="/sign-in-providers",
)
END_PROVIDER = ActPage(
    handler=provider_api.end_provider,
    title=N_("End this sign-in"),
    button=N_("End it"),
    said=N_("Nobody signs in there any more."),
    warning=N_("Sessions that it opened end at once; its people sign in with passwords."),
    about=_about_provider,
)
ADD_PERSON = ActPage(
    handler=people_api.add_person,
    title=N_("Add a person"),
    button=N_("Add"),
    said=N_("The person is added. Give a role, or ask them in."),
    about=_about_people,
)
GIVE_ROLE = ActPage(
    handler=people_api.give_membership,
    title=N_("Give a role"),
    button=N_("Give"),
    said=N_("The role is given."),
    lead=ByMail(
        mailed=N_(
            "They are told by mail. A role that takes part in decisions counts once a manager or "
            "another administrator has confirmed it; they are told of it, and of an approver the "
            "city."
        ),
        otherwise=N_(
            "Mail is not set up here: whoever runs the tracker has a letter for them to hand on. "
            "A role that takes part in decisions counts once a manager or another administrator "
            "has confirmed it; there are letters for them as well, and of an approver for the city."
        ),
    ),
    about=_about_person,
)
CONFIRM_ROLE = ActPage(
    handler=people_api.confirm_membership,
    title=N_("Confirm the role"),
    button=N_("Confirm"),
    said=N_("The role is confirmed; it counts from now on."),
    lead=N_(
        "Whoever holds this role takes part in decisions. Confirm it if you know the person and "
        "the address, from elsewhere than the letter; else have the role ended."
    ),
    about=_about_waiting_role,
    to="/colleagues",
)
END_ROLE = ActPage(
    handler=departures_api.end_membership,
    title=N_("End the role"),
    button=N_("End it"),
    said=N_("The role ends with that day."),
    about=_about_membership,
)
DEACTIVATE = ActPage(
    handler=departures_api.deactivate_person,
    title=N_("Shut the account"),
    button=N_("Shut it"),
    said=N_("The account is shut; what they did stays on record."),
    warning=N_("Their sessions and tokens end at once."),
    about=_about_person,
    to="/people",
    ends=True,
)
END_SESSIONS = ActPage(
    handler=accounts_api.end_sessions,
    title=N_("End all sessions"),
    button=N_("End them"),
    said=N_("All sessions have ended; tokens go on."),
    about=_about_person,
)
REMOVE_AUTHENTICATOR = ActPage(
    handler=accounts_api.remove_authenticator,
    title=N_("Take the authenticator away"),
    button=N_("Take it away"),
    said=N_("The authenticator is gone; the next sign-in sets up another."),
    lead=ByMail(
        mailed=N_(
            "Do this only once you know who asks, as by a call to a number that you had before. "
            "They are told by mail, and so are managers and the other administrators."
        ),
        otherwise=N_(
            "Do this only once you know who asks, as by a call to a number that you had before. "
            "Mail is not set up here: whoever runs the tracker has letters to them, to managers "
            "and to the other administrators to hand on."
        ),
    ),
    about=_about_person,
)
HAND_OVER = ActPage(
    handler=colleagues_api.hand_over_work,
    title=N_("Hand all their work to a colleague"),
    button=N_("Hand it over"),
    said=N_("The colleague owes it from now on; each project has it on record."),
    lead=N_(
        "Assignments by name, conditions, points of rework, risks and issues go to the colleague. "
        "Votes, submissions and reviews stay theirs."
    ),
    about=_about_colleague,
    to="/",
)
INVITE = ActPage(
    handler=accounts_api.invite,
    title=N_("Ask somebody in"),
    button=N_("Ask in"),
    said=ByMail(
        mailed=N_("The invitation is on its way by mail; the role begins once it is accepted."),
        otherwise=N_(
            "They are asked in. Mail is not set up here: whoever runs the tracker hands the letter "
            "on. The role begins once they accept."
        ),
    ),
    about=_about_invitations,
)
INVITE_AGAIN = ActPage(
    handler=accounts_api.invite_again,
    title=N_("Send the invitation again"),
    button=N_("Send"),
    said=ByMail(
        mailed=N_("The invitation is on its way by mail."),
        otherwise=N_(
            "The letter is written anew. Mail is not set up here: whoever runs the tracker hands "
            "it on."
        ),
    ),
    about=_about_invitation,
)
WITHDRAW_INVITATION = ActPage(
    handler=accounts_api.withdraw_invitation,
    title=N_("Withdraw the invitation"),
    button=N_("Withdraw"),
    said=N_("The invitation is withdrawn; its link has ended."),
    about=_about_invitation,
)
ISSUE_TOKEN = ActPage(
    handler=tokens_api.issue_token,
    title=N_("Make an API token"),
    button=N_("Make it"),
    said="",
    lead=ByMail(
        mailed=N_(
            "A program acts with it for you, in the role that you act in now, without a second "
            "factor. Its secret is shown once, and you are told of it by mail."
        ),
        otherwise=N_(
            "A program acts with it for you, in the role that you act in now, without a second "
            "factor. Its secret is shown once. Mail is not set up here: whoever runs the tracker "
            "has a letter for you that tells of it."
        ),
    ),
    about=_about_own_tokens,
    shows="token.html",
)
REVOKE_TOKEN = ActPage(
    handler=people_api.revoke_token,
    title=N_("Revoke the token"),
    button=N_("Revoke"),
    said=N_("The token has ended."),
    about=_about_token,
)
OF_ORGANISATIONS = (ADD_ORGANISATION,)
OF_AN_ORGANISATION = (CHANGE_ORGANISATION, ADD_PROVIDER)
OF_PEOPLE = (INVITE, ADD_PERSON)
OF_A_PERSON = (GIVE_ROLE, HAND_OVER, END_SESSIONS, REMOVE_AUTHENTICATOR, DEACTIVATE)
OF_ONESELF = (ISSUE_TOKEN, HAND_OVER, END_SESSIONS)
"""The rest of what is done for others nobody does for themself, or does on the account page."""
OF_COLLEAGUES = (INVITE,)
OF_AN_INVITATION = (INVITE_AGAIN, WITHDRAW_INVITATION)
PAGES = (
    *OF_ORGANISATIONS,
    *OF_AN_ORGANISATION,
    END_PROVIDER,
    *OF_PEOPLE,
    *OF_A_PERSON,
    ISSUE_TOKEN,
    END_ROLE,
    CONFIRM_ROLE,
    *OF_AN_INVITATION,
    REVOKE_TOKEN,
)
