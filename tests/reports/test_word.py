"""The Word files as a reader, a validator and a court would take them."""

import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace
from openxml_audit import OpenXmlValidator

from tests.reports.samples import MEMO, NAMES, STATUS
from tracker.reports import word
from tracker.reports.content import Override, Rating

KINDS = {
    "status": lambda: word.status_report(STATUS, NAMES),
    "annex": lambda: word.restricted_annex(STATUS, NAMES),
    "memo": lambda: word.decision_memo(MEMO, NAMES),
}


@pytest.fixture(params=KINDS)
def make(request: pytest.FixtureRequest) -> Callable[[], bytes]:
    return KINDS[request.param]


def words(file: bytes) -> str:
    with ZipFile(io.BytesIO(file)) as package:
        body = package.read("word/document.xml").decode()
    document = docx.Document(io.BytesIO(file))
    assert body
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


def test_same_content_gives_the_same_bytes(make: Callable[[], bytes]) -> None:
    assert make() == make()


def test_file_keeps_to_the_standard(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(make())
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_every_table_repeats_its_head_and_breaks_no_row(make: Callable[[], bytes]) -> None:
    tables = docx.Document(io.BytesIO(make())).tables
    assert tables
    for table in tables:
        rows = table._tbl.tr_lst
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        if look.get(qn("w:firstRow")) == "1":
            assert rows[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_contents_name_every_heading() -> None:
    document = docx.Document(io.BytesIO(word.status_report(STATUS, NAMES)))
    by_style: dict[str, list[str]] = {"toc 1": [], "Heading 1": []}
    for paragraph in document.element.body.iter(qn("w:p")):
        style = paragraph.style
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if style in ("TOC1", "Heading1"):
            by_style["toc 1" if style == "TOC1" else "Heading 1"].append(text)
    assert len(by_style["Heading 1"]) == 15
    assert by_style["toc 1"] == by_style["Heading 1"]


def test_weaknesses_are_printed_in_the_annex_only() -> None:
    secrets = {row.what for row in STATUS.weaknesses}
    assert secrets
    annex, report = words(KINDS["annex"]()), words(KINDS["status"]())
    assert all(secret in annex and secret not in report for secret in secrets)


def test_an_override_prints_beside_what_was_computed() -> None:
    override = Override(rating=Rating.GREEN, reason="Seen on site today.", by=next(iter(NAMES)))
    line = replace(STATUS.ratings[0], computed=Rating.RED, override=override)
    printed = words(word.status_report(replace(STATUS, ratings=(line,)), NAMES))
    assert "Computed: Red." in printed
    assert "Seen on site today." in printed


def test_no_waiver_is_said_in_words() -> None:
    assert "No requirement is waived." in words(
        word.status_report(replace(STATUS, waivers=()), NAMES)
    )


def test_picture_has_a_text_alternative_and_the_file_a_language() -> None:
    document = docx.Document(io.BytesIO(word.status_report(STATUS, NAMES)))
    (picture,) = document.inline_shapes
    assert "K1" in picture._inline.docPr.get("descr")
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.created.isoformat().startswith("2026-11-20")


def test_korean_text_names_an_east_asian_font() -> None:
    with ZipFile(io.BytesIO(word.status_report(STATUS, NAMES))) as package:
        assert 'w:eastAsia="Malgun Gothic"' in package.read("word/styles.xml").decode()
        assert "스마트 주차" in package.read("word/document.xml").decode()


@pytest.mark.parametrize("draw", [word.status_report, word.restricted_annex])
def test_a_demo_says_once_in_each_document_that_it_is_invented(
    draw: Callable[..., bytes],
) -> None:
    label = "Demonstration: all of this is invented."

    assert words(draw(STATUS, NAMES, label)).count(label) == 1
    assert label not in words(draw(STATUS, NAMES))
