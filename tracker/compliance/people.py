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
        """Somebody without a duty here has none."""
        nobody = PersonHere(person_id=person_id, duties=frozenset(), outside=frozenset())
        return next((one for one in self.persons if one.person_id == person_id), nobody)

    def duties_as(self, actor: Actor) -> frozenset[DutyRole]:
        """The duties of the membership that acts: one at a time for somebody with two."""
        return duties(actor.role, self.capacities.get(actor.organisation_id, frozenset()))


def answered_by(people: People, person_id: UUID) -> Provided:
    """Who is too near to an answer to check it: its author, and whoever they belong with."""
    return Provided(
        barred=frozenset({person_id}),
        organisations=people.outside | people.person(person_id).outside,
    )
