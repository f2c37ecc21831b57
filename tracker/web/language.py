"""The reader's language: gettext, and dates and numbers as they are written there.

Texts in Python are marked by `N_` where they stand and translated where they are shown.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2.runtime import Context
from jinja2.utils import pass_context

from tracker.kernel.days import begin_of
from tracker.kernel.saying import N_ as N_
from tracker.kernel.saying import Filled

DEFAULT = "en"
PSEUDO = "xx"
"""Not a language: shows each translated text in brackets, so that a test finds what is not."""
MIRRORED = "xr"
"""The same from right to left, so that a page can be looked at as it will be read in Arabic."""
_PSEUDO = frozenset({PSEUDO, MIRRORED})
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", MIRRORED})


class _Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English is what stands in the source."""
    if language in _PSEUDO:
        return _Bracketed()
    found = resources.files("tracker.web").joinpath("locales", f"{language}.po")
    if language == DEFAULT or not found.is_file():
        return NullTranslations()
    packed = BytesIO()
    with found.open("rb") as source:
        write_mo(packed, read_po(source, locale=language))
    packed.seek(0)
    return GNUTranslations(packed)


def language_at_hand(language: str) -> str:
    """The language, or English where it has no catalogue."""
    return language if type(translations(language)) is not NullTranslations else DEFAULT


def said(language: str) -> Callable[..., str]:
    """`_("Welcome, %(name)s", name=...)` in a language."""
    words = translations(language)

    def say(text: str, **values: object) -> str:
        return words.gettext(text) % values if values else words.gettext(text)

    return say


def translated(text: str, language: str) -> str:
    """A marked text in a language, with the values that it was filled with."""
    words = translations(language)
    if not isinstance(text, Filled):
        return words.gettext(text) if text else ""
    values = {name: _value(value, language) for name, value in text.values.items()}
    return words.gettext(text.marked) % values


def _value(value: object, language: str) -> object:
    if isinstance(value, Filled):
        return translated(value, language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return written_day(value, language)
    return value


def counted(language: str) -> Callable[..., str]:
    """`ngettext("%(num)d thing", "%(num)d things", n)` in a language."""
    words = translations(language)

    def count(one: str, many: str, num: int, **values: object) -> str:
        return words.ngettext(one, many, num) % {"num": num, **values}

    return count


@cache
def locale_of(language: str) -> Locale:
    """How a language writes dates and numbers; English as outside America."""
    try:
        return Locale.parse("en_GB" if language in {DEFAULT, *_PSEUDO} else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def written_day(day: date, language: str) -> str:
    """As in "20 November 2026"."""
    return format_date(day, "long", locale_of(language))


def written_moment(moment: datetime, language: str, zone: str) -> str:
    """As in "20 November 2026, 18:00 in Seoul": never without the place whose clock it is."""
    locale = locale_of(language)
    there = moment.astimezone(ZoneInfo(zone))
    clock = format_datetime(there, "d MMMM y, HH:mm", locale=locale)
    return f"{clock} ({place_of(zone, language)})"


def written_end(day: date, language: str, zone: str, reads: str) -> str:
    """The end of a day by the clock of a place, and what the clock shows where it is read, if that
    is something else: "Friday 4 December 2026, 24:00 in Kampala".
    """
    ends = begin_of(day + timedelta(days=1), zone)
    words = translations(language)
    said = words.gettext(_END) % {
        "day": format_skeleton("yMMMMEEEEd", day, locale=locale_of(language)),
        "place": place_of(zone, language),
    }
    if ends.astimezone(ZoneInfo(reads)).utcoffset() == ends.astimezone(ZoneInfo(zone)).utcoffset():
        return said
    there = written_moment(ends, language, reads)
    return words.gettext(_ELSEWHERE) % {"moment": said, "there": there}


_END = N_("%(day)s, 24:00 in %(place)s")
_ELSEWHERE = N_("%(moment)s, which is %(there)s")


@cache
def place_of(zone: str, language: str) -> str:
    """The city in the name of a time zone."""
    if zone == "UTC":
        return "UTC"
    return get_timezone_location(ZoneInfo(zone), locale=locale_of(language), return_city=True)


def written_number(number: float, language: str) -> str:
    return format_decimal(number, locale=locale_of(language), format="#,##0.######")


def written_size(size: int, language: str) -> str:
    """As in "120 KB" or "2.1 MB"."""
    if size < 1024 * 1024:
        return f"{format_decimal(max(1, round(size / 1024)), locale=locale_of(language))} KB"
    return f"{format_decimal(round(size / 1024**2, 1), locale=locale_of(language))} MB"


def filters() -> dict[str, Callable[..., str]]:
    """Filters of templates that format for the reader of the page."""
    return {
        "t": _t,
        "day": _day,
        "short_day": _short_day,
        "weekday": _weekday,
        "iso_day": _iso_day,
        "moment": _moment,
        "end_in": _end_in,
        "moment_in": _moment_in,
        "number": _number,
        "size": _size,
    }


@pass_context
def _t(context: Context, text: str) -> str:
    return translated(text, context["language"])


@pass_context
def _day(context: Context, day: date | datetime | None) -> str:
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(ZoneInfo(context["zone"])).date()
    return written_day(day, context["language"])


@pass_context
def _short_day(context: Context, day: date | datetime) -> str:
    """As in "20 Nov 2026", for a column of days."""
    if isinstance(day, datetime):
        day = day.astimezone(ZoneInfo(context["zone"])).date()
    return format_skeleton("yMMMd", day, locale=locale_of(context["language"]))


@pass_context
def _weekday(context: Context, day: date) -> str:
    """As in "Fri, 20 Nov", for a day of this week."""
    return format_skeleton("MMMEd", day, locale=locale_of(context["language"]))


@pass_context
def _iso_day(context: Context, text: str) -> str:
    """A day in ISO 8601, as the reader writes days."""
    return written_day(date.fromisoformat(text), context["language"]) if text else ""


@pass_context
def _moment(context: Context, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return written_moment(moment.astimezone(UTC), context["language"], context["zone"])


@pass_context
def _end_in(context: Context, day: date, zone: str) -> str:
    """The end of a day where it is owed, and by the reader's clock."""
    return written_end(day, context["language"], zone, context["zone"])


@pass_context
def _moment_in(context: Context, moment: datetime, zone: str) -> str:
    """On the reader's clock, and on that of the other zone where it shows another time."""
    own, language = _moment(context, moment), context["language"]
    there = written_moment(moment.astimezone(UTC), language, zone)
    offsets = {moment.astimezone(ZoneInfo(one)).utcoffset() for one in (context["zone"], zone)}
    return own if len(offsets) == 1 else f"{own}; {there}"


@pass_context
def _size(context: Context, size: int) -> str:
    return written_size(size, context["language"])


@pass_context
def _number(context: Context, number: float | None) -> str:
    return "" if number is None else written_number(number, context["language"])
