"""Nominations: who names whom, one row per nomination or as a matrix of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.errors import UnreadableFileError
from vesica.evidence.fields import Field, field_of, normal
from vesica.evidence.headers import shown
from vesica.evidence.reader import (
    Chunk,
    ColumnMapping,
    Event,
    MappedColumn,
    Restart,
    problems,
)
from vesica.evidence.rows import TextRows, resolve, stream
from vesica.evidence.sample import Sample
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.values import convert_plain, empty_to_null
from vesica.schema import TABLES, DType
from vesica.settings import EvidenceSettings

__all__ = ["NominationMatrix", "Nominations"]

_TABLE = TABLES["endorsements"]


def _of(name: str, headers: str) -> Field:
    return field_of(_TABLE.column(name), *headers.split(", "))


class Nominations(TabularReader):
    """One nomination per row."""

    name = "nominations"
    tables = ("endorsements",)
    fields = (
        _of(
            "rater_id",
            "nominator, nominator id, rater, respondent, respondent id, nominated by,"
            " voter, from, ego, source",
        ),
        _of(
            "person_id",
            "nominee, nominee id, nominated, rated, ratee, named, nomination, names,"
            " person, employee, to, alter, target",
        ),
        _of("question", "topic, item, criterion, category, frage, question id"),
        _of("value", "strength, score, rating, points, votes, weight"),
        _of("time", "date, timestamp, submitted at, submitted, answered at, response date"),
    )
    unlike = ("practice", "measure", "channel", "messageid", "exposerid", "leaderid", "isreply")

    def sniff(self, source: Source) -> float:
        """Edge lists have the same shape; a word about naming or asking must be there."""
        sample = source.sample
        if sample is None:
            return 0.0
        words = {normal(h) for h in sample.header}
        named = {"nominator", "nominatorid", "nominee", "nomineeid", "rater", "raterid"}
        named |= {"respondent", "respondentid", "nominated", "nominatedby", "nomination", "ratee"}
        return super().sniff(source) if words & named else 0.0


class NominationMatrix:
    """A square of names: a row for every rater, a column for every person rated."""

    name = "nominations_matrix"
    tables = ("endorsements",)

    def sniff(self, source: Source) -> float:
        """Headers are people who occur in the first column as well."""
        sample = source.sample
        if sample is None or len(sample.header) < 3 or len(sample.rows) < 2:
            return 0.0
        raters = {row[0].strip().casefold() for row in sample.rows if row and row[0].strip()}
        rated = [h.casefold() for h in sample.header[1:]]
        shared = sum(1 for h in rated if h in raters) / len(rated)
        return 0.95 if shared >= 0.5 else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """Columns are people; only the column of the raters is named."""
        sample = self._sample(source)
        question = [
            MappedColumn(column=name, header=header)
            for name, header in remembered.items()
            if name == "question" and header.startswith("=")
        ]
        rater = MappedColumn(column="rater_id", header=shown(sample.header[0], 1))
        return ColumnMapping(columns=(rater, *question))

    def _sample(self, source: Source) -> Sample:
        if source.sample is None:
            raise UnreadableFileError(
                f"{source.name}: line 1: there is no matrix with a header row.",
                hint="Put the rated people in the first line and the raters in the first column.",
            )
        return source.sample

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """Every filled cell is a nomination; a row with none is accepted all the same."""
        sample = self._sample(source)
        question = mapping.as_dict().get("question", "=")[1:] or None
        late: list[int] = []
        fix = "put 1, a whole number or nothing into every cell, and name every rater"
        for piece in stream(source, sample, frozenset(sample.header)):
            if not isinstance(piece, TextRows):
                if isinstance(piece, Restart):
                    late.clear()
                yield piece
                continue
            chunk, bad = _square(piece, sample, question)
            if bad and piece.numbered:
                late.extend(bad)
            elif bad:
                yield problems(bad, "value", "not a nomination", fix)
            yield chunk
        if late:
            lines = resolve(source, sample, pa.chunked_array([late])).to_pylist()
            yield problems(lines, "value", "not a nomination", fix)


def _square(piece: TextRows, sample: Sample, question: str | None) -> tuple[Chunk, list[int]]:
    rater = Field(name="rater_id", dtype=DType.PERSON)
    named = convert_plain(empty_to_null(piece.columns[sample.header[0]]), rater)
    raters = [None if "\ufffd" in (r or "") else r for r in named.values.to_pylist()]
    cells: list[list[int | None]] = []
    wrong: set[int] = {at for at, rater in enumerate(raters) if rater is None}
    value = Field(name="value", dtype=DType.COUNT)
    for header in sample.header[1:]:
        text = _ticks(empty_to_null(piece.columns[header]))
        converted = convert_plain(text, value)
        for trouble in converted.troubles:
            wrong |= {at for at, bad in enumerate(trouble.bad.to_pylist()) if bad}
        cells.append(converted.values.to_pylist())
    good = [at for at in range(len(raters)) if at not in wrong]
    found = [
        (parent, raters[at], sample.header[column + 1], cells[column][at])
        for parent, at in enumerate(good)
        for column in range(len(cells))
        if cells[column][at]
    ]
    n = len(found)
    columns = {
        "rater_id": pa.array([f[1] for f in found], pa.string()),
        "person_id": pa.array([f[2] for f in found], pa.string()),
        "question": pa.repeat(pa.scalar(question, pa.string()), n),
        "value": pa.array([f[3] for f in found], pa.int64()),
    }
    chunk = Chunk(
        table="endorsements",
        batch=table_batch("endorsements", columns),
        rows=len(good),
        parents=pa.array([f[0] for f in found], pa.int64()),
    )
    lines = piece.lines.to_pylist()
    return chunk, [lines[at] for at in sorted(wrong)]


def _ticks(cells: pa.Array) -> pa.Array:
    ticks = {"x": "1", "X": "1", "✓": "1", "✔": "1", "yes": "1", "true": "1", "no": "0"}
    return pa.array([ticks.get(c, c) if c else c for c in cells.to_pylist()], pa.string())
