"""Who acts: one person, in one organisation, in one role."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace


class OrganisationKind(StrEnum):
    SECRETARIAT = "secretariat"
    CITY = "city"
    FIRM = "firm"
    PARTNER = "partner"


class Role(StrEnum):
    """One vocabulary for memberships, seats, rules and policy."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    COMMITTEE_MEMBER = "committee_member"
    OBSERVER = "observer"
    CITY_CONTACT = "city_contact"
    CITY_SECURITY = "city_security"
    CITY_PRIVACY = "city_privacy"
    CITY_APPROVER = "city_approver"
    FIRM_MEMBER = "firm_member"


ROLES_OF: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.SECRETARIAT: frozenset(
        {
            Role.ADMINISTRATOR,
            Role.MANAGER,
            Role.OFFICER,
            Role.REVIEWER,
            Role.COMMITTEE_MEMBER,
            Role.OBSERVER,
        }
    ),
    OrganisationKind.CITY: frozenset(
        {Role.CITY_CONTACT, Role.CITY_SECURITY, Role.CITY_PRIVACY, Role.CITY_APPROVER}
    ),
    OrganisationKind.FIRM: frozenset({Role.FIRM_MEMBER}),
    OrganisationKind.PARTNER: frozenset({Role.COMMITTEE_MEMBER, Role.OBSERVER}),
}

DECIDING = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.MANAGER,
        Role.OFFICER,
        Role.REVIEWER,
        Role.COMMITTEE_MEMBER,
        Role.CITY_APPROVER,
    }
)
"""Roles that sit on panels, move decisions or give roles: a second person confirms a new holder."""
CITY_ROLES = ROLES_OF[OrganisationKind.CITY]


class Behalf(Struct, frozen=True, kw_only=True):
    """For whom somebody records a paper.

    `organisation_id` and `role` are the recorder's own; `file_id` is the original in the project.
    """

    organisation_id: UUID
    role: Role
    project_id: UUID
    file_id: UUID


class Actor(Struct, frozen=True, kw_only=True):
    """A person acting through one membership; the person is what four eyes look at.

    `behalf`: organisation and role are those of a party whose paper the person records.
    """

    person_id: UUID
    organisation_id: UUID
    membership_id: UUID
    kind: OrganisationKind
    role: Role
    behalf: Behalf | None = None

    def standing_in(
        self,
        party_id: UUID,
        kind: OrganisationKind,
        role: Role,
        *,
        project_id: UUID,
        file_id: UUID,
    ) -> "Actor":
        """The same person with the rights of a party, whose original the file is."""
        behalf = Behalf(
            organisation_id=self.organisation_id,
            role=self.role,
            project_id=project_id,
            file_id=file_id,
        )
        return replace(self, organisation_id=party_id, kind=kind, role=role, behalf=behalf)
