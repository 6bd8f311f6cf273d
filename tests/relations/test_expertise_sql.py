from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_counted_accounts():
    assert sql("counted_accounts", "duckdb") == snapshot("""\
SELECT
  "person_id",
  COUNT(*) AS "accounts"
FROM "accounts"
WHERE
  (
    "claimed_how" IN ('claimed', 'confirmed', 'organisation')
    AND NOT "person_id" IS NULL
  )
  AND LOWER("platform") IN (
    SELECT DISTINCT
      LOWER("platform") AS "platform"
    FROM "window_posts"
    WHERE
      NOT (
        SUFFIX(COALESCE("platform", ''), ' (personal)')
      )
  )
GROUP BY
  1\
""")
    assert sql("counted_accounts", "spark") == snapshot("""\
SELECT
  `person_id`,
  COUNT(*) AS `accounts`
FROM `accounts`
WHERE
  (
    `claimed_how` IN ('claimed', 'confirmed', 'organisation')
    AND NOT `person_id` IS NULL
  )
  AND LOWER(`platform`) IN (
    SELECT DISTINCT
      LOWER(`platform`) AS `platform`
    FROM `window_posts`
    WHERE
      NOT (
        ENDSWITH(COALESCE(`platform`, ''), ' (personal)')
      )
  )
GROUP BY
  1\
""")


def test_sql_of_post_weeks():
    assert sql("post_weeks", "duckdb") == snapshot("""\
SELECT
  "first_post_day",
  "last_post_day",
  GREATEST(
    COALESCE(
      CAST(FLOOR((
        DATE_DIFF('DAY', "first_post_day", "last_post_day") + 1
      ) / (
        7
      )) AS BIGINT),
      1
    ),
    1
  ) AS "weeks"
FROM (
  SELECT
    COALESCE(
      MIN("day") FILTER(WHERE
        NOT (
          SUFFIX(COALESCE("platform", ''), ' (personal)')
        )),
      MIN("day")
    ) AS "first_post_day",
    COALESCE(
      MAX("day") FILTER(WHERE
        NOT (
          SUFFIX(COALESCE("platform", ''), ' (personal)')
        )),
      MAX("day")
    ) AS "last_post_day"
  FROM "window_posts"
) AS "t1"\
""")
    assert sql("post_weeks", "spark") == snapshot("""\
SELECT
  `first_post_day`,
  `last_post_day`,
  GREATEST(
    COALESCE(
      CAST(FLOOR((
        DATEDIFF(DAY, `first_post_day`, `last_post_day`) + 1
      ) / (
        7
      )) AS BIGINT),
      1
    ),
    1
  ) AS `weeks`
FROM (
  SELECT
    COALESCE(
      MIN(IF(NOT (
        ENDSWITH(COALESCE(`platform`, ''), ' (personal)')
      ), `day`, NULL)),
      MIN(`day`)
    ) AS `first_post_day`,
    COALESCE(
      MAX(IF(NOT (
        ENDSWITH(COALESCE(`platform`, ''), ' (personal)')
      ), `day`, NULL)),
      MAX(`day`)
    ) AS `last_post_day`
  FROM `window_posts`
) AS `t1`\
""")


def test_sql_of_posts_by_week():
    assert sql("posts_by_week", "duckdb") == snapshot("""\
SELECT
  "person_id",
  CAST(FLOOR(
    (
      DATE_DIFF('DAY', (
        SELECT
          "first_post_day"
        FROM "post_weeks"
      ), "day")
    ) / (
      7
    )
  ) AS BIGINT) AS "week",
  COUNT(*) AS "posts",
  SUM(CAST("answers" AS BIGINT)) AS "replies"
FROM "window_posts"
WHERE
  "day" BETWEEN (
    SELECT
      "first_post_day"
    FROM "post_weeks"
  ) AND (
    SELECT
      "last_post_day"
    FROM "post_weeks"
  )
GROUP BY
  1,
  2\
""")
    assert sql("posts_by_week", "spark") == snapshot("""\
SELECT
  `person_id`,
  CAST(FLOOR(
    (
      DATEDIFF(DAY, (
        SELECT
          `first_post_day`
        FROM `post_weeks`
      ), `day`)
    ) / (
      7
    )
  ) AS BIGINT) AS `week`,
  COUNT(*) AS `posts`,
  SUM(CAST(`answers` AS BIGINT)) AS `replies`
FROM `window_posts`
WHERE
  `day` BETWEEN (
    SELECT
      `first_post_day`
    FROM `post_weeks`
  ) AND (
    SELECT
      `last_post_day`
    FROM `post_weeks`
  )
GROUP BY
  1,
  2\
""")


