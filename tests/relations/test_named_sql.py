from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_expertise_nominations():
    assert sql("expertise_nominations", "duckdb") == snapshot("""\
WITH "t4" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "t9"."rater_id",
  "t9"."person_id"
FROM (
  SELECT DISTINCT
    "rater_id",
    "person_id"
  FROM "window_endorsements"
  WHERE
    "question" = 'expertise'
    AND (
      "rater_id" IN (
        SELECT
          *
        FROM "t4"
      )
      AND "person_id" IN (
        SELECT
          *
        FROM "t4"
      )
    )
) AS "t9"
ANTI JOIN "reporting_lines" AS "t3"
  ON "t9"."person_id" = "t3"."person_id" AND "t9"."rater_id" = "t3"."other_id"\
""")
    assert sql("expertise_nominations", "spark") == snapshot("""\
WITH `t4` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `t9`.`rater_id`,
  `t9`.`person_id`
FROM (
  SELECT DISTINCT
    `rater_id`,
    `person_id`
  FROM `window_endorsements`
  WHERE
    `question` = 'expertise'
    AND (
      `rater_id` IN (
        SELECT
          *
        FROM `t4`
      )
      AND `person_id` IN (
        SELECT
          *
        FROM `t4`
      )
    )
) AS `t9`
LEFT ANTI JOIN `reporting_lines` AS `t3`
  ON `t9`.`person_id` = `t3`.`person_id` AND `t9`.`rater_id` = `t3`.`other_id`\
""")


def test_sql_of_expertise_raters():
    assert sql("expertise_raters", "duckdb") == snapshot("""\
SELECT
  "rater_id",
  COUNT(*) AS "names"
FROM "expertise_nominations"
GROUP BY
  1\
""")
    assert sql("expertise_raters", "spark") == snapshot("""\
SELECT
  `rater_id`,
  COUNT(*) AS `names`
FROM `expertise_nominations`
GROUP BY
  1\
""")


def test_sql_of_expertise_names_given():
    assert sql("expertise_names_given", "duckdb") == snapshot("""\
SELECT
  "names",
  COUNT(*) AS "raters"
FROM "expertise_raters"
GROUP BY
  1\
""")
    assert sql("expertise_names_given", "spark") == snapshot("""\
SELECT
  `names`,
  COUNT(*) AS `raters`
FROM `expertise_raters`
GROUP BY
  1\
""")


def test_sql_of_expertise_mutual():
    assert sql("expertise_mutual", "duckdb") == snapshot("""\
SELECT
  "t3"."person_id",
  "t3"."rater_id"
FROM (
  SELECT
    "person_id",
    "rater_id"
  FROM "expertise_nominations"
) AS "t3"
SEMI JOIN (
  SELECT
    "person_id" AS "rater_id",
    "rater_id" AS "person_id"
  FROM "expertise_nominations"
) AS "t4"
  ON "t3"."person_id" = "t4"."person_id" AND "t3"."rater_id" = "t4"."rater_id"\
""")
    assert sql("expertise_mutual", "spark") == snapshot("""\
SELECT
  `t3`.`person_id`,
  `t3`.`rater_id`
FROM (
  SELECT
    `person_id`,
    `rater_id`
  FROM `expertise_nominations`
) AS `t3`
LEFT SEMI JOIN (
  SELECT
    `person_id` AS `rater_id`,
    `rater_id` AS `person_id`
  FROM `expertise_nominations`
) AS `t4`
  ON `t3`.`person_id` = `t4`.`person_id` AND `t3`.`rater_id` = `t4`.`rater_id`\
""")


def test_sql_of_expertise_endorsed():
    assert sql("expertise_endorsed", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "names",
  SUM("raters") AS "raters",
  SUM("barred") AS "barred"
FROM (
  SELECT
    "t5"."person_id",
    "t7"."names",
    1 AS "raters",
    0 AS "barred"
  FROM "expertise_nominations" AS "t5"
  ANTI JOIN "expertise_mutual" AS "t6"
    ON "t5"."person_id" = "t6"."person_id" AND "t5"."rater_id" = "t6"."rater_id"
  INNER JOIN "expertise_raters" AS "t7"
    ON "t5"."rater_id" = "t7"."rater_id"
  UNION ALL
  SELECT
    "t14"."person_id",
    "t8"."names",
    0 AS "raters",
    1 AS "barred"
  FROM (
    SELECT
      "person_id",
      "other_id" AS "rater_id"
    FROM "reporting_lines"
    WHERE
      "person_id" IN (
        SELECT
          "person_id"
        FROM "roster"
      )
    UNION
    SELECT
      *
    FROM "expertise_mutual"
  ) AS "t14"
  INNER JOIN "expertise_raters" AS "t8"
    ON "t14"."rater_id" = "t8"."rater_id"
) AS "t16"
GROUP BY
  1,
  2\
""")
    assert sql("expertise_endorsed", "spark") == snapshot("""\
SELECT
  `person_id`,
  `names`,
  SUM(`raters`) AS `raters`,
  SUM(`barred`) AS `barred`
FROM (
  SELECT
    `t5`.`person_id`,
    `t7`.`names`,
    1 AS `raters`,
    0 AS `barred`
  FROM `expertise_nominations` AS `t5`
  LEFT ANTI JOIN `expertise_mutual` AS `t6`
    ON `t5`.`person_id` = `t6`.`person_id` AND `t5`.`rater_id` = `t6`.`rater_id`
  INNER JOIN `expertise_raters` AS `t7`
    ON `t5`.`rater_id` = `t7`.`rater_id`
  UNION ALL
  SELECT
    `t14`.`person_id`,
    `t8`.`names`,
    0 AS `raters`,
    1 AS `barred`
  FROM (
    SELECT
      `person_id`,
      `other_id` AS `rater_id`
    FROM `reporting_lines`
    WHERE
      `person_id` IN (
        SELECT
          `person_id`
        FROM `roster`
      )
    UNION
    SELECT
      *
    FROM `expertise_mutual`
  ) AS `t14`
  INNER JOIN `expertise_raters` AS `t8`
    ON `t14`.`rater_id` = `t8`.`rater_id`
) AS `t16`
GROUP BY
  1,
  2\
""")
