"""Who is what in a project, person by person. Pure."""

from uuid import UUID

from msgspec import Struct

from tracker.compliance.duties import PersonHere, Provided, duties
from tracker.kernel.actor import Actor
from tracker.process.stages import DutyRole


class People(Struct, frozen=True, kw_only=True):
    """Everybody with a duty in the project, through all their memberships.

    `held` are the duties that somebody has, `capacities` those each firm is appointed to,
    `outside` the organisations in the project that are not the secretariat.
    """

    persons: tuple[PersonHere, ...]
    held: frozenset[DutyRole]
    capacities: dict[UUID, frozenset[DutyRole]]
    outside: frozenset[UUID]

    def person(self, person_id: UUID) -> PersonHere:
        """The person; one without a duty in the project where they have none."""
        nobody = PersonHere(person_id=person_id, duties=frozenset(), outside=frozenset())
        return next((one for one in self.persons if one.person_id == person_id), nobody)

    def duties_as(self, actor: Actor) -> frozenset[DutyRole]:
        """Duties of the acting membership; who has two memberships acts in one at a time."""
        return duties(actor.role, self.capacities.get(actor.organisation_id, frozenset()))


def answered_by(people: People, person_id: UUID) -> Provided:
    """People and organisations too near to an answer to check it: its author and theirs."""
    return Provided(
        barred=frozenset({person_id}),
        organisations=people.outside | people.person(person_id).outside,
    )
