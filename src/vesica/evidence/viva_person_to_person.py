"""Viva Insights person-to-person query: ties with the scores that Viva gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field
from vesica.evidence.reader import Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.viva import metric_date
from vesica.schema import DType

__all__ = ["VivaPersonToPerson"]


class VivaPersonToPerson(TabularReader):
    """Ties of the kind ``collaboration``.

    Viva splits a pair's intensity of working together into a strong-tie score (in a tight
    circle of shared contacts) and a diverse-tie score (across circles). Attention is both, so
    the weight is their sum.
    """

    name = "viva_person_to_person"
    tables = ("ties",)
    fields = (
        Field(
            name="source_id",
            dtype=DType.PERSON,
            headers=("PrimaryCollaborator_PersonId", "Primary Collaborator Person Id"),
            required=True,
        ),
        Field(
            name="target_id",
            dtype=DType.PERSON,
            headers=("SecondaryCollaborator_PersonId", "Secondary Collaborator Person Id"),
            required=True,
        ),
        metric_date("ties"),
        Field(name="strong", dtype=DType.NUMBER, headers=("Strong_tie_score", "StrongTieScore")),
        Field(name="diverse", dtype=DType.NUMBER, headers=("Diverse_tie_score",)),
    )

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """One tie per row."""
        scores = [columns[k] for k in ("strong", "diverse") if k in columns]
        kind = pa.repeat(pa.scalar("collaboration"), rows)
        ties = dict(columns) | {"kind": kind}
        if scores:
            zero = pa.scalar(0, scores[0].type)
            filled = [pc.fill_null(s, zero) for s in scores]
            ties["weight"] = filled[0] if len(filled) == 1 else pc.add(*filled)
        yield Chunk(table="ties", batch=table_batch("ties", ties), rows=rows)
