from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_respondents():
    assert sql("respondents", "duckdb") == snapshot("""\
SELECT DISTINCT
  "rater_id"
FROM "window_endorsements"
WHERE
  "rater_id" IN (
    SELECT
      "person_id"
    FROM "roster"
  )\
""")
    assert sql("respondents", "spark") == snapshot("""\
SELECT DISTINCT
  `rater_id`
FROM `window_endorsements`
WHERE
  `rater_id` IN (
    SELECT
      `person_id`
    FROM `roster`
  )\
""")


def test_sql_of_barred_raters():
    assert sql("barred_raters", "duckdb") == snapshot("""\
SELECT
  "person_id",
  COUNT(*) AS "barred"
FROM "reporting_lines"
WHERE
  "other_id" IN (
    SELECT
      *
    FROM "respondents"
  )
GROUP BY
  1\
""")
    assert sql("barred_raters", "spark") == snapshot("""\
SELECT
  `person_id`,
  COUNT(*) AS `barred`
FROM `reporting_lines`
WHERE
  `other_id` IN (
    SELECT
      *
    FROM `respondents`
  )
GROUP BY
  1\
""")


def test_sql_of_outside_raters():
    assert sql("outside_raters", "duckdb") == snapshot("""\
SELECT
  "person_id",
  COUNT(DISTINCT "rater_id") AS "raters"
FROM (
  SELECT
    "t6"."rater_id",
    "t6"."person_id",
    "t6"."question"
  FROM "window_endorsements" AS "t6"
  ANTI JOIN "reporting_lines" AS "t3"
    ON "t6"."person_id" = "t3"."person_id" AND "t6"."rater_id" = "t3"."other_id"
  WHERE
    "t6"."question" = 'influence'
    AND "t6"."rater_id" IN (
      SELECT
        *
      FROM "respondents"
    )
) AS "t7"
GROUP BY
  1\
""")
    assert sql("outside_raters", "spark") == snapshot("""\
SELECT
  `person_id`,
  COUNT(DISTINCT `rater_id`) AS `raters`
FROM (
  SELECT
    `t6`.`rater_id`,
    `t6`.`person_id`,
    `t6`.`question`
  FROM `window_endorsements` AS `t6`
  LEFT ANTI JOIN `reporting_lines` AS `t3`
    ON `t6`.`person_id` = `t3`.`person_id` AND `t6`.`rater_id` = `t3`.`other_id`
  WHERE
    `t6`.`question` = 'influence'
    AND `t6`.`rater_id` IN (
      SELECT
        *
      FROM `respondents`
    )
) AS `t7`
GROUP BY
  1\
""")


def test_sql_of_endorsements_received():
    assert sql("endorsements_received", "duckdb") == snapshot("""\
SELECT
  "t2"."person_id",
  COALESCE("t3"."raters", 0) AS "raters",
  "t2"."eligible"
FROM "rateable" AS "t2"
LEFT OUTER JOIN "outside_raters" AS "t3"
  ON "t2"."person_id" = "t3"."person_id"\
""")
    assert sql("endorsements_received", "spark") == snapshot("""\
SELECT
  `t2`.`person_id`,
  COALESCE(`t3`.`raters`, 0) AS `raters`,
  `t2`.`eligible`
FROM `rateable` AS `t2`
LEFT OUTER JOIN `outside_raters` AS `t3`
  ON `t2`.`person_id` = `t3`.`person_id`\
""")


def test_sql_of_message_contacts():
    assert sql("message_contacts", "duckdb") == snapshot("""\
SELECT
  "sender_id" AS "source_id",
  "recipient_id" AS "target_id",
  CAST("time" AS DATE) AS "day",
  CAST(CASE WHEN COALESCE("is_reply", FALSE) THEN 2000000 ELSE 1000000 END AS BIGINT) AS "weight_e6"
FROM "window_messages"
WHERE
  NOT (
    COALESCE("audience_size", 0) > (
      SELECT
        "broadcast_recipients"
      FROM "parameters"
    )
  )\
""")
    assert sql("message_contacts", "spark") == snapshot("""\
SELECT
  `sender_id` AS `source_id`,
  `recipient_id` AS `target_id`,
  CAST(`time` AS DATE) AS `day`,
  CAST(IF(COALESCE(`is_reply`, FALSE), 2000000, 1000000) AS BIGINT) AS `weight_e6`
FROM `window_messages`
WHERE
  NOT (
    COALESCE(`audience_size`, 0) > (
      SELECT
        `broadcast_recipients`
      FROM `parameters`
    )
  )\
""")


def test_sql_of_tie_contacts():
    assert sql("tie_contacts", "duckdb") == snapshot("""\
SELECT
  "source_id",
  "target_id",
  "period" AS "day",
  CAST(COALESCE("weight", 1) * 1000000 AS BIGINT) AS "weight_e6"
FROM "window_ties"
WHERE
  CAST(COALESCE("weight", 1) * 1000000 AS BIGINT) > 0\
""")
    assert sql("tie_contacts", "spark") == snapshot("""\
SELECT
  `source_id`,
  `target_id`,
  `period` AS `day`,
  CAST(COALESCE(`weight`, 1) * 1000000 AS BIGINT) AS `weight_e6`
FROM `window_ties`
WHERE
  CAST(COALESCE(`weight`, 1) * 1000000 AS BIGINT) > 0\
""")


def test_sql_of_contact_events():
    assert sql("contact_events", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    *
  FROM "message_contacts"
  UNION ALL
  SELECT
    *
  FROM "tie_contacts"
) AS "t2"
WHERE
  "source_id" <> "target_id"\
