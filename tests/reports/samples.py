"""A report with something in every section; people and cities are examples."""

from datetime import UTC, date, datetime
from uuid import UUID

from tracker.reports import content as c

MINJI, AMARA, JOON = (UUID(int=number) for number in (1, 2, 3))
NAMES = {MINJI: "김민지", AMARA: "Amara Example", JOON: "박준호"}

HEADING = c.Heading(
    code="EXA-2026-01",
    title="Example: 스마트 주차 on the market square",
    city="Example City",
    country="Example Country",
    call="WeGO Feasibility Study 2026",
    theme="Better decisions from city data & open sensors <draft>",
    consultant="예시 컨설팅 (Example Consulting)",
    provider="Example Sensors",
    stage="Pilot",
    status="active",
    as_of=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    zone="Asia/Seoul",
    author=MINJI,
    number=3,
    journal_seq=1482,
    catalogue_version="1.0.0",
)

DELIVERABLES = tuple(
    c.DeliverableRow(
        code=f"D{number:02d}",
        title=title,
        owner="예시 컨설팅",
        original_due=date(2026, 5, number),
        due=date(2026, 6, number),
        submitted=None if number == 9 else date(2026, 6, number),
        version=0 if number == 9 else 2,
        state=state,
        days_late=12 if number == 9 else 0,
        whose_move=(c.Whom(person=None, words="Example Consulting"),) if number == 9 else (),
    )
    for number, title, state in (
        (1, "Inception report", c.Mark(tone=c.Tone.OK, words="Accepted")),
        (6, "Interim report and seminar", c.Mark(tone=c.Tone.WAIT, words="Waiting for a check")),
        (8, "Financing plan", c.Mark(tone=c.Tone.STOP, words="Changes asked")),
        (9, "Roadmap and organisation plan", c.Mark(tone=c.Tone.WARN, words="12 days late")),
    )
)

REQUIREMENTS = tuple(
    c.RequirementRow(
        requirement=code,
        title=title,
        state=c.Mark(tone=c.Tone.WARN, words="Partly met: 2 of 5 missing"),
        owed_by=(c.Whom(person=AMARA, words="Example City"),),
        since=date(2026, 10, 1),
    )
    for code, title in (
        ("CP-GOV-01", "A named person answers for privacy"),
        ("CP-DAT-04", "Retention periods are set and kept"),
        ("CP-SEC-11", "Default passwords are gone"),
    )
)

WAIVER = c.WaiverRow(
    requirement="CP-SEC-05",
    title="Multi-factor sign-in for remote maintenance",
    gates=("G4", "G5"),
    measure="Remote maintenance only from the city's network, logged, two persons present",
    starts=date(2026, 9, 1),
    expires=date(2026, 12, 31),
    agreed_by=(JOON, AMARA),
)

CONDITION = c.ConditionRow(
    gate="G4",
    text="Renew the penetration test before the pilot's last day",
    owner=AMARA,
    due=date(2026, 12, 15),
    state=c.Mark(tone=c.Tone.WAIT, words="Open"),
)

INDICATORS = (
    c.IndicatorRow(
        code="K1",
        title="Search time for a space",
        unit="min",
        must_have=True,
        baseline=14.0,
        baseline_on=date(2026, 5, 1),
        target=8.0,
        target_on=date(2026, 12, 1),
        actual=9.25,
        read_on=date(2026, 10, 31),
        quality="accurate measurement",
        attainment=0.79,
        state=c.Mark(tone=c.Tone.OK, words="Near the target"),
        points=(
            (date(2026, 7, 31), 13.0),
            (date(2026, 8, 31), 11.5),
            (date(2026, 9, 30), 10.0),
            (date(2026, 10, 31), 9.25),
        ),
    ),
    c.IndicatorRow(
        code="K2",
        title="이용자 만족도",
        unit="%",
        must_have=False,
        baseline=52.4,
        baseline_on=date(2026, 5, 1),
        target=70.0,
        target_on=date(2026, 12, 1),
        actual=66.0,
        read_on=date(2026, 10, 31),
        quality="survey",
        attainment=0.77,
        state=c.Mark(tone=c.Tone.OK, words="Near the target"),
        points=((date(2026, 8, 31), 55.0), (date(2026, 10, 31), 66.0)),
    ),
    c.IndicatorRow(
        code="K3",
        title="Revenue per space",
        unit="KRW a month",
        must_have=False,
        baseline=None,
        baseline_on=None,
        target=120000.0,
        target_on=date(2026, 12, 1),
        actual=None,
        read_on=None,
        quality="",
        attainment=None,
        state=c.Mark(tone=c.Tone.IDLE, words="No figure"),
        gap="the tariff is not decided yet",
    ),
)

