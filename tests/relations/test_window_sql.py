from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_evidence_days():
    assert sql("evidence_days", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    CAST("time" AS DATE) AS "day"
  FROM "endorsements"
  UNION
  SELECT
    CAST("time" AS DATE) AS "day"
  FROM "learning"
  UNION
  SELECT
    "period" AS "day"
  FROM "ties"
  UNION
  SELECT
    CAST("time" AS DATE) AS "day"
  FROM "messages"
  UNION
  SELECT
    CAST("time" AS DATE) AS "day"
  FROM "posts"
) AS "t13"
WHERE
  NOT "day" IS NULL\
""")
    assert sql("evidence_days", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    CAST(`time` AS DATE) AS `day`
  FROM `endorsements`
  UNION
  SELECT
    CAST(`time` AS DATE) AS `day`
  FROM `learning`
  UNION
  SELECT
    `period` AS `day`
  FROM `ties`
  UNION
  SELECT
    CAST(`time` AS DATE) AS `day`
  FROM `messages`
  UNION
  SELECT
    CAST(`time` AS DATE) AS `day`
  FROM `posts`
) AS `t13`
WHERE
  NOT `day` IS NULL\
""")


def test_sql_of_evidence_window():
    assert sql("evidence_window", "duckdb") == snapshot("""\
SELECT
  "t4"."last_day",
  CAST(CAST("t4"."last_day" AS TIMESTAMP) - TO_DAYS("t2"."window_days" - 1) AS DATE) AS "window_start"
FROM (
  SELECT
    MAX("day") AS "last_day"
  FROM "evidence_days"
) AS "t4"
CROSS JOIN "parameters" AS "t2"\
""")
    assert sql("evidence_window", "spark") == snapshot("""\
SELECT
  `t4`.`last_day`,
  CAST(CAST(`t4`.`last_day` AS TIMESTAMP) - CAST(CONCAT(`t2`.`window_days` - 1, ' days') AS INTERVAL) AS DATE) AS `window_start`
FROM (
  SELECT
    MAX(`day`) AS `last_day`
  FROM `evidence_days`
) AS `t4`
CROSS JOIN `parameters` AS `t2`\
""")


def test_sql_of_period():
    assert sql("period", "duckdb") == snapshot("""\
SELECT
  "t6"."first_day",
  "t2"."last_day",
  "t2"."window_start"
FROM (
  SELECT
    MIN("day") AS "first_day"
  FROM "evidence_days"
  WHERE
    "day" >= (
      SELECT
        "window_start"
      FROM "evidence_window"
    )
) AS "t6"
CROSS JOIN "evidence_window" AS "t2"\
""")
    assert sql("period", "spark") == snapshot("""\
SELECT
  `t6`.`first_day`,
  `t2`.`last_day`,
  `t2`.`window_start`
FROM (
  SELECT
    MIN(`day`) AS `first_day`
  FROM `evidence_days`
  WHERE
    `day` >= (
      SELECT
        `window_start`
      FROM `evidence_window`
    )
) AS `t6`
CROSS JOIN `evidence_window` AS `t2`\
""")


def test_sql_of_window_messages():
    assert sql("window_messages", "duckdb") == snapshot("""\
SELECT
  "sender_id",
  "recipient_id",
  "time",
  "is_reply",
  "audience_size"
FROM "messages"
WHERE
  CAST("time" AS DATE) >= (
    SELECT
      "window_start"
    FROM "period"
  )\
""")
    assert sql("window_messages", "spark") == snapshot("""\
SELECT
  `sender_id`,
  `recipient_id`,
  `time`,
  `is_reply`,
  `audience_size`
FROM `messages`
WHERE
  CAST(`time` AS DATE) >= (
    SELECT
      `window_start`
    FROM `period`
  )\
""")


def test_sql_of_window_ties():
    assert sql("window_ties", "duckdb") == snapshot("""\
SELECT
  "source_id",
  "target_id",
  "kind",
  "period",
  "weight"
FROM "ties"
WHERE
  (
    "period" IS NULL
  )
  OR (
    "period" >= (
      SELECT
        "window_start"
      FROM "period"
    )
  )\
""")
    assert sql("window_ties", "spark") == snapshot("""\
SELECT
  `source_id`,
  `target_id`,
  `kind`,
  `period`,
  `weight`
FROM `ties`
WHERE
  (
    `period` IS NULL
  )
  OR (
    `period` >= (
      SELECT
        `window_start`
      FROM `period`
    )
  )\
""")


def test_sql_of_window_posts():
    assert sql("window_posts", "duckdb") == snapshot("""\
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
  COALESCE("kind" = 'reply', FALSE) OR (
    NOT "in_reply_to" IS NULL
  ) AS "answers"
FROM "owned_posts"
WHERE
  CAST("time" AS DATE) >= (
    SELECT
      "window_start"
    FROM "period"
  )\
""")
    assert sql("window_posts", "spark") == snapshot("""\
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
  COALESCE(`kind` = 'reply', FALSE) OR (
    NOT `in_reply_to` IS NULL
  ) AS `answers`
FROM `owned_posts`
WHERE
  CAST(`time` AS DATE) >= (
    SELECT
      `window_start`
    FROM `period`
  )\
""")


def test_sql_of_window_endorsements():
    assert sql("window_endorsements", "duckdb") == snapshot("""\
SELECT
  "rater_id",
  "person_id",
  "value",
  COALESCE("question", 'influence') AS "question"
FROM "endorsements"
WHERE
  (
    "time" IS NULL
  )
  OR (
    CAST("time" AS DATE) >= (
      SELECT
        "window_start"
      FROM "period"
    )
  )\
""")
    assert sql("window_endorsements", "spark") == snapshot("""\
SELECT
  `rater_id`,
  `person_id`,
  `value`,
  COALESCE(`question`, 'influence') AS `question`
FROM `endorsements`
WHERE
  (
    `time` IS NULL
  )
  OR (
    CAST(`time` AS DATE) >= (
      SELECT
        `window_start`
      FROM `period`
    )
  )\
""")
