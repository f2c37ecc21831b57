"""The times that the process allows, as an installation may set them (process.md, marked *)."""

from msgspec import Struct


class Terms(Struct, frozen=True, kw_only=True):
    """Days, and working days by the secretariat's calendar; the defaults are the process's own.

    A motion lapses when it is older than `motion_days`. A deputy sits for a holder silent for
    `silent_working_days`; a city silent for `city_silent_working_days` after `city_reminders` is
    done without at hold and stop. A withdrawal is revoked within `revocation_days`. While lapsed,
    live equipment is suspended or the lapse ended within `suspend_working_days`, or within
    `suspend_critical_working_days` where an entry is critical.
    """

    motion_days: int = 30
    silent_working_days: int = 10
    city_silent_working_days: int = 20
    city_reminders: int = 2
    revocation_days: int = 30
    suspend_working_days: int = 5
    suspend_critical_working_days: int = 1
