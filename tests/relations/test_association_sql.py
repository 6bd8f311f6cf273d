from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_listeners():
    assert sql("listeners", "duckdb") == snapshot("""\
WITH "t2" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "target_id" AS "person_id",
  COUNT(DISTINCT "source_id") AS "listeners",
  SUM(CAST("weight" * 1000000 AS BIGINT)) AS "weight_e6",
  SUM("events") AS "events",
  SUM("events" * "events") AS "squared_events",
  MAX("trials") AS "trials"
FROM "ties"
WHERE
  "source_id" <> "target_id"
  AND "source_id" IN (
    SELECT
      *
    FROM "t2"
  )
  AND "target_id" IN (
    SELECT
      *
    FROM "t2"
  )
GROUP BY
  1\
""")
    assert sql("listeners", "spark") == snapshot("""\
WITH `t2` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `target_id` AS `person_id`,
  COUNT(DISTINCT `source_id`) AS `listeners`,
  SUM(CAST(`weight` * 1000000 AS BIGINT)) AS `weight_e6`,
  SUM(`events`) AS `events`,
  SUM(`events` * `events`) AS `squared_events`,
  MAX(`trials`) AS `trials`
FROM `ties`
WHERE
  `source_id` <> `target_id`
  AND `source_id` IN (
    SELECT
      *
    FROM `t2`
  )
  AND `target_id` IN (
    SELECT
      *
    FROM `t2`
  )
GROUP BY
  1\
""")


def test_sql_of_known_measures():
    assert sql("known_measures", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "measure",
  CAST("value" * 1000000 AS BIGINT) AS "value_e6",
  CAST("standard_error" * 1000000 AS BIGINT) AS "standard_error_e6"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."person_id",
      "t3"."measure",
      "t3"."period",
      "t3"."value",
      "t3"."standard_error"
    FROM "measures" AS "t3"
    SEMI JOIN "newest_measures" AS "t4"
      ON "t3"."person_id" = "t4"."person_id"
      AND "t3"."measure" = "t4"."measure"
      AND "t3"."period" IS NOT DISTINCT FROM "t4"."newest"
  ) AS "t6"
  WHERE
    "person_id" IN (
      SELECT
        "person_id"
      FROM "roster"
    )
) AS "t7"\
""")
    assert sql("known_measures", "spark") == snapshot("""\
SELECT
  `person_id`,
  `measure`,
  CAST(`value` * 1000000 AS BIGINT) AS `value_e6`,
  CAST(`standard_error` * 1000000 AS BIGINT) AS `standard_error_e6`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t3`.`person_id`,
      `t3`.`measure`,
      `t3`.`period`,
      `t3`.`value`,
      `t3`.`standard_error`
    FROM `measures` AS `t3`
    LEFT SEMI JOIN `newest_measures` AS `t4`
      ON `t3`.`person_id` = `t4`.`person_id`
      AND `t3`.`measure` = `t4`.`measure`
      AND `t3`.`period` IS NOT DISTINCT FROM `t4`.`newest`
  ) AS `t6`
  WHERE
    `person_id` IN (
      SELECT
        `person_id`
      FROM `roster`
    )
) AS `t7`\
""")


def test_sql_of_newest_measures():
    assert sql("newest_measures", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "measure",
  MAX("period") AS "newest"
FROM "measures"
GROUP BY
  1,
  2\
""")
    assert sql("newest_measures", "spark") == snapshot("""\
SELECT
  `person_id`,
  `measure`,
  MAX(`period`) AS `newest`
FROM `measures`
GROUP BY
  1,
  2\
""")


def test_sql_of_measured_periods():
    assert sql("measured_periods", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "measure",
  "period",
  CAST("value" * 1000000 AS BIGINT) AS "value_e6"
FROM "measures"
WHERE
  "person_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )\
""")
    assert sql("measured_periods", "spark") == snapshot("""\
SELECT
  `person_id`,
  `measure`,
  `period`,
  CAST(`value` * 1000000 AS BIGINT) AS `value_e6`
FROM `measures`
WHERE
  `person_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )\
""")
