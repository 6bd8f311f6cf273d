from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_message_contacts():
    assert sql("message_contacts", "duckdb") == snapshot("""\
SELECT
  "sender_id" AS "source_id",
  "recipient_id" AS "target_id",
  CAST("time" AS DATE) AS "day",
  1000000 AS "weight_e6"
FROM "window_messages"
WHERE
  NOT (
    COALESCE("audience_size", 0) > (
      SELECT
        "broadcast_recipients"
      FROM "parameters"
    )
  )
  AND NOT (
    COALESCE("is_reply", FALSE)
  )\
""")
    assert sql("message_contacts", "spark") == snapshot("""\
SELECT
  `sender_id` AS `source_id`,
  `recipient_id` AS `target_id`,
  CAST(`time` AS DATE) AS `day`,
  1000000 AS `weight_e6`
FROM `window_messages`
WHERE
  NOT (
    COALESCE(`audience_size`, 0) > (
      SELECT
        `broadcast_recipients`
      FROM `parameters`
    )
  )
  AND NOT (
    COALESCE(`is_reply`, FALSE)
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
  NOT (
    LOWER(COALESCE("kind", '')) IN ('friend', 'friends', 'friendship', 'reports', 'reports to')
  )
  AND CAST(COALESCE("weight", 1) * 1000000 AS BIGINT) > 0\
""")
    assert sql("tie_contacts", "spark") == snapshot("""\
SELECT
  `source_id`,
  `target_id`,
  `period` AS `day`,
  CAST(COALESCE(`weight`, 1) * 1000000 AS BIGINT) AS `weight_e6`
FROM `window_ties`
WHERE
  NOT (
    LOWER(COALESCE(`kind`, '')) IN ('friend', 'friends', 'friendship', 'reports', 'reports to')
  )
  AND CAST(COALESCE(`weight`, 1) * 1000000 AS BIGINT) > 0\
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
