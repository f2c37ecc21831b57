"""A Word document while it is being written: headings, text, tables, figures, contents."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from tracker.reports.content import Mark
from tracker.reports.word import xml
from tracker.reports.word.styles import SYMBOLS, dress, tone_style

Text = str | Mark | tuple[str, ...]
_PAGE_MM, _MARGIN_MM = (210, 297), 20
TEXT_TWIPS = round((_PAGE_MM[0] - 2 * _MARGIN_MM) * xml.TWIPS_PER_MM)
_KEEP = "<w:keepNext/>"
_KEPT_TOGETHER = 6
_OLDEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Column:
    """A column's head and its share of the width; `figures` are set to the right."""

    head: str
    share: int
    figures: bool = False


@dataclass(frozen=True)
class FileProperties:
    """What the file says about itself. `made_at`: UTC; the same for the same content."""

    title: str
    subject: str
    left: str
    right: str
    foot: str
    made_at: datetime


class Paper:
    """Blocks are added in reading order; `finished()` gives the file."""

    def __init__(self, matter: FileProperties, label: str = "") -> None:
        """`label`: what stands below the title where the file must not pass for a real one."""
        self._matter = matter
        self._label = label
        self._document: Document = docx.Document()
        self._body: Any = self._document.element.body
        self._headings: list[tuple[str, str]] = []
        self._contents_after: Any = None
        dress(self._document)
        _set_page(self._document)
        _set_properties(self._document, matter)
        self._set_edges()

    def title(self, text: str, below: str) -> None:
        self._add(xml.paragraph(xml.run(text), "Title"))
        self._add(xml.paragraph(xml.run(below), "Subtitle"))
        if self._label:
            self.text(self._label, "Note")

    def contents_here(self) -> None:
        """The list of contents goes here, once all headings are known."""
        self._contents_after = self._add(xml.paragraph(xml.run("Contents"), "TOCHeading"))

    def heading(self, text: str) -> None:
        """A numbered heading that the list of contents names."""
        number = len(self._headings) + 1
        name = f"_Toc{number:04d}"
        self._headings.append((name, f"{number}  {text}"))
        self._add(
            xml.paragraph(
                f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
                f"{xml.run(f'{number}  {text}')}"
                f'<w:bookmarkEnd w:id="{number}"/>',
                "Heading1",
            )
        )

    def text(self, text: str, style: str = "Normal") -> None:
        self._add(xml.paragraph(xml.run(text), style))

    def bullets(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._add(xml.paragraph(xml.run(line), "ListBullet"))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Text]], says: str) -> None:
        """A table with a head row; `says` describes it to those who do not see it."""
        widths = _widths([column.share for column in columns])
        head = xml.row(
            (
                xml.cell(width, _lines((column.head,), "TableHead", column.figures))
                for width, column in zip(widths, columns, strict=True)
            ),
            head=True,
        )
        together = len(rows) <= _KEPT_TOGETHER
        body = "".join(
            xml.row(
                xml.cell(width, _content(text, column.figures, together and row is not rows[-1]))
                for width, column, text in zip(widths, columns, row, strict=True)
            )
            for row in rows
        )
        self._put(xml.table("TrackerGrid", widths, head + body, says, first_column=False))
        self._add(xml.paragraph("", "Gap"))

    def facts(self, pairs: Sequence[tuple[str, Text]], says: str) -> None:
        """Names and values side by side."""
        widths = _widths([28, 72])
        rows = "".join(
            xml.row(
                [
                    xml.cell(widths[0], _content(name)),
                    xml.cell(widths[1], _content(value)),
                ]
            )
            for name, value in pairs
        )
        self._put(xml.table("TrackerFacts", widths, rows, says, first_column=True))
        self._add(xml.paragraph("", "Gap"))

    def figure(self, png: bytes, width_mm: float, says: str, caption: str) -> None:
        """A picture with its text alternative and a caption under it."""
        paragraph = self._document.add_paragraph(style="Figure")
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width_mm))
        properties = picture._inline.docPr
        properties.set("descr", says)
        properties.set("name", f"Figure {properties.get('id')}")
        self._add(xml.paragraph(xml.run(caption), "Caption"))

    def finished(self) -> bytes:
        """The file; the same blocks give the same bytes."""
        if self._contents_after is not None:
            self._write_contents()
        return _packed(self._document)

    def _add(self, text: str) -> Any:
        return self._put(xml.element("w:body", text)[0])

    def _put(self, block: Any) -> Any:
        self._body[-1].addprevious(block)
        return block

    def _set_edges(self) -> None:
        section = self._document.sections[0]
        for part, style, runs in (
            (section.header, "Header", _edges(self._matter.left, xml.run(self._matter.right))),
            (section.footer, "Footer", _edges(self._matter.foot, _page_numbers())),
        ):
            part.is_linked_to_previous = False
            written = xml.element("w:body", xml.paragraph(runs, style))[0]
            part._element.replace(part.paragraphs[0]._p, written)

    def _write_contents(self) -> None:
        place = self._contents_after
        for entry in self._contents_entries():
            place.addnext(entry)
            place = entry

    def _contents_entries(self) -> list[Any]:
        """The entries inside the field that Word renews, without page numbers (`\\n`).

        Pages are known to whoever lays the file out: a number written here would be a guess.
        """
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
            '<w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        entries = []
        for index, (name, text) in enumerate(self._headings):
            runs = f'<w:hyperlink w:anchor="{name}" w:history="1">{xml.run(text)}</w:hyperlink>'
            runs = (begin if index == 0 else "") + runs
            runs += end if index == len(self._headings) - 1 else ""
            entries.append(xml.element("w:body", xml.paragraph(runs, "TOC1"))[0])
        return entries