def test_sql_of_posts_by_person():
    assert sql("posts_by_person", "duckdb") == snapshot("""\
SELECT
  "person_id",
  SUM("posts") AS "posts",
  SUM("replies") AS "replies",
  COUNT(*) FILTER(WHERE
    "week" < (
      SELECT
        "weeks"
      FROM "post_weeks"
    )) AS "active_weeks",
  COUNT(*) FILTER(WHERE
    "week" < (
      CAST(FLOOR((
        (
          SELECT
            "weeks"
          FROM "post_weeks"
        )
      ) / (
        4
      )) AS BIGINT) * 4
    )) AS "spaced_weeks",
  COUNT(DISTINCT CAST(FLOOR((
    "week"
  ) / (
    4
  )) AS BIGINT)) FILTER(WHERE
    "week" < (
      CAST(FLOOR((
        (
          SELECT
            "weeks"
          FROM "post_weeks"
        )
      ) / (
        4
      )) AS BIGINT) * 4
    )) AS "active_months"
FROM "posts_by_week"
GROUP BY
  1\
""")
    assert sql("posts_by_person", "spark") == snapshot("""\
SELECT
  `person_id`,
  SUM(`posts`) AS `posts`,
  SUM(`replies`) AS `replies`,
  SUM(CAST(`week` < (
    SELECT
      `weeks`
    FROM `post_weeks`
  ) AS BIGINT)) AS `active_weeks`,
  SUM(
    CAST(`week` < (
      CAST(FLOOR((
        (
          SELECT
            `weeks`
          FROM `post_weeks`
        )
      ) / (
        4
      )) AS BIGINT) * 4
    ) AS BIGINT)
  ) AS `spaced_weeks`,
  COUNT(
    DISTINCT IF(
      `week` < (
        CAST(FLOOR((
          (
            SELECT
              `weeks`
            FROM `post_weeks`
          )
        ) / (
          4
        )) AS BIGINT) * 4
      ),
      CAST(FLOOR((
        `week`
      ) / (
        4
      )) AS BIGINT),
      NULL
    )
  ) AS `active_months`
FROM `posts_by_week`
GROUP BY
  1\
""")


def test_sql_of_posting():
    assert sql("posting", "duckdb") == snapshot("""\
SELECT
  "person_id",
  COALESCE("accounts", 0) AS "accounts",
  COALESCE("posts", 0) AS "posts",
  COALESCE("replies", 0) AS "replies",
  COALESCE("active_weeks", 0) AS "active_weeks",
  (
    SELECT
      "weeks"
    FROM "post_weeks"
  ) AS "weeks",
  COALESCE("spaced_weeks", 0) AS "spaced_weeks",
  COALESCE("active_months", 0) AS "active_months"
FROM (
  SELECT
    "t4"."person_id",
    "t4"."manager_id",
    "t4"."level",
    "t4"."function",
    "t4"."location",
    "t4"."jurisdiction",
    "t4"."org_unit",
    "t5"."person_id" AS "person_id_right",
    "t5"."accounts",
    "t6"."person_id" AS "post_person_id",
    "t6"."posts",
    "t6"."replies",
    "t6"."active_weeks",
    "t6"."spaced_weeks",
    "t6"."active_months"
  FROM "roster" AS "t4"
  LEFT OUTER JOIN "counted_accounts" AS "t5"
    ON "t4"."person_id" = "t5"."person_id"
  LEFT OUTER JOIN "posts_by_person" AS "t6"
    ON "t4"."person_id" = "t6"."person_id"
) AS "t8"
WHERE
  (
    NOT "accounts" IS NULL
  ) OR (
    NOT "posts" IS NULL
  )\
""")
    assert sql("posting", "spark") == snapshot("""\
SELECT
  `person_id`,
  COALESCE(`accounts`, 0) AS `accounts`,
  COALESCE(`posts`, 0) AS `posts`,
  COALESCE(`replies`, 0) AS `replies`,
  COALESCE(`active_weeks`, 0) AS `active_weeks`,
  (
    SELECT
      `weeks`
    FROM `post_weeks`
  ) AS `weeks`,
  COALESCE(`spaced_weeks`, 0) AS `spaced_weeks`,
  COALESCE(`active_months`, 0) AS `active_months`
FROM (
  SELECT
    `t4`.`person_id`,
    `t4`.`manager_id`,
    `t4`.`level`,
    `t4`.`function`,
    `t4`.`location`,
    `t4`.`jurisdiction`,
    `t4`.`org_unit`,
    `t5`.`person_id` AS `person_id_right`,
    `t5`.`accounts`,
    `t6`.`person_id` AS `post_person_id`,
    `t6`.`posts`,
    `t6`.`replies`,
    `t6`.`active_weeks`,
    `t6`.`spaced_weeks`,
    `t6`.`active_months`
  FROM `roster` AS `t4`
  LEFT OUTER JOIN `counted_accounts` AS `t5`
    ON `t4`.`person_id` = `t5`.`person_id`
  LEFT OUTER JOIN `posts_by_person` AS `t6`
    ON `t4`.`person_id` = `t6`.`person_id`
) AS `t8`
WHERE
  (
    NOT `accounts` IS NULL
  ) OR (
    NOT `posts` IS NULL
  )\
""")


