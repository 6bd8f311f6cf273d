"""The sentences of the overlap brief: one wording per verdict, and one where a part is hidden."""

from __future__ import annotations

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, Verdict
from vesica.report.words import number, show, spread, top_share

__all__ = ["headline", "meaning", "paragraphs"]

_MEANS = {
    Verdict.RARE: (
        "The two skills meet in one person less often than if they had nothing to do with each"
        " other."
    ),
    Verdict.RARE_BY_CHANCE: (
        "The two skills meet in one person about as often as if they had nothing to do with each"
        " other."
    ),
    Verdict.NOT_RARE: (
        "The two skills meet in one person more often than if they had nothing to do with each"
        " other."
    ),
    Verdict.CANNOT_SAY: (
        "The evidence is too thin or too noisy to tell a rare overlap from a common one; more of"
        " it would help."
    ),
}
_PARTS = ("expertise", "influence", "both", "chance", "lift", "correlation")
_SLIGHT = 0.05
_HELD_BACK = "A part is held back to protect people in small groups; hidden does not mean none."
_ROUNDED = (
    "Numbers are rounded so coarsely that one person more or less does not show in them; they may"
    " not add up."
)
_CANNOT = (
    "What else a skill's measures share, such as being visible, draws the answer to chance.",
    "It describes the organisation as a whole, judges nobody, and does not say why.",
)


def headline(overlap: Overlap) -> str:
    """The answer, for a reader who has one minute."""
    start = (
        f"Of {people(overlap.people)}, {_having(overlap.expertise, 'know social media')} and"
        f" {_having(overlap.influence, 'are listened to')}, each in the organisation's"
        f" {top_share(overlap.bar)}"
    )
    both, chance = overlap.both, overlap.chance
    if isinstance(both, Hidden):
        return f"{start}. How many are both is {show(both)}."
    found = f"{number(both.value)} are both ({spread(both).replace('–', ' to ')})"
    if isinstance(chance, Hidden):
        return f"{start} — and some {found}. What chance alone would give is {show(chance)}."
    return f"{start} — and {_compared(overlap.verdict, found, number(chance.value))}"


def _compared(verdict: Verdict, found: str, chance: str) -> str:
    match verdict:
        case Verdict.RARE:
            return f"only some {found}, fewer than chance alone would give ({chance})."
        case Verdict.RARE_BY_CHANCE:
            return (
                f"some {found}: few, but only because each skill is uncommon, and about as many"
                f" as chance alone would give ({chance})."
            )
        case Verdict.NOT_RARE:
            return f"some {found}. That is not rare: chance alone would give fewer ({chance})."
        case Verdict.CANNOT_SAY:
            return (
                f"some {found}. The evidence cannot say yet whether that is rare: chance alone"
                f" would give {chance}."
            )


def people(count: int) -> str:
    """``about 2,000 people`` for a round count, ``1,987 people`` for an exact one."""
    digits = str(count).rstrip("0")
    return f"{'about ' if count >= 100 and len(digits) <= 2 else ''}{number(count)} people"


def _having(value: Shown, what: str) -> str:
    if isinstance(value, Hidden):
        return show(value).replace("hidden", "a hidden number", 1) + f" {what}"
    return f"some {number(value.value)} {what}"


def paragraphs(overlap: Overlap, days: str = "") -> tuple[str, ...]:
    """What the words of the headline stand for, and the days of the evidence if known."""
    said = (
        (
            "To know social media, and to be listened to, each mean: in the organisation's"
            f" {top_share(overlap.bar)} on that skill, as far as the evidence shows."
        ),
        (
            "Chance alone is the number there would be if the two skills had nothing to do with"
            " each other."
        ),
        _evidence(overlap),
    )
    if days:
        said += (f"The evidence is from the days {days}.",)
    if isinstance(overlap.lift, Estimate):
        said += (
            (
                f"The comparison rests on the multiple of chance, {show(overlap.lift)}. What"
                " chance alone would give follows from the bar, and is not uncertain."
            ),
        )
    said += (*_shared(overlap), _ROUNDED)
    if any(isinstance(getattr(overlap, part), Hidden) for part in _PARTS):
        said += (_HELD_BACK,)
    return said


def _evidence(overlap: Overlap) -> str:
    if overlap.with_evidence == overlap.people:
        return "Everybody, or nearly everybody, has evidence on both skills."
    return (
        f"About {number(overlap.with_evidence)} of about {number(overlap.people)} people have"
        " evidence on both skills; the others are counted with the uncertainty that follows, not"
        " left out."
    )


def _shared(overlap: Overlap) -> tuple[str, ...]:
    """What errors that both skills share could do: the brief's own sceptic."""
    shared = overlap.shared_error
    if shared is None or isinstance(overlap.lift, Hidden) or isinstance(shared.lift, Hidden):
        return ()
    said = (
        f"If a person's two errors correlated by up to {number(shared.allowed)}, as where being"
        f" visible feeds both skills, the multiple of chance could be anything within"
        f" {spread(shared.lift).replace('–', ' to ')}; the word allows for that."
    )
    if shared.tipping is not None:
        return (said, _tipping(overlap.verdict, shared.tipping))
    if overlap.verdict is Verdict.CANNOT_SAY:
        return (said,)
    return (
        said,
        f"No correlation of the errors up to {number(shared.most)} would overturn the answer.",
    )


def _tipping(word: Verdict, tipping: float) -> str:
    what = "leave it open" if word is Verdict.CANNOT_SAY else "overturn the answer"
    if abs(tipping) < _SLIGHT:
        return f"Next to nothing would {what}: errors that correlate by under {_SLIGHT}."
    way = "" if tipping > 0 else ", against each other,"
    return f"It would take errors that correlate{way} by {number(abs(tipping))} or more to {what}."


def meaning(overlap: Overlap) -> tuple[str, ...]:
    """What this means, and what it cannot say: the verdict is released even if numbers are not."""
    return (_MEANS[overlap.verdict], *_CANNOT)
