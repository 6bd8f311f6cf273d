from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_nominations():
    assert sql("nominations", "duckdb") == snapshot("""\
WITH "t2" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "rater_id",
  "person_id",
  MAX("value") AS "strength"
FROM "window_endorsements"
WHERE
  (
    "question" = 'influence' AND "rater_id" <> "person_id"
  )
  AND (
    "rater_id" IN (
      SELECT
        *
      FROM "t2"
    )
    AND "person_id" IN (
      SELECT
        *
      FROM "t2"
    )
  )
GROUP BY
  1,
  2\
""")
    assert sql("nominations", "spark") == snapshot("""\
WITH `t2` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `rater_id`,
  `person_id`,
  MAX(`value`) AS `strength`
FROM `window_endorsements`
WHERE
  (
    `question` = 'influence' AND `rater_id` <> `person_id`
  )
  AND (
    `rater_id` IN (
      SELECT
        *
      FROM `t2`
    )
    AND `person_id` IN (
      SELECT
        *
      FROM `t2`
    )
  )
GROUP BY
  1,
  2\
""")


def test_sql_of_outside_nominations():
    assert sql("outside_nominations", "duckdb") == snapshot("""\
SELECT
  "t2"."rater_id",
  "t2"."person_id",
  "t2"."strength"
FROM "nominations" AS "t2"
ANTI JOIN "reporting_lines" AS "t3"
  ON "t2"."person_id" = "t3"."person_id" AND "t2"."rater_id" = "t3"."other_id"\
""")
    assert sql("outside_nominations", "spark") == snapshot("""\
SELECT
  `t2`.`rater_id`,
  `t2`.`person_id`,
  `t2`.`strength`
FROM `nominations` AS `t2`
LEFT ANTI JOIN `reporting_lines` AS `t3`
  ON `t2`.`person_id` = `t3`.`person_id` AND `t2`.`rater_id` = `t3`.`other_id`\
""")


def test_sql_of_mutual_nominations():
    assert sql("mutual_nominations", "duckdb") == snapshot("""\
SELECT
  "t3"."person_id",
  "t3"."rater_id"
FROM (
  SELECT
    "person_id",
    "rater_id"
  FROM "outside_nominations"
) AS "t3"
SEMI JOIN (
  SELECT
    "person_id" AS "rater_id",
    "rater_id" AS "person_id"
  FROM "outside_nominations"
) AS "t4"
  ON "t3"."person_id" = "t4"."person_id" AND "t3"."rater_id" = "t4"."rater_id"\
""")
    assert sql("mutual_nominations", "spark") == snapshot("""\
SELECT
  `t3`.`person_id`,
  `t3`.`rater_id`
FROM (
  SELECT
    `person_id`,
    `rater_id`
  FROM `outside_nominations`
) AS `t3`
LEFT SEMI JOIN (
  SELECT
    `person_id` AS `rater_id`,
    `rater_id` AS `person_id`
  FROM `outside_nominations`
) AS `t4`
  ON `t3`.`person_id` = `t4`.`person_id` AND `t3`.`rater_id` = `t4`.`rater_id`\
""")


def test_sql_of_raters():
    assert sql("raters", "duckdb") == snapshot("""\
SELECT
  "t5"."rater_id",
  "t5"."rater_id" IN (
    SELECT
      *
    FROM "senior_leaders"
  ) AS "senior",
  COALESCE("t7"."names", 0) AS "names",
  COALESCE("t7"."strengths", 0) AS "strengths",
  COALESCE("t7"."strength", 0) AS "strength"
FROM (
  SELECT DISTINCT
    "rater_id"
  FROM "nominations"
) AS "t5"
LEFT OUTER JOIN (
  SELECT
    "rater_id",
    COUNT(*) AS "names",
    COUNT("strength") AS "strengths",
    SUM("strength") AS "strength"
  FROM "outside_nominations"
  GROUP BY
    1
) AS "t7"
  ON "t5"."rater_id" = "t7"."rater_id"\
""")
    assert sql("raters", "spark") == snapshot("""\
SELECT
  `t5`.`rater_id`,
  `t5`.`rater_id` IN (
    SELECT
      *
    FROM `senior_leaders`
  ) AS `senior`,
  COALESCE(`t7`.`names`, 0) AS `names`,
  COALESCE(`t7`.`strengths`, 0) AS `strengths`,
  COALESCE(`t7`.`strength`, 0) AS `strength`
FROM (
  SELECT DISTINCT
    `rater_id`
  FROM `nominations`
) AS `t5`
LEFT OUTER JOIN (
  SELECT
    `rater_id`,
    COUNT(*) AS `names`,
    COUNT(`strength`) AS `strengths`,
    SUM(`strength`) AS `strength`
  FROM `outside_nominations`
  GROUP BY
    1
) AS `t7`
  ON `t5`.`rater_id` = `t7`.`rater_id`\
""")


def test_sql_of_names_given():
    assert sql("names_given", "duckdb") == snapshot("""\
SELECT
  "senior",
  "names",
  COUNT(*) AS "raters"
FROM "raters"
GROUP BY
  1,
  2\
""")
    assert sql("names_given", "spark") == snapshot("""\
SELECT
  `senior`,
  `names`,
  COUNT(*) AS `raters`
FROM `raters`
GROUP BY
  1,
  2\
""")


