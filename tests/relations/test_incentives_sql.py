from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_metric_series():
    assert sql("metric_series", "duckdb") == snapshot("""\
SELECT
  "org_unit",
  "metric",
  "period",
  CAST("value" * 1000000 AS BIGINT) AS "value_e6",
  CAST("target" * 1000000 AS BIGINT) AS "target_e6"
FROM "metrics"\
""")
    assert sql("metric_series", "spark") == snapshot("""\
SELECT
  `org_unit`,
  `metric`,
  `period`,
  CAST(`value` * 1000000 AS BIGINT) AS `value_e6`,
  CAST(`target` * 1000000 AS BIGINT) AS `target_e6`
FROM `metrics`\
""")


def test_sql_of_own_plans():
    assert sql("own_plans", "duckdb") == snapshot("""\
SELECT
  "t4"."person_id",
  "t2"."org_unit",
  "t4"."fiscal_year",
  "t4"."metric",
  "t4"."weight",
  "t4"."threshold",
  "t4"."target",
  "t4"."maximum",
  "t4"."payout_threshold",
  "t4"."payout_target",
  "t4"."payout_maximum",
  "t4"."target_bonus",
  "t4"."currency",
  "t4"."role",
  "t4"."shape",
  "t4"."more_points",
  "t4"."lower_is_better",
  "t4"."year_end"
FROM (
  SELECT
    "fiscal_year",
    "metric",
    "weight",
    "threshold",
    "target",
    "maximum",
    "payout_threshold",
    "payout_target",
    "payout_maximum",
    "target_bonus",
    "currency",
    "role",
    "shape",
    "more_points",
    "lower_is_better",
    "year_end",
    "leader_id" AS "person_id"
  FROM "incentives"
) AS "t4"
INNER JOIN "roster" AS "t2"
  ON "t4"."person_id" = "t2"."person_id"\
""")
    assert sql("own_plans", "spark") == snapshot("""\
SELECT
  `t4`.`person_id`,
  `t2`.`org_unit`,
  `t4`.`fiscal_year`,
  `t4`.`metric`,
  `t4`.`weight`,
  `t4`.`threshold`,
  `t4`.`target`,
  `t4`.`maximum`,
  `t4`.`payout_threshold`,
  `t4`.`payout_target`,
  `t4`.`payout_maximum`,
  `t4`.`target_bonus`,
  `t4`.`currency`,
  `t4`.`role`,
  `t4`.`shape`,
  `t4`.`more_points`,
  `t4`.`lower_is_better`,
  `t4`.`year_end`
FROM (
  SELECT
    `fiscal_year`,
    `metric`,
    `weight`,
    `threshold`,
    `target`,
    `maximum`,
    `payout_threshold`,
    `payout_target`,
    `payout_maximum`,
    `target_bonus`,
    `currency`,
    `role`,
    `shape`,
    `more_points`,
    `lower_is_better`,
    `year_end`,
    `leader_id` AS `person_id`
  FROM `incentives`
) AS `t4`
INNER JOIN `roster` AS `t2`
  ON `t4`.`person_id` = `t2`.`person_id`\
""")


