from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_levels_from_top():
    assert sql("levels_from_top", "duckdb") == snapshot("""\
SELECT
  "level",
  "people",
  "everyone"
FROM (
  SELECT
    "level",
    "own",
    SUM("own") OVER (ORDER BY "level" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "people",
    SUM("own") OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "everyone"
  FROM (
    SELECT
      "level",
      COUNT(*) AS "own"
    FROM "roster"
    WHERE
      NOT "level" IS NULL
    GROUP BY
      1
  ) AS "t2"
) AS "t3"\
""")
    assert sql("levels_from_top", "spark") == snapshot("""\
SELECT
  `level`,
  `people`,
  `everyone`
FROM (
  SELECT
    `level`,
    `own`,
    SUM(`own`) OVER (ORDER BY `level` DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS `people`,
    SUM(`own`) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `everyone`
  FROM (
    SELECT
      `level`,
      COUNT(*) AS `own`
    FROM `roster`
    WHERE
      NOT `level` IS NULL
    GROUP BY
      1
  ) AS `t2`
) AS `t3`\
""")


def test_sql_of_senior_leaders():
    assert sql("senior_leaders", "duckdb") == snapshot("""\
SELECT
  "person_id"
FROM "roster"
WHERE
  "level" IN (
    SELECT
      "level"
    FROM "levels_from_top"
    WHERE
      (
        "people" * 1000000
      ) <= (
        "everyone" * (
          SELECT
            "senior_share_e6"
          FROM "parameters"
        )
      )
  )
UNION
SELECT
  "person_id"
FROM "roster"
WHERE
  "person_id" IN (
    SELECT
      "person_id"
    FROM "valid_people"
    WHERE
      "recency" = 0 AND COALESCE("decision_rights", FALSE)
  )\
""")
    assert sql("senior_leaders", "spark") == snapshot("""\
SELECT
  `person_id`
FROM `roster`
WHERE
  `level` IN (
    SELECT
      `level`
    FROM `levels_from_top`
    WHERE
      (
        `people` * 1000000
      ) <= (
        `everyone` * (
          SELECT
            `senior_share_e6`
          FROM `parameters`
        )
      )
  )
UNION
SELECT
  `person_id`
FROM `roster`
WHERE
  `person_id` IN (
    SELECT
      `person_id`
    FROM `valid_people`
    WHERE
      `recency` = 0 AND COALESCE(`decision_rights`, FALSE)
  )\
""")


def test_sql_of_managers():
    assert sql("managers", "duckdb") == snapshot("""\
SELECT
  "person_id",
  CASE
    WHEN "manager_id" IN (
      SELECT
        "person_id"
      FROM "roster"
    )
    AND (
      "manager_id" <> "person_id"
    )
    THEN "manager_id"
    ELSE NULL
  END AS "above_1"
FROM "roster"\
""")
    assert sql("managers", "spark") == snapshot("""\
SELECT
  `person_id`,
  IF(
    `manager_id` IN (
      SELECT
        `person_id`
      FROM `roster`
    )
    AND (
      `manager_id` <> `person_id`
    ),
    `manager_id`,
    NULL
  ) AS `above_1`
FROM `roster`\
""")


def test_sql_of_four_above():
    assert sql("four_above", "duckdb") == snapshot("""\
SELECT
  "t1"."person_id",
  "t1"."above_1",
  "t5"."above_2",
  "t6"."above_3",
  "t7"."above_4"
FROM "managers" AS "t1"
LEFT OUTER JOIN (
  SELECT
    "person_id" AS "id_2",
    "above_1" AS "above_2"
  FROM "managers"
) AS "t5"
  ON "t1"."above_1" = "t5"."id_2"
LEFT OUTER JOIN (
  SELECT
    "person_id" AS "id_3",
    "above_1" AS "above_3"
  FROM "managers"
) AS "t6"
  ON "t5"."above_2" = "t6"."id_3"
LEFT OUTER JOIN (
  SELECT
    "person_id" AS "id_4",
    "above_1" AS "above_4"
  FROM "managers"
) AS "t7"
  ON "t6"."above_3" = "t7"."id_4"\
""")
    assert sql("four_above", "spark") == snapshot("""\
SELECT
  `t1`.`person_id`,
  `t1`.`above_1`,
  `t5`.`above_2`,
  `t6`.`above_3`,
  `t7`.`above_4`
FROM `managers` AS `t1`
LEFT OUTER JOIN (
  SELECT
    `person_id` AS `id_2`,
    `above_1` AS `above_2`
  FROM `managers`
) AS `t5`
  ON `t1`.`above_1` = `t5`.`id_2`
LEFT OUTER JOIN (
  SELECT
    `person_id` AS `id_3`,
    `above_1` AS `above_3`
  FROM `managers`
) AS `t6`
  ON `t5`.`above_2` = `t6`.`id_3`
LEFT OUTER JOIN (
  SELECT
    `person_id` AS `id_4`,
    `above_1` AS `above_4`
  FROM `managers`
) AS `t7`
  ON `t6`.`above_3` = `t7`.`id_4`\
""")


