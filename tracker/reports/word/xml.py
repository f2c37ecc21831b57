"""Pieces of WordprocessingML, written as text and parsed once a block.

Building a table of five hundred cells through python-docx's objects takes ten times as long as
parsing it in one go; everything that python-docx does well (package, styles, pictures) stays its.
Lengths are in twentieths of a point (`twips`), as WordprocessingML has them.
"""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TWIPS_PER_MM = 1440 / 25.4
_NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")


def element(tag: str, inner: str = "", attributes: str = "") -> Any:
    """One parsed element, `tag` with the prefix `w:`."""
    return parse_xml(f"<{tag} {_NAMESPACES} {attributes}>{inner}</{tag}>")


def paragraph(runs: str, style: str, more: str = "") -> str:
    """A paragraph; `more` is further content of its properties, after the style."""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{more}</w:pPr>{runs}</w:p>"


def run(text: str, style: str = "", symbol: bool = False) -> str:
    """A run of text; line ends become line breaks.

    `symbol`: drawn with the East Asian font, which has the marks that Latin office fonts lack.
    """
    properties = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    if symbol:
        properties += '<w:rFonts w:hint="eastAsia"/>'
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{properties}{lines}</w:r>"


def field(instruction: str, shown: str, dirty: bool = False) -> str:
    """A field with the text it shows until it is computed; `dirty` asks for that on opening."""
    asks = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{asks}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def row(cells: Iterable[str], head: bool = False) -> str:
    """A table row that never breaks across pages; a head row is repeated on each."""
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def cell(width: int, paragraphs: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraphs or paragraph('', 'TableText')}</w:tc>"
    )


def table(style: str, widths: list[int], rows: str, says: str, first_column: bool) -> Any:
    """A table of fixed widths; `says` is read out in place of looking at it."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:firstRow="{int(not first_column)}" w:lastRow="0" '
        f'w:firstColumn="{int(first_column)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(says)}/></w:tblPr>"
    )
    return element("w:tbl", f"{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}")
