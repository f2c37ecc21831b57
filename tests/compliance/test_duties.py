"""Who provides and who verifies: everybody has somebody, and nobody checks themselves."""

from itertools import combinations
from uuid import UUID

import pytest

from tracker.compliance import catalogue as catalogues
from tracker.compliance.duties import (
    PersonHere,
    Provided,
    duties,
    duties_held,
    may_provide,
    may_sample,
    may_verify,
    needs_sample,
    owed_by_roles,
    provider_roles,
    verifies_as,
)
from tracker.kernel.actor import Role
from tracker.process.stages import DutyRole

CATALOGUE = catalogues.shipped()
PAIRS = [(one, entry) for one in CATALOGUE.requirements for entry in one.gates]
CITY, CONSULTING, SOLUTION = UUID(int=901), UUID(int=902), UUID(int=903)
NOBODY = Provided(barred=frozenset(), organisations=frozenset())


def a_person(number: int, *roles: DutyRole, outside: UUID | None = None) -> PersonHere:
    return PersonHere(
        person_id=UUID(int=number),
        duties=frozenset(roles),
        outside=frozenset({outside} if outside else ()),
    )


OFFICER = a_person(1, DutyRole.OFFICER)
MANAGER = a_person(2, DutyRole.MANAGER)
REVIEWER = a_person(3, DutyRole.REVIEWER)
SECRETARIAT = (OFFICER, MANAGER, REVIEWER)

CONTACT = a_person(11, DutyRole.CITY, outside=CITY)
SECURITY = a_person(12, DutyRole.CITY_SECURITY, outside=CITY)
PRIVACY = a_person(13, DutyRole.CITY_PRIVACY, outside=CITY)
APPROVER = a_person(14, DutyRole.RISK_OWNER, outside=CITY)
CONTACT_OF_ALL = a_person(
    15, DutyRole.CITY, DutyRole.CITY_SECURITY, DutyRole.CITY_PRIVACY, outside=CITY
)
CONSULTANT = a_person(21, DutyRole.CONSULTANT, outside=CONSULTING)
SUPPLIER = a_person(22, DutyRole.SUPPLIER, outside=SOLUTION)
BOTH = a_person(23, DutyRole.CONSULTANT, DutyRole.SUPPLIER, outside=CONSULTING)

CITIES = {
    "full city": (CONTACT, SECURITY, PRIVACY, APPROVER),
    "city of two": (CONTACT, APPROVER),
    "city of two with one for everything": (CONTACT_OF_ALL, APPROVER),
}
FIRMS = {
    "two firms": (CONSULTANT, SUPPLIER),
    "one firm for both": (BOTH,),
    "no supplier": (CONSULTANT,),
    "no consultant": (SUPPLIER,),
    "no firm": (),
}
CASTS = [
    pytest.param((*SECRETARIAT, *city, *firms), id=f"{city_name}, {firm_name}")
    for city_name, city in CITIES.items()
    for firm_name, firms in FIRMS.items()
]


def handed_in_by(*people: PersonHere) -> Provided:
    return Provided(
        barred=frozenset(person.person_id for person in people),
        organisations=frozenset(firm for person in people for firm in person.outside),
    )


def of(requirement: str, gate: str) -> tuple[catalogues.Requirement, catalogues.GateEntry]:
    found = CATALOGUE.requirement(requirement)
    entry = found.entry(gate)
    assert entry is not None
    return found, entry


@pytest.mark.parametrize("cast", CASTS)
def test_every_requirement_has_a_provider_and_another_person_to_verify_it(cast):
    holders = duties_held(cast)

    for requirement, entry in PAIRS:
        where = f"{requirement.id} at {entry.gate}"
        providers = [one for one in cast if may_provide(requirement, entry, one, holders)]
        assert providers, where
        for provider in providers:
            provided = handed_in_by(provider)
            verifiers = [one for one in cast if may_verify(requirement, one, cast, provided)]
            assert verifiers, where
            assert provider not in verifiers, where
            samplers = [one for one in cast if may_sample(requirement, one, provided)]
            assert bool(samplers) is (requirement.sampled_by is not None), where


