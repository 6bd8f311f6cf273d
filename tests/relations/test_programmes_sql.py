from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_programme_places():
    assert sql("programme_places", "duckdb") == snapshot("""\
SELECT
  "t2"."person_id",
  "t2"."route",
  "t2"."start",
  "t2"."assigned",
  "t4"."org_unit",
  "t2"."end" AS "ended",
  COALESCE("t2"."took_part", TRUE) AS "took_part"
FROM "programmes" AS "t2"
INNER JOIN (
  SELECT
    "person_id",
    "org_unit"
  FROM "roster"
) AS "t4"
  ON "t2"."person_id" = "t4"."person_id"\
""")
    assert sql("programme_places", "spark") == snapshot("""\
SELECT
  `t2`.`person_id`,
  `t2`.`route`,
  `t2`.`start`,
  `t2`.`assigned`,
  `t4`.`org_unit`,
  `t2`.`end` AS `ended`,
  COALESCE(`t2`.`took_part`, TRUE) AS `took_part`
FROM `programmes` AS `t2`
INNER JOIN (
  SELECT
    `person_id`,
    `org_unit`
  FROM `roster`
) AS `t4`
  ON `t2`.`person_id` = `t4`.`person_id`\
""")


def test_sql_of_first_places():
    assert sql("first_places", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "route",
  CAST(CAST(DATE_TRUNC('MONTH', "start") AS TIMESTAMP) AS DATE) AS "month"
FROM (
  SELECT
    "person_id",
    "route",
    MIN("start") AS "start"
  FROM "programme_places"
  WHERE
    "took_part"
  GROUP BY
    1,
    2
) AS "t2"\
""")
    assert sql("first_places", "spark") == snapshot("""\
SELECT
  `person_id`,
  `route`,
  CAST(CAST(DATE_TRUNC('MONTH', `start`) AS TIMESTAMP) AS DATE) AS `month`
FROM (
  SELECT
    `person_id`,
    `route`,
    MIN(`start`) AS `start`
  FROM `programme_places`
  WHERE
    `took_part`
  GROUP BY
    1,
    2
) AS `t2`\
""")


def test_sql_of_outcome_months():
    assert sql("outcome_months", "duckdb") == snapshot("""\
SELECT
  "t11"."person_id",
  "t11"."outcome",
  "t11"."month",
  "t11"."value"
FROM (
  SELECT
    "person_id",
    'posts' AS "outcome",
    "month",
    "value"
  FROM (
    SELECT
      "person_id",
      CAST(CAST(DATE_TRUNC('MONTH', CAST("time" AS DATE)) AS TIMESTAMP) AS DATE) AS "month",
      COUNT(*) AS "value"
    FROM "owned_posts"
    WHERE
      NOT (
        SUFFIX(COALESCE("platform", ''), ' (personal)')
      )
    GROUP BY
      1,
      2
  ) AS "t7"
  UNION ALL
  SELECT
    "person_id",
    "outcome",
    CAST(CAST(DATE_TRUNC('MONTH', CAST("time" AS DATE)) AS TIMESTAMP) AS DATE) AS "month",
    COUNT(DISTINCT "rater_id") AS "value"
  FROM (
    SELECT
      "rater_id",
      "person_id",
      "question",
      "value",
      "time",
      "time_offset",
      'named for ' || COALESCE("question", 'influence') AS "outcome"
    FROM "endorsements"
    WHERE
      "rater_id" <> "person_id" AND NOT "time" IS NULL
  ) AS "t4"
  GROUP BY
    1,
    2,
    3
) AS "t11"
SEMI JOIN "roster" AS "t3"
  ON "t11"."person_id" = "t3"."person_id"\
""")
    assert sql("outcome_months", "spark") == snapshot("""\
SELECT
  `t11`.`person_id`,
  `t11`.`outcome`,
  `t11`.`month`,
  `t11`.`value`
FROM (
  SELECT
    `person_id`,
    'posts' AS `outcome`,
    `month`,
    `value`
  FROM (
    SELECT
      `person_id`,
      CAST(CAST(DATE_TRUNC('MONTH', CAST(`time` AS DATE)) AS TIMESTAMP) AS DATE) AS `month`,
      COUNT(*) AS `value`
    FROM `owned_posts`
    WHERE
      NOT (
        ENDSWITH(COALESCE(`platform`, ''), ' (personal)')
      )
    GROUP BY
      1,
      2
  ) AS `t7`
  UNION ALL
  SELECT
    `person_id`,
    `outcome`,
    CAST(CAST(DATE_TRUNC('MONTH', CAST(`time` AS DATE)) AS TIMESTAMP) AS DATE) AS `month`,
    COUNT(DISTINCT `rater_id`) AS `value`
  FROM (
    SELECT
      `rater_id`,
      `person_id`,
      `question`,
      `value`,
      `time`,
      `time_offset`,
      CONCAT('named for ', COALESCE(`question`, 'influence')) AS `outcome`
    FROM `endorsements`
    WHERE
      `rater_id` <> `person_id` AND NOT `time` IS NULL
  ) AS `t4`
  GROUP BY
    1,
    2,
    3
) AS `t11`
LEFT SEMI JOIN `roster` AS `t3`
  ON `t11`.`person_id` = `t3`.`person_id`\
""")


def test_sql_of_unit_outcomes():
    assert sql("unit_outcomes", "duckdb") == snapshot("""\
SELECT
  "org_unit",
  "metric",
  "period",
  "value"
FROM "metrics"\
""")
    assert sql("unit_outcomes", "spark") == snapshot("""\
SELECT
  `org_unit`,
  `metric`,
  `period`,
  `value`
FROM `metrics`\
""")


def test_sql_of_outcome_scores():
    assert sql("outcome_scores", "duckdb") == snapshot("""\
SELECT
  "t2"."person_id",
  "t2"."measure",
  "t2"."period",
  CAST("t2"."value" * 1000000 AS BIGINT) AS "value_e6",
  CAST("t2"."standard_error" * 1000000 AS BIGINT) AS "standard_error_e6"
FROM "measures" AS "t2"
SEMI JOIN "roster" AS "t3"
  ON "t2"."person_id" = "t3"."person_id"\
""")
    assert sql("outcome_scores", "spark") == snapshot("""\
SELECT
  `t2`.`person_id`,
  `t2`.`measure`,
  `t2`.`period`,
  CAST(`t2`.`value` * 1000000 AS BIGINT) AS `value_e6`,
  CAST(`t2`.`standard_error` * 1000000 AS BIGINT) AS `standard_error_e6`
FROM `measures` AS `t2`
LEFT SEMI JOIN `roster` AS `t3`
  ON `t2`.`person_id` = `t3`.`person_id`\
""")
