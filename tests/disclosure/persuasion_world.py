"""A result on persuasion that is comfortably large, unless changed."""

from __future__ import annotations

from disclosure_world import estimate, provenance

from vesica.core.persuasion import Persuasion, PersuasionVerdict, UnitPersuasion
from vesica.disclosure.audience import Audience
from vesica.schema import Purpose


def persuasion(members, largest=0.1, **change):
    people = len(members.people)
    parts = {
        "people": people,
        "adopters": people,
        "practices": 10,
        "adoptions": 12345,
        "seen": 4567,
        "window": 28,
        "individual": people // 2,
        "verdict": PersuasionVerdict.PERSUADED,
        "by_unit": tuple(
            UnitPersuasion(
                org_unit=name,
                people=len(group),
                brought=estimate(3.14159, unit="per 100 weeks", n=len(group)),
                largest=largest,
            )
            for name, group in sorted(members.units.items())
        ),
    }
    names = ("naive", "matched", "ahead", "shuffled", "direction", "net", "share", "second")
    parts |= {name: estimate(0.34567, unit="1", n=people) for name in names}
    return Persuasion(**(parts | change))


def release_persuasion(the_gate, members, result=None, *, run_id="run-1"):
    return the_gate.release(
        persuasion(members) if result is None else result,
        question="persuasion",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(run_id),
        members=members,
    )
