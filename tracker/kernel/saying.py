"""Sentences for readers of any language: marked where they stand, with their values beside them."""


def N_(text: str) -> str:
    """Marks a text for translation and leaves it as it is."""
    return text


class Filled(str):
    """A marked text whose `%(name)s` are filled in, in English; a reader's language fills it anew.

    A value that is `Filled` itself is translated with it, any other stays as it is.
    """

    __slots__ = ("marked", "values")
    marked: str
    values: dict[str, object]

    def __new__(cls, marked: str, **values: object) -> "Filled":
        made = super().__new__(cls, marked % values)
        made.marked, made.values = marked, values
        return made
