from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_valid_people():
    assert sql("valid_people", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "valid_from",
  "manager_id",
  "level",
  "function",
  "department",
  "org_unit",
  "location",
  "time_zone",
  "jurisdiction",
  "decision_rights",
  "hired_on",
  "exit_on",
  "held",
  "days",
  ROW_NUMBER() OVER (
    PARTITION BY "person_id"
    ORDER BY "held" DESC, "days" ASC, "valid_from" DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS "recency"
FROM "dated_people"\
""")
    assert sql("valid_people", "spark") == snapshot("""\
SELECT
  `person_id`,
  `valid_from`,
  `manager_id`,
  `level`,
  `function`,
  `department`,
  `org_unit`,
  `location`,
  `time_zone`,
  `jurisdiction`,
  `decision_rights`,
  `hired_on`,
  `exit_on`,
  `held`,
  `days`,
  ROW_NUMBER() OVER (
    PARTITION BY `person_id`
    ORDER BY `held` DESC, `days` ASC NULLS LAST, `valid_from` DESC
  ) - 1 AS `recency`
FROM `dated_people`\
""")


def test_sql_of_roster():
    assert sql("roster", "duckdb") == snapshot("""\
SELECT
  "t6"."person_id",
  "t6"."manager_id",
  "t6"."level",
  "t6"."function",
  "t6"."location",
  "t6"."jurisdiction",
  COALESCE("t6"."org_unit", "t6"."department", 'unassigned') AS "org_unit"
FROM "valid_people" AS "t6"
ANTI JOIN "excluded" AS "t3"
  ON "t6"."person_id" = "t3"."person_id"
WHERE
  "t6"."recency" = 0
  AND (
    (
      "t6"."exit_on" IS NULL
    )
    OR (
      "t6"."exit_on" >= (
        SELECT
          "last_day"
        FROM "period"
      )
    )
  )\
""")
    assert sql("roster", "spark") == snapshot("""\
SELECT
  `t6`.`person_id`,
  `t6`.`manager_id`,
  `t6`.`level`,
  `t6`.`function`,
  `t6`.`location`,
  `t6`.`jurisdiction`,
  COALESCE(`t6`.`org_unit`, `t6`.`department`, 'unassigned') AS `org_unit`
FROM `valid_people` AS `t6`
LEFT ANTI JOIN `excluded` AS `t3`
  ON `t6`.`person_id` = `t3`.`person_id`
WHERE
  `t6`.`recency` = 0
  AND (
    (
      `t6`.`exit_on` IS NULL
    )
    OR (
      `t6`.`exit_on` >= (
        SELECT
          `last_day`
        FROM `period`
      )
    )
  )\
""")


def test_sql_of_reporting_lines():
    assert sql("reporting_lines", "duckdb") == snapshot("""\
SELECT
  "manager_id" AS "person_id",
  "person_id" AS "other_id"
FROM "roster"
WHERE
  NOT "manager_id" IS NULL
UNION
SELECT
  "person_id",
  "person_id" AS "other_id"
FROM "roster"
UNION
SELECT
  "person_id",
  "manager_id" AS "other_id"
FROM "roster"
WHERE
  NOT "manager_id" IS NULL\
""")
    assert sql("reporting_lines", "spark") == snapshot("""\
SELECT
  `manager_id` AS `person_id`,
  `person_id` AS `other_id`
FROM `roster`
WHERE
  NOT `manager_id` IS NULL
UNION
SELECT
  `person_id`,
  `person_id` AS `other_id`
FROM `roster`
UNION
SELECT
  `person_id`,
  `manager_id` AS `other_id`
FROM `roster`
WHERE
  NOT `manager_id` IS NULL\
""")


def test_sql_of_dated_people():
    assert sql("dated_people", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "valid_from",
  "manager_id",
  "level",
  "function",
  "department",
  "org_unit",
  "location",
  "time_zone",
  "jurisdiction",
  "decision_rights",
  "hired_on",
  "exit_on",
  COALESCE(
    COALESCE("valid_from", MAKE_DATE(1900, 1, 1)) <= (
      SELECT
        "last_day"
      FROM "period"
    ),
    TRUE
  ) AS "held",
  COALESCE(
    ABS(
      DATE_DIFF(
        'DAY',
        (
          SELECT
            "last_day"
          FROM "period"
        ),
        COALESCE("valid_from", MAKE_DATE(1900, 1, 1))
      )
    ),
    0
  ) AS "days"
FROM "people"\
""")
    assert sql("dated_people", "spark") == snapshot("""\
SELECT
  `person_id`,
  `valid_from`,
  `manager_id`,
  `level`,
  `function`,
  `department`,
  `org_unit`,
  `location`,
  `time_zone`,
  `jurisdiction`,
  `decision_rights`,
  `hired_on`,
  `exit_on`,
  COALESCE(
    COALESCE(`valid_from`, MAKE_DATE(1900, 1, 1)) <= (
      SELECT
        `last_day`
      FROM `period`
    ),
    TRUE
  ) AS `held`,
  COALESCE(
    ABS(
      DATEDIFF(
        DAY,
        (
          SELECT
            `last_day`
          FROM `period`
        ),
        COALESCE(`valid_from`, MAKE_DATE(1900, 1, 1))
      )
    ),
    0
  ) AS `days`
FROM `people`\
""")
