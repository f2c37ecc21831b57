"""docs/walkthrough.md, run as it stands."""

import asyncio
from pathlib import Path

import pytest

from tests import postgres
from tests.walkthrough import DOCUMENT, differences, played, rewritten

pytestmark = pytest.mark.long


def test_every_answer_in_the_walkthrough_is_what_the_tracker_says(
    kind: str, tmp_path: Path
) -> None:
    document = DOCUMENT.read_text()

    if kind == "postgres":
        url = asyncio.run(postgres.create_database("walkthrough"))
        try:
            printed = played(document, tmp_path, url)
        finally:
            asyncio.run(postgres.drop_database("walkthrough"))
    else:
        printed = played(document, tmp_path)

    assert differences(document, printed) == []


def test_an_answer_that_is_no_longer_true_is_found_and_written_anew() -> None:
    ids = ("0190f1de-0000-7000-8000-00000000000a", "0190f1de-0000-7000-8000-00000000000b")
    document = (
        f'```sh\ncall\n```\n\n```json\n{{\n  "id": "{ids[0]}",\n  "stage": "study"\n}}\n```\n'
    )
    same = [f'{{"id": "{ids[1]}", "stage": "study"}}']
    other = [f'{{"id": "{ids[1]}", "stage": "pilot"}}']

    assert differences(document, same) == []
    assert rewritten(document, same) == document
    assert "docs/walkthrough.md:5" in differences(document, other)[0]
    assert differences(rewritten(document, other), other) == []