def test_sql_of_post_values():
    assert sql("post_values", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "second",
  "week",
  "hour",
  "before",
  COALESCE("platform", 'unknown') AS "platform",
  COALESCE("kind", 'unknown') AS "kind",
  NOT "audience" IS NULL AS "has_audience",
  LN(
    COALESCE("reactions", 0) + COALESCE("replies", 0) + COALESCE("shares", 0) + COALESCE("clicks", 0) + 1
  ) AS "y",
  LN(COALESCE("audience", 0) + 1) AS "x",
  LN("before" + 1) AS "d"
FROM "posts_in_order"
WHERE
  NOT COALESCE("reactions", "replies", "shares", "clicks") IS NULL
  AND "person_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )\
""")
    assert sql("post_values", "spark") == snapshot("""\
SELECT
  `person_id`,
  `second`,
  `week`,
  `hour`,
  `before`,
  COALESCE(`platform`, 'unknown') AS `platform`,
  COALESCE(`kind`, 'unknown') AS `kind`,
  NOT `audience` IS NULL AS `has_audience`,
  LN(
    COALESCE(`reactions`, 0) + COALESCE(`replies`, 0) + COALESCE(`shares`, 0) + COALESCE(`clicks`, 0) + 1
  ) AS `y`,
  LN(COALESCE(`audience`, 0) + 1) AS `x`,
  LN(`before` + 1) AS `d`
FROM `posts_in_order`
WHERE
  NOT COALESCE(`reactions`, `replies`, `shares`, `clicks`) IS NULL
  AND `person_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )\
""")


