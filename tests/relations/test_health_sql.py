from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_evidence_rows():
    assert sql("evidence_rows", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'measures' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      "period" AS "day"
    FROM "measures"
  ) AS "t18"
  UNION ALL
  SELECT
    'consents' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "consents"
  ) AS "t27"
  UNION ALL
  SELECT
    'messages' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "sender_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "sender_id",
      CAST("time" AS DATE) AS "day"
    FROM "messages"
  ) AS "t28"
  UNION ALL
  SELECT
    'ties' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "source_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "source_id",
      "period" AS "day"
    FROM "ties"
  ) AS "t19"
  UNION ALL
  SELECT
    'posts' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "posts"
  ) AS "t29"
  UNION ALL
  SELECT
    'learning' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "learning"
  ) AS "t30"
  UNION ALL
  SELECT
    'adoptions' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "adoptions"
  ) AS "t31"
  UNION ALL
  SELECT
    'exposures' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "exposures"
  ) AS "t32"
  UNION ALL
  SELECT
    'moves' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "moves"
  ) AS "t33"
  UNION ALL
  SELECT
    'programmes' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      "start" AS "day"
    FROM "programmes"
  ) AS "t20"
  UNION ALL
  SELECT
    'metrics' AS "table_name",
    COUNT(*) AS "rows",
    0 AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "period" AS "day"
    FROM "metrics"
  ) AS "t21"
  UNION ALL
  SELECT
    'incentives' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "leader_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "leader_id",
      CAST(NULL AS DATE) AS "day"
    FROM "incentives"
  ) AS "t22"
  UNION ALL
  SELECT
    'pitches' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST("time" AS DATE) AS "day"
    FROM "pitches"
  ) AS "t34"
  UNION ALL
  SELECT
    'restrictions' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST(NULL AS DATE) AS "day"
    FROM "restrictions"
  ) AS "t23"
  UNION ALL
  SELECT
    'people' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      "valid_from" AS "day"
    FROM "people"
  ) AS "t24"
  UNION ALL
  SELECT
    'preferences' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST(NULL AS DATE) AS "day"
    FROM "preferences"
  ) AS "t25"
  UNION ALL
  SELECT
    'accounts' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "person_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "person_id",
      CAST(NULL AS DATE) AS "day"
    FROM "accounts"
  ) AS "t26"
  UNION ALL
  SELECT
    'endorsements' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(DISTINCT "rater_id") AS "people",
    MIN("day") AS "first_day",
    MAX("day") AS "last_day"
  FROM (
    SELECT
      "rater_id",
      CAST("time" AS DATE) AS "day"
    FROM "endorsements"
  ) AS "t35"
) AS "t70"
WHERE
  "rows" > 0\
""")
    assert sql("evidence_rows", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'measures' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      `period` AS `day`
    FROM `measures`
  ) AS `t18`
  UNION ALL
  SELECT
    'consents' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `consents`
  ) AS `t27`
  UNION ALL
  SELECT
    'messages' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `sender_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `sender_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `messages`
  ) AS `t28`
  UNION ALL
  SELECT
    'ties' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `source_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `source_id`,
      `period` AS `day`
    FROM `ties`
  ) AS `t19`
  UNION ALL
  SELECT
    'posts' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `posts`
  ) AS `t29`
  UNION ALL
  SELECT
    'learning' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `learning`
  ) AS `t30`
  UNION ALL
  SELECT
    'adoptions' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `adoptions`
  ) AS `t31`
  UNION ALL
  SELECT
    'exposures' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `exposures`
  ) AS `t32`
  UNION ALL
  SELECT
    'moves' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `moves`
  ) AS `t33`
  UNION ALL
  SELECT
    'programmes' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      `start` AS `day`
    FROM `programmes`
  ) AS `t20`
  UNION ALL
  SELECT
    'metrics' AS `table_name`,
    COUNT(*) AS `rows`,
    0 AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `period` AS `day`
    FROM `metrics`
  ) AS `t21`
  UNION ALL
  SELECT
    'incentives' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `leader_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `leader_id`,
      CAST(NULL AS DATE) AS `day`
    FROM `incentives`
  ) AS `t22`
  UNION ALL
  SELECT
    'pitches' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `pitches`
  ) AS `t34`
  UNION ALL
  SELECT
    'restrictions' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(NULL AS DATE) AS `day`
    FROM `restrictions`
  ) AS `t23`
  UNION ALL
  SELECT
    'people' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      `valid_from` AS `day`
    FROM `people`
  ) AS `t24`
  UNION ALL
  SELECT
    'preferences' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(NULL AS DATE) AS `day`
    FROM `preferences`
  ) AS `t25`
  UNION ALL
  SELECT
    'accounts' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `person_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `person_id`,
      CAST(NULL AS DATE) AS `day`
    FROM `accounts`
  ) AS `t26`
  UNION ALL
  SELECT
    'endorsements' AS `table_name`,
    COUNT(*) AS `rows`,
    COUNT(DISTINCT `rater_id`) AS `people`,
    MIN(`day`) AS `first_day`,
    MAX(`day`) AS `last_day`
  FROM (
    SELECT
      `rater_id`,
      CAST(`time` AS DATE) AS `day`
    FROM `endorsements`
  ) AS `t35`
) AS `t70`
WHERE
  `rows` > 0\
""")
