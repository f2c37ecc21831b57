"""What a front page says: what is the reader's, and what waits for whom else."""

import html
import re

from msgspec import Struct

_HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)
_ROW = re.compile(
    r'<h3>(?P<whose>.*?)<span class="soft">'
    r'|<span class="what"><a href="(?P<href>[^"]*)">(?P<what>.*?)</a>',
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]+>")
_MINE = ("My turn", "My work", "We need from you")
_URGENCIES = ("Late", "Today", "This week", "Later", "No day")
_OTHERS = "Waiting for others"


class Row(Struct, frozen=True, kw_only=True):
    """`whose`: the heading above it, in lists of others."""

    what: str
    href: str
    whose: str


class Front(Struct, frozen=True, kw_only=True):
    mine: list[Row]
    others: list[Row]
    text: str

    def own(self, what: str) -> Row | None:
        return next((one for one in self.mine if one.what == what), None)

    def waits(self, what: str) -> list[str]:
        """For whom, as rows that say this have it."""
        return [one.whose for one in self.others if one.what == what]


def front_of(page: str) -> Front:
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
    return Front(mine=mine, others=others, text=_plain(main))


def _rows(part: str) -> list[Row]:
    rows, whose = list[Row](), ""
    for found in _ROW.finditer(part):
        if found["whose"] is not None:
            whose = _plain(found["whose"])
        else:
            href = html.unescape(found["href"])
            rows.append(Row(what=_plain(found["what"]), href=href, whose=whose))
    return rows


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
