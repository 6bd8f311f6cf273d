"""Does the essay hold here? Each claim read off the released answer to its own question."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vesica.api import claims_routes
from vesica.api.claims_pitches import in_it_for_them
from vesica.api.claims_waiting import WAITING
from vesica.api.current import current_run
from vesica.api.overlap import members
from vesica.api.provenance import provenance
from vesica.api.vision import EVERYONE, SENIOR
from vesica.core.age import AgeAnswer, AgeVerdict, EssayOnAge
from vesica.core.claims import Claim, Claims, ClaimVerdict
from vesica.core.doing import DoingReading, DoingVerdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, Verdict
from vesica.core.pairs_answer import PairsAnswer
from vesica.core.persuasion import Persuasion, PersuasionVerdict
from vesica.core.released import Released
from vesica.core.route_answer import RouteAnswer
from vesica.core.vision import Vision
from vesica.disclosure.audience import Audience
from vesica.errors import EstimationError, MissingExtraError, NotFoundError, RefusedError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["claims"]

log = logging.getLogger(__name__)

HOLDS, DOES_NOT, CANNOT = ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY

ABOUND = 0.1
"""Share of people who practise from which they may be said to abound [1]."""

SILO, OPEN = 0.25, 0.05
"""Silo index above which practice is a silo, and below which it is none, by its interval [1]."""

SEVERAL = 2.0
"""Adoptions after two exposures, in multiples of two single ones, that show a need of several."""

KEPT = 0.8
"""Share of bridges from which they can be built within comfort zones and restrictions [1]."""

_FORMULA = (
    "each claim's figure is the released answer to its own question; it holds, or does not, where"
    " the whole interval says so, and cannot be told otherwise"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a test found."""

    estimate: Shown
    verdict: ClaimVerdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """A claim that can be tested by now, and how."""

    key: str
    claim: str
    test: str
    settles: str
    question: str
    judge: Callable[[Any], _Found]


def claims(workspace: Workspace) -> Released[Claims]:
    """Release the essay's claims with their verdicts.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    """
    sealed = current_run(workspace)
    answers: dict[str, Any] = {}
    for question in sorted({test.question for test in _TESTS}):
        log.debug("asking %s", question)
        try:
            answers[question] = getattr(workspace, question)().value
        except (EstimationError, RefusedError, NotFoundError, MissingExtraError) as error:
            answers[question] = error
    found = tuple(_claim(test, answers[test.question]) for test in _TESTS)
    everyone = members(sealed)
    return workspace.gate.release(
        Claims(people=len(everyone.people), claims=(*found, in_it_for_them(workspace), *WAITING)),
        question="claims",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(sealed, _FORMULA, "vesica.api.claims.claims"),
        members=everyone,
    )


def _claim(test: _Test, answer: Any) -> Claim:
    if isinstance(answer, EstimationError | RefusedError | NotFoundError | MissingExtraError):
        found = _Found(estimate=Hidden(why="not measured"), verdict=CANNOT, why=answer.message)
    else:
        found = test.judge(answer)
    return Claim(
        key=test.key,
        claim=test.claim,
        test=test.test,
        estimate=found.estimate,
        verdict=found.verdict,
        why=found.why,
        settles="" if found.verdict is not CANNOT else test.settles,
        question=f"vesica {test.question}",
    )


def _sided(value: Shown, *, holds_above: float, fails_below: float, why: str) -> _Found:
    """Holds if the whole interval is above one bound, does not if below the other."""
    if isinstance(value, Hidden):
        return _Found(estimate=value, verdict=CANNOT, why=f"The figure is held back: {value.why}.")
    verdict = CANNOT
    if value.low > holds_above:
        verdict = HOLDS
    elif value.high < fails_below:
        verdict = DOES_NOT
    return _Found(estimate=value, verdict=verdict, why=why)


def _abound(answer: Vision) -> _Found:
    return _sided(
        answer.lines[0].share,
        holds_above=ABOUND,
        fails_below=ABOUND,
        why="Share of people who practise.",
    )