def test_sql_of_leader_plans():
    assert sql("leader_plans", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "org_unit",
  "fiscal_year",
  "metric",
  "weight",
  "threshold",
  "target",
  "maximum",
  "payout_threshold",
  "payout_target",
  "payout_maximum",
  "target_bonus",
  "currency",
  "role",
  "shape",
  "more_points",
  "lower_is_better",
  "year_end",
  TRUE AS "personal"
FROM "own_plans"
UNION ALL
SELECT
  "person_id",
  "org_unit",
  "fiscal_year",
  "metric",
  "weight",
  "threshold",
  "target",
  "maximum",
  "payout_threshold",
  "payout_target",
  "payout_maximum",
  "target_bonus",
  "currency",
  "role",
  "shape",
  "more_points",
  "lower_is_better",
  "year_end",
  FALSE AS "personal"
FROM (
  SELECT
    "t4"."person_id",
    "t4"."org_unit",
    "t7"."fiscal_year",
    "t7"."metric",
    "t7"."weight",
    "t7"."threshold",
    "t7"."target",
    "t7"."maximum",
    "t7"."payout_threshold",
    "t7"."payout_target",
    "t7"."payout_maximum",
    "t7"."target_bonus",
    "t7"."currency",
    "t7"."role",
    "t7"."shape",
    "t7"."more_points",
    "t7"."lower_is_better",
    "t7"."year_end"
  FROM (
    SELECT
      "fiscal_year",
      "metric",
      "weight",
      "threshold",
      "target",
      "maximum",
      "payout_threshold",
      "payout_target",
      "payout_maximum",
      "target_bonus",
      "currency",
      "role",
      "shape",
      "more_points",
      "lower_is_better",
      "year_end",
      "level"
    FROM "incentives"
    WHERE
      "leader_id" IS NULL
  ) AS "t7"
  INNER JOIN "roster" AS "t4"
    ON "t7"."level" = "t4"."level"
  ANTI JOIN "own_plans" AS "t3"
    ON "t4"."person_id" = "t3"."person_id" AND "t7"."fiscal_year" = "t3"."fiscal_year"
) AS "t8"\
""")
    assert sql("leader_plans", "spark") == snapshot("""\
SELECT
  `person_id`,
  `org_unit`,
  `fiscal_year`,
  `metric`,
  `weight`,
  `threshold`,
  `target`,
  `maximum`,
  `payout_threshold`,
  `payout_target`,
  `payout_maximum`,
  `target_bonus`,
  `currency`,
  `role`,
  `shape`,
  `more_points`,
  `lower_is_better`,
  `year_end`,
  TRUE AS `personal`
FROM `own_plans`
UNION ALL
SELECT
  `person_id`,
  `org_unit`,
  `fiscal_year`,
  `metric`,
  `weight`,
  `threshold`,
  `target`,
  `maximum`,
  `payout_threshold`,
  `payout_target`,
  `payout_maximum`,
  `target_bonus`,
  `currency`,
  `role`,
  `shape`,
  `more_points`,
  `lower_is_better`,
  `year_end`,
  FALSE AS `personal`
FROM (
  SELECT
    `t4`.`person_id`,
    `t4`.`org_unit`,
    `t7`.`fiscal_year`,
    `t7`.`metric`,
    `t7`.`weight`,
    `t7`.`threshold`,
    `t7`.`target`,
    `t7`.`maximum`,
    `t7`.`payout_threshold`,
    `t7`.`payout_target`,
    `t7`.`payout_maximum`,
    `t7`.`target_bonus`,
    `t7`.`currency`,
    `t7`.`role`,
    `t7`.`shape`,
    `t7`.`more_points`,
    `t7`.`lower_is_better`,
    `t7`.`year_end`
  FROM (
    SELECT
      `fiscal_year`,
      `metric`,
      `weight`,
      `threshold`,
      `target`,
      `maximum`,
      `payout_threshold`,
      `payout_target`,
      `payout_maximum`,
      `target_bonus`,
      `currency`,
      `role`,
      `shape`,
      `more_points`,
      `lower_is_better`,
      `year_end`,
      `level`
    FROM `incentives`
    WHERE
      `leader_id` IS NULL
  ) AS `t7`
  INNER JOIN `roster` AS `t4`
    ON `t7`.`level` = `t4`.`level`
  LEFT ANTI JOIN `own_plans` AS `t3`
    ON `t4`.`person_id` = `t3`.`person_id` AND `t7`.`fiscal_year` = `t3`.`fiscal_year`
) AS `t8`\
""")


def test_sql_of_unit_managers():
    assert sql("unit_managers", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "org_unit"
FROM "roster"
WHERE
  "person_id" IN (
    SELECT
      "manager_id"
    FROM "roster"
    WHERE
      NOT "manager_id" IS NULL
  )\
""")
    assert sql("unit_managers", "spark") == snapshot("""\
SELECT
  `person_id`,
  `org_unit`
FROM `roster`
WHERE
  `person_id` IN (
    SELECT
      `manager_id`
    FROM `roster`
    WHERE
      NOT `manager_id` IS NULL
  )\
""")


def test_sql_of_manager_practice():
    assert sql("manager_practice", "duckdb") == snapshot("""\
SELECT
  "t8"."person_id",
  "t3"."org_unit",
  "t8"."month",
  "t8"."acts"
FROM (
  SELECT
    "person_id",
    "month",
    COUNT(*) AS "acts"
  FROM (
    SELECT
      "person_id",
      CAST(DATE_TRUNC('MONTH', "time") AS DATE) AS "month"
    FROM "owned_posts"
    WHERE
      NOT (
        SUFFIX(COALESCE("platform", ''), ' (personal)')
      )
    UNION ALL
    SELECT
      "person_id",
      CAST(DATE_TRUNC('MONTH', "time") AS DATE) AS "month"
    FROM "learning"
    WHERE
      "mode" = 'doing'
  ) AS "t6"
  GROUP BY
    1,
    2
) AS "t8"
INNER JOIN "unit_managers" AS "t3"
  ON "t8"."person_id" = "t3"."person_id"\
""")
    assert sql("manager_practice", "spark") == snapshot("""\
SELECT
  `t8`.`person_id`,
  `t3`.`org_unit`,
  `t8`.`month`,
  `t8`.`acts`
FROM (
  SELECT
    `person_id`,
    `month`,
    COUNT(*) AS `acts`
  FROM (
    SELECT
      `person_id`,
      CAST(DATE_TRUNC('MONTH', `time`) AS DATE) AS `month`
    FROM `owned_posts`
    WHERE
      NOT (
        ENDSWITH(COALESCE(`platform`, ''), ' (personal)')
      )
    UNION ALL
    SELECT
      `person_id`,
      CAST(DATE_TRUNC('MONTH', `time`) AS DATE) AS `month`
    FROM `learning`
    WHERE
      `mode` = 'doing'
  ) AS `t6`
  GROUP BY
    1,
    2
) AS `t8`
INNER JOIN `unit_managers` AS `t3`
  ON `t8`.`person_id` = `t3`.`person_id`\
""")