def test_sql_of_post_cells():
    assert sql("post_cells", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "platform",
  "kind",
  "has_audience",
  COUNT(*) AS "posts",
  SUM(CAST(ROUND("y" * 1000000, 0) AS BIGINT)) AS "y_e6",
  SUM(CAST(ROUND("y" * "y" * 1000000, 0) AS BIGINT)) AS "yy_e6",
  SUM(CAST(ROUND("x" * 1000000, 0) AS BIGINT)) AS "x_e6",
  SUM(CAST(ROUND("x" * "x" * 1000000, 0) AS BIGINT)) AS "xx_e6",
  SUM(CAST(ROUND("x" * "y" * 1000000, 0) AS BIGINT)) AS "xy_e6",
  SUM(CAST(ROUND("d" * 1000000, 0) AS BIGINT)) AS "d_e6",
  SUM(CAST(ROUND("d" * "d" * 1000000, 0) AS BIGINT)) AS "dd_e6",
  SUM(CAST(ROUND("x" * "d" * 1000000, 0) AS BIGINT)) AS "xd_e6",
  SUM(CAST(ROUND("d" * "y" * 1000000, 0) AS BIGINT)) AS "dy_e6"
FROM "post_values"
GROUP BY
  1,
  2,
  3,
  4\
""")
    assert sql("post_cells", "spark") == snapshot("""\
SELECT
  `person_id`,
  `platform`,
  `kind`,
  `has_audience`,
  COUNT(*) AS `posts`,
  SUM(CAST(ROUND(`y` * 1000000, 0) AS BIGINT)) AS `y_e6`,
  SUM(CAST(ROUND(`y` * `y` * 1000000, 0) AS BIGINT)) AS `yy_e6`,
  SUM(CAST(ROUND(`x` * 1000000, 0) AS BIGINT)) AS `x_e6`,
  SUM(CAST(ROUND(`x` * `x` * 1000000, 0) AS BIGINT)) AS `xx_e6`,
  SUM(CAST(ROUND(`x` * `y` * 1000000, 0) AS BIGINT)) AS `xy_e6`,
  SUM(CAST(ROUND(`d` * 1000000, 0) AS BIGINT)) AS `d_e6`,
  SUM(CAST(ROUND(`d` * `d` * 1000000, 0) AS BIGINT)) AS `dd_e6`,
  SUM(CAST(ROUND(`x` * `d` * 1000000, 0) AS BIGINT)) AS `xd_e6`,
  SUM(CAST(ROUND(`d` * `y` * 1000000, 0) AS BIGINT)) AS `dy_e6`
FROM `post_values`
GROUP BY
  1,
  2,
  3,
  4\
""")


def test_sql_of_posts_in_order():
    assert sql("posts_in_order", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "platform",
  "kind",
  "audience",
  "reactions",
  "replies",
  "shares",
  "clicks",
  "day",
  "second",
  "hour",
  "before",
  CAST(FLOOR(
    (
      DATE_DIFF('DAY', (
        SELECT
          "window_start"
        FROM "period"
      ), "day")
    ) / (
      7
    )
  ) AS BIGINT) AS "week"
FROM (
  SELECT
    "person_id",
    "platform",
    "kind",
    "audience",
    "reactions",
    "replies",
    "shares",
    "clicks",
    CAST("time" AS DATE) AS "day",
    CAST(EPOCH(CAST(DATE_TRUNC('SECOND', "time") AS TIMESTAMP)) AS BIGINT) AS "second",
    CAST(EXTRACT(HOUR FROM "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT))) AS BIGINT) AS "hour",
    RANK() OVER (
      PARTITION BY "person_id"
      ORDER BY "time" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "before"
  FROM "owned_posts"
) AS "t3"
WHERE
  "day" >= (
    SELECT
      "window_start"
    FROM "period"
  )\
""")
    assert sql("posts_in_order", "spark") == snapshot("""\
SELECT
  `person_id`,
  `platform`,
  `kind`,
  `audience`,
  `reactions`,
  `replies`,
  `shares`,
  `clicks`,
  `day`,
  `second`,
  `hour`,
  `before`,
  CAST(FLOOR(
    (
      DATEDIFF(DAY, (
        SELECT
          `window_start`
        FROM `period`
      ), `day`)
    ) / (
      7
    )
  ) AS BIGINT) AS `week`
FROM (
  SELECT
    `person_id`,
    `platform`,
    `kind`,
    `audience`,
    `reactions`,
    `replies`,
    `shares`,
    `clicks`,
    CAST(`time` AS DATE) AS `day`,
    CAST(UNIX_TIMESTAMP(CAST(DATE_TRUNC('SECOND', `time`) AS TIMESTAMP)) AS BIGINT) AS `second`,
    CAST(EXTRACT(HOUR FROM `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL)) AS BIGINT) AS `hour`,
    RANK() OVER (PARTITION BY `person_id` ORDER BY `time` ASC NULLS LAST) - 1 AS `before`
  FROM `owned_posts`
) AS `t3`
WHERE
  `day` >= (
    SELECT
      `window_start`
    FROM `period`
  )\
""")


