"""Sentences for readers of any language: marked where they stand, with their values beside them."""

from datetime import date, datetime


def N_(text: str) -> str:
    """Marks a text for translation and leaves it as it is."""
    return text


def written(day: date) -> str:
    """A day as people write it: 31 March 2027."""
    return f"{day.day} {day:%B %Y}"


class Filled(str):
    """A marked text whose `%(name)s` are filled in, in English; a reader's language fills it anew.

    A value that is `Filled` itself is translated with it, a day is written out as the language
    does; any other stays as it is.
    """

    __slots__ = ("marked", "values")
    marked: str
    values: dict[str, object]

    def __new__(cls, marked: str, **values: object) -> "Filled":
        shown = {name: _in_english(value) for name, value in values.items()}
        made = super().__new__(cls, marked % shown)
        made.marked, made.values = marked, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """For copies and pickles: of the marked text and its values, not of the filled text."""
        return (self.marked,), self.values


def marked(text: str) -> Filled:
    """A marked text that takes no values, to stand within a sentence and be translated with it."""
    return text if isinstance(text, Filled) else Filled(text.replace("%", "%%"))


def _in_english(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return written(value)
    return value