@pytest.mark.parametrize("missing", [OFFICER, MANAGER], ids=["no officer", "one manager"])
def test_an_officer_or_a_manager_less_still_leaves_a_provider_and_a_verifier(missing):
    deputy = a_person(4, DutyRole.MANAGER)  # CP-GOV-02 asks for deputies.
    cast = tuple(one for one in (*SECRETARIAT, deputy, CONTACT, APPROVER) if one is not missing)

    for requirement, entry in PAIRS:
        provider = next(
            one for one in cast if may_provide(requirement, entry, one, duties_held(cast))
        )
        provided = handed_in_by(provider)
        verifiers = [one for one in cast if may_verify(requirement, one, cast, provided)]
        assert verifiers, f"{requirement.id} at {entry.gate}"


def test_somebody_always_owes_the_proof_even_in_an_empty_project():
    everybody = [duty for duty in DutyRole if duty is not DutyRole.GATE_BOARD]
    present = [frozenset(some) for size in range(3) for some in combinations(everybody, size)]

    for requirement, entry in PAIRS:
        assert all(owed_by_roles(requirement, entry, holders) for holders in present)


@pytest.mark.parametrize(
    ("requirement", "gate", "holders", "provide", "owe"),
    [
        ("CP-ARC-04", "G4", "city supplier", "supplier city", "firm_member city_contact"),
        ("CP-ARC-04", "G4", "city", "city", "city_contact"),
        ("CP-IOT-01", "G4", "city", "city", "city_contact"),
        ("CP-SUP-03", "G3", "officer manager", "officer", "officer"),
        ("CP-SUP-03", "G3", "manager", "manager", "manager"),
        ("CP-SUP-03", "G2", "consultant officer", "officer", "officer"),
        ("CP-SUP-03", "G2", "consultant manager", "manager", "manager"),
        ("CP-GOV-03", "G3", "consultant city", "consultant", "firm_member"),
        ("CP-GOV-03", "G4", "consultant city", "city", "city_contact"),
        ("CP-ARC-03", "G3", "supplier consultant", "supplier consultant", "firm_member"),
        ("CP-ARC-03", "G3", "city officer", "city officer", "city_contact officer"),
        ("CP-SUP-01", "G2", "manager", "manager", "manager"),
        ("CP-PRIV-02", "G1", "", "city", "city_contact"),
    ],
)
def test_the_first_role_that_somebody_holds_leads_and_others_stand_in_for_the_rest(
    requirement, gate, holders, provide, owe
):
    asked = of(requirement, gate)
    present = frozenset(DutyRole(word) for word in holders.split())

    assert provider_roles(*asked, present) == tuple(provide.split())
    assert owed_by_roles(*asked, present) == tuple(owe.split())


def test_a_role_that_is_not_named_may_not_hand_in_proof():
    asked = of("CP-ARC-04", "G4")
    cast = (*SECRETARIAT, CONTACT, SUPPLIER, CONSULTANT)

    assert [one for one in cast if may_provide(*asked, one, duties_held(cast))] == [
        CONTACT,
        SUPPLIER,
    ]


@pytest.mark.parametrize(
    ("role", "capacities", "expected"),
    [
        (Role.CITY_CONTACT, "", "city"),
        (Role.CITY_SECURITY, "", "city_security"),
        (Role.CITY_PRIVACY, "", "city_privacy"),
        (Role.CITY_APPROVER, "", "risk_owner"),
        (Role.OFFICER, "", "officer"),
        (Role.MANAGER, "", "manager"),
        (Role.REVIEWER, "", "reviewer"),
        (Role.ADMINISTRATOR, "", ""),
        (Role.COMMITTEE_MEMBER, "", ""),
        (Role.OBSERVER, "", ""),
        (Role.FIRM_MEMBER, "", ""),
        (Role.FIRM_MEMBER, "consultant", "consultant"),
        (Role.FIRM_MEMBER, "consultant supplier", "consultant supplier"),
        (Role.FIRM_MEMBER, "reviewer", ""),
        (Role.CITY_CONTACT, "supplier", "city"),
    ],
)
def test_a_membership_has_the_duties_of_its_role_and_a_firm_those_it_is_appointed_to(
    role, capacities, expected
):
    appointed = frozenset(DutyRole(word) for word in capacities.split())

    assert duties(role, appointed) == frozenset(expected.split())


def test_the_city_verifies_its_own_where_it_has_a_second_person():
    requirement, _ = of("CP-ARC-04", "G4")
    cast = (*SECRETARIAT, CONTACT, SECURITY)
    provided = handed_in_by(CONTACT)

    assert verifies_as(requirement, SECURITY, cast, provided) is DutyRole.CITY_SECURITY
    assert verifies_as(requirement, REVIEWER, cast, provided) is None
    assert verifies_as(requirement, CONTACT, cast, provided) is None