""")
    assert sql("contact_events", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    *
  FROM `message_contacts`
  UNION ALL
  SELECT
    *
  FROM `tie_contacts`
) AS `t2`
WHERE
  `source_id` <> `target_id`\
""")


def test_sql_of_contact_days():
    assert sql("contact_days", "duckdb") == snapshot("""\
SELECT
  "first_contact_day",
  DATE_DIFF('DAY', "first_contact_day", "last") + 1 AS "days"
FROM (
  SELECT
    MIN("day") AS "first_contact_day",
    MAX("day") AS "last"
  FROM "contact_events"
) AS "t1"\
""")
    assert sql("contact_days", "spark") == snapshot("""\
SELECT
  `first_contact_day`,
  DATEDIFF(DAY, `first_contact_day`, `last`) + 1 AS `days`
FROM (
  SELECT
    MIN(`day`) AS `first_contact_day`,
    MAX(`day`) AS `last`
  FROM `contact_events`
) AS `t1`\
""")


def test_sql_of_contacts():
    assert sql("contacts", "duckdb") == snapshot("""\
SELECT
  "t2"."source_id",
  "t2"."target_id",
  "t2"."block",
  "t2"."weight_e6",
  "t2"."blocks_known"
FROM "contact_sums" AS "t2"
ANTI JOIN "reporting_lines" AS "t3"
  ON "t2"."source_id" = "t3"."person_id" AND "t2"."target_id" = "t3"."other_id"\
""")
    assert sql("contacts", "spark") == snapshot("""\
SELECT
  `t2`.`source_id`,
  `t2`.`target_id`,
  `t2`.`block`,
  `t2`.`weight_e6`,
  `t2`.`blocks_known`
FROM `contact_sums` AS `t2`
LEFT ANTI JOIN `reporting_lines` AS `t3`
  ON `t2`.`source_id` = `t3`.`person_id` AND `t2`.`target_id` = `t3`.`other_id`\
""")


def test_sql_of_contact_sums():
    assert sql("contact_sums", "duckdb") == snapshot("""\
WITH "t4" AS (
  SELECT
    "person_id"
  FROM "roster"
)
SELECT
  "source_id",
  "target_id",
  COALESCE(
    CAST(FLOOR(
      (
        DATE_DIFF('DAY', (
          SELECT
            "first_contact_day"
          FROM "contact_days"
        ), "day") * (
          SELECT
            "blocks"
          FROM "parameters"
        )
      ) / (
        (
          SELECT
            "days"
          FROM "contact_days"
        )
      )
    ) AS BIGINT),
    0
  ) AS "block",
  SUM("weight_e6") AS "weight_e6",
  BOOL_AND(CAST(NOT "day" IS NULL AS BOOLEAN)) AS "blocks_known"
FROM "contact_events"
WHERE
  "source_id" IN (
    SELECT
      *
    FROM "t4"
  )
  AND "target_id" IN (
    SELECT
      *
    FROM "t4"
  )
GROUP BY
  1,
  2,
  3\
""")
    assert sql("contact_sums", "spark") == snapshot("""\
WITH `t4` AS (
  SELECT
    `person_id`
  FROM `roster`
)
SELECT
  `source_id`,
  `target_id`,
  COALESCE(
    CAST(FLOOR(
      (
        DATEDIFF(DAY, (
          SELECT
            `first_contact_day`
          FROM `contact_days`
        ), `day`) * (
          SELECT
            `blocks`
          FROM `parameters`
        )
      ) / (
        (
          SELECT
            `days`
          FROM `contact_days`
        )
      )
    ) AS BIGINT),
    0
  ) AS `block`,
  SUM(`weight_e6`) AS `weight_e6`,
  BOOL_AND(NOT `day` IS NULL) AS `blocks_known`
FROM `contact_events`
WHERE
  `source_id` IN (
    SELECT
      *
    FROM `t4`
  )
  AND `target_id` IN (
    SELECT
      *
    FROM `t4`
  )
GROUP BY
  1,
  2,
  3\
""")


def test_sql_of_rateable():
    assert sql("rateable", "duckdb") == snapshot("""\
SELECT
  "person_id",
  "asked" - COALESCE("barred", 0) AS "eligible"
FROM (
  SELECT
    "t6"."person_id",
    "t6"."asked",
    "t3"."person_id" AS "person_id_right",
    "t3"."barred"
  FROM (
    SELECT
      "person_id",
      (
        SELECT
          COUNT(*) AS "CountStar(respondents)"
        FROM "respondents"
      ) AS "asked"
    FROM "roster"
  ) AS "t6"
  LEFT OUTER JOIN "barred_raters" AS "t3"
    ON "t6"."person_id" = "t3"."person_id"
) AS "t7"
WHERE
  "asked" > 0\
""")
    assert sql("rateable", "spark") == snapshot("""\
SELECT
  `person_id`,
  `asked` - COALESCE(`barred`, 0) AS `eligible`
FROM (
  SELECT
    `t6`.`person_id`,
    `t6`.`asked`,
    `t3`.`person_id` AS `person_id_right`,
    `t3`.`barred`
  FROM (
    SELECT
      `person_id`,
      (
        SELECT
          COUNT(*) AS `CountStar(respondents)`
        FROM `respondents`
      ) AS `asked`
    FROM `roster`
  ) AS `t6`
  LEFT OUTER JOIN `barred_raters` AS `t3`
    ON `t6`.`person_id` = `t3`.`person_id`
) AS `t7`
WHERE
  `asked` > 0\
""")
