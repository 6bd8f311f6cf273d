from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_owned_posts():
    assert sql("owned_posts", "duckdb") == snapshot("""\
SELECT
  "post_id",
  COALESCE("owner_id", "person_id") AS "person_id",
  "platform",
  "time",
  "time_offset",
  "kind",
  "audience",
  "impressions",
  "reactions",
  "replies",
  "shares",
  "clicks",
  "in_reply_to"
FROM (
  SELECT
    "t2"."post_id",
    "t2"."person_id",
    "t2"."platform",
    "t2"."time",
    "t2"."time_offset",
    "t2"."kind",
    "t2"."audience",
    "t2"."impressions",
    "t2"."reactions",
    "t2"."replies",
    "t2"."shares",
    "t2"."clicks",
    "t2"."in_reply_to",
    "t4"."author_id",
    "t4"."platform" AS "author_platform",
    "t4"."owner_id"
  FROM "posts" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "author_id",
      "platform",
      "person_id" AS "owner_id"
    FROM "handle_owners"
  ) AS "t4"
    ON "t2"."person_id" = "t4"."author_id" AND LOWER("t2"."platform") = "t4"."platform"
) AS "t5"\
""")
    assert sql("owned_posts", "spark") == snapshot("""\
SELECT
  `post_id`,
  COALESCE(`owner_id`, `person_id`) AS `person_id`,
  `platform`,
  `time`,
  `time_offset`,
  `kind`,
  `audience`,
  `impressions`,
  `reactions`,
  `replies`,
  `shares`,
  `clicks`,
  `in_reply_to`
FROM (
  SELECT
    `t2`.`post_id`,
    `t2`.`person_id`,
    `t2`.`platform`,
    `t2`.`time`,
    `t2`.`time_offset`,
    `t2`.`kind`,
    `t2`.`audience`,
    `t2`.`impressions`,
    `t2`.`reactions`,
    `t2`.`replies`,
    `t2`.`shares`,
    `t2`.`clicks`,
    `t2`.`in_reply_to`,
    `t4`.`author_id`,
    `t4`.`platform` AS `author_platform`,
    `t4`.`owner_id`
  FROM `posts` AS `t2`
  LEFT OUTER JOIN (
    SELECT
      `author_id`,
      `platform`,
      `person_id` AS `owner_id`
    FROM `handle_owners`
  ) AS `t4`
    ON `t2`.`person_id` = `t4`.`author_id` AND LOWER(`t2`.`platform`) = `t4`.`platform`
) AS `t5`\
""")


def test_sql_of_open_accounts():
    assert sql("open_accounts", "duckdb") == snapshot("""\
SELECT
  *
FROM "accounts"
WHERE
  NOT (
    COALESCE("claimed_how" IN ('claimed', 'confirmed', 'organisation'), FALSE)
  )
  OR (
    "person_id" IS NULL
  )\
""")
    assert sql("open_accounts", "spark") == snapshot("""\
SELECT
  *
FROM `accounts`
WHERE
  NOT (
    COALESCE(`claimed_how` IN ('claimed', 'confirmed', 'organisation'), FALSE)
  )
  OR (
    `person_id` IS NULL
  )\
""")