def test_sql_of_chains():
    assert sql("chains", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    "t1"."person_id",
    UNNEST(
      CAST([
        "t1"."above_1",
        "t1"."above_2",
        "t1"."above_3",
        "t1"."above_4",
        "t5"."above_1_1",
        "t5"."above_2_1",
        "t5"."above_3_1",
        "t5"."above_4_1",
        "t6"."above_1_2",
        "t6"."above_2_2",
        "t6"."above_3_2",
        "t6"."above_4_2",
        "t7"."above_1_3",
        "t7"."above_2_3",
        "t7"."above_3_3",
        "t7"."above_4_3"
      ] AS TEXT[])
    ) AS "above_id"
  FROM "four_above" AS "t1"
  LEFT OUTER JOIN (
    SELECT
      "person_id" AS "id_1",
      "above_1" AS "above_1_1",
      "above_2" AS "above_2_1",
      "above_3" AS "above_3_1",
      "above_4" AS "above_4_1"
    FROM "four_above"
  ) AS "t5"
    ON "t1"."above_4" = "t5"."id_1"
  LEFT OUTER JOIN (
    SELECT
      "person_id" AS "id_2",
      "above_1" AS "above_1_2",
      "above_2" AS "above_2_2",
      "above_3" AS "above_3_2",
      "above_4" AS "above_4_2"
    FROM "four_above"
  ) AS "t6"
    ON "t5"."above_4_1" = "t6"."id_2"
  LEFT OUTER JOIN (
    SELECT
      "person_id" AS "id_3",
      "above_1" AS "above_1_3",
      "above_2" AS "above_2_3",
      "above_3" AS "above_3_3",
      "above_4" AS "above_4_3"
    FROM "four_above"
  ) AS "t7"
    ON "t6"."above_4_2" = "t7"."id_3"
) AS "t8"
WHERE
  NOT "above_id" IS NULL AND "above_id" <> "person_id"\
""")
    assert sql("chains", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    `t1`.`person_id`,
    EXPLODE(
      ARRAY(
        `t1`.`above_1`,
        `t1`.`above_2`,
        `t1`.`above_3`,
        `t1`.`above_4`,
        `t5`.`above_1_1`,
        `t5`.`above_2_1`,
        `t5`.`above_3_1`,
        `t5`.`above_4_1`,
        `t6`.`above_1_2`,
        `t6`.`above_2_2`,
        `t6`.`above_3_2`,
        `t6`.`above_4_2`,
        `t7`.`above_1_3`,
        `t7`.`above_2_3`,
        `t7`.`above_3_3`,
        `t7`.`above_4_3`
      )
    ) AS `above_id`
  FROM `four_above` AS `t1`
  LEFT OUTER JOIN (
    SELECT
      `person_id` AS `id_1`,
      `above_1` AS `above_1_1`,
      `above_2` AS `above_2_1`,
      `above_3` AS `above_3_1`,
      `above_4` AS `above_4_1`
    FROM `four_above`
  ) AS `t5`
    ON `t1`.`above_4` = `t5`.`id_1`
  LEFT OUTER JOIN (
    SELECT
      `person_id` AS `id_2`,
      `above_1` AS `above_1_2`,
      `above_2` AS `above_2_2`,
      `above_3` AS `above_3_2`,
      `above_4` AS `above_4_2`
    FROM `four_above`
  ) AS `t6`
    ON `t5`.`above_4_1` = `t6`.`id_2`
  LEFT OUTER JOIN (
    SELECT
      `person_id` AS `id_3`,
      `above_1` AS `above_1_3`,
      `above_2` AS `above_2_3`,
      `above_3` AS `above_3_3`,
      `above_4` AS `above_4_3`
    FROM `four_above`
  ) AS `t7`
    ON `t6`.`above_4_2` = `t7`.`id_3`
) AS `t8`
WHERE
  NOT `above_id` IS NULL AND `above_id` <> `person_id`\
""")


def test_sql_of_position():
    assert sql("position", "duckdb") == snapshot("""\
SELECT
  "t4"."person_id",
  "t4"."level",
  "t4"."function",
  COALESCE("t7"."direct", 0) AS "direct_reports",
  COALESCE("t9"."total", 0) AS "total_reports",
  "t4"."person_id" IN (
    SELECT
      *
    FROM "senior_leaders"
  ) AS "senior"
FROM "roster" AS "t4"
LEFT OUTER JOIN (
  SELECT
    "above_1" AS "person_id",
    COUNT(*) AS "direct"
  FROM "managers"
  GROUP BY
    1
) AS "t7"
  ON "t4"."person_id" = "t7"."person_id"
LEFT OUTER JOIN (
  SELECT
    "above_id" AS "person_id",
    COUNT(DISTINCT "person_id") AS "total"
  FROM "chains"
  GROUP BY
    1
) AS "t9"
  ON "t4"."person_id" = "t9"."person_id"\
""")
    assert sql("position", "spark") == snapshot("""\
SELECT
  `t4`.`person_id`,
  `t4`.`level`,
  `t4`.`function`,
  COALESCE(`t7`.`direct`, 0) AS `direct_reports`,
  COALESCE(`t9`.`total`, 0) AS `total_reports`,
  `t4`.`person_id` IN (
    SELECT
      *
    FROM `senior_leaders`
  ) AS `senior`
FROM `roster` AS `t4`
LEFT OUTER JOIN (
  SELECT
    `above_1` AS `person_id`,
    COUNT(*) AS `direct`
  FROM `managers`
  GROUP BY
    1
) AS `t7`
  ON `t4`.`person_id` = `t7`.`person_id`
LEFT OUTER JOIN (
  SELECT
    `above_id` AS `person_id`,
    COUNT(DISTINCT `person_id`) AS `total`
  FROM `chains`
  GROUP BY
    1
) AS `t9`
  ON `t4`.`person_id` = `t9`.`person_id`\
""")
