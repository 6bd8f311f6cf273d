from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_direct_messages():
    assert sql("direct_messages", "duckdb") == snapshot("""\
SELECT
  "sender_id",
  "recipient_id",
  "time",
  "time_offset",
  "channel",
  "message_id",
  "thread_id",
  "in_reply_to",
  "is_reply",
  "audience_size",
  COALESCE("is_reply", FALSE) AS "answers"
FROM "messages"
WHERE
  CAST("time" AS DATE) >= (
    SELECT
      "window_start"
    FROM "period"
  )
  AND NOT (
    COALESCE("audience_size", 0) > (
      SELECT
        "broadcast_recipients"
      FROM "parameters"
    )
  )
  AND "sender_id" <> "recipient_id"\
""")
    assert sql("direct_messages", "spark") == snapshot("""\
SELECT
  `sender_id`,
  `recipient_id`,
  `time`,
  `time_offset`,
  `channel`,
  `message_id`,
  `thread_id`,
  `in_reply_to`,
  `is_reply`,
  `audience_size`,
  COALESCE(`is_reply`, FALSE) AS `answers`
FROM `messages`
WHERE
  CAST(`time` AS DATE) >= (
    SELECT
      `window_start`
    FROM `period`
  )
  AND NOT (
    COALESCE(`audience_size`, 0) > (
      SELECT
        `broadcast_recipients`
      FROM `parameters`
    )
  )
  AND `sender_id` <> `recipient_id`\
""")


def test_sql_of_questions():
    assert sql("questions", "duckdb") == snapshot("""\
WITH "t4" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "t8"."message_id",
  "t8"."channel",
  "t8"."time",
  "t8"."person_id",
  "t8"."other_id"
FROM (
  SELECT
    "message_id",
    "channel",
    "time",
    "sender_id" AS "person_id",
    "recipient_id" AS "other_id"
  FROM "direct_messages"
  WHERE
    NOT (
      "answers"
    )
    AND "sender_id" IN (
      SELECT
        *
      FROM "t4"
    )
    AND "recipient_id" IN (
      SELECT
        *
      FROM "t4"
    )
) AS "t8"
ANTI JOIN "reporting_lines" AS "t3"
  ON "t8"."person_id" = "t3"."person_id" AND "t8"."other_id" = "t3"."other_id"\
""")
    assert sql("questions", "spark") == snapshot("""\
WITH `t4` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `t8`.`message_id`,
  `t8`.`channel`,
  `t8`.`time`,
  `t8`.`person_id`,
  `t8`.`other_id`
FROM (
  SELECT
    `message_id`,
    `channel`,
    `time`,
    `sender_id` AS `person_id`,
    `recipient_id` AS `other_id`
  FROM `direct_messages`
  WHERE
    NOT (
      `answers`
    )
    AND `sender_id` IN (
      SELECT
        *
      FROM `t4`
    )
    AND `recipient_id` IN (
      SELECT
        *
      FROM `t4`
    )
) AS `t8`
LEFT ANTI JOIN `reporting_lines` AS `t3`
  ON `t8`.`person_id` = `t3`.`person_id` AND `t8`.`other_id` = `t3`.`other_id`\
""")


def test_sql_of_answers():
    assert sql("answers", "duckdb") == snapshot("""\
SELECT
  "in_reply_to",
  "time",
  "recipient_id" AS "person_id",
  "sender_id" AS "other_id"
FROM "direct_messages"
WHERE
  "answers"\
""")
    assert sql("answers", "spark") == snapshot("""\
SELECT
  `in_reply_to`,
  `time`,
  `recipient_id` AS `person_id`,
  `sender_id` AS `other_id`
FROM `direct_messages`
WHERE
  `answers`\
""")


