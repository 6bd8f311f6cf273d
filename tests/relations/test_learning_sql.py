from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_practice_events():
    assert sql("practice_events", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "second",
  SUM("doing") AS "doing",
  SUM("reading") AS "reading"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "person_id",
      CAST(EPOCH(CAST(DATE_TRUNC('SECOND', "time") AS TIMESTAMP)) AS BIGINT) AS "second",
      1 AS "doing",
      0 AS "reading"
    FROM "owned_posts"
    UNION ALL
    SELECT
      "person_id",
      CAST(EPOCH(CAST(DATE_TRUNC('SECOND', "time") AS TIMESTAMP)) AS BIGINT) AS "second",
      CAST("mode" = 'doing' AS BIGINT) AS "doing",
      CAST("mode" = 'reading' AS BIGINT) AS "reading"
    FROM "learning"
    WHERE
      NOT "mode" IS NULL
  ) AS "t6"
  WHERE
    "person_id" IN (
      SELECT
        "person_id"
      FROM "roster"
    )
) AS "t7"
GROUP BY
  1,
  2\
""")
    assert sql("practice_events", "spark") == snapshot("""\
SELECT
  `person_id`,
  `second`,
  SUM(`doing`) AS `doing`,
  SUM(`reading`) AS `reading`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `person_id`,
      CAST(UNIX_TIMESTAMP(CAST(DATE_TRUNC('SECOND', `time`) AS TIMESTAMP)) AS BIGINT) AS `second`,
      1 AS `doing`,
      0 AS `reading`
    FROM `owned_posts`
    UNION ALL
    SELECT
      `person_id`,
      CAST(UNIX_TIMESTAMP(CAST(DATE_TRUNC('SECOND', `time`) AS TIMESTAMP)) AS BIGINT) AS `second`,
      CAST(`mode` = 'doing' AS BIGINT) AS `doing`,
      CAST(`mode` = 'reading' AS BIGINT) AS `reading`
    FROM `learning`
    WHERE
      NOT `mode` IS NULL
  ) AS `t6`
  WHERE
    `person_id` IN (
      SELECT
        `person_id`
      FROM `roster`
    )
) AS `t7`
GROUP BY
  1,
  2\
""")


def test_sql_of_practice_so_far():
    assert sql("practice_so_far", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "second",
  COALESCE(
    SUM("doing") OVER (
      PARTITION BY "person_id"
      ORDER BY "second" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ),
    0
  ) AS "done",
  COALESCE(
    SUM("reading") OVER (
      PARTITION BY "person_id"
      ORDER BY "second" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ),
    0
  ) AS "was_read",
  COALESCE(
    SUM("doing") OVER (
      PARTITION BY "person_id"
      ORDER BY "second" ASC
      RANGE BETWEEN 1 following AND 2419200 following
    ),
    0
  ) AS "later"
FROM "practice_events"\
""")
    assert sql("practice_so_far", "spark") == snapshot("""\
SELECT
  `person_id`,
  `second`,
  COALESCE(
    SUM(`doing`) OVER (
      PARTITION BY `person_id`
      ORDER BY `second` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ),
    0
  ) AS `done`,
  COALESCE(
    SUM(`reading`) OVER (
      PARTITION BY `person_id`
      ORDER BY `second` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ),
    0
  ) AS `was_read`,
  COALESCE(
    SUM(`doing`) OVER (
      PARTITION BY `person_id`
      ORDER BY `second` ASC NULLS LAST
      RANGE BETWEEN 1 FOLLOWING AND 2419200 FOLLOWING
    ),
    0
  ) AS `later`
FROM `practice_events`\
""")


