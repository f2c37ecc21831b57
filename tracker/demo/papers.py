"""Small real files, written without a library: what people hand in opens in Word, Excel, a reader.

They are made by the hundred while a demo is filled, and must cost next to nothing.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.'
    'openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="'
    'application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/>{parts}</Types>'
)
_PART = '<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'  # noqa: E501
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.'
    'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WIDE = 92
"""Letters that fit on a line of the PDF."""


class File(Struct, frozen=True):
    name: str
    content: bytes


def written(title: str, lines: Sequence[str], suffix: str) -> File:
    """A file of a kind; its name is made of the title."""
    plain = "".join(one if one.isalnum() and one.isascii() else "-" for one in title.lower())
    name = "-".join(filter(None, plain.split("-")))[:80]
    make = {".docx": _docx, ".xlsx": _xlsx, ".pdf": _pdf, ".png": _png}[suffix]
    return File(name + suffix, make(title, lines))


def _zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def _docx(title: str, lines: Sequence[str]) -> bytes:
    kind = _PART.format(name="word/document.xml", kind="wordprocessingml.document.main")
    heading = (
        f'<w:p><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>{escape(title)}</w:t></w:r></w:p>'
    )
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    return _zipped(
        {
            "[Content_Types].xml": _TYPES.format(parts=kind),
            "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{heading}{body}</w:body></w:document>',  # noqa: E501
        }
    )


def _xlsx(title: str, lines: Sequence[str]) -> bytes:
    """One sheet; a line is cut into cells at its colon."""
    parts = _PART.format(name="xl/workbook.xml", kind="spreadsheetml.sheet.main")
    parts += _PART.format(name="xl/worksheets/sheet1.xml", kind="spreadsheetml.worksheet")
    rows = [[title], *(line.split(": ", 1) for line in lines)]
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return _zipped(
        {
            "[Content_Types].xml": _TYPES.format(parts=parts),
            "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_LINKS}"><sheets><sheet name="Register" sheetId="1" r:id="rId1"/></sheets></workbook>',  # noqa: E501
            "xl/_rels/workbook.xml.rels": _RELATIONS.format(
                kind="worksheet", target="worksheets/sheet1.xml"
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>',  # noqa: E501
        }
    )


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page of A4 in Helvetica, which every reader brings along."""
    drawn = [f"BT /F1 15 Tf 56 770 Td ({_in_brackets(title)}) Tj /F1 10 Tf 0 -10 Td"]
    drawn += [f"0 -15 Td ({_in_brackets(line)}) Tj" for line in _broken(lines)]
    stream = ("\n".join([*drawn, "ET"])).encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    """The objects of a PDF with the table that says where each begins."""
    made, begins = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        begins.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in begins)
    size = len(objects) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(made)
    )


def _broken(lines: Sequence[str]) -> list[str]:
    broken: list[str] = []
    for line in lines:
        row = ""
        for word in line.split():
            if len(row) + len(word) >= _WIDE:
                broken.append(row)
                row = ""
            row = f"{row} {word}".strip()
        broken += [row, ""]
    return broken


def _in_brackets(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _png(title: str, lines: Sequence[str]) -> bytes:
    """A grey field with bars, as long as the words: something to look at for a photograph."""
    words = " ".join((title, *lines)).split()[:24]
    width, height = 320, len(words) * 8 + 8
    rows = []
    for y in range(height):
        long = 0 if y % 8 < 3 or y // 8 >= len(words) else 16 * len(words[y // 8])
        rows.append(b"\x00" + b"\x4f" * min(long, width) + b"\xec" * max(width - long, 0))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"".join(rows), 6)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