def test_sql_of_participation():
    assert sql("participation", "duckdb") == snapshot("""\
SELECT
  "t5"."org_unit",
  "t5"."month",
  "t4"."managers",
  "t5"."taking_part",
  "t5"."acts"
FROM (
  SELECT
    "org_unit",
    "month",
    COUNT(DISTINCT "person_id") AS "taking_part",
    SUM("acts") AS "acts"
  FROM "manager_practice"
  GROUP BY
    1,
    2
) AS "t5"
INNER JOIN (
  SELECT
    "org_unit",
    COUNT(*) AS "managers"
  FROM "unit_managers"
  GROUP BY
    1
) AS "t4"
  ON "t5"."org_unit" = "t4"."org_unit"\
""")
    assert sql("participation", "spark") == snapshot("""\
SELECT
  `t5`.`org_unit`,
  `t5`.`month`,
  `t4`.`managers`,
  `t5`.`taking_part`,
  `t5`.`acts`
FROM (
  SELECT
    `org_unit`,
    `month`,
    COUNT(DISTINCT `person_id`) AS `taking_part`,
    SUM(`acts`) AS `acts`
  FROM `manager_practice`
  GROUP BY
    1,
    2
) AS `t5`
INNER JOIN (
  SELECT
    `org_unit`,
    COUNT(*) AS `managers`
  FROM `unit_managers`
  GROUP BY
    1
) AS `t4`
  ON `t5`.`org_unit` = `t4`.`org_unit`\
""")


def test_sql_of_route_hours():
    assert sql("route_hours", "duckdb") == snapshot("""\
SELECT
  "route",
  CAST(CAST(ROUND("hours_per_week" * 60, 0) AS DECIMAL(18, 0)) AS BIGINT) AS "minutes",
  COUNT(DISTINCT "person_id") AS "people"
FROM "programmes"
WHERE
  COALESCE("took_part", TRUE)
  AND "hours_per_week" > 0
  AND "person_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )
GROUP BY
  1,
  2\
""")
    assert sql("route_hours", "spark") == snapshot("""\
SELECT
  `route`,
  CAST(CAST(ROUND(`hours_per_week` * 60, 0) AS DECIMAL(18, 0)) AS BIGINT) AS `minutes`,
  COUNT(DISTINCT `person_id`) AS `people`
FROM `programmes`
WHERE
  COALESCE(`took_part`, TRUE)
  AND `hours_per_week` > 0
  AND `person_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )
GROUP BY
  1,
  2\
""")


def test_sql_of_drawn_pitches():
    assert sql("drawn_pitches", "duckdb") == snapshot("""\
WITH "t2" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "leader_id",
  "arm",
  "outcome",
  COUNT(*) AS "pitches"
FROM (
  SELECT
    "person_id",
    "leader_id",
    "time",
    "time_offset",
    "version",
    "arm",
    COALESCE("outcome", 'open') AS "outcome"
  FROM "pitches"
  WHERE
    NOT "arm" IS NULL
    AND "person_id" IN (
      SELECT
        *
      FROM "t2"
    )
    AND "leader_id" IN (
      SELECT
        *
      FROM "t2"
    )
) AS "t5"
GROUP BY
  1,
  2,
  3\
""")
    assert sql("drawn_pitches", "spark") == snapshot("""\
WITH `t2` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `leader_id`,
  `arm`,
  `outcome`,
  COUNT(*) AS `pitches`
FROM (
  SELECT
    `person_id`,
    `leader_id`,
    `time`,
    `time_offset`,
    `version`,
    `arm`,
    COALESCE(`outcome`, 'open') AS `outcome`
  FROM `pitches`
  WHERE
    NOT `arm` IS NULL
    AND `person_id` IN (
      SELECT
        *
      FROM `t2`
    )
    AND `leader_id` IN (
      SELECT
        *
      FROM `t2`
    )
) AS `t5`
GROUP BY
  1,
  2,
  3\
""")
