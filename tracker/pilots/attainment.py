"""How far an indicator has come from its baseline to its target."""

from enum import StrEnum


class Band(StrEnum):
    """The bands of the decision model; `unknown` where nothing can be computed."""

    MET = "met"
    NEAR = "near"
    PARTIAL = "partial"
    MISSED = "missed"
    REGRESSED = "regressed"
    UNKNOWN = "unknown"


_BANDS = ((1.0, Band.MET), (0.75, Band.NEAR), (0.25, Band.PARTIAL), (0.0, Band.MISSED))


def attainment(baseline: float | None, target: float | None, actual: float | None) -> float | None:
    """The share of the way, 1.0 being the target; the same formula serves either direction.

    None where a figure is missing, or where baseline and target are the same (maintain).
    """
    if baseline is None or target is None or actual is None or target == baseline:
        return None
    return (actual - baseline) / (target - baseline)


def band(share: float | None) -> Band:
    if share is None:
        return Band.UNKNOWN
    return next((name for least, name in _BANDS if share >= least), Band.REGRESSED)