def test_sql_of_authors():
    assert sql("authors", "duckdb") == snapshot("""\
SELECT
  "person_id",
  ROW_NUMBER() OVER (ORDER BY "person_id" ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) - 1 AS "author",
  "mixed" % 20 AS "part"
FROM (
  SELECT
    "person_id",
    SUM("y_e6") + SUM("x_e6") + SUM("posts") AS "mixed"
  FROM "post_cells"
  GROUP BY
    1
) AS "t1"\
""")
    assert sql("authors", "spark") == snapshot("""\
SELECT
  `person_id`,
  ROW_NUMBER() OVER (ORDER BY `person_id` ASC NULLS LAST) - 1 AS `author`,
  `mixed` % 20 AS `part`
FROM (
  SELECT
    `person_id`,
    SUM(`y_e6`) + SUM(`x_e6`) + SUM(`posts`) AS `mixed`
  FROM `post_cells`
  GROUP BY
    1
) AS `t1`\
""")


def test_sql_of_post_times():
    assert sql("post_times", "duckdb") == snapshot("""\
SELECT
  "t2"."author",
  "t6"."slot",
  "t6"."posts"
FROM (
  SELECT
    "person_id",
    "hour" AS "slot",
    COUNT(*) AS "posts"
  FROM "posting_times"
  GROUP BY
    1,
    2
  UNION ALL
  SELECT
    "person_id",
    "week" + 24 AS "slot",
    COUNT(*) AS "posts"
  FROM "posting_times"
  GROUP BY
    1,
    2
) AS "t6"
INNER JOIN "authors" AS "t2"
  ON "t6"."person_id" = "t2"."person_id"\
""")
    assert sql("post_times", "spark") == snapshot("""\
SELECT
  `t2`.`author`,
  `t6`.`slot`,
  `t6`.`posts`
FROM (
  SELECT
    `person_id`,
    `hour` AS `slot`,
    COUNT(*) AS `posts`
  FROM `posting_times`
  GROUP BY
    1,
    2
  UNION ALL
  SELECT
    `person_id`,
    `week` + 24 AS `slot`,
    COUNT(*) AS `posts`
  FROM `posting_times`
  GROUP BY
    1,
    2
) AS `t6`
INNER JOIN `authors` AS `t2`
  ON `t6`.`person_id` = `t2`.`person_id`\
""")


def test_sql_of_post_moments():
    assert sql("post_moments", "duckdb") == snapshot("""\
SELECT
  "part",
  "platform",
  "kind",
  "has_audience",
  "week",
  "hour",
  COUNT(*) AS "posts",
  SUM(CAST(ROUND("y" * 1000000, 0) AS BIGINT)) AS "y_e6",
  SUM(CAST(ROUND("x" * 1000000, 0) AS BIGINT)) AS "x_e6",
  SUM(CAST(ROUND("d" * 1000000, 0) AS BIGINT)) AS "d_e6"
FROM (
  SELECT
    "t2"."person_id",
    "t2"."second",
    "t2"."week",
    "t2"."hour",
    "t2"."before",
    "t2"."platform",
    "t2"."kind",
    "t2"."has_audience",
    "t2"."y",
    "t2"."x",
    "t2"."d",
    "t3"."author",
    "t3"."part"
  FROM "post_values" AS "t2"
  INNER JOIN "authors" AS "t3"
    ON "t2"."person_id" = "t3"."person_id"
) AS "t4"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6\
""")
    assert sql("post_moments", "spark") == snapshot("""\
SELECT
  `part`,
  `platform`,
  `kind`,
  `has_audience`,
  `week`,
  `hour`,
  COUNT(*) AS `posts`,
  SUM(CAST(ROUND(`y` * 1000000, 0) AS BIGINT)) AS `y_e6`,
  SUM(CAST(ROUND(`x` * 1000000, 0) AS BIGINT)) AS `x_e6`,
  SUM(CAST(ROUND(`d` * 1000000, 0) AS BIGINT)) AS `d_e6`
FROM (
  SELECT
    `t2`.`person_id`,
    `t2`.`second`,
    `t2`.`week`,
    `t2`.`hour`,
    `t2`.`before`,
    `t2`.`platform`,
    `t2`.`kind`,
    `t2`.`has_audience`,
    `t2`.`y`,
    `t2`.`x`,
    `t2`.`d`,
    `t3`.`author`,
    `t3`.`part`
  FROM `post_values` AS `t2`
  INNER JOIN `authors` AS `t3`
    ON `t2`.`person_id` = `t3`.`person_id`
) AS `t4`
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6\
""")