def _rare(answer: Overlap) -> _Found:
    words = {
        Verdict.RARE: (HOLDS, "The overlap is smaller than chance alone would give."),
        Verdict.NOT_RARE: (DOES_NOT, "The overlap is larger than chance alone would give."),
        Verdict.RARE_BY_CHANCE: (
            DOES_NOT,
            "Few people have both, but only because each skill is uncommon.",
        ),
        Verdict.CANNOT_SAY: (
            CANNOT,
            "The overlap's interval reaches to both sides of chance.",
        ),
    }
    verdict, why = words[answer.verdict]
    return _Found(estimate=answer.lift, verdict=verdict, why=why)


def _doing(answer: DoingReading) -> _Found:
    verdict = {
        DoingVerdict.HOLDS: HOLDS,
        DoingVerdict.DOES_NOT: DOES_NOT,
        DoingVerdict.CANNOT_SAY: CANNOT,
    }[answer.verdict]
    return _Found(estimate=answer.difference, verdict=verdict, why=answer.why)


def _age(answer: AgeAnswer) -> _Found:
    verdict = {
        EssayOnAge.HOLDS: HOLDS,
        EssayOnAge.DOES_NOT: DOES_NOT,
        EssayOnAge.CANNOT_SAY: CANNOT,
    }[answer.essay]
    words = [f"{p.skill}: {p.verdict}" for p in answer.profiles]
    flat = any(p.verdict is AgeVerdict.NONE for p in answer.profiles)
    return _Found(
        estimate=answer.profiles[0].slope,
        verdict=verdict,
        why=f"Per ten years of age, {'; '.join(words)}.{' One of them is flat.' if flat else ''}",
    )


def _leaders(answer: Vision) -> _Found:
    shares = {group.group: group.practice for group in answer.groups}
    leaders, everyone = shares[SENIOR], shares[EVERYONE]
    if isinstance(leaders, Hidden) or isinstance(everyone, Hidden):
        why = leaders.why if isinstance(leaders, Hidden) else str(everyone)
        return _Found(estimate=leaders, verdict=CANNOT, why=f"A share is held back: {why}.")
    verdict = CANNOT
    if leaders.high < everyone.low:
        verdict = HOLDS
    elif leaders.low > everyone.high:
        verdict = DOES_NOT
    return _Found(
        estimate=leaders,
        verdict=verdict,
        why=f"Share of senior leaders who practise; of everyone, {_percent(everyone)}.",
    )


def _percent(value: Estimate) -> str:
    return f"{value.value * 100:g} % ({value.low * 100:g} to {value.high * 100:g})"


def _silo(answer: Vision) -> _Found:
    return _sided(
        answer.lines[0].index,
        holds_above=SILO,
        fails_below=SILO,
        why=f"Silo index of practice; {SILO} and above is a silo.",
    )


def _opens(answer: Vision) -> _Found:
    change = answer.change
    if isinstance(change, Hidden):
        return _Found(estimate=change, verdict=CANNOT, why=f"{change.why.capitalize()}.")
    verdict = HOLDS if change.high < 0 else DOES_NOT if change.low > 0 else CANNOT
    return _Found(
        estimate=change, verdict=verdict, why="Silo index, last quarter minus the first."
    )


def _minds(answer: Persuasion) -> _Found:
    verdict = {
        PersuasionVerdict.PERSUADED: HOLDS,
        PersuasionVerdict.LITTLE: DOES_NOT,
        PersuasionVerdict.CANNOT_SAY: CANNOT,
    }[answer.verdict]
    return _Found(
        estimate=answer.net,
        verdict=verdict,
        why="Adoptions after a colleague's, as a multiple of what people like them would do.",
    )


def _several(answer: Persuasion) -> _Found:
    if answer.verdict is not PersuasionVerdict.PERSUADED:
        return _Found(
            estimate=answer.second,
            verdict=CANNOT,
            why="It is not shown that people persuade one another at all.",
        )
    return _sided(
        answer.second,
        holds_above=SEVERAL,
        fails_below=SEVERAL,
        why="Adoptions after a second exposure, as a multiple of what single ones add up to.",
    )


def _route(judge: Callable[[RouteAnswer], claims_routes.Judged]) -> Callable[[Any], _Found]:
    def found(answer: RouteAnswer) -> _Found:
        estimate, verdict, why = judge(answer)
        return _Found(estimate=estimate, verdict=verdict, why=why)

    return found


