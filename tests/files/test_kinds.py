"""What a file is, is decided by its content; what it is called does not make it so."""

from pathlib import Path

import pytest

from tests.files import contents
from tracker.files.kinds import kind_of, named_for
from tracker.kernel.errors import UnknownKind

_OFFICE = "application/vnd.openxmlformats-officedocument"
TAKEN = {
    "a PDF": (contents.a_pdf(), "report.pdf", "application/pdf"),
    "a PDF called otherwise": (contents.a_pdf(), "report.exe", "application/pdf"),
    "Word": (contents.a_word_document(), "r.docx", f"{_OFFICE}.wordprocessingml.document"),
    "Excel": (contents.a_workbook(), "r.xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    "PowerPoint": (contents.slides(), "r.pptx", f"{_OFFICE}.presentationml.presentation"),
    "an archive": (contents.a_zip("a.txt"), "r.zip", "application/zip"),
    "an archive called a report": (contents.a_zip("a.txt"), "r.docx", "application/zip"),
    "an empty archive": (contents.a_zip(), "r.zip", "application/zip"),
    "PNG": (contents.a_png(), "photo.png", "image/png"),
    "JPEG": (contents.a_jpeg(), "photo.JPG", "image/jpeg"),
    "TIFF": (b"II*\x00" + bytes(300), "scan.tif", "image/tiff"),
    "WebP": (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(30), "photo.webp", "image/webp"),
    "text": ("Überblick 서울".encode(), "notes.txt", "text/plain"),
    "Markdown": (b"# Example", "notes.md", "text/plain"),
    "Markdown with a comparison": (b"a < b, and <mail@example.org>", "notes.md", "text/plain"),
    "a table": (b"a,b\n1,2\n", "readings.CSV", "text/csv"),
    "JSON": (b"{}", "readings.json", "application/json"),
}
REFUSED = {
    "a program called PDF": (contents.PROGRAM, "report.pdf"),
    "a page called PDF": (contents.PAGE, "report.pdf"),
    "a page": (contents.PAGE, "page.html"),
    "a page as text": (contents.PAGE, "page.txt"),
    "a page after a blank line": (b"\xef\xbb\xbf \r\n" + contents.PAGE, "page.md"),
    "a page after a remark": (b"<!-- x --><p>", "page.txt"),
    "a script as text": (b"<SCRIPT>alert(1)</SCRIPT>", "notes.txt"),
    "a drawing as text": (contents.DRAWING, "plan.txt"),
    "a drawing as XML": (b"<?xml version='1.0'?>" + contents.DRAWING, "plan.csv"),
    "a drawing that runs": (contents.DRAWING, "plan.svg"),
    "a drawing called PNG": (contents.DRAWING, "plan.png"),
    "a program": (contents.PROGRAM, "setup.exe"),
    "a program with an archive at its end": (contents.PROGRAM + contents.a_zip("a.txt"), "r.zip"),
    "a page with an archive at its end": (contents.PAGE + contents.a_zip("a.txt"), "r.zip"),
    "a script": (b"#!/bin/sh\nexit 0\n", "run.sh"),
    "text without a name for it": (b"Example", "README"),
    "text with a zero": (b"Example\x00", "notes.txt"),
    "text that is not UTF-8": ("Überblick".encode("latin-1"), "notes.txt"),
    "text cut in a letter": ("서울".encode()[:-1], "notes.txt"),
    "half an archive": (contents.a_workbook()[:60], "r.xlsx"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_a_kind_that_is_taken_is_known_by_its_content(case: str, tmp_path: Path) -> None:
    content, name, kind = TAKEN[case]

    assert kind_of(_stored(tmp_path, content), name) == kind


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_is_refused_under_any_name(case: str, tmp_path: Path) -> None:
    content, name = REFUSED[case]

    with pytest.raises(UnknownKind, match="Send PDF, Word, Excel"):
        kind_of(_stored(tmp_path, content), name)


@pytest.mark.parametrize(
    "document",
    [
        contents.a_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        contents.a_zip("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        contents.a_zip(
            "[Content_Types].xml",
            "word/document.xml",
            content=b'<Types><Override ContentType="application/vnd.ms-word.document'
            b'.macroEnabled.main+xml"/></Types>',
        ),
    ],
    ids=["a project of macros", "a sheet of macros", "a type with macros"],
)
@pytest.mark.parametrize("name", ["r.docx", "r.docm", "r.zip"])
def test_a_document_that_carries_macros_is_refused(
    document: bytes, name: str, tmp_path: Path
) -> None:
    with pytest.raises(UnknownKind, match="carries macros"):
        kind_of(_stored(tmp_path, document), name)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("report.PDF", "application/pdf", "report.PDF"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("setup.exe", "application/pdf", "setup.exe.pdf"),
        ("report v1.2", "application/pdf", "report v1.2.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.png.jpg"),
        ("r.docx", "application/zip", "r.docx.zip"),
        ("x" * 200, "image/png", "x" * 196 + ".png"),
        ("서울", f"{_OFFICE}.wordprocessingml.document", "서울.docx"),
    ],
)
def test_a_name_ends_as_its_content_is_opened(name: str, kind: str, kept: str) -> None:
    assert named_for(name, kind) == kept
    assert named_for(kept, kind) == kept


@pytest.mark.parametrize(
    "bomb",
    [
        contents.a_zip("a.txt", content=bytes(5_000_000)),
        contents.a_zip(*(f"{number}.txt" for number in range(5_001)), content=b""),
    ],
    ids=["packed too well", "too many parts"],
)
def test_an_archive_that_unpacks_to_too_much_is_refused(bomb: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnknownKind, match="unpacks to too much"):
        kind_of(_stored(tmp_path, bomb), "r.zip")


def _stored(folder: Path, content: bytes) -> Path:
    path = folder / "incoming"
    path.write_bytes(content)
    return path
