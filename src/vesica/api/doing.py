"""Do people learn more by doing than by reading? Asked of their own posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.api.canonical_order import gather, ordered
from vesica.api.consents import consents
from vesica.api.engines import open_evidence
from vesica.api.post_sums import PostTables, post_sums
from vesica.core.canonical import result_hash
from vesica.core.doing import DoingReading
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError
from vesica.measure.doing import Fits, doing_reading
from vesica.measure.within import Within, within
from vesica.schema import Purpose

if TYPE_CHECKING:
    import pyarrow as pa

    from vesica.api.workspace import Workspace

__all__ = ["doing"]

_RELATIONS = (
    "roster",
    "authors",
    "learners",
    "learning_cells",
    "learning_times",
    "learning_moments",
)
_FORMULA = (
    "log(1 + engagements) = person + b log(1 + done before) + c log(1 + read before) + audience"
    " + kind + hour + week + error, by differences between posts of the same person; b and c"
    " compared; errors from leaving out one of twenty parts of the authors at a time"
)


def doing(workspace: Workspace) -> Released[DoingReading]:
    """Release the comparison of learning by doing with learning by reading.

    Raises
    ------
    EstimationError
        If there are no posts or no learning records, or they do not vary within people.
    RefusedError
        If the policy does not list the question.
    """
    purpose = Purpose.EFFECTS
    check(
        workspace.gate.policy,
        Request(question="doing", purpose=purpose, audience=Audience.ANALYST),
    )
    excluded = consents(workspace, purpose).objecting
    wanted = (*_RELATIONS, "evidence_rows")
    with open_evidence(workspace, purpose, excluded=excluded, relations=wanted) as engine:
        tables = gather(engine, wanted)
    tables = ordered(tables)
    ids = tables["roster"]["person_id"].combine_chunks()
    counts = tables["learners"].to_pylist()[0]
    _check_evidence(counts)
    result = doing_reading(
        _fits(ids, tables),
        people=counts["authors"],
        doers=counts["doers"],
        readers=counts["readers"],
        posts=int(sum(tables["learning_cells"]["posts"].to_pylist())),
        level=workspace.settings.overlap.level,
    )
    return workspace.gate.release(
        result,
        question="doing",
        purpose=purpose,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.measure.doing.doing_reading",
            relations=_RELATIONS,
            rows=tuple(
                sorted((r["table_name"], r["rows"]) for r in tables["evidence_rows"].to_pylist())
            ),
            run_id="none: computed from the evidence itself",
            result_hash=result_hash(result),
        ),
        members=Members(people=frozenset(ids.to_pylist()), units={}),
    )


def _check_evidence(counts: dict[str, int]) -> None:
    if counts["authors"] == 0:
        raise EstimationError(
            "There are no posts older than four weeks whose engagement is known.",
            hint="Import posts: vesica import posts.csv.",
        )
    if counts["readers"] == 0:
        raise EstimationError(
            "Nothing is known of what the authors of posts read before them.",
            hint="Import learning records: vesica import learning.ndjson.",
        )


def _fits(ids: pa.Array, tables: dict[str, pa.Table]) -> Fits:
    whole = PostTables(
        people=ids,
        authors=tables["authors"],
        cells=tables["learning_cells"],
        times=tables["learning_times"],
        moments=tables["learning_moments"],
    )
    return Fits(
        main=within(post_sums(whole, ("x", "d", "r"))),
        lead=within(post_sums(whole, ("x", "d", "r", "f"))),
        early=_early(whole),
    )


def _early(tables: PostTables) -> Within | EstimationError:
    try:
        return within(post_sums(tables.early(), ("x", "d", "r")))
    except EstimationError as error:
        return error
