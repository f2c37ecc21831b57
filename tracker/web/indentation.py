"""Takes the indentation of templates out of pages (decision 0040)."""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import TOKEN_BLOCK_END, TOKEN_DATA, Token, TokenStream

_BLOCK = (
    r"</?(?:article|aside|body|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html"
    r"|legend|li|link|main|meta|nav|ol|option|p|section|summary|table|tbody|td|th|thead"
    r"|title|tr|ul)\b"
)
"""The tags beside which no browser shows a space, unless our style says so (the crumbs)."""
_BREAK = re.compile(r"\s*\n\s*")
_BEFORE = re.compile(rf"\s*\n\s*(?={_BLOCK})")
_BEHIND = re.compile(rf"({_BLOCK}[^<>]*>)\s*\n\s*")
_UNFINISHED = re.compile(r"<[^<>]*$")


class Unindented(Extension):
    """A line break, with the indentation about it, is one space on a page.

    It is nothing after a statement, and beside a tag at which a line begins or ends anyway. So a
    template may be broken wherever a space may stand, and its breaks are none in an element with
    `white-space: pre-line`. A text that has to hold one says so: `{{ "\\n" }}`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """`tag` is one that an expression stands in, as far as it was read: `<li class="{}`."""
        after_statement, tag = False, ""
        for token in stream:
            if token.type != TOKEN_DATA:
                after_statement = token.type == TOKEN_BLOCK_END
                yield token
                continue
            text = token.value
            if after_statement and (beginning := _BREAK.match(text)):
                text = text[beginning.end() :]
            after_statement = after_statement and not text
            text = _without_breaks(tag + text)
            yield Token(token.lineno, TOKEN_DATA, text[len(tag) :])
            unfinished = _UNFINISHED.search(text)
            tag = f"{unfinished[0]}{{}}" if unfinished else ""


def _without_breaks(text: str) -> str:
    return _BREAK.sub(" ", _BEHIND.sub(r"\1", _BEFORE.sub("", text)))