def test_sql_of_strangers():
    assert sql("strangers", "duckdb") == snapshot("""\
SELECT
  LOWER(COALESCE("platform", 'unknown')) AS "platform",
  "person_id" AS "author_id",
  MAX("platform") AS "label",
  COUNT(*) AS "posts"
FROM (
  SELECT
    "t2"."post_id",
    "t2"."person_id",
    "t2"."platform",
    "t2"."time",
    "t2"."time_offset",
    "t2"."kind",
    "t2"."audience",
    "t2"."impressions",
    "t2"."reactions",
    "t2"."replies",
    "t2"."shares",
    "t2"."clicks",
    "t2"."in_reply_to"
  FROM "owned_posts" AS "t2"
  ANTI JOIN "people" AS "t3"
    ON "t2"."person_id" = "t3"."person_id"
) AS "t4"
GROUP BY
  1,
  2\
""")
    assert sql("strangers", "spark") == snapshot("""\
SELECT
  LOWER(COALESCE(`platform`, 'unknown')) AS `platform`,
  `person_id` AS `author_id`,
  MAX(`platform`) AS `label`,
  COUNT(*) AS `posts`
FROM (
  SELECT
    `t2`.`post_id`,
    `t2`.`person_id`,
    `t2`.`platform`,
    `t2`.`time`,
    `t2`.`time_offset`,
    `t2`.`kind`,
    `t2`.`audience`,
    `t2`.`impressions`,
    `t2`.`reactions`,
    `t2`.`replies`,
    `t2`.`shares`,
    `t2`.`clicks`,
    `t2`.`in_reply_to`
  FROM `owned_posts` AS `t2`
  LEFT ANTI JOIN `people` AS `t3`
    ON `t2`.`person_id` = `t3`.`person_id`
) AS `t4`
GROUP BY
  1,
  2\
""")


def test_sql_of_account_links():
    assert sql("account_links", "duckdb") == snapshot("""\
SELECT
  LOWER("platform") AS "platform",
  COUNT(*) AS "accounts",
  SUM(
    CAST(COALESCE("claimed_how" IN ('claimed', 'confirmed', 'organisation'), FALSE)
    AND (
      NOT "person_id" IS NULL
    ) AS BIGINT)
  ) AS "sure"
FROM "accounts"
GROUP BY
  1\
""")
    assert sql("account_links", "spark") == snapshot("""\
SELECT
  LOWER(`platform`) AS `platform`,
  COUNT(*) AS `accounts`,
  SUM(
    CAST(COALESCE(`claimed_how` IN ('claimed', 'confirmed', 'organisation'), FALSE)
    AND (
      NOT `person_id` IS NULL
    ) AS BIGINT)
  ) AS `sure`
FROM `accounts`
GROUP BY
  1\
""")


def test_sql_of_post_links():
    assert sql("post_links", "duckdb") == snapshot("""\
SELECT
  "t5"."platform",
  "t5"."posts",
  "t5"."authors",
  COALESCE("t4"."unlinked_posts", 0) AS "unlinked_posts",
  COALESCE("t4"."unlinked_authors", 0) AS "unlinked_authors"
FROM (
  SELECT
    LOWER(COALESCE("platform", 'unknown')) AS "platform",
    COUNT(*) AS "posts",
    COUNT(DISTINCT "person_id") AS "authors"
  FROM "owned_posts"
  GROUP BY
    1
) AS "t5"
LEFT OUTER JOIN (
  SELECT
    "platform",
    SUM("posts") AS "unlinked_posts",
    COUNT(*) AS "unlinked_authors"
  FROM "strangers"
  GROUP BY
    1
) AS "t4"
  ON "t5"."platform" = "t4"."platform"\
""")
    assert sql("post_links", "spark") == snapshot("""\
SELECT
  `t5`.`platform`,
  `t5`.`posts`,
  `t5`.`authors`,
  COALESCE(`t4`.`unlinked_posts`, 0) AS `unlinked_posts`,
  COALESCE(`t4`.`unlinked_authors`, 0) AS `unlinked_authors`
FROM (
  SELECT
    LOWER(COALESCE(`platform`, 'unknown')) AS `platform`,
    COUNT(*) AS `posts`,
    COUNT(DISTINCT `person_id`) AS `authors`
  FROM `owned_posts`
  GROUP BY
    1
) AS `t5`
LEFT OUTER JOIN (
  SELECT
    `platform`,
    SUM(`posts`) AS `unlinked_posts`,
    COUNT(*) AS `unlinked_authors`
  FROM `strangers`
  GROUP BY
    1
) AS `t4`
  ON `t5`.`platform` = `t4`.`platform`\
""")