STATUS = c.StatusReport(
    heading=HEADING,
    period_from=date(2026, 8, 21),
    period_to=date(2026, 11, 20),
    foreword="The mayor visited the site in October.",
    summary=(
        "The pilot runs on 40 of 60 spaces since 3 August. Two requirements of the next gate are "
        "open, and the roadmap is 12 working days late. The city is asked to name who owns the "
        "service after the pilot."
    ),
    ratings=(
        c.RatingLine(
            dimension="Schedule",
            previous=c.Rating.GREEN,
            computed=c.Rating.AMBER,
            evidence=("D09 is 12 working days late.",),
        ),
        c.RatingLine(
            dimension="Compliance",
            previous=None,
            computed=c.Rating.RED,
            evidence=("3 mandatory requirements of G5 are open.", "1 exception is in force."),
            override=c.Override(
                rating=c.Rating.AMBER, reason="The evidence is in and read this week.", by=MINJI
            ),
        ),
        c.RatingLine(
            dimension="Budget",
            previous=c.Rating.UNKNOWN,
            computed=c.Rating.UNKNOWN,
            evidence=("No money is recorded as received.",),
        ),
    ),
    gates=tuple(
        c.GateRow(
            gate=gate,
            title=title,
            planned=planned,
            decided=decided,
            standing=c.Mark(tone=tone, words=words),
        )
        for gate, title, planned, decided, tone, words in (
            ("G1", "Proposal selected", None, date(2026, 2, 2), c.Tone.OK, "Yes"),
            (
                "G4",
                "Pilot approved",
                date(2026, 7, 1),
                date(2026, 7, 30),
                c.Tone.WARN,
                "Yes, with conditions",
            ),
            ("G5", "Pilot evaluated", date(2026, 12, 20), None, c.Tone.WAIT, "Next"),
        )
    ),
    waivers=(WAIVER,),
    conditions=(CONDITION,),
    deliverables=DELIVERABLES,
    next_gate="G5 Pilot evaluated",
    counts=(
        c.RequirementCount(words="Met", tone=c.Tone.OK, number=31),
        c.RequirementCount(words="Partly met", tone=c.Tone.WARN, number=3),
        c.RequirementCount(words="Exception", tone=c.Tone.EXCEPTION, number=1),
        c.RequirementCount(words="Nothing yet", tone=c.Tone.IDLE, number=0),
    ),
    open_requirements=REQUIREMENTS,
    indicators=INDICATORS,
    money=(
        c.MoneyRow(
            source="Sponsor",
            pledged=(c.Money(amount=110_000_000, currency="KRW"),),
            confirmed=(c.Money(amount=110_000_000, currency="KRW"),),
            received=(),
        ),
        c.MoneyRow(
            source="City, in kind",
            pledged=(
                c.Money(amount=1_250_050, currency="USD"),
                c.Money(amount=3_000_000, currency="KRW"),
            ),
            confirmed=(),
            received=(),
        ),
    ),
    risks=(
        c.LogRow(
            kind="Risk",
            title="The mast's owner ends the lease",
            owner=AMARA,
            due=date(2026, 12, 1),
            trend="▲ Rising",
            weight="15 of 25",
        ),
    ),
    asks=(
        c.AskRow(
            what="Name the unit that runs the service after the pilot",
            whom=(c.Whom(person=AMARA, words="Example City"),),
            by=date(2026, 11, 10),
            days_late=8,
            consequence="G5 stays shut",
        ),
    ),
    waits=(
        c.WaitRow(
            what="Hand in “Roadmap and organisation plan”",
            whom=(c.Whom(person=None, words="예시 컨설팅 (Example Consulting)"),),
            since=date(2026, 10, 1),
            due=date(2026, 11, 4),
            days_late=12,
        ),
        c.WaitRow(
            what="Check the proof for 3 requirements",
            whom=(
                c.Whom(person=MINJI, words="Example secretariat"),
                c.Whom(person=JOON, words="Example secretariat"),
            ),
            since=date(2026, 11, 16),
            due=None,
            days_late=0,
        ),
    ),
    done=("D06 was handed in.", "Readings of October were confirmed."),
    planned=("G5 is planned for 20 December 2026.",),
    changes=tuple(
        c.ChangeRow(
            first=1400 + number,
            last=1401 + number,
            on=date(2026, 11, 1 + number),
            words="D06 was handed in",
        )
        for number in range(12)
    ),
    files=(
        c.FileRow(
            name="중간보고서_최종.docx",
            what="D06, version 2",
            received=date(2026, 11, 2),
            sha256="9f" * 32,
        ),
    ),
    weaknesses=(
        c.WeaknessRow(
            requirement="CP-SEC-11",
            title="Default passwords are gone",
            severity="critical",
            what="Two gateways still answer to the maker's password",
            why="Reviewer's ticks: 2 of 5 missing",
            due=date(2026, 12, 1),
        ),
    ),
)

