"""Ratings as a report prints them: beside what the last one said, and what its author says."""

from collections.abc import Iterable, Iterator, Mapping

from tracker.process.stages import CLOSED
from tracker.reports.content import Override, RatingLine
from tracker.reports.facts import StatusFacts
from tracker.tasks.rated import Dimension, Rated, Rating, worst
from tracker.tasks.ratings import ratings


def rating_lines(
    facts: StatusFacts,
    before: Mapping[Dimension, Rating],
    overrides: Mapping[Dimension, Override],
) -> tuple[RatingLine, ...]:
    """One line a dimension; overall the worst of what is known, an override in place of its own."""
    *dimensions, overall = ratings(facts)
    counting = {
        one.dimension: overrides[one.dimension].rating if one.dimension in overrides else one.rating
        for one in dimensions
    }
    rated = worst([*counting.values(), *(reason.rating for reason in overall.reasons)])
    lines = [(one, one.rating, _told(one, facts)) for one in dimensions]
    lines.append((overall, rated, (*_of_all(facts, counting), *_told(overall, facts))))
    return tuple(
        RatingLine(
            dimension=one.dimension,
            previous=before.get(one.dimension),
            computed=rating,
            evidence=evidence,
            override=overrides.get(one.dimension),
        )
        for one, rating, evidence in lines
    )


def _told(one: Rated, facts: StatusFacts) -> tuple[str, ...]:
    return tuple(str(reason.told(facts.project, facts.now)) for reason in one.reasons)


def _of_all(facts: StatusFacts, counting: Mapping[Dimension, Rating]) -> Iterator[str]:
    if facts.project.status in CLOSED:
        return
    yield "The worst of the dimensions."
    unknown = [name for name, found in counting.items() if found is Rating.UNKNOWN]
    if unknown:
        yield f"Not known: {', '.join(unknown)}."


def previous(lines: Iterable[RatingLine]) -> dict[Dimension, Rating]:
    """What a report printed, by dimension."""
    return {
        line.dimension: line.override.rating if line.override else line.computed for line in lines
    }
