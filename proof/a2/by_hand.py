"""Relations of a run beside SQL written by hand for the same outputs: ``python -m … WORKSPACE``.

It prints one line of JSON. The SQL was written from the descriptions of five relations, among them
some that read all messages and all posts, as one would write it who needs them once. It
reads the same sealed files with the same threads, and shares what is cheap to share in temporary
tables. It has more memory, since with ours it does not come to its end. The other relations of a
run are timed without a counterpart.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

import vesica
from vesica.api.engines import open_evidence
from vesica.api.provenance import SKILL_RELATIONS
from vesica.api.workspace import Workspace
from vesica.engine.lockdown import configuration
from vesica.relations import catalogue
from vesica.schema import SURE, TABLES, Purpose

__all__ = ["BY_HAND_MIB", "compare"]

BY_HAND_MIB = 3072
"""Memory of the SQL by hand: within the default of a run, the tables it shares do not fit."""

_SHARED = """
CREATE TEMP TABLE span AS
SELECT max(d) AS last_day, max(d) - CAST((SELECT window_days FROM parameters) - 1 AS INT) AS start
FROM (
  SELECT max(time)::DATE AS d FROM messages UNION ALL SELECT max(time)::DATE FROM posts
  UNION ALL SELECT max(time)::DATE FROM endorsements UNION ALL SELECT max(time)::DATE FROM learning
  UNION ALL SELECT max(period) FROM ties);

CREATE TEMP TABLE staff AS
WITH best AS (
  SELECT * FROM people, span
  QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY
    coalesce(valid_from, DATE '1900-01-01') <= last_day DESC,
    abs(coalesce(valid_from, DATE '1900-01-01') - last_day), valid_from DESC) = 1),
gone AS (
  SELECT person_id, arg_max(as_of, as_of) AS left_on FROM listings GROUP BY person_id
  HAVING NOT arg_max(listed, as_of))
SELECT person_id, manager_id, level, function, location, jurisdiction,
  coalesce(org_unit, department, 'unassigned') AS org_unit
FROM best LEFT JOIN gone USING (person_id)
WHERE (exit_on IS NULL OR exit_on >= last_day)
  AND (left_on IS NULL OR coalesce(valid_from, DATE '1900-01-01') > left_on)
  AND person_id NOT IN (SELECT person_id FROM excluded);

CREATE TEMP TABLE line AS
SELECT person_id AS a, manager_id AS b FROM staff WHERE manager_id IS NOT NULL
UNION SELECT manager_id, person_id FROM staff WHERE manager_id IS NOT NULL
UNION SELECT person_id, person_id FROM staff;

CREATE TEMP TABLE recent AS
SELECT coalesce(o.person_id, p.person_id) AS person_id, p.platform, kind, audience, reactions,
  replies, shares, clicks, time::DATE AS day,
  coalesce(kind = 'reply', FALSE) OR in_reply_to IS NOT NULL AS answers,
  NOT coalesce(suffix(p.platform, ' (personal)'), FALSE) AS recorded
FROM posts p LEFT JOIN handle_owners o
  ON p.person_id = o.author_id AND lower(p.platform) = o.platform, span
WHERE time::DATE >= start;

CREATE TEMP TABLE weeks AS
SELECT first, last, greatest((last - first + 1) // 7, 1) AS weeks FROM (
  SELECT coalesce(min(day) FILTER (recorded), min(day)) AS first,
    coalesce(max(day) FILTER (recorded), max(day)) AS last FROM recent);
"""

_INPUTS = ("parameters", "excluded", "handle_owners")
"""Small tables that both ways are given."""

_OUTPUTS = {
    "roster": "SELECT * FROM staff",
    "posting": """
WITH mine AS (
  SELECT person_id, count(*) AS accounts FROM accounts
  WHERE claimed_how IN ({sure}) AND person_id IS NOT NULL
    AND lower(platform) IN (SELECT DISTINCT lower(platform) FROM recent WHERE recorded)
  GROUP BY person_id),
weekly AS (
  SELECT person_id, (day - first) // 7 AS week, count(*) AS posts, sum(answers::INT) AS replies
  FROM recent, weeks WHERE day BETWEEN first AND last GROUP BY ALL),