def _content(text: Text, figures: bool = False, kept: bool = False) -> str:
    """A cell's paragraphs; `kept`: on one page with the row that follows."""
    if isinstance(text, Mark):
        return xml.paragraph(_marked(text), "TableText", _KEEP if kept else "")
    return _lines((text,) if isinstance(text, str) else text, "TableText", figures, kept)


def _marked(mark: Mark) -> str:
    style = tone_style(mark.tone)
    return xml.run(f"{SYMBOLS[mark.tone]} ", style, symbol=True) + xml.run(mark.words, style)


def _lines(lines: Sequence[str], style: str, figures: bool, kept: bool = False) -> str:
    more = (_KEEP if kept else "") + ('<w:jc w:val="right"/>' if figures else "")
    return "".join(xml.paragraph(xml.run(line), style, more) for line in lines)


def _widths(shares: Sequence[int]) -> list[int]:
    """Twips by share of the text's width; the last takes what rounding leaves."""
    widths = [TEXT_TWIPS * share // sum(shares) for share in shares]
    widths[-1] += TEXT_TWIPS - sum(widths)
    return widths


def _edges(left: str, right: str) -> str:
    return f"{xml.run(left)}<w:r><w:tab/></w:r>{right}"


def _page_numbers() -> str:
    return xml.run("Page ") + xml.field("PAGE", "1") + xml.run(" of ") + xml.field("NUMPAGES", "1")


def _set_page(document: Document) -> None:
    """A4 with even margins, laid out as today's Word does (mode 15): tables end at the margins."""
    width, height = (round(side * xml.TWIPS_PER_MM) for side in _PAGE_MM)
    margin = round(_MARGIN_MM * xml.TWIPS_PER_MM)
    document.element.body[-1][:] = xml.element(
        "w:sectPr",
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" '
        'w:header="600" w:footer="600" w:gutter="0"/>',
    )
    settings = document.settings.element
    compatibility = settings.find(qn("w:compat"))
    compatibility[:] = xml.element(
        "w:compat",
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>',
    )


def _set_properties(document: Document, matter: FileProperties) -> None:
    core = document.core_properties
    core.title, core.subject, core.language = matter.title, matter.subject, "en-GB"
    core.author = core.last_modified_by = "Pilot tracker"
    core.comments, core.keywords, core.revision = "", "", 1
    moment = matter.made_at.replace(tzinfo=None, microsecond=0)
    core.created = core.modified = core.last_printed = moment


def _packed(document: Document) -> bytes:
    """The package with fixed dates inside, and without a part that Word would mend.

    The default template's stylesWithEffects repeats the old styles; it contradicts ours.
    """
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del part.rels[key]
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _OLDEST_IN_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