def test_sql_of_learning_values():
    assert sql("learning_values", "duckdb") == snapshot("""\
SELECT
  "t7"."person_id",
  "t7"."platform",
  "t7"."kind",
  "t7"."has_audience",
  "t7"."week",
  "t7"."hour",
  "t7"."y",
  "t7"."x",
  LN("t2"."done" + 1) AS "d",
  LN("t2"."was_read" + 1) AS "r",
  LN("t2"."done" + "t2"."later" + 1) - LN("t2"."done" + 1) AS "f",
  (
    "t7"."all_posts" >= 20
  ) AND (
    "t7"."before" < 10
  ) AS "early"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "person_id",
      "second",
      "week",
      "hour",
      "before",
      "platform",
      "kind",
      "has_audience",
      "y",
      "x",
      "d",
      COUNT(*) OVER (PARTITION BY "person_id" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "all_posts"
    FROM "post_values"
  ) AS "t4"
  WHERE
    "second" <= (
      (
        SELECT
          MAX("second") AS "last"
        FROM "post_values"
      ) - 2419200
    )
) AS "t7"
INNER JOIN "practice_so_far" AS "t2"
  ON "t7"."person_id" = "t2"."person_id" AND "t7"."second" = "t2"."second"\
""")
    assert sql("learning_values", "spark") == snapshot("""\
SELECT
  `t7`.`person_id`,
  `t7`.`platform`,
  `t7`.`kind`,
  `t7`.`has_audience`,
  `t7`.`week`,
  `t7`.`hour`,
  `t7`.`y`,
  `t7`.`x`,
  LN(`t2`.`done` + 1) AS `d`,
  LN(`t2`.`was_read` + 1) AS `r`,
  LN(`t2`.`done` + `t2`.`later` + 1) - LN(`t2`.`done` + 1) AS `f`,
  (
    `t7`.`all_posts` >= 20
  ) AND (
    `t7`.`before` < 10
  ) AS `early`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `person_id`,
      `second`,
      `week`,
      `hour`,
      `before`,
      `platform`,
      `kind`,
      `has_audience`,
      `y`,
      `x`,
      `d`,
      COUNT(*) OVER (PARTITION BY `person_id` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `all_posts`
    FROM `post_values`
  ) AS `t4`
  WHERE
    `second` <= (
      (
        SELECT
          MAX(`second`) AS `last`
        FROM `post_values`
      ) - 2419200
    )
) AS `t7`
INNER JOIN `practice_so_far` AS `t2`
  ON `t7`.`person_id` = `t2`.`person_id` AND `t7`.`second` = `t2`.`second`\
""")


