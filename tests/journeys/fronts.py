"""What a front page says: what is the reader's, and what waits for whom else."""

import html
import re

from msgspec import Struct

from tracker.process import GATE_BY_ID

_HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)
_ROW = re.compile(
    r'<h3>(?P<whose>.*?)<span class="soft">'
    r'|<span class="what"><a href="(?P<href>[^"]*)">(?P<what>.*?)</a>',
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]+>")
_MINE = ("My turn", "My work", "We need from you")
_URGENCIES = ("Late", "Today", "This week", "Later", "Without a day")
_OTHERS = "Waiting for others"
_BY_WHOM = ("From your colleagues", "Others are working on")
"""Where each row of a city says whose it is."""
_OWED = re.compile(
    r'<a href="(?P<href>[^"]*)">(?P<what>.*?)</a>.*?<span class="where">(?P<whose>.*?)</span>',
    re.DOTALL,
)


class Row(Struct, frozen=True, kw_only=True):
    """`whose`: the heading above it, in lists of others."""

    what: str
    href: str
    whose: str


def without_codes(what: str) -> str:
    """As a city reads it, which knows no gates."""
    return re.sub(r"\bG[1-6]\b", lambda code: f"“{GATE_BY_ID[code[0]].title}”", what)


class Front(Struct, frozen=True, kw_only=True):
    """`codes`: whether it names gates by them."""

    codes: bool
    mine: list[Row]
    others: list[Row]
    text: str

    def own(self, what: str) -> Row | None:
        said = self.said(what)
        return next((one for one in self.mine if one.what == said), None)

    def waits(self, what: str) -> list[str]:
        """For whom, as rows that say this have it."""
        said = self.said(what)
        return [one.whose for one in self.others if one.what == said]

    def said(self, what: str) -> str:
        return what if self.codes else without_codes(what)


def front_of(page: str, *, codes: bool) -> Front:
    """Read off its headings and rows, as somebody does who looks at it."""
    main = page.partition("<main")[2].partition('id="as-text"')[0]
    mine, others = list[Row](), list[Row]()
    headings = list(_HEADING.finditer(main))
    ends = [one.start() for one in headings[1:]] + [len(main)]
    for heading, end in zip(headings, ends, strict=True):
        title, rows = _plain(heading[1]), _rows(main[heading.end() : end])
        if title.startswith((*_MINE, *_URGENCIES)):
            mine += rows
        elif title.startswith(_OTHERS):
            others += rows
        elif title.startswith(_BY_WHOM):
            part = main[heading.end() : end]
            others += [_row(found, _plain(found["whose"])) for found in _OWED.finditer(part)]
    return Front(codes=codes, mine=mine, others=others, text=_plain(main))


def _rows(part: str) -> list[Row]:
    rows, whose = list[Row](), ""
    for found in _ROW.finditer(part):
        if found["whose"] is not None:
            whose = _plain(found["whose"])
        else:
            rows.append(_row(found, whose))
    return rows


def _row(found: re.Match[str], whose: str) -> Row:
    return Row(what=_plain(found["what"]), href=html.unescape(found["href"]), whose=whose)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
