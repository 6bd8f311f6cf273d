"""Learning by doing against learning by reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Shown

__all__ = ["DoingReading", "DoingVerdict"]


class DoingVerdict(StrEnum):
    """What the intervals and the checks allow one to say."""

    HOLDS = "holds here"
    DOES_NOT = "does not hold here"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoingReading:
    """Whether people's posts get better with what they did, or with what they read.

    Exponents say how engagement per post of the same person grows with practice: with an
    exponent of 0.1, twice as much practice goes with 7 % more engagement.

    Parameters
    ----------
    people, doers, readers : int
        People with posts that count, and those of them who had done, and read, something before
        one of these.
    posts : int
        Posts that count.
    doing, reading : Estimate or Hidden
        Exponents of earlier practice and of earlier reading [1].
    doing_doubled, reading_doubled : Estimate or Hidden
        Change of engagement per post that goes with twice as much of it [1].
    difference : Estimate or Hidden
        Exponent of doing less that of reading [1].
    placebo : Estimate or Hidden
        Exponent of practice in the 28 days after the post, which cannot have helped it [1].
    beginners : Estimate or Hidden
        Exponent of doing among the first ten posts of those who went on to twenty [1].
    correlation : float
        Of doing and reading within people, hours and weeks [1].
    inflation : float
        Factor by which the variance of doing grows, because it moves with reading, audience and
        weeks [1].
    verdict : DoingVerdict
        One of three.
    why : str
        What decided it, in a sentence.
    """

    people: int
    doers: int
    readers: int
    posts: int
    doing: Shown
    reading: Shown
    doing_doubled: Shown
    reading_doubled: Shown
    difference: Shown
    placebo: Shown
    beginners: Shown
    correlation: float
    inflation: float
    verdict: DoingVerdict
    why: str
