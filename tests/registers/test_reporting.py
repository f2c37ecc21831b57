"""What the status report tells of risks and issues, and what only its annex does."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tracker.demo.journey import Journey


async def raised(journey: Journey, title: str, impact: int, category: str = "money") -> Any:
    return await journey.do(
        "officer",
        f"/projects/{journey.code}/concerns",
        {
            "kind": "risk",
            "category": category,
            "title": title,
            "owner_id": str(journey.cast.person("city_contact")),
            "due": journey.day(30),
            "assessment": {"likelihood": 3, "impact": impact, "why": "Example"},
        },
    )


async def text_of(journey: Journey, path: str) -> str:
    answer = await journey.send("officer", "GET", path)
    assert answer.status_code == 200, answer.text
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.at("study")
async def test_the_gravest_five_are_printed_and_those_of_security_only_in_the_annex(
    journey: Journey,
) -> None:
    for number in range(1, 6):
        made = await raised(journey, f"Example risk {number}", number)
    await journey.do(
        "officer",
        f"/concerns/{made['id']}/assessments",
        {"likelihood": 2, "impact": 5, "why": "Example"},
    )
    await raised(journey, "Example sixth", 1)
    await raised(journey, "Example open port", 5, category="security")
    report = await journey.send("officer", "POST", f"/projects/{journey.code}/reports", {})
    file = report.headers["location"].removeprefix("/api")

    public = await text_of(journey, file)
    annex = await text_of(journey, file.replace(".docx", "/annex.docx"))

    assert all(f"Example risk {number}" in public for number in range(1, 6))
    assert "▼ Falling" in public
    assert "10 of 25" in public
    assert public.index("Example risk 4") < public.index("Example risk 5")
    assert public.count("Example sixth") == 1, "its owner deals with it, no more is said"
    assert "Example open port" not in public
    assert "1 more is about security or privacy and told in the restricted annex." in public
    assert "Example open port" in annex
