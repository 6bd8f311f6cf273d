from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_answering():
    assert sql("answering", "duckdb") == snapshot("""\
SELECT
  "person_id",
  SUM("posts") AS "posts",
  SUM("replies") AS "replies",
  COUNT(*) AS "weeks",
  SUM(CAST(ROUND((
    "replies" * "replies" * 1000000
  ) / "posts", 0) AS BIGINT)) AS "squares_e6",
  SUM("posts" * "posts") AS "weekly"
FROM "posts_by_week"
WHERE
  "person_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )
GROUP BY
  1\
""")
    assert sql("answering", "spark") == snapshot("""\
SELECT
  `person_id`,
  SUM(`posts`) AS `posts`,
  SUM(`replies`) AS `replies`,
  COUNT(*) AS `weeks`,
  SUM(CAST(ROUND((
    `replies` * `replies` * 1000000
  ) / `posts`, 0) AS BIGINT)) AS `squares_e6`,
  SUM(`posts` * `posts`) AS `weekly`
FROM `posts_by_week`
WHERE
  `person_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )
GROUP BY
  1\
""")


def test_sql_of_post_answers():
    assert sql("post_answers", "duckdb") == snapshot("""\
SELECT
  "place",
  "post_id",
  "in_reply_to",
  "person_id",
  "asked_id"
FROM (
  SELECT
    "t6"."post_id",
    "t6"."in_reply_to",
    "t6"."person_id",
    "t6"."place",
    "t4"."asked_id"
  FROM (
    SELECT
      "post_id",
      "in_reply_to",
      "person_id",
      COALESCE("platform", '') AS "place"
    FROM "owned_posts"
    WHERE
      CAST("time" AS DATE) >= (
        SELECT
          "window_start"
        FROM "period"
      )
      AND NOT "in_reply_to" IS NULL
  ) AS "t6"
  INNER JOIN (
    SELECT
      COALESCE("platform", '') AS "place",
      "post_id" AS "in_reply_to",
      "person_id" AS "asked_id"
    FROM "owned_posts"
  ) AS "t4"
    ON "t6"."place" = "t4"."place" AND "t6"."in_reply_to" = "t4"."in_reply_to"
) AS "t7"
WHERE
  "person_id" <> "asked_id"\
""")
    assert sql("post_answers", "spark") == snapshot("""\
SELECT
  `place`,
  `post_id`,
  `in_reply_to`,
  `person_id`,
  `asked_id`
FROM (
  SELECT
    `t6`.`post_id`,
    `t6`.`in_reply_to`,
    `t6`.`person_id`,
    `t6`.`place`,
    `t4`.`asked_id`
  FROM (
    SELECT
      `post_id`,
      `in_reply_to`,
      `person_id`,
      COALESCE(`platform`, '') AS `place`
    FROM `owned_posts`
    WHERE
      CAST(`time` AS DATE) >= (
        SELECT
          `window_start`
        FROM `period`
      )
      AND NOT `in_reply_to` IS NULL
  ) AS `t6`
  INNER JOIN (
    SELECT
      COALESCE(`platform`, '') AS `place`,
      `post_id` AS `in_reply_to`,
      `person_id` AS `asked_id`
    FROM `owned_posts`
  ) AS `t4`
    ON `t6`.`place` = `t4`.`place` AND `t6`.`in_reply_to` = `t4`.`in_reply_to`
) AS `t7`
WHERE
  `person_id` <> `asked_id`\
""")


def test_sql_of_answers_received():
    assert sql("answers_received", "duckdb") == snapshot("""\
SELECT
  "asked_id" AS "person_id",
  COUNT(*) AS "received",
  SUM(COALESCE("back", 0)) AS "answered"
FROM (
  SELECT
    "t6"."place",
    "t6"."post_id",
    "t6"."in_reply_to",
    "t6"."person_id",
    "t6"."asked_id",
    "t4"."place" AS "place_right",
    "t4"."post_id" AS "post_id_right",
    "t4"."asked_id" AS "asked_id_right",
    "t4"."back"
  FROM "post_answers" AS "t6"
  LEFT OUTER JOIN (
    SELECT DISTINCT
      "place",
      "in_reply_to" AS "post_id",
      "person_id" AS "asked_id",
      1 AS "back"
    FROM "post_answers"
  ) AS "t4"
    ON "t6"."place" = "t4"."place"
    AND "t6"."post_id" = "t4"."post_id"
    AND "t6"."asked_id" = "t4"."asked_id"
  WHERE
    "t6"."asked_id" IN (
      SELECT
        "person_id"
      FROM "roster"
    )
) AS "t7"
GROUP BY
  1\
""")
    assert sql("answers_received", "spark") == snapshot("""\
SELECT
  `asked_id` AS `person_id`,
  COUNT(*) AS `received`,
  SUM(COALESCE(`back`, 0)) AS `answered`
FROM (
  SELECT
    `t6`.`place`,
    `t6`.`post_id`,
    `t6`.`in_reply_to`,
    `t6`.`person_id`,
    `t6`.`asked_id`,
    `t4`.`place` AS `place_right`,
    `t4`.`post_id` AS `post_id_right`,
    `t4`.`asked_id` AS `asked_id_right`,
    `t4`.`back`
  FROM `post_answers` AS `t6`
  LEFT OUTER JOIN (
    SELECT DISTINCT
      `place`,
      `in_reply_to` AS `post_id`,
      `person_id` AS `asked_id`,
      1 AS `back`
    FROM `post_answers`
  ) AS `t4`
    ON `t6`.`place` = `t4`.`place`
    AND `t6`.`post_id` = `t4`.`post_id`
    AND `t6`.`asked_id` = `t4`.`asked_id`
  WHERE
    `t6`.`asked_id` IN (
      SELECT
        `person_id`
      FROM `roster`
    )
) AS `t7`
GROUP BY
  1\
""")
