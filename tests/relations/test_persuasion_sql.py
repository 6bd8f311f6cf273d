from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_campaigns():
    assert sql("campaigns", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    "practice",
    MIN(CAST("time" AS DATE)) AS "first_day"
  FROM "adoptions"
  GROUP BY
    1
) AS "t3"
WHERE
  "first_day" >= (
    SELECT
      "window_start"
    FROM "period"
  )\
""")
    assert sql("campaigns", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    `practice`,
    MIN(CAST(`time` AS DATE)) AS `first_day`
  FROM `adoptions`
  GROUP BY
    1
) AS `t3`
WHERE
  `first_day` >= (
    SELECT
      `window_start`
    FROM `period`
  )\
""")


def test_sql_of_adopted():
    assert sql("adopted", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "practice",
  MIN(CAST("time" AS DATE)) AS "day"
FROM "adoptions"
WHERE
  "practice" IN (
    SELECT
      "practice"
    FROM "campaigns"
  )
  AND "person_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )
GROUP BY
  1,
  2\
""")
    assert sql("adopted", "spark") == snapshot("""\
SELECT
  `person_id`,
  `practice`,
  MIN(CAST(`time` AS DATE)) AS `day`
FROM `adoptions`
WHERE
  `practice` IN (
    SELECT
      `practice`
    FROM `campaigns`
  )
  AND `person_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )
GROUP BY
  1,
  2\
""")


def test_sql_of_attended():
    assert sql("attended", "duckdb") == snapshot("""\
WITH "t3" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "source_id",
  "target_id"
FROM "contact_events"
WHERE
  "source_id" IN (
    SELECT
      *
    FROM "t3"
  )
  AND "target_id" IN (
    SELECT
      *
    FROM "t3"
  )
UNION
SELECT
  "person_id" AS "source_id",
  "exposer_id" AS "target_id"
FROM "exposures"
WHERE
  "person_id" <> "exposer_id"
  AND "person_id" IN (
    SELECT
      *
    FROM "t3"
  )
  AND "exposer_id" IN (
    SELECT
      *
    FROM "t3"
  )\
""")
    assert sql("attended", "spark") == snapshot("""\
WITH `t3` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `source_id`,
  `target_id`
FROM `contact_events`
WHERE
  `source_id` IN (
    SELECT
      *
    FROM `t3`
  )
  AND `target_id` IN (
    SELECT
      *
    FROM `t3`
  )
UNION
SELECT
  `person_id` AS `source_id`,
  `exposer_id` AS `target_id`
FROM `exposures`
WHERE
  `person_id` <> `exposer_id`
  AND `person_id` IN (
    SELECT
      *
    FROM `t3`
  )
  AND `exposer_id` IN (
    SELECT
      *
    FROM `t3`
  )\
""")


def test_sql_of_attention():
    assert sql("attention", "duckdb") == snapshot("""\
SELECT
  "t2"."source_id",
  "t2"."target_id",
  NOT "t3"."other_id" IS NULL AS "own_line"
FROM "attended" AS "t2"
LEFT OUTER JOIN "reporting_lines" AS "t3"
  ON "t2"."source_id" = "t3"."person_id" AND "t2"."target_id" = "t3"."other_id"\
""")
    assert sql("attention", "spark") == snapshot("""\
SELECT
  `t2`.`source_id`,
  `t2`.`target_id`,
  NOT `t3`.`other_id` IS NULL AS `own_line`
FROM `attended` AS `t2`
LEFT OUTER JOIN `reporting_lines` AS `t3`
  ON `t2`.`source_id` = `t3`.`person_id` AND `t2`.`target_id` = `t3`.`other_id`\
""")


def test_sql_of_own_activity():
    assert sql("own_activity", "duckdb") == snapshot("""\
WITH "t2" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "source_id" AS "person_id",
  SUM("weight_e6") AS "weight_e6"
FROM "contact_events"
WHERE
  "source_id" IN (
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
    assert sql("own_activity", "spark") == snapshot("""\
WITH `t2` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `source_id` AS `person_id`,
  SUM(`weight_e6`) AS `weight_e6`
FROM `contact_events`
WHERE
  `source_id` IN (
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