def test_sql_of_answered_questions():
    assert sql("answered_questions", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "other_id",
  "message_id",
  "channel",
  "time",
  MIN("answer_time") AS "answered_at"
FROM (
  SELECT
    "t2"."message_id",
    "t2"."channel",
    "t2"."time",
    "t2"."person_id",
    "t2"."other_id",
    "t3"."in_reply_to",
    "t3"."time" AS "answer_time",
    "t3"."person_id" AS "answer_person_id",
    "t3"."other_id" AS "answer_other_id"
  FROM "questions" AS "t2"
  INNER JOIN "answers" AS "t3"
    ON "t2"."message_id" = "t3"."in_reply_to"
    AND "t2"."person_id" = "t3"."person_id"
    AND "t2"."other_id" = "t3"."other_id"
    AND "t2"."time" <= "t3"."time"
) AS "t4"
GROUP BY
  1,
  2,
  3,
  4,
  5\
""")
    assert sql("answered_questions", "spark") == snapshot("""\
SELECT
  `person_id`,
  `other_id`,
  `message_id`,
  `channel`,
  `time`,
  MIN(`answer_time`) AS `answered_at`
FROM (
  SELECT
    `t2`.`message_id`,
    `t2`.`channel`,
    `t2`.`time`,
    `t2`.`person_id`,
    `t2`.`other_id`,
    `t3`.`in_reply_to`,
    `t3`.`time` AS `answer_time`,
    `t3`.`person_id` AS `answer_person_id`,
    `t3`.`other_id` AS `answer_other_id`
  FROM `questions` AS `t2`
  INNER JOIN `answers` AS `t3`
    ON `t2`.`message_id` = `t3`.`in_reply_to`
    AND `t2`.`person_id` = `t3`.`person_id`
    AND `t2`.`other_id` = `t3`.`other_id`
    AND `t2`.`time` <= `t3`.`time`
) AS `t4`
GROUP BY
  1,
  2,
  3,
  4,
  5\
""")


def test_sql_of_received_by_day():
    assert sql("received_by_day", "duckdb") == snapshot("""\
SELECT
  "recipient_id" AS "other_id",
  CAST("time" AS DATE) AS "day",
  COUNT(*) AS "received"
FROM "direct_messages"
GROUP BY
  1,
  2\
""")
    assert sql("received_by_day", "spark") == snapshot("""\
SELECT
  `recipient_id` AS `other_id`,
  CAST(`time` AS DATE) AS `day`,
  COUNT(*) AS `received`
FROM `direct_messages`
GROUP BY
  1,
  2\
""")


def test_sql_of_delays():
    assert sql("delays", "duckdb") == snapshot("""\
SELECT
  "t4"."person_id",
  "t4"."other_id",
  COALESCE("t4"."channel", 'unknown') AS "channel",
  (
    (
      DAYOFWEEK("t4"."day") + 6
    ) % 7
  ) >= 5 AS "weekend",
  CAST(FLOOR((
    CAST(EXTRACT(HOUR FROM "t4"."time") AS BIGINT)
  ) / (
    4
  )) AS BIGINT) AS "part",
  CAST("t2"."received" > 5 AS BIGINT) + CAST("t2"."received" > 20 AS BIGINT) + CAST("t2"."received" > 80 AS BIGINT) AS "load",
  CAST(ROUND(
    LN(
      (
        EPOCH(CAST("t4"."answered_at" AS TIMESTAMP)) - EPOCH(CAST("t4"."time" AS TIMESTAMP))
      ) + 1
    ) * 1000000,
    0
  ) AS BIGINT) AS "delay_e6"
FROM (
  SELECT
    "person_id",
    "other_id",
    "message_id",
    "channel",
    "time",
    "answered_at",
    CAST("time" AS DATE) AS "day"
  FROM "answered_questions"
) AS "t4"
LEFT OUTER JOIN "received_by_day" AS "t2"
  ON "t4"."other_id" = "t2"."other_id" AND "t4"."day" = "t2"."day"\
""")
    assert sql("delays", "spark") == snapshot("""\
SELECT
  `t4`.`person_id`,
  `t4`.`other_id`,
  COALESCE(`t4`.`channel`, 'unknown') AS `channel`,
  (
    (
      DAYOFWEEK(`t4`.`day`) + 5
    ) % 7
  ) >= 5 AS `weekend`,
  CAST(FLOOR((
    CAST(EXTRACT(HOUR FROM `t4`.`time`) AS BIGINT)
  ) / (
    4
  )) AS BIGINT) AS `part`,
  CAST(`t2`.`received` > 5 AS BIGINT) + CAST(`t2`.`received` > 20 AS BIGINT) + CAST(`t2`.`received` > 80 AS BIGINT) AS `load`,
  CAST(ROUND(
    LN(
      (
        UNIX_TIMESTAMP(CAST(`t4`.`answered_at` AS TIMESTAMP)) - UNIX_TIMESTAMP(CAST(`t4`.`time` AS TIMESTAMP))
      ) + 1
    ) * 1000000,
    0
  ) AS BIGINT) AS `delay_e6`
FROM (
  SELECT
    `person_id`,
    `other_id`,
    `message_id`,
    `channel`,
    `time`,
    `answered_at`,
    CAST(`time` AS DATE) AS `day`
  FROM `answered_questions`
) AS `t4`
LEFT OUTER JOIN `received_by_day` AS `t2`
  ON `t4`.`other_id` = `t2`.`other_id` AND `t4`.`day` = `t2`.`day`\
""")


def test_sql_of_usual_delays():
    assert sql("usual_delays", "duckdb") == snapshot("""\
SELECT
  "channel",
  "weekend",
  "part",
  "load",
  CAST(FLOOR((
    "total_e6"
  ) / (
    "answers"
  )) AS BIGINT) AS "usual_e6"
FROM (
  SELECT
    "channel",
    "weekend",
    "part",
    "load",
    SUM("delay_e6") AS "total_e6",
    COUNT(*) AS "answers"
  FROM "delays"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t1"\
""")
    assert sql("usual_delays", "spark") == snapshot("""\
SELECT
  `channel`,
  `weekend`,
  `part`,
  `load`,
  CAST(FLOOR((
    `total_e6`
  ) / (
    `answers`
  )) AS BIGINT) AS `usual_e6`
FROM (
  SELECT
    `channel`,
    `weekend`,
    `part`,
    `load`,
    SUM(`delay_e6`) AS `total_e6`,
    COUNT(*) AS `answers`
  FROM `delays`
  GROUP BY
    1,
    2,
    3,
    4
) AS `t1`\
""")


def test_sql_of_pair_delays():
    assert sql("pair_delays", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "other_id",
  COUNT(*) AS "delays",
  SUM("above_e6") AS "delay_e6",
  SUM(CAST(FLOOR((
    "above_e6" * "above_e6"
  ) / (
    1000000
  )) AS BIGINT)) AS "delay_sq_e6"
FROM (
  SELECT
    "t2"."person_id",
    "t2"."other_id",
    "t2"."delay_e6" - "t3"."usual_e6" AS "above_e6"
  FROM "delays" AS "t2"
  INNER JOIN "usual_delays" AS "t3"
    ON "t2"."channel" = "t3"."channel"
    AND "t2"."weekend" = "t3"."weekend"
    AND "t2"."part" = "t3"."part"
    AND "t2"."load" = "t3"."load"
) AS "t4"
GROUP BY
  1,
  2\
""")
    assert sql("pair_delays", "spark") == snapshot("""\
SELECT
  `person_id`,
  `other_id`,
  COUNT(*) AS `delays`,
  SUM(`above_e6`) AS `delay_e6`,
  SUM(CAST(FLOOR((
    `above_e6` * `above_e6`
  ) / (
    1000000
  )) AS BIGINT)) AS `delay_sq_e6`
FROM (
  SELECT
    `t2`.`person_id`,
    `t2`.`other_id`,
    `t2`.`delay_e6` - `t3`.`usual_e6` AS `above_e6`
  FROM `delays` AS `t2`
  INNER JOIN `usual_delays` AS `t3`
    ON `t2`.`channel` = `t3`.`channel`
    AND `t2`.`weekend` = `t3`.`weekend`
    AND `t2`.`part` = `t3`.`part`
    AND `t2`.`load` = `t3`.`load`
) AS `t4`
GROUP BY
  1,
  2\
""")


def test_sql_of_pair_answers():
    assert sql("pair_answers", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "other_id",
  COUNT(*) AS "answered"
FROM (
  SELECT
    "person_id",
    "other_id"
  FROM "delays"
  UNION ALL
  SELECT
    "person_id",
    "other_id"
  FROM "answers"
  WHERE
    "in_reply_to" IS NULL
) AS "t4"
GROUP BY
  1,
  2\
""")
    assert sql("pair_answers", "spark") == snapshot("""\
SELECT
  `person_id`,
  `other_id`,
  COUNT(*) AS `answered`
FROM (
  SELECT
    `person_id`,
    `other_id`
  FROM `delays`
  UNION ALL
  SELECT
    `person_id`,
    `other_id`
  FROM `answers`
  WHERE
    `in_reply_to` IS NULL
) AS `t4`
GROUP BY
  1,
  2\
""")


def test_sql_of_replies_received():
    assert sql("replies_received", "duckdb") == snapshot("""\
SELECT
  "t6"."person_id",
  "t6"."other_id",
  "t6"."asked",
  LEAST("t6"."asked", COALESCE("t3"."answered", 0)) AS "answered",
  COALESCE("t4"."delays", 0) AS "delays",
  COALESCE("t4"."delay_e6", 0) AS "delay_e6",
  COALESCE("t4"."delay_sq_e6", 0) AS "delay_sq_e6"
FROM (
  SELECT
    "person_id",
    "other_id",
    COUNT(*) AS "asked"
  FROM "questions"
  GROUP BY
    1,
    2
) AS "t6"
LEFT OUTER JOIN "pair_answers" AS "t3"
  ON "t6"."person_id" = "t3"."person_id" AND "t6"."other_id" = "t3"."other_id"
LEFT OUTER JOIN "pair_delays" AS "t4"
  ON "t6"."person_id" = "t4"."person_id" AND "t6"."other_id" = "t4"."other_id"\
""")
    assert sql("replies_received", "spark") == snapshot("""\
SELECT
  `t6`.`person_id`,
  `t6`.`other_id`,
  `t6`.`asked`,
  LEAST(`t6`.`asked`, COALESCE(`t3`.`answered`, 0)) AS `answered`,
  COALESCE(`t4`.`delays`, 0) AS `delays`,
  COALESCE(`t4`.`delay_e6`, 0) AS `delay_e6`,
  COALESCE(`t4`.`delay_sq_e6`, 0) AS `delay_sq_e6`
FROM (
  SELECT
    `person_id`,
    `other_id`,
    COUNT(*) AS `asked`
  FROM `questions`
  GROUP BY
    1,
    2
) AS `t6`
LEFT OUTER JOIN `pair_answers` AS `t3`
  ON `t6`.`person_id` = `t3`.`person_id` AND `t6`.`other_id` = `t3`.`other_id`
LEFT OUTER JOIN `pair_delays` AS `t4`
  ON `t6`.`person_id` = `t4`.`person_id` AND `t6`.`other_id` = `t4`.`other_id`\
""")
