"""Rows for tests of the ground."""

from tests.clock import START
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.ids import uuid7
from tracker.people.models import Organisation


def an_organisation(name: str) -> Organisation:
    return Organisation(
        id=uuid7(START),
        created_at=START,
        kind=OrganisationKind.FIRM,
        name=name,
        code=None,
        country=None,
        zone="Asia/Seoul",
        member_since=None,
    )