def test_sql_of_counted_nominations():
    assert sql("counted_nominations", "duckdb") == snapshot("""\
SELECT
  "t3"."person_id",
  "t5"."senior",
  "t5"."names",
  CAST((
    NOT "t3"."strength" IS NULL
  ) AND (
    "t5"."strengths" > 1
  ) AS BIGINT) AS "graded",
  CASE
    WHEN (
      NOT "t3"."strength" IS NULL
    ) AND (
      "t5"."strengths" > 1
    )
    THEN (
      "t3"."strength" * 1000000
    ) - CAST(FLOOR((
      "t5"."strength" * 1000000
    ) / (
      GREATEST("t5"."strengths", 1)
    )) AS BIGINT)
    ELSE 0
  END AS "strength_e6"
FROM "outside_nominations" AS "t3"
ANTI JOIN "mutual_nominations" AS "t4"
  ON "t3"."person_id" = "t4"."person_id" AND "t3"."rater_id" = "t4"."rater_id"
INNER JOIN "raters" AS "t5"
  ON "t3"."rater_id" = "t5"."rater_id"\
""")
    assert sql("counted_nominations", "spark") == snapshot("""\
SELECT
  `t3`.`person_id`,
  `t5`.`senior`,
  `t5`.`names`,
  CAST((
    NOT `t3`.`strength` IS NULL
  ) AND (
    `t5`.`strengths` > 1
  ) AS BIGINT) AS `graded`,
  IF(
    (
      NOT `t3`.`strength` IS NULL
    ) AND (
      `t5`.`strengths` > 1
    ),
    (
      `t3`.`strength` * 1000000
    ) - CAST(FLOOR((
      `t5`.`strength` * 1000000
    ) / (
      GREATEST(`t5`.`strengths`, 1)
    )) AS BIGINT),
    0
  ) AS `strength_e6`
FROM `outside_nominations` AS `t3`
LEFT ANTI JOIN `mutual_nominations` AS `t4`
  ON `t3`.`person_id` = `t4`.`person_id` AND `t3`.`rater_id` = `t4`.`rater_id`
INNER JOIN `raters` AS `t5`
  ON `t3`.`rater_id` = `t5`.`rater_id`\
""")


def test_sql_of_barred_raters():
    assert sql("barred_raters", "duckdb") == snapshot("""\
SELECT
  "t9"."person_id",
  "t4"."senior",
  "t4"."names"
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
  FROM "mutual_nominations"
) AS "t9"
INNER JOIN "raters" AS "t4"
  ON "t9"."rater_id" = "t4"."rater_id"\
""")
    assert sql("barred_raters", "spark") == snapshot("""\
SELECT
  `t9`.`person_id`,
  `t4`.`senior`,
  `t4`.`names`
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
  FROM `mutual_nominations`
) AS `t9`
INNER JOIN `raters` AS `t4`
  ON `t9`.`rater_id` = `t4`.`rater_id`\
""")


def test_sql_of_endorsements_received():
    assert sql("endorsements_received", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "senior",
  "names",
  SUM("raters") AS "raters",
  SUM("barred") AS "barred",
  SUM("graded") AS "graded",
  SUM("strength_e6") AS "strength_e6",
  SUM("strength_sq_e6") AS "strength_sq_e6"
FROM (
  SELECT
    "person_id",
    "senior",
    "names",
    1 AS "raters",
    0 AS "barred",
    "graded",
    "strength_e6",
    CAST(FLOOR((
      "strength_e6" * "strength_e6"
    ) / (
      1000000
    )) AS BIGINT) AS "strength_sq_e6"
  FROM "counted_nominations"
  UNION ALL
  SELECT
    "person_id",
    "senior",
    "names",
    0 AS "raters",
    1 AS "barred",
    0 AS "graded",
    0 AS "strength_e6",
    0 AS "strength_sq_e6"
  FROM "barred_raters"
) AS "t4"
GROUP BY
  1,
  2,
  3\
""")
    assert sql("endorsements_received", "spark") == snapshot("""\
SELECT
  `person_id`,
  `senior`,
  `names`,
  SUM(`raters`) AS `raters`,
  SUM(`barred`) AS `barred`,
  SUM(`graded`) AS `graded`,
  SUM(`strength_e6`) AS `strength_e6`,
  SUM(`strength_sq_e6`) AS `strength_sq_e6`
FROM (
  SELECT
    `person_id`,
    `senior`,
    `names`,
    1 AS `raters`,
    0 AS `barred`,
    `graded`,
    `strength_e6`,
    CAST(FLOOR((
      `strength_e6` * `strength_e6`
    ) / (
      1000000
    )) AS BIGINT) AS `strength_sq_e6`
  FROM `counted_nominations`
  UNION ALL
  SELECT
    `person_id`,
    `senior`,
    `names`,
    0 AS `raters`,
    1 AS `barred`,
    0 AS `graded`,
    0 AS `strength_e6`,
    0 AS `strength_sq_e6`
  FROM `barred_raters`
) AS `t4`
GROUP BY
  1,
  2,
  3\
""")
