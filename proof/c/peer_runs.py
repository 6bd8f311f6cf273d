"""Run one open-source matcher on a table of gains; a process of its own, without Vesica.

``python -m proof.c.peer_runs NAME GAIN.npy`` writes the pairs and the seconds beside the table.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import numpy as np

__all__ = ["by_mentor_match", "by_mentormatch"]


def by_mentor_match(gain: np.ndarray) -> tuple[list[tuple[int, int]], float]:
    """Take mentor-match 7: its own optimiser, given the gain as the score of a rule of ours."""
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data
    from matching.rules.rule import Disqualify, Rule

    def score(match) -> float:
        return gain[int(match.mentor.email), int(match.mentee.email)]

    class Gain(Rule):
        def apply(self, match_object):
            return max(0, round(1e6 * score(match_object)))

        def evaluate(self, match_object):
            return True

    # The matcher empties the list of rules of a pair, so each pair needs the same two again.
    rules = [Gain(), Disqualify(lambda match: score(match) < 0)]
    mentors = [Mentor(grade=1, email=str(i)) for i in range(len(gain))]
    leaders = [Mentee(grade=9, email=str(j)) for j in range(len(gain))]
    start = time.perf_counter()
    process_data(mentors, leaders, [rules])
    spent = time.perf_counter() - start
    return [(int(m.email), int(x.email)) for m in mentors for x in m.mentees], spent


def by_mentormatch(gain: np.ndarray) -> tuple[list[tuple[int, int]], float]:
    """Take mentormatch 1.1: leaders list allowed mentors, best first; all else is equal."""
    from mentormatch.api import main

    n = len(gain)

    def person(wwid: int) -> dict:
        return {
            "skills": [],
            "function": "any",
            "wwid": wwid,
            "last_name": f"n{wwid}",
            "first_name": "x",
            "position_level": 3,
            "years_total": 5,
            "location": "here",
            "gender": "any",
            "preference_yes": ["here"],
            "preference_no": [],
            "preference_maybe": [],
        }

    mentors = [{**person(i + 1), "max_mentee_count": 1} for i in range(n)]
    leaders = []
    for j in range(n):
        best = [int(i) + 1 for i in np.argsort(-gain[:, j]) if gain[i, j] > 0]
        wishes = {"favor": 0, "preferred_functions": [], "preferred_wwids": best}
        leaders.append({**person(n + j + 1), **wishes})
    start = time.perf_counter()
    main(mentors, leaders)
    spent = time.perf_counter() - start
    pairs = [(i, w - n - 1) for i, m in enumerate(mentors) for w in m["match_wwids"]]
    return pairs, spent


def _run(name: str, file: Path) -> None:
    random.seed(0)
    gain = np.load(file)
    pairs, spent = {"mentor-match": by_mentor_match, "mentormatch": by_mentormatch}[name](gain)
    np.save(file.with_suffix(".pairs.npy"), np.array(pairs, dtype=np.int64).reshape(-1, 2))
    np.save(file.with_suffix(".seconds.npy"), np.array(spent))


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]))