@pytest.mark.parametrize("barred", [(SECURITY,), (SECURITY, CONTACT)])
def test_the_reviewer_steps_in_where_the_citys_verifier_is_barred(barred):
    requirement, _ = of("CP-ARC-04", "G4")
    cast = (*SECRETARIAT, CONTACT, SECURITY)

    assert verifies_as(requirement, REVIEWER, cast, handed_in_by(*barred)) is DutyRole.REVIEWER
    assert not may_verify(requirement, SECURITY, cast, handed_in_by(*barred))


def test_a_second_contact_keeps_the_check_in_the_city():
    requirement, _ = of("CP-ARC-04", "G4")
    second = a_person(16, DutyRole.CITY_SECURITY, outside=CITY)
    cast = (*SECRETARIAT, SECURITY, second)

    assert may_verify(requirement, second, cast, handed_in_by(SECURITY))
    assert not may_verify(requirement, REVIEWER, cast, handed_in_by(SECURITY))


@pytest.mark.parametrize("requirement", ["CP-GOV-07", "CP-DAT-04"])
def test_the_reviewer_steps_in_for_the_city_also_where_the_catalogue_names_no_fallback(requirement):
    asked = CATALOGUE.requirement(requirement)

    assert asked.verify_fallback is None
    assert verifies_as(asked, REVIEWER, SECRETARIAT, NOBODY) is DutyRole.REVIEWER


def test_the_manager_steps_in_for_an_officer_who_handed_it_in():
    requirement, _ = of("CP-ETH-05", "G3")

    assert verifies_as(requirement, MANAGER, SECRETARIAT, NOBODY) is None
    assert verifies_as(requirement, OFFICER, SECRETARIAT, NOBODY) is DutyRole.OFFICER
    provided = handed_in_by(OFFICER)
    assert verifies_as(requirement, MANAGER, SECRETARIAT, provided) is DutyRole.MANAGER


def test_only_another_reviewer_steps_in_for_a_reviewer():
    requirement, _ = of("CP-SUP-02", "G2")
    another = a_person(5, DutyRole.REVIEWER)
    cast = (*SECRETARIAT, another)
    provided = handed_in_by(REVIEWER)

    assert [one for one in cast if may_verify(requirement, one, cast, provided)] == [another]


def test_what_the_officer_hands_in_the_secretariats_reviewer_may_verify():
    requirement, entry = of("CP-SUP-02", "G2")

    assert may_provide(requirement, entry, OFFICER, duties_held(SECRETARIAT))
    assert may_verify(requirement, REVIEWER, SECRETARIAT, handed_in_by(OFFICER))


@pytest.mark.parametrize("duty", [DutyRole.OFFICER, DutyRole.MANAGER])
def test_officer_or_manager_of_the_project_is_not_its_reviewer(duty):
    requirement, _ = of("CP-SUP-02", "G2")
    two_hats = a_person(6, DutyRole.REVIEWER, duty)

    assert not may_verify(requirement, two_hats, (two_hats,), NOBODY)


def test_a_reviewer_who_belongs_to_the_providing_firm_may_not_verify():
    requirement, _ = of("CP-ARC-01", "G4")
    insider = a_person(7, DutyRole.REVIEWER, outside=CONSULTING)

    assert requirement.verified_by is DutyRole.REVIEWER
    assert not may_verify(requirement, insider, (insider,), handed_in_by(CONSULTANT))
    assert may_verify(requirement, insider, (insider,), handed_in_by(SUPPLIER))


def test_the_bar_by_organisation_holds_only_where_the_catalogue_says_reviewer():
    requirement, _ = of("CP-ARC-04", "G4")

    assert may_verify(requirement, SECURITY, (SECURITY,), handed_in_by(CONTACT))


def test_a_sample_is_needed_only_where_somebody_else_verified():
    sampled, plain = CATALOGUE.requirement("CP-PRIV-04"), CATALOGUE.requirement("CP-GOV-01")

    assert needs_sample(sampled, DutyRole.CITY_PRIVACY)
    assert not needs_sample(sampled, DutyRole.REVIEWER)
    assert not needs_sample(plain, DutyRole.CITY_PRIVACY)
    assert may_sample(sampled, REVIEWER, NOBODY)
    assert not may_sample(sampled, REVIEWER, handed_in_by(REVIEWER))
    assert not may_sample(sampled, PRIVACY, NOBODY)
    assert not may_sample(plain, REVIEWER, NOBODY)
