from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_planning_people():
    assert sql("planning_people", "duckdb") == snapshot("""\
SELECT
  "t3"."person_id",
  "t3"."manager_id",
  "t3"."level",
  "t3"."function",
  "t3"."org_unit",
  "t3"."location",
  "t3"."jurisdiction",
  "t6"."time_zone",
  "t3"."person_id" IN (
    SELECT
      *
    FROM "senior_leaders"
  ) AS "senior"
FROM "roster" AS "t3"
LEFT OUTER JOIN (
  SELECT
    "person_id",
    "time_zone"
  FROM "valid_people"
  WHERE
    "recency" = 0
) AS "t6"
  ON "t3"."person_id" = "t6"."person_id"\
""")
    assert sql("planning_people", "spark") == snapshot("""\
SELECT
  `t3`.`person_id`,
  `t3`.`manager_id`,
  `t3`.`level`,
  `t3`.`function`,
  `t3`.`org_unit`,
  `t3`.`location`,
  `t3`.`jurisdiction`,
  `t6`.`time_zone`,
  `t3`.`person_id` IN (
    SELECT
      *
    FROM `senior_leaders`
  ) AS `senior`
FROM `roster` AS `t3`
LEFT OUTER JOIN (
  SELECT
    `person_id`,
    `time_zone`
  FROM `valid_people`
  WHERE
    `recency` = 0
) AS `t6`
  ON `t3`.`person_id` = `t6`.`person_id`\
""")


def test_sql_of_planning_preferences():
    assert sql("planning_preferences", "duckdb") == snapshot("""\
SELECT
  "t2"."person_id",
  "t2"."languages",
  "t2"."comfort_zone",
  "t2"."workday_start",
  "t2"."workday_end",
  "t2"."max_pairs",
  CAST(CAST(ROUND("t2"."capacity_hours_per_week" * 1000000, 0) AS DECIMAL(18, 0)) AS BIGINT) AS "capacity_e6"
FROM "preferences" AS "t2"
SEMI JOIN "roster" AS "t3"
  ON "t2"."person_id" = "t3"."person_id"\
""")
    assert sql("planning_preferences", "spark") == snapshot("""\
SELECT
  `t2`.`person_id`,
  `t2`.`languages`,
  `t2`.`comfort_zone`,
  `t2`.`workday_start`,
  `t2`.`workday_end`,
  `t2`.`max_pairs`,
  CAST(CAST(ROUND(`t2`.`capacity_hours_per_week` * 1000000, 0) AS DECIMAL(18, 0)) AS BIGINT) AS `capacity_e6`
FROM `preferences` AS `t2`
LEFT SEMI JOIN `roster` AS `t3`
  ON `t2`.`person_id` = `t3`.`person_id`\
""")


def test_sql_of_planning_restrictions():
    assert sql("planning_restrictions", "duckdb") == snapshot("""\
SELECT
  "t6"."person_id",
  "t6"."rule"
FROM (
  SELECT
    "person_id",
    "rule"
  FROM "restrictions"
  WHERE
    NOT "person_id" IS NULL
) AS "t6"
SEMI JOIN "roster" AS "t3"
  ON "t6"."person_id" = "t3"."person_id"
UNION
SELECT
  "t2"."person_id",
  "t7"."rule"
FROM "roster" AS "t2"
INNER JOIN (
  SELECT
    "org_unit",
    "rule"
  FROM "restrictions"
  WHERE
    "person_id" IS NULL AND NOT "org_unit" IS NULL
) AS "t7"
  ON "t2"."org_unit" = "t7"."org_unit"\
""")
    assert sql("planning_restrictions", "spark") == snapshot("""\
SELECT
  `t6`.`person_id`,
  `t6`.`rule`
FROM (
  SELECT
    `person_id`,
    `rule`
  FROM `restrictions`
  WHERE
    NOT `person_id` IS NULL
) AS `t6`
LEFT SEMI JOIN `roster` AS `t3`
  ON `t6`.`person_id` = `t3`.`person_id`
UNION
SELECT
  `t2`.`person_id`,
  `t7`.`rule`
FROM `roster` AS `t2`
INNER JOIN (
  SELECT
    `org_unit`,
    `rule`
  FROM `restrictions`
  WHERE
    `person_id` IS NULL AND NOT `org_unit` IS NULL
) AS `t7`
  ON `t2`.`org_unit` = `t7`.`org_unit`\
""")


def test_sql_of_planning_history():
    assert sql("planning_history", "duckdb") == snapshot("""\
SELECT DISTINCT
  *
FROM (
  SELECT
    "t4"."person_id",
    "t4"."route"
  FROM "programmes" AS "t4"
  SEMI JOIN "roster" AS "t2"
    ON "t4"."person_id" = "t2"."person_id"
  WHERE
    COALESCE("t4"."took_part", TRUE)
) AS "t5"\
""")
    assert sql("planning_history", "spark") == snapshot("""\
SELECT DISTINCT
  *
FROM (
  SELECT
    `t4`.`person_id`,
    `t4`.`route`
  FROM `programmes` AS `t4`
  LEFT SEMI JOIN `roster` AS `t2`
    ON `t4`.`person_id` = `t2`.`person_id`
  WHERE
    COALESCE(`t4`.`took_part`, TRUE)
) AS `t5`\
""")


def test_sql_of_audit_groups():
    assert sql("audit_groups", "duckdb") == snapshot("""\
SELECT
  *
FROM "audit_attributes"
WHERE
  "attribute" <> 'birth year'\
""")
    assert sql("audit_groups", "spark") == snapshot("""\
SELECT
  *
FROM `audit_attributes`
WHERE
  `attribute` <> 'birth year'\
""")