def test_sql_of_learning_cells():
    assert sql("learning_cells", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "early",
  "platform",
  "kind",
  "has_audience",
  COUNT(*) AS "posts",
  SUM(CAST(ROUND("y" * 1000000, 0) AS BIGINT)) AS "y_e6",
  SUM(CAST(ROUND("x" * 1000000, 0) AS BIGINT)) AS "x_e6",
  SUM(CAST(ROUND("d" * 1000000, 0) AS BIGINT)) AS "d_e6",
  SUM(CAST(ROUND("r" * 1000000, 0) AS BIGINT)) AS "r_e6",
  SUM(CAST(ROUND("f" * 1000000, 0) AS BIGINT)) AS "f_e6",
  SUM(CAST(ROUND("y" * "y" * 1000000, 0) AS BIGINT)) AS "yy_e6",
  SUM(CAST(ROUND("x" * "y" * 1000000, 0) AS BIGINT)) AS "xy_e6",
  SUM(CAST(ROUND("d" * "y" * 1000000, 0) AS BIGINT)) AS "dy_e6",
  SUM(CAST(ROUND("r" * "y" * 1000000, 0) AS BIGINT)) AS "ry_e6",
  SUM(CAST(ROUND("f" * "y" * 1000000, 0) AS BIGINT)) AS "fy_e6",
  SUM(CAST(ROUND("x" * "x" * 1000000, 0) AS BIGINT)) AS "xx_e6",
  SUM(CAST(ROUND("x" * "d" * 1000000, 0) AS BIGINT)) AS "xd_e6",
  SUM(CAST(ROUND("x" * "r" * 1000000, 0) AS BIGINT)) AS "xr_e6",
  SUM(CAST(ROUND("x" * "f" * 1000000, 0) AS BIGINT)) AS "xf_e6",
  SUM(CAST(ROUND("d" * "d" * 1000000, 0) AS BIGINT)) AS "dd_e6",
  SUM(CAST(ROUND("d" * "r" * 1000000, 0) AS BIGINT)) AS "dr_e6",
  SUM(CAST(ROUND("d" * "f" * 1000000, 0) AS BIGINT)) AS "df_e6",
  SUM(CAST(ROUND("r" * "r" * 1000000, 0) AS BIGINT)) AS "rr_e6",
  SUM(CAST(ROUND("r" * "f" * 1000000, 0) AS BIGINT)) AS "rf_e6",
  SUM(CAST(ROUND("f" * "f" * 1000000, 0) AS BIGINT)) AS "ff_e6"
FROM "learning_values"
GROUP BY
  1,
  2,
  3,
  4,
  5\
""")
    assert sql("learning_cells", "spark") == snapshot("""\
SELECT
  `person_id`,
  `early`,
  `platform`,
  `kind`,
  `has_audience`,
  COUNT(*) AS `posts`,
  SUM(CAST(ROUND(`y` * 1000000, 0) AS BIGINT)) AS `y_e6`,
  SUM(CAST(ROUND(`x` * 1000000, 0) AS BIGINT)) AS `x_e6`,
  SUM(CAST(ROUND(`d` * 1000000, 0) AS BIGINT)) AS `d_e6`,
  SUM(CAST(ROUND(`r` * 1000000, 0) AS BIGINT)) AS `r_e6`,
  SUM(CAST(ROUND(`f` * 1000000, 0) AS BIGINT)) AS `f_e6`,
  SUM(CAST(ROUND(`y` * `y` * 1000000, 0) AS BIGINT)) AS `yy_e6`,
  SUM(CAST(ROUND(`x` * `y` * 1000000, 0) AS BIGINT)) AS `xy_e6`,
  SUM(CAST(ROUND(`d` * `y` * 1000000, 0) AS BIGINT)) AS `dy_e6`,
  SUM(CAST(ROUND(`r` * `y` * 1000000, 0) AS BIGINT)) AS `ry_e6`,
  SUM(CAST(ROUND(`f` * `y` * 1000000, 0) AS BIGINT)) AS `fy_e6`,
  SUM(CAST(ROUND(`x` * `x` * 1000000, 0) AS BIGINT)) AS `xx_e6`,
  SUM(CAST(ROUND(`x` * `d` * 1000000, 0) AS BIGINT)) AS `xd_e6`,
  SUM(CAST(ROUND(`x` * `r` * 1000000, 0) AS BIGINT)) AS `xr_e6`,
  SUM(CAST(ROUND(`x` * `f` * 1000000, 0) AS BIGINT)) AS `xf_e6`,
  SUM(CAST(ROUND(`d` * `d` * 1000000, 0) AS BIGINT)) AS `dd_e6`,
  SUM(CAST(ROUND(`d` * `r` * 1000000, 0) AS BIGINT)) AS `dr_e6`,
  SUM(CAST(ROUND(`d` * `f` * 1000000, 0) AS BIGINT)) AS `df_e6`,
  SUM(CAST(ROUND(`r` * `r` * 1000000, 0) AS BIGINT)) AS `rr_e6`,
  SUM(CAST(ROUND(`r` * `f` * 1000000, 0) AS BIGINT)) AS `rf_e6`,
  SUM(CAST(ROUND(`f` * `f` * 1000000, 0) AS BIGINT)) AS `ff_e6`
FROM `learning_values`
GROUP BY
  1,
  2,
  3,
  4,
  5\
""")


def test_sql_of_learning_times():
    assert sql("learning_times", "duckdb") == snapshot("""\
SELECT
  "t2"."author",
  "t6"."early",
  "t6"."slot",
  "t6"."posts"
FROM (
  SELECT
    "person_id",
    "early",
    "hour" AS "slot",
    COUNT(*) AS "posts"
  FROM "learning_values"
  GROUP BY
    1,
    2,
    3
  UNION ALL
  SELECT
    "person_id",
    "early",
    "week" + 24 AS "slot",
    COUNT(*) AS "posts"
  FROM "learning_values"
  GROUP BY
    1,
    2,
    3
) AS "t6"
INNER JOIN "authors" AS "t2"
  ON "t6"."person_id" = "t2"."person_id"\
""")
    assert sql("learning_times", "spark") == snapshot("""\
SELECT
  `t2`.`author`,
  `t6`.`early`,
  `t6`.`slot`,
  `t6`.`posts`
FROM (
  SELECT
    `person_id`,
    `early`,
    `hour` AS `slot`,
    COUNT(*) AS `posts`
  FROM `learning_values`
  GROUP BY
    1,
    2,
    3
  UNION ALL
  SELECT
    `person_id`,
    `early`,
    `week` + 24 AS `slot`,
    COUNT(*) AS `posts`
  FROM `learning_values`
  GROUP BY
    1,
    2,
    3
) AS `t6`
INNER JOIN `authors` AS `t2`
  ON `t6`.`person_id` = `t2`.`person_id`\
""")


def test_sql_of_learning_moments():
    assert sql("learning_moments", "duckdb") == snapshot("""\
SELECT
  "part",
  "early",
  "platform",
  "kind",
  "has_audience",
  "week",
  "hour",
  COUNT(*) AS "posts",
  SUM(CAST(ROUND("y" * 1000000, 0) AS BIGINT)) AS "y_e6",
  SUM(CAST(ROUND("x" * 1000000, 0) AS BIGINT)) AS "x_e6",
  SUM(CAST(ROUND("d" * 1000000, 0) AS BIGINT)) AS "d_e6",
  SUM(CAST(ROUND("r" * 1000000, 0) AS BIGINT)) AS "r_e6",
  SUM(CAST(ROUND("f" * 1000000, 0) AS BIGINT)) AS "f_e6"
FROM (
  SELECT
    "t2"."person_id",
    "t2"."platform",
    "t2"."kind",
    "t2"."has_audience",
    "t2"."week",
    "t2"."hour",
    "t2"."y",
    "t2"."x",
    "t2"."d",
    "t2"."r",
    "t2"."f",
    "t2"."early",
    "t3"."author",
    "t3"."part"
  FROM "learning_values" AS "t2"
  INNER JOIN "authors" AS "t3"
    ON "t2"."person_id" = "t3"."person_id"
) AS "t4"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7\
""")
    assert sql("learning_moments", "spark") == snapshot("""\
SELECT
  `part`,
  `early`,
  `platform`,
  `kind`,
  `has_audience`,
  `week`,
  `hour`,
  COUNT(*) AS `posts`,
  SUM(CAST(ROUND(`y` * 1000000, 0) AS BIGINT)) AS `y_e6`,
  SUM(CAST(ROUND(`x` * 1000000, 0) AS BIGINT)) AS `x_e6`,
  SUM(CAST(ROUND(`d` * 1000000, 0) AS BIGINT)) AS `d_e6`,
  SUM(CAST(ROUND(`r` * 1000000, 0) AS BIGINT)) AS `r_e6`,
  SUM(CAST(ROUND(`f` * 1000000, 0) AS BIGINT)) AS `f_e6`
FROM (
  SELECT
    `t2`.`person_id`,
    `t2`.`platform`,
    `t2`.`kind`,
    `t2`.`has_audience`,
    `t2`.`week`,
    `t2`.`hour`,
    `t2`.`y`,
    `t2`.`x`,
    `t2`.`d`,
    `t2`.`r`,
    `t2`.`f`,
    `t2`.`early`,
    `t3`.`author`,
    `t3`.`part`
  FROM `learning_values` AS `t2`
  INNER JOIN `authors` AS `t3`
    ON `t2`.`person_id` = `t3`.`person_id`
) AS `t4`
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7\
""")


def test_sql_of_learners():
    assert sql("learners", "duckdb") == snapshot("""\
SELECT
  COUNT(DISTINCT "person_id") AS "authors",
  COUNT(DISTINCT "person_id") FILTER(WHERE
    "d" > 0) AS "doers",
  COUNT(DISTINCT "person_id") FILTER(WHERE
    "r" > 0) AS "readers"
FROM "learning_values"\
""")
    assert sql("learners", "spark") == snapshot("""\
SELECT
  COUNT(DISTINCT `person_id`) AS `authors`,
  COUNT(DISTINCT IF(`d` > 0, `person_id`, NULL)) AS `doers`,
  COUNT(DISTINCT IF(`r` > 0, `person_id`, NULL)) AS `readers`
FROM `learning_values`\
""")


def test_sql_of_marked_practice():
    assert sql("marked_practice", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "activity",
  CAST("score" * 1000000 AS BIGINT) AS "mark_e6"
FROM "learning"
WHERE
  CAST("time" AS DATE) >= (
    SELECT
      "window_start"
    FROM "period"
  )
  AND "mode" = 'doing'
  AND NOT "score" IS NULL\
""")
    assert sql("marked_practice", "spark") == snapshot("""\
SELECT
  `person_id`,
  `activity`,
  CAST(`score` * 1000000 AS BIGINT) AS `mark_e6`
FROM `learning`
WHERE
  CAST(`time` AS DATE) >= (
    SELECT
      `window_start`
    FROM `period`
  )
  AND `mode` = 'doing'
  AND NOT `score` IS NULL\
""")


