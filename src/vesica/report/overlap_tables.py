"""The tables of the overlap brief that say how far to trust it."""

from __future__ import annotations

from vesica.core.overlap import Overlap, SourceLine
from vesica.report.brief import Column, TableView
from vesica.report.words import Cell, clean

__all__ = ["evidence_table", "halves_table", "shapes_table"]

_SKILLS = {"expertise": "Know social media", "influence": "Are listened to"}
_NOT_MUCH = "under 1 %"


def shapes_table(overlap: Overlap) -> TableView:
    """The overlap under each shape of the skills, side by side."""
    return TableView(
        title="If the skills had another shape",
        columns=(
            Column(name="Shape of the skills"),
            Column(name="Both", number=True),
            Column(name="Multiple of chance", number=True),
            Column(name="Correlation", number=True),
        ),
        rows=tuple(
            (
                f"{clean(s.shape)}{' (used here)' if s.primary else ''}",
                s.both,
                s.lift,
                s.correlation,
            )
            for s in overlap.shapes
        ),
        note="Heavy-tailed: a few people are far ahead or far behind, on both skills at once.",
    )


def evidence_table(overlap: Overlap) -> TableView:
    """What each source brings; the one that would narrow the answer most comes first."""
    rows = sorted(overlap.evidence, key=lambda s: (-(s.narrower or 0.0), s.skill, s.source))
    return TableView(
        title="What the two skills rest on, and what would narrow the answer most",
        columns=(
            Column(name="Evidence"),
            Column(name="Skill"),
            Column(name="People with it", number=True),
            Column(name="Observations", number=True),
            Column(name="Reliability it adds", number=True),
            Column(name="Interval narrower, if everyone had it", share=True, number=True),
        ),
        rows=tuple(_line(s) for s in rows),
        note="If everyone had as much of it as half of those who have it now: an expectation from"
        " the fitted model, not a promise.",
    )


def _line(line: SourceLine) -> tuple[Cell, ...]:
    narrower: Cell = "not worked out" if line.narrower is None else line.narrower or _NOT_MUCH
    return (
        clean(line.source),
        _SKILLS.get(line.skill, clean(line.skill)),
        line.people,
        line.records,
        line.reliability,
        narrower,
    )


def halves_table(overlap: Overlap) -> TableView:
    """Reliability by a facet's own errors, beside that of its halves."""
    return TableView(
        title="Does the evidence agree with itself?",
        columns=(
            Column(name="Facet"),
            Column(name="Reliability by its stated errors", number=True),
            Column(name="Reliability by two halves of the colleagues", number=True),
        ),
        rows=tuple((clean(h.facet), h.by_errors, h.by_halves) for h in overlap.halves),
        note="If the second is much lower, the stated errors are too small. If it is much higher,"
        " the halves share something besides the skill, and the stated errors allow for it.",
    )
