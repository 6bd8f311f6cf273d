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
  "t8"."person_id",
  "t8"."manager_id",
  "t8"."level",
  "t8"."function",
  "t8"."location",
  "t8"."jurisdiction",
  COALESCE("t8"."org_unit", "t8"."department", 'unassigned') AS "org_unit"
FROM "valid_people" AS "t8"
ANTI JOIN "leavers" AS "t4"
  ON "t8"."person_id" = "t4"."person_id"
  AND COALESCE("t8"."valid_from", MAKE_DATE(1900, 1, 1)) <= "t4"."left_on"
ANTI JOIN "excluded" AS "t5"
  ON "t8"."person_id" = "t5"."person_id"
WHERE
  "t8"."recency" = 0
  AND (
    (
      "t8"."exit_on" IS NULL
    )
    OR (
      "t8"."exit_on" >= (
        SELECT
          "last_day"
        FROM "period"
      )
    )
  )\
""")
    assert sql("roster", "spark") == snapshot("""\
SELECT
  `t8`.`person_id`,
  `t8`.`manager_id`,
  `t8`.`level`,
  `t8`.`function`,
  `t8`.`location`,
  `t8`.`jurisdiction`,
  COALESCE(`t8`.`org_unit`, `t8`.`department`, 'unassigned') AS `org_unit`
FROM `valid_people` AS `t8`
LEFT ANTI JOIN `leavers` AS `t4`
  ON `t8`.`person_id` = `t4`.`person_id`
  AND COALESCE(`t8`.`valid_from`, MAKE_DATE(1900, 1, 1)) <= `t4`.`left_on`
LEFT ANTI JOIN `excluded` AS `t5`
  ON `t8`.`person_id` = `t5`.`person_id`
WHERE
  `t8`.`recency` = 0
  AND (
    (
      `t8`.`exit_on` IS NULL
    )
    OR (
      `t8`.`exit_on` >= (
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


def test_sql_of_newest_listings():
    assert sql("newest_listings", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "as_of",
  "listed",
  ROW_NUMBER() OVER (
    PARTITION BY "person_id"
    ORDER BY "as_of" DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS "recency"
FROM "listings"\
""")
    assert sql("newest_listings", "spark") == snapshot("""\
SELECT
  `person_id`,
  `as_of`,
  `listed`,
  ROW_NUMBER() OVER (PARTITION BY `person_id` ORDER BY `as_of` DESC) - 1 AS `recency`
FROM `listings`\
""")


def test_sql_of_leavers():
    assert sql("leavers", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "as_of" AS "left_on"
FROM "newest_listings"
WHERE
  "recency" = 0 AND NOT (
    "listed"
  )\
""")
    assert sql("leavers", "spark") == snapshot("""\
SELECT
  `person_id`,
  `as_of` AS `left_on`
FROM `newest_listings`
WHERE
  `recency` = 0 AND NOT (
    `listed`
  )\
""")
