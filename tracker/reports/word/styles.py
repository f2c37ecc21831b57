"""The look of our documents, as styles, so that an office can change it in one place."""

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from tracker.reports.content import Tone
from tracker.reports.word.xml import element

LATIN, EAST_ASIAN = "Calibri", "Malgun Gothic"
ACCENT, INK, QUIET, LINE, SUNK = "0F5B6C", "1C2326", "4F585C", "D8D4CB", "F1EFEA"

# Text on tint, each at least 6:1 (interface.md, section 5); the words beside carry the meaning.
TONES = {
    Tone.OK: ("1B6338", "E5F2E8"),
    Tone.WAIT: ("1D4C8C", "E6EEF9"),
    Tone.WARN: ("7A4A00", "FBEFD6"),
    Tone.STOP: ("9C211A", "FBE8E5"),
    Tone.EXCEPTION: ("583A8E", "EFEAF8"),
    Tone.IDLE: ("4F585C", "ECEAE5"),
}
SYMBOLS = {
    Tone.OK: "●",
    Tone.WAIT: "◐",
    Tone.WARN: "▲",
    Tone.STOP: "■",
    Tone.EXCEPTION: "◆",
    Tone.IDLE: "○",
}


def tone_style(tone: Tone) -> str:
    """The character style of a tone."""
    return f"Tone{tone.value.title()}"


def dress(document: Document) -> None:
    """Give python-docx's default template our styles, in place of its own where names meet."""
    styles = document.styles.element
    _set_defaults(styles)
    _drop(styles, {*_PARAGRAPHS, "TrackerGrid", "TrackerFacts"})
    for name, (inner, based_on) in _PARAGRAPHS.items():
        styles.append(_paragraph_style(name, inner, based_on))
    for tone, (ink, tint) in TONES.items():
        styles.append(
            _style(
                "character", tone_style(tone), f"Tone {tone.value}", _run(ink, bold=True, tint=tint)
            )
        )
    styles.append(_style("character", "Quiet", "Quiet", _run(QUIET)))
    styles.append(_style("character", "Strong", "Strong", "<w:rPr><w:b/></w:rPr>"))
    styles.append(_table_style("TrackerGrid", "Tracker Grid", _HEAD_ROW))
    styles.append(_table_style("TrackerFacts", "Tracker Facts", _FIRST_COLUMN))


def _run(ink: str, size: int = 0, bold: bool = False, tint: str = "") -> str:
    """Run properties in the order of the schema; `size` in half points."""
    parts = ["<w:b/>" if bold else "", f'<w:color w:val="{ink}"/>']
    if size:
        parts.append(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
    if tint:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{tint}"/>')
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def _spaced(before: int, after: int, more: str = "", first: str = "", last: str = "") -> str:
    """Paragraph properties in the order of the schema; distances in twips."""
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"/>'
    return f"<w:pPr>{first}{more}{spacing}{last}</w:pPr>"


_KEPT = "<w:keepNext/><w:keepLines/>"
_EDGE_TAB = '<w:tabs><w:tab w:val="right" w:pos="9639"/></w:tabs>'

# Style id: its properties, and the style it is based on.
_PARAGRAPHS = {
    "Title": (_spaced(0, 40, _KEPT) + _run(INK, 40, bold=True), "Normal"),
    "Subtitle": (_spaced(0, 160, _KEPT) + _run(QUIET, 24), "Normal"),
    "Heading1": (
        _spaced(280, 80, _KEPT, last='<w:outlineLvl w:val="0"/>') + _run(ACCENT, 28, bold=True),
        "Normal",
    ),
    "Heading2": (
        _spaced(200, 60, _KEPT, last='<w:outlineLvl w:val="1"/>') + _run(INK, 23, bold=True),
        "Normal",
    ),
    "TOCHeading": (_spaced(200, 60, _KEPT) + _run(QUIET, 21, bold=True), "Normal"),
    "TOC1": (_spaced(0, 0) + _run(INK, 19), "Normal"),
    "TableText": (_spaced(30, 30) + _run(INK, 18), "Normal"),
    "TableHead": (_spaced(40, 40, "<w:keepNext/>") + _run(INK, 18, bold=True), "Normal"),
    "Caption": (_spaced(40, 160) + _run(QUIET, 18), "Normal"),
    "Gap": (
        '<w:pPr><w:spacing w:before="0" w:after="0" w:line="100" w:lineRule="exact"/></w:pPr>',
        "Normal",
    ),
    "Note": (_spaced(0, 120) + _run(QUIET, 18), "Normal"),
    "Figure": (_spaced(80, 0, "<w:keepNext/>"), "Normal"),
    "Header": (_spaced(0, 0, _EDGE_TAB) + _run(QUIET, 17), "Normal"),
    "Footer": (_spaced(0, 0, _EDGE_TAB) + _run(QUIET, 17), "Normal"),
    "Restricted": (_spaced(0, 160) + _run("9C211A", 24, bold=True), "Normal"),
}
_NAMES = {
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "TOCHeading": "TOC Heading",
    "TOC1": "toc 1",
    "TableText": "Table Text",
    "TableHead": "Table Head",
    "Caption": "caption",
    "Header": "header",
    "Footer": "footer",
}


def _set_defaults(styles: Any) -> None:
    """Fonts and languages for Latin and East Asian text, so that Korean does not fall back."""
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        element(
            "w:docDefaults",
            "<w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{EAST_ASIAN}" '
            f'w:cs="{LATIN}"/><w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
            '<w:lang w:val="en-GB" w:eastAsia="ko-KR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr>'
            "</w:pPrDefault>",
        ),
    )


def _drop(styles: Any, ids: set[str]) -> None:
    """Take out the styles of these ids, the linked ones of headings, and all table designs."""
    for style in list(styles.findall(qn("w:style"))):
        kind, style_id = style.get(qn("w:type")), style.get(qn("w:styleId"))
        design = kind == "table" and style_id != "TableNormal"
        if design or style_id in ids or style_id.removesuffix("Char") in ids | {"Strong"}:
            styles.remove(style)


def _style(kind: str, style_id: str, name: str, inner: str) -> Any:
    return element(
        "w:style",
        f'<w:name w:val="{name}"/><w:uiPriority w:val="1"/><w:qFormat/>{inner}',
        f'w:type="{kind}" w:styleId="{style_id}"',
    )


def _paragraph_style(style_id: str, inner: str, based_on: str) -> Any:
    follow = '<w:next w:val="Normal"/>' if style_id.startswith(("Heading", "Title")) else ""
    return element(
        "w:style",
        f'<w:name w:val="{_NAMES.get(style_id, style_id)}"/><w:basedOn w:val="{based_on}"/>{follow}'
        f'<w:uiPriority w:val="1"/><w:qFormat/>{inner}',
        f'w:type="paragraph" w:styleId="{style_id}"',
    )


_RULE = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
_HEAD_ROW = (
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{SUNK}"/></w:tcPr></w:tblStylePr>'
)
_FIRST_COLUMN = (
    f'<w:tblStylePr w:type="firstCol"><w:rPr><w:color w:val="{QUIET}"/></w:rPr></w:tblStylePr>'
)


def _table_style(style_id: str, name: str, part: str) -> Any:
    return element(
        "w:style",
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/>'
        "<w:qFormat/><w:tblPr><w:tblBorders>"
        f"<w:top {_RULE}/><w:bottom {_RULE}/><w:insideH {_RULE}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr>{part}",
        f'w:type="table" w:styleId="{style_id}"',
    )