done AS (
  SELECT person_id, sum(posts) AS posts, sum(replies) AS replies,
    count(*) FILTER (week < weeks) AS active_weeks,
    count(*) FILTER (week < weeks // 4 * 4) AS spaced_weeks,
    count(DISTINCT week // 4) FILTER (week < weeks // 4 * 4) AS active_months
  FROM weekly, weeks GROUP BY person_id)
SELECT person_id, coalesce(accounts, 0) AS accounts, coalesce(posts, 0) AS posts,
  coalesce(replies, 0) AS replies, coalesce(active_weeks, 0) AS active_weeks, weeks,
  coalesce(spaced_weeks, 0) AS spaced_weeks, coalesce(active_months, 0) AS active_months
FROM staff LEFT JOIN mine USING (person_id) LEFT JOIN done USING (person_id), weeks
WHERE accounts IS NOT NULL OR posts IS NOT NULL""",
    "post_cells": """
WITH told AS (
  SELECT person_id, platform, kind, audience, reactions, replies, shares, clicks, time,
    rank() OVER (PARTITION BY person_id ORDER BY time) - 1 AS before FROM posts),
worth AS (
  SELECT person_id, coalesce(platform, 'unknown') AS platform, coalesce(kind, 'unknown') AS kind,
    audience IS NOT NULL AS has_audience, ln(1 + coalesce(audience, 0)) AS x, ln(1 + before) AS d,
    ln(1 + coalesce(reactions, 0) + coalesce(replies, 0) + coalesce(shares, 0)
      + coalesce(clicks, 0)) AS y
  FROM told, span
  WHERE time::DATE >= start AND person_id IN (SELECT person_id FROM staff)
    AND coalesce(reactions, replies, shares, clicks) IS NOT NULL)
SELECT person_id, platform, kind, has_audience, count(*) AS posts,
  sum(round(y * 1e6)::BIGINT) AS y_e6, sum(round(y * y * 1e6)::BIGINT) AS yy_e6,
  sum(round(x * 1e6)::BIGINT) AS x_e6, sum(round(x * x * 1e6)::BIGINT) AS xx_e6,
  sum(round(x * y * 1e6)::BIGINT) AS xy_e6, sum(round(d * 1e6)::BIGINT) AS d_e6,
  sum(round(d * d * 1e6)::BIGINT) AS dd_e6, sum(round(x * d * 1e6)::BIGINT) AS xd_e6,
  sum(round(d * y * 1e6)::BIGINT) AS dy_e6
FROM worth GROUP BY ALL""",
    "contacts": """
WITH event AS (
  SELECT sender_id AS s, recipient_id AS t, time::DATE AS day, 1000000 AS w
  FROM messages, span, parameters
  WHERE time >= start AND sender_id <> recipient_id AND NOT coalesce(is_reply, FALSE)
    AND coalesce(audience_size, 0) <= broadcast_recipients
  UNION ALL
  SELECT source_id, target_id, period, (coalesce(weight, 1) * 1000000)::BIGINT FROM ties, span
  WHERE (period IS NULL OR period >= start) AND source_id <> target_id
    AND coalesce(weight, 1) > 0 AND lower(coalesce(kind, '')) NOT IN
      ('friend', 'friends', 'friendship', 'reports', 'reports to')),
whole AS (SELECT min(day) AS first, max(day) - min(day) + 1 AS days FROM event),
total AS (
  SELECT s, t, coalesce((day - first) * blocks // days, 0) AS block, sum(w) AS w,
    bool_and(day IS NOT NULL) AS known
  FROM event, whole, parameters
  WHERE s IN (SELECT person_id FROM staff) AND t IN (SELECT person_id FROM staff) GROUP BY ALL)
SELECT s AS source_id, t AS target_id, block, w AS weight_e6, known AS blocks_known
FROM total ANTI JOIN line ON s = a AND t = b""",
    "evidence_rows": " UNION ALL ".join(
        f"SELECT '{name}' AS table_name, count(*) AS rows, (SELECT count(DISTINCT p) FROM ("
        + " UNION ALL ".join(f"SELECT {person} AS p FROM {name}" for person in everyone)
        + f")) AS people, min({day})::DATE AS first_day, max({day})::DATE AS last_day FROM {name}"
        " HAVING rows > 0"
        for name, everyone, day in (
            ("people", ("person_id", "manager_id"), "valid_from"),
            ("accounts", ("person_id",), "NULL::DATE"),
            ("endorsements", ("rater_id", "person_id"), "time"),
            ("messages", ("sender_id", "recipient_id"), "time"),
            ("posts", ("person_id",), "time"),
        )
    ),
}


def compare(workspace: Workspace) -> dict[str, object]:
    """Time both ways to the same tables, the cache warm for both; say what differs."""
    names = tuple(_OUTPUTS)
    files = {n: workspace.evidence.files(n, purpose=Purpose.SKILLS) for n in _used()}
    for paths in files.values():
        for path in paths:
            path.read_bytes()
    opening = time.perf_counter()
    with open_evidence(workspace, Purpose.SKILLS) as engine:
        opened = time.perf_counter() - opening
        start = time.perf_counter()
        engine.define(
            [view for view in catalogue.views(engine.name) if view.name in _below(names)]
        )
        ours, each = {}, {}
        for name in names:
            begun = time.perf_counter()
            ours[name] = engine.fetch(name)
            each[name] = round(time.perf_counter() - begun, 3)
        seconds = time.perf_counter() - start
        rows = {name: engine.fetch(name) for name in _INPUTS}
        begun = time.perf_counter()
        for name in (*SKILL_RELATIONS, "evidence_rows"):
            engine.fetch(name)
        every = time.perf_counter() - begun
    theirs, by_hand, each_by_hand = _by_hand(workspace, files, rows, names)
    return {
        "relations_s": seconds,
        "by_hand_s": by_hand,
        "opened_s": opened,
        "every_s": every,
        "every": len(SKILL_RELATIONS) + 1,
        "different": [n for n in names if not _equal(ours[n], theirs[n])],
        "rows": {n: ours[n].num_rows for n in names},
        "each_s": {n: [each[n], each_by_hand[n]] for n in names},
    }


def _below(names: Iterable[str]) -> set[str]:
    """The relations and all that they read."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in catalogue.CATALOGUE and name not in found:
            found.add(name)
            waiting += catalogue.reads(catalogue.CATALOGUE[name])
    return found


def _used() -> list[str]:
    return [name for name, table in TABLES.items() if Purpose.SKILLS in table.purposes]


def _by_hand(
    workspace: Workspace,
    files: Mapping[str, tuple[Path, ...]],
    rows: Mapping[str, pa.Table],
    names: tuple[str, ...],
) -> tuple[dict[str, pa.Table], float, dict[str, float]]:
    sure = ", ".join(f"'{word}'" for word in SURE)
    with tempfile.TemporaryDirectory() as spill:
        start = time.perf_counter()
        settings = replace(workspace.settings.engine, memory_mib=BY_HAND_MIB)
        connection = duckdb.connect(":memory:", config=configuration(settings, Path(spill)))
        for name, table in rows.items():
            connection.register(name, table)
        for name, paths in files.items():
            if paths:
                connection.read_parquet([str(p) for p in paths]).create_view(name)
            else:
                connection.register(name, TABLES[name].arrow.empty_table())
        connection.execute(_SHARED)
        made, each = {}, {}
        for name in names:
            begun = time.perf_counter()
            made[name] = connection.execute(_OUTPUTS[name].format(sure=sure)).to_arrow_table()
            each[name] = round(time.perf_counter() - begun, 3)
        seconds = time.perf_counter() - start
        connection.close()
    return made, seconds, each


def _equal(ours: pa.Table, theirs: pa.Table) -> bool:
    """The same rows, whatever the order of rows and columns and the width of numbers."""
    names = sorted(theirs.schema.names)
    if names != sorted(ours.schema.names) or ours.num_rows != theirs.num_rows:
        return False
    wanted = pa.schema([ours.schema.field(name) for name in names])
    one, other = ours.select(names), theirs.select(names).cast(wanted)
    order = [(name, "ascending") for name in names]
    return one.sort_by(order).equals(other.sort_by(order))


if __name__ == "__main__":
    with vesica.open(sys.argv[1]) as opened:
        print(json.dumps(compare(opened)))