VOTES = tuple(
    c.VoteRow(
        seat=seat,
        person=person,
        choice=choice,
        grounds=grounds,
        at=datetime(2026, 7, 30, 6, 15, tzinfo=UTC),
    )
    for seat, person, choice, grounds in (
        ("officer", MINJI, c.Mark(tone=c.Tone.OK, words="For"), ""),
        ("reviewer", JOON, c.Mark(tone=c.Tone.OK, words="For"), ""),
        ("city approver", AMARA, c.Mark(tone=c.Tone.STOP, words="Against"), "Masts are not ready."),
    )
)

MEMO = c.DecisionMemo(
    heading=HEADING,
    gate="G4",
    gate_title="Pilot approved for go-live",
    round=2,
    question="Shall the pilot go live?",
    decider="Gate board: officer, reviewer, city approver",
    verdict=c.Mark(tone=c.Tone.WARN, words="Yes, with conditions"),
    leads_to="Pilot",
    grounds="The list is clear but for one exception; the installation was accepted.",
    deliverables=DELIVERABLES[:2],
    counts=STATUS.counts,
    requirements=REQUIREMENTS,
    not_asked=("People may object", "Nobody is scored"),
    indicators=INDICATORS,
    readiness_areas=(("Sustainable funding", "1 of 2: the city pays a third"),),
    waivers=(WAIVER,),
    funding=("Owner after the pilot: Example City, roads department.",),
    unmet=("CP-SEC-08 ends before the pilot does.",),
    options=(
        c.VerdictOption(words="Yes", unmet=1, chosen=False),
        c.VerdictOption(words="Yes, with conditions", unmet=0, chosen=True),
        c.VerdictOption(words="Changes asked", unmet=0, chosen=False),
        c.VerdictOption(words="Stop", unmet=0, chosen=False),
    ),
    conditions=(CONDITION,),
    stale=("G3, round 1: accepted deliverables.",),
    votes=VOTES,
    dissent=VOTES[2:],
    decided_at=datetime(2026, 7, 30, 7, 0, tzinfo=UTC),
    decided_by=MINJI,
    snapshot_sha256="ab" * 32,
    prev_sha256="cd" * 32,
)
