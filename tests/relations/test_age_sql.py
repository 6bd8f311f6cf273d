from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_birth_years():
    assert sql("birth_years", "duckdb") == snapshot("""\
SELECT
  "person_id",
  TRY_CAST("value" AS BIGINT) AS "birth_year"
FROM "audit_attributes"
WHERE
  "attribute" = 'birth year' AND TRY_CAST("value" AS BIGINT) BETWEEN 1900 AND 2100\
""")
    assert sql("birth_years", "spark") == snapshot("""\
SELECT
  `person_id`,
  TRY_CAST(`value` AS BIGINT) AS `birth_year`
FROM `audit_attributes`
WHERE
  `attribute` = 'birth year' AND TRY_CAST(`value` AS BIGINT) BETWEEN 1900 AND 2100\
""")


def test_sql_of_entries():
    assert sql("entries", "duckdb") == snapshot("""\
SELECT
  "person_id",
  MIN("hired_on") AS "hired_on"
FROM "people"
WHERE
  NOT "hired_on" IS NULL
GROUP BY
  1\
""")
    assert sql("entries", "spark") == snapshot("""\
SELECT
  `person_id`,
  MIN(`hired_on`) AS `hired_on`
FROM `people`
WHERE
  NOT `hired_on` IS NULL
GROUP BY
  1\
""")