def test_sql_of_exercises():
    assert sql("exercises", "duckdb") == snapshot("""\
SELECT
  COALESCE("activity", '') AS "exercise",
  CAST(FLOOR((
    SUM("mark_e6")
  ) / (
    COUNT(*)
  )) AS BIGINT) AS "mean_e6"
FROM "marked_practice"
GROUP BY
  1\
""")
    assert sql("exercises", "spark") == snapshot("""\
SELECT
  COALESCE(`activity`, '') AS `exercise`,
  CAST(FLOOR((
    SUM(`mark_e6`)
  ) / (
    COUNT(*)
  )) AS BIGINT) AS `mean_e6`
FROM `marked_practice`
GROUP BY
  1\
""")


def test_sql_of_skill_checks():
    assert sql("skill_checks", "duckdb") == snapshot("""\
SELECT
  "person_id",
  COUNT(*) AS "results",
  SUM("above") AS "above_e6",
  SUM(CAST(FLOOR((
    "above" * "above"
  ) / (
    1000000
  )) AS BIGINT)) AS "squares_e6"
FROM (
  SELECT
    "t7"."person_id",
    "t7"."mark_e6" - "t3"."mean_e6" AS "above"
  FROM (
    SELECT
      "person_id",
      "activity",
      "mark_e6",
      COALESCE("activity", '') AS "exercise"
    FROM "marked_practice"
    WHERE
      "person_id" IN (
        SELECT
          "person_id"
        FROM "roster"
      )
  ) AS "t7"
  INNER JOIN "exercises" AS "t3"
    ON "t7"."exercise" = "t3"."exercise"
) AS "t8"
GROUP BY
  1\
""")
    assert sql("skill_checks", "spark") == snapshot("""\
SELECT
  `person_id`,
  COUNT(*) AS `results`,
  SUM(`above`) AS `above_e6`,
  SUM(CAST(FLOOR((
    `above` * `above`
  ) / (
    1000000
  )) AS BIGINT)) AS `squares_e6`
FROM (
  SELECT
    `t7`.`person_id`,
    `t7`.`mark_e6` - `t3`.`mean_e6` AS `above`
  FROM (
    SELECT
      `person_id`,
      `activity`,
      `mark_e6`,
      COALESCE(`activity`, '') AS `exercise`
    FROM `marked_practice`
    WHERE
      `person_id` IN (
        SELECT
          `person_id`
        FROM `roster`
      )
  ) AS `t7`
  INNER JOIN `exercises` AS `t3`
    ON `t7`.`exercise` = `t3`.`exercise`
) AS `t8`
GROUP BY
  1\
""")