def _within(answer: PairsAnswer) -> _Found:
    return _sided(
        answer.kept,
        holds_above=KEPT,
        fails_below=KEPT,
        why="Share of the best plan's bridges, among people who opted in, that comfort zones and"
        " restrictions leave.",
    )


_TESTS = (
    _Test(
        key="experts-abound",
        claim="People who know social media abound.",
        test=f"More than {ABOUND:.0%} of people practise, by the whole interval.",
        settles="Posts of more accounts; 'vesica health' says which are missing.",
        question="vision",
        judge=_abound,
    ),
    _Test(
        key="rare-overlap",
        claim="The two skills rarely sit in one person.",
        test="Fewer people have both than chance alone would give, by the whole interval.",
        settles="More evidence on both skills; the overlap says which would narrow it most.",
        question="overlap",
        judge=_rare,
    ),
    _Test(
        key="by-doing",
        claim="Social media is learned by doing, not by reading about it.",
        test="Earlier practice helps a post more than earlier reading, and the placebo is nil.",
        settles="Learning records (xAPI) beside posts with engagement, over more weeks.",
        question="doing",
        judge=_doing,
    ),
    _Test(
        key="young-and-old",
        claim="The young know social media, the old are listened to.",
        test="Expertise falls and influence rises with age, each by the whole interval.",
        settles="Birth years of more people, and more evidence on both skills.",
        question="age",
        judge=_age,
    ),
    _Test(
        key="leaders-have-not",
        claim="Leaders have never done the thing that they would have to sponsor.",
        test="A smaller share of senior leaders practises than of everyone, intervals apart.",
        settles="Accounts of leaders; levels or decision rights in the roster.",
        question="vision",
        judge=_leaders,
    ),
    _Test(
        key="silo",
        claim="Social media is a silo.",
        test=f"The silo index of practice is above {SILO}, by the whole interval.",
        settles="Posts of all disciplines' accounts.",
        question="vision",
        judge=_silo,
    ),
    _Test(
        key="becoming-part",
        claim="It is becoming part of every discipline.",
        test="The silo index falls from the first whole quarter to the last.",
        settles="More quarters of posts.",
        question="vision",
        judge=_opens,
    ),
    _Test(
        key="people-persuade",
        claim="People change one another's minds.",
        test="More people adopt after a colleague than would have anyway, and placebos are nil.",
        settles="Adoptions with dates in more campaigns, or a campaign with a random start.",
        question="persuasion",
        judge=_minds,
    ),
    _Test(
        key="several-exposures",
        claim="Minds need several exposures.",
        test=f"A second exposure does more than {SEVERAL:g} times what a first one adds.",
        settles="Adoptions with dates in more campaigns.",
        question="persuasion",
        judge=_several,
    ),
    _Test(
        key="leaders-doing",
        claim="Those who take part learn it.",
        test="Participation raises the expertise of those who take part, leaders or not, by the"
        " whole interval.",
        settles="Programmes with the way people were chosen, best by lottery.",
        question="effect",
        judge=_route(claims_routes.leaders_doing),
    ),
    _Test(
        key="developing-talent",
        claim="Talent can be developed into influence.",
        test="Training, stretch promotion, mentoring or sponsorship raises influence, corrected"
        " for looking at several (Holm). Age plays no part in it.",
        settles="Programmes with the way people were chosen, best by lottery.",
        question="effect",
        judge=_route(claims_routes.developing),
    ),
    _Test(
        key="training-or-stretch",
        claim="Is it training? Is it stretch promotions?",
        test="One of the two raises influence more, by the whole interval.",
        settles="Both routes in one organisation, best by lottery.",
        question="effect",
        judge=_route(claims_routes.training_or_stretch),
    ),
    _Test(
        key="opt-in",
        claim="Those who volunteer are not those who gain most.",
        test="People who were assigned gain more than people who chose, on a skill, corrected for"
        " looking at several differences (Holm).",
        settles="A programme with both an assigned and a voluntary arm.",
        question="effect",
        judge=_route(claims_routes.volunteers),
    ),
    _Test(
        key="restrictions",
        claim="Bridges can be built within comfort zones and restrictions.",
        test=f"At least {KEPT:.0%} of the best plan's bridges remain under them, by the whole"
        " interval.",
        settles="More people who opt in to 'plan bridges' and say what they are willing to do.",
        question="pairs",
        judge=_within,
    ),
)
