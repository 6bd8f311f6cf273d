from __future__ import annotations

from inline_snapshot import snapshot

from vesica.relations.catalogue import sql


def test_sql_of_evidence_rows():
    assert sql("evidence_rows", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    "t89"."table_name",
    "t89"."rows",
    "t90"."people",
    "t89"."first_day",
    "t89"."last_day"
  FROM (
    SELECT
      'measures' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        "period" AS "day"
      FROM "measures"
    ) AS "t23"
  ) AS "t89"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "measures"
    ) AS "t24"
  ) AS "t90"
  UNION ALL
  SELECT
    "t120"."table_name",
    "t120"."rows",
    "t92"."people",
    "t120"."first_day",
    "t120"."last_day"
  FROM (
    SELECT
      'consents' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "consents"
    ) AS "t50"
  ) AS "t120"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "consents"
    ) AS "t25"
  ) AS "t92"
  UNION ALL
  SELECT
    "t121"."table_name",
    "t121"."rows",
    "t122"."people",
    "t121"."first_day",
    "t121"."last_day"
  FROM (
    SELECT
      'messages' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "messages"
    ) AS "t51"
  ) AS "t121"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "sender_id" AS "person_id"
      FROM "messages"
      UNION ALL
      SELECT
        "recipient_id" AS "person_id"
      FROM "messages"
    ) AS "t52"
  ) AS "t122"
  UNION ALL
  SELECT
    "t95"."table_name",
    "t95"."rows",
    "t123"."people",
    "t95"."first_day",
    "t95"."last_day"
  FROM (
    SELECT
      'ties' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        "period" AS "day"
      FROM "ties"
    ) AS "t28"
  ) AS "t95"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "source_id" AS "person_id"
      FROM "ties"
      UNION ALL
      SELECT
        "target_id" AS "person_id"
      FROM "ties"
    ) AS "t53"
  ) AS "t123"
  UNION ALL
  SELECT
    "t124"."table_name",
    "t124"."rows",
    "t98"."people",
    "t124"."first_day",
    "t124"."last_day"
  FROM (
    SELECT
      'posts' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "posts"
    ) AS "t54"
  ) AS "t124"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "posts"
    ) AS "t31"
  ) AS "t98"
  UNION ALL
  SELECT
    "t125"."table_name",
    "t125"."rows",
    "t100"."people",
    "t125"."first_day",
    "t125"."last_day"
  FROM (
    SELECT
      'learning' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "learning"
    ) AS "t55"
  ) AS "t125"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "learning"
    ) AS "t32"
  ) AS "t100"
  UNION ALL
  SELECT
    "t126"."table_name",
    "t126"."rows",
    "t102"."people",
    "t126"."first_day",
    "t126"."last_day"
  FROM (
    SELECT
      'adoptions' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "adoptions"
    ) AS "t56"
  ) AS "t126"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "adoptions"
    ) AS "t33"
  ) AS "t102"
  UNION ALL
  SELECT
    "t127"."table_name",
    "t127"."rows",
    "t128"."people",
    "t127"."first_day",
    "t127"."last_day"
  FROM (
    SELECT
      'exposures' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "exposures"
    ) AS "t57"
  ) AS "t127"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "exposures"
      UNION ALL
      SELECT
        "exposer_id" AS "person_id"
      FROM "exposures"
    ) AS "t58"
  ) AS "t128"
  UNION ALL
  SELECT
    "t129"."table_name",
    "t129"."rows",
    "t106"."people",
    "t129"."first_day",
    "t129"."last_day"
  FROM (
    SELECT
      'moves' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "moves"
    ) AS "t59"
  ) AS "t129"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "moves"
    ) AS "t36"
  ) AS "t106"
  UNION ALL
  SELECT
    "t107"."table_name",
    "t107"."rows",
    "t108"."people",
    "t107"."first_day",
    "t107"."last_day"
  FROM (
    SELECT
      'programmes' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        "start" AS "day"
      FROM "programmes"
    ) AS "t37"
  ) AS "t107"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "programmes"
    ) AS "t38"
  ) AS "t108"
  UNION ALL
  SELECT
    "table_name",
    "rows",
    0 AS "people",
    "first_day",
    "last_day"
  FROM (
    SELECT
      'metrics' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        "period" AS "day"
      FROM "metrics"
    ) AS "t22"
  ) AS "t69"
  UNION ALL
  SELECT
    "t81"."table_name",
    "t81"."rows",
    "t109"."people",
    "t81"."first_day",
    "t81"."last_day"
  FROM (
    SELECT
      'incentives' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST(NULL AS DATE) AS "day"
      FROM "incentives"
    ) AS "t18"
  ) AS "t81"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "leader_id" AS "person_id"
      FROM "incentives"
    ) AS "t39"
  ) AS "t109"
  UNION ALL
  SELECT
    "t130"."table_name",
    "t130"."rows",
    "t131"."people",
    "t130"."first_day",
    "t130"."last_day"
  FROM (
    SELECT
      'pitches' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "pitches"
    ) AS "t60"
  ) AS "t130"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "pitches"
      UNION ALL
      SELECT
        "leader_id" AS "person_id"
      FROM "pitches"
    ) AS "t61"
  ) AS "t131"
  UNION ALL
  SELECT
    "t82"."table_name",
    "t82"."rows",
    "t112"."people",
    "t82"."first_day",
    "t82"."last_day"
  FROM (
    SELECT
      'restrictions' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST(NULL AS DATE) AS "day"
      FROM "restrictions"
    ) AS "t19"
  ) AS "t82"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "restrictions"
    ) AS "t42"
  ) AS "t112"
  UNION ALL
  SELECT
    "t113"."table_name",
    "t113"."rows",
    "t132"."people",
    "t113"."first_day",
    "t113"."last_day"
  FROM (
    SELECT
      'people' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        "valid_from" AS "day"
      FROM "people"
    ) AS "t43"
  ) AS "t113"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "people"
      UNION ALL
      SELECT
        "manager_id" AS "person_id"
      FROM "people"
    ) AS "t62"
  ) AS "t132"
  UNION ALL
  SELECT
    "t85"."table_name",
    "t85"."rows",
    "t115"."people",
    "t85"."first_day",
    "t85"."last_day"
  FROM (
    SELECT
      'preferences' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST(NULL AS DATE) AS "day"
      FROM "preferences"
    ) AS "t20"
  ) AS "t85"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "preferences"
    ) AS "t46"
  ) AS "t115"
  UNION ALL
  SELECT
    "t87"."table_name",
    "t87"."rows",
    "t116"."people",
    "t87"."first_day",
    "t87"."last_day"
  FROM (
    SELECT
      'accounts' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST(NULL AS DATE) AS "day"
      FROM "accounts"
    ) AS "t21"
  ) AS "t87"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "person_id"
      FROM "accounts"
    ) AS "t47"
  ) AS "t116"
  UNION ALL
  SELECT
    "t133"."table_name",
    "t133"."rows",
    "t134"."people",
    "t133"."first_day",
    "t133"."last_day"
  FROM (
    SELECT
      'endorsements' AS "table_name",
      COUNT(*) AS "rows",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day"
    FROM (
      SELECT
        CAST("time" AS DATE) AS "day"
      FROM "endorsements"
    ) AS "t63"
  ) AS "t133"
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT "person_id") AS "people"
    FROM (
      SELECT
        "rater_id" AS "person_id"
      FROM "endorsements"
      UNION ALL
      SELECT
        "person_id"
      FROM "endorsements"
    ) AS "t64"
  ) AS "t134"
) AS "t168"
WHERE
  "rows" > 0\
""")
    assert sql("evidence_rows", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    `t89`.`table_name`,
    `t89`.`rows`,
    `t90`.`people`,
    `t89`.`first_day`,
    `t89`.`last_day`
  FROM (
    SELECT
      'measures' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        `period` AS `day`
      FROM `measures`
    ) AS `t23`
  ) AS `t89`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `measures`
    ) AS `t24`
  ) AS `t90`
  UNION ALL
  SELECT
    `t120`.`table_name`,
    `t120`.`rows`,
    `t92`.`people`,
    `t120`.`first_day`,
    `t120`.`last_day`
  FROM (
    SELECT
      'consents' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `consents`
    ) AS `t50`
  ) AS `t120`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `consents`
    ) AS `t25`
  ) AS `t92`
  UNION ALL
  SELECT
    `t121`.`table_name`,
    `t121`.`rows`,
    `t122`.`people`,
    `t121`.`first_day`,
    `t121`.`last_day`
  FROM (
    SELECT
      'messages' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `messages`
    ) AS `t51`
  ) AS `t121`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `sender_id` AS `person_id`
      FROM `messages`
      UNION ALL
      SELECT
        `recipient_id` AS `person_id`
      FROM `messages`
    ) AS `t52`
  ) AS `t122`
  UNION ALL
  SELECT
    `t95`.`table_name`,
    `t95`.`rows`,
    `t123`.`people`,
    `t95`.`first_day`,
    `t95`.`last_day`
  FROM (
    SELECT
      'ties' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        `period` AS `day`
      FROM `ties`
    ) AS `t28`
  ) AS `t95`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `source_id` AS `person_id`
      FROM `ties`
      UNION ALL
      SELECT
        `target_id` AS `person_id`
      FROM `ties`
    ) AS `t53`
  ) AS `t123`
  UNION ALL
  SELECT
    `t124`.`table_name`,
    `t124`.`rows`,
    `t98`.`people`,
    `t124`.`first_day`,
    `t124`.`last_day`
  FROM (
    SELECT
      'posts' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `posts`
    ) AS `t54`
  ) AS `t124`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `posts`
    ) AS `t31`
  ) AS `t98`
  UNION ALL
  SELECT
    `t125`.`table_name`,
    `t125`.`rows`,
    `t100`.`people`,
    `t125`.`first_day`,
    `t125`.`last_day`
  FROM (
    SELECT
      'learning' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `learning`
    ) AS `t55`
  ) AS `t125`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `learning`
    ) AS `t32`
  ) AS `t100`
  UNION ALL
  SELECT
    `t126`.`table_name`,
    `t126`.`rows`,
    `t102`.`people`,
    `t126`.`first_day`,
    `t126`.`last_day`
  FROM (
    SELECT
      'adoptions' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `adoptions`
    ) AS `t56`
  ) AS `t126`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `adoptions`
    ) AS `t33`
  ) AS `t102`
  UNION ALL
  SELECT
    `t127`.`table_name`,
    `t127`.`rows`,
    `t128`.`people`,
    `t127`.`first_day`,
    `t127`.`last_day`
  FROM (
    SELECT
      'exposures' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `exposures`
    ) AS `t57`
  ) AS `t127`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `exposures`
      UNION ALL
      SELECT
        `exposer_id` AS `person_id`
      FROM `exposures`
    ) AS `t58`
  ) AS `t128`
  UNION ALL
  SELECT
    `t129`.`table_name`,
    `t129`.`rows`,
    `t106`.`people`,
    `t129`.`first_day`,
    `t129`.`last_day`
  FROM (
    SELECT
      'moves' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `moves`
    ) AS `t59`
  ) AS `t129`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `moves`
    ) AS `t36`
  ) AS `t106`
  UNION ALL
  SELECT
    `t107`.`table_name`,
    `t107`.`rows`,
    `t108`.`people`,
    `t107`.`first_day`,
    `t107`.`last_day`
  FROM (
    SELECT
      'programmes' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        `start` AS `day`
      FROM `programmes`
    ) AS `t37`
  ) AS `t107`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `programmes`
    ) AS `t38`
  ) AS `t108`
  UNION ALL
  SELECT
    `table_name`,
    `rows`,
    0 AS `people`,
    `first_day`,
    `last_day`
  FROM (
    SELECT
      'metrics' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        `period` AS `day`
      FROM `metrics`
    ) AS `t22`
  ) AS `t69`
  UNION ALL
  SELECT
    `t81`.`table_name`,
    `t81`.`rows`,
    `t109`.`people`,
    `t81`.`first_day`,
    `t81`.`last_day`
  FROM (
    SELECT
      'incentives' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(NULL AS DATE) AS `day`
      FROM `incentives`
    ) AS `t18`
  ) AS `t81`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `leader_id` AS `person_id`
      FROM `incentives`
    ) AS `t39`
  ) AS `t109`
  UNION ALL
  SELECT
    `t130`.`table_name`,
    `t130`.`rows`,
    `t131`.`people`,
    `t130`.`first_day`,
    `t130`.`last_day`
  FROM (
    SELECT
      'pitches' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `pitches`
    ) AS `t60`
  ) AS `t130`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `pitches`
      UNION ALL
      SELECT
        `leader_id` AS `person_id`
      FROM `pitches`
    ) AS `t61`
  ) AS `t131`
  UNION ALL
  SELECT
    `t82`.`table_name`,
    `t82`.`rows`,
    `t112`.`people`,
    `t82`.`first_day`,
    `t82`.`last_day`
  FROM (
    SELECT
      'restrictions' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(NULL AS DATE) AS `day`
      FROM `restrictions`
    ) AS `t19`
  ) AS `t82`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `restrictions`
    ) AS `t42`
  ) AS `t112`
  UNION ALL
  SELECT
    `t113`.`table_name`,
    `t113`.`rows`,
    `t132`.`people`,
    `t113`.`first_day`,
    `t113`.`last_day`
  FROM (
    SELECT
      'people' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        `valid_from` AS `day`
      FROM `people`
    ) AS `t43`
  ) AS `t113`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `people`
      UNION ALL
      SELECT
        `manager_id` AS `person_id`
      FROM `people`
    ) AS `t62`
  ) AS `t132`
  UNION ALL
  SELECT
    `t85`.`table_name`,
    `t85`.`rows`,
    `t115`.`people`,
    `t85`.`first_day`,
    `t85`.`last_day`
  FROM (
    SELECT
      'preferences' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(NULL AS DATE) AS `day`
      FROM `preferences`
    ) AS `t20`
  ) AS `t85`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `preferences`
    ) AS `t46`
  ) AS `t115`
  UNION ALL
  SELECT
    `t87`.`table_name`,
    `t87`.`rows`,
    `t116`.`people`,
    `t87`.`first_day`,
    `t87`.`last_day`
  FROM (
    SELECT
      'accounts' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(NULL AS DATE) AS `day`
      FROM `accounts`
    ) AS `t21`
  ) AS `t87`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `person_id`
      FROM `accounts`
    ) AS `t47`
  ) AS `t116`
  UNION ALL
  SELECT
    `t133`.`table_name`,
    `t133`.`rows`,
    `t134`.`people`,
    `t133`.`first_day`,
    `t133`.`last_day`
  FROM (
    SELECT
      'endorsements' AS `table_name`,
      COUNT(*) AS `rows`,
      MIN(`day`) AS `first_day`,
      MAX(`day`) AS `last_day`
    FROM (
      SELECT
        CAST(`time` AS DATE) AS `day`
      FROM `endorsements`
    ) AS `t63`
  ) AS `t133`
  CROSS JOIN (
    SELECT
      COUNT(DISTINCT `person_id`) AS `people`
    FROM (
      SELECT
        `rater_id` AS `person_id`
      FROM `endorsements`
      UNION ALL
      SELECT
        `person_id`
      FROM `endorsements`
    ) AS `t64`
  ) AS `t134`
) AS `t168`
WHERE
  `rows` > 0\
""")


def test_sql_of_covered_people():
    assert sql("covered_people", "duckdb") == snapshot("""\
SELECT
  "t24"."table_name",
  "t24"."person_id"
FROM (
  SELECT
    "table_name",
    "person_id"
  FROM (
    SELECT
      "person_id",
      'posts' AS "table_name"
    FROM "owned_posts"
    UNION
    SELECT
      "sender_id" AS "person_id",
      'messages' AS "table_name"
    FROM "messages"
    UNION
    SELECT
      "recipient_id" AS "person_id",
      'messages' AS "table_name"
    FROM "messages"
    UNION
    SELECT
      "source_id" AS "person_id",
      'ties' AS "table_name"
    FROM "ties"
    UNION
    SELECT
      "target_id" AS "person_id",
      'ties' AS "table_name"
    FROM "ties"
    UNION
    SELECT
      "person_id",
      'endorsements' AS "table_name"
    FROM "endorsements"
    UNION
    SELECT
      "person_id",
      'learning' AS "table_name"
    FROM "learning"
    UNION
    SELECT
      "person_id",
      'accounts' AS "table_name"
    FROM "accounts"
    WHERE
      "claimed_how" IN ('claimed', 'confirmed', 'organisation')
  ) AS "t22"
) AS "t24"
SEMI JOIN "roster" AS "t7"
  ON "t24"."person_id" = "t7"."person_id"\
""")
    assert sql("covered_people", "spark") == snapshot("""\
SELECT
  `t24`.`table_name`,
  `t24`.`person_id`
FROM (
  SELECT
    `table_name`,
    `person_id`
  FROM (
    SELECT
      `person_id`,
      'posts' AS `table_name`
    FROM `owned_posts`
    UNION
    SELECT
      `sender_id` AS `person_id`,
      'messages' AS `table_name`
    FROM `messages`
    UNION
    SELECT
      `recipient_id` AS `person_id`,
      'messages' AS `table_name`
    FROM `messages`
    UNION
    SELECT
      `source_id` AS `person_id`,
      'ties' AS `table_name`
    FROM `ties`
    UNION
    SELECT
      `target_id` AS `person_id`,
      'ties' AS `table_name`
    FROM `ties`
    UNION
    SELECT
      `person_id`,
      'endorsements' AS `table_name`
    FROM `endorsements`
    UNION
    SELECT
      `person_id`,
      'learning' AS `table_name`
    FROM `learning`
    UNION
    SELECT
      `person_id`,
      'accounts' AS `table_name`
    FROM `accounts`
    WHERE
      `claimed_how` IN ('claimed', 'confirmed', 'organisation')
  ) AS `t22`
) AS `t24`
LEFT SEMI JOIN `roster` AS `t7`
  ON `t24`.`person_id` = `t7`.`person_id`\
""")


def test_sql_of_unit_coverage():
    assert sql("unit_coverage", "duckdb") == snapshot("""\
SELECT
  "t6"."table_name",
  "t7"."org_unit",
  "t7"."people",
  COALESCE("t10"."covered", 0) AS "covered"
FROM (
  SELECT DISTINCT
    "table_name"
  FROM "covered_people"
) AS "t6"
CROSS JOIN (
  SELECT
    "org_unit",
    COUNT(*) AS "people"
  FROM "roster"
  GROUP BY
    1
) AS "t7"
LEFT OUTER JOIN (
  SELECT
    "table_name",
    "org_unit",
    COUNT(*) AS "covered"
  FROM (
    SELECT
      "t2"."table_name",
      "t2"."person_id",
      "t3"."manager_id",
      "t3"."level",
      "t3"."function",
      "t3"."location",
      "t3"."jurisdiction",
      "t3"."org_unit"
    FROM "covered_people" AS "t2"
    INNER JOIN "roster" AS "t3"
      ON "t2"."person_id" = "t3"."person_id"
  ) AS "t8"
  GROUP BY
    1,
    2
) AS "t10"
  ON "t6"."table_name" = "t10"."table_name" AND "t7"."org_unit" = "t10"."org_unit"\
""")
    assert sql("unit_coverage", "spark") == snapshot("""\
SELECT
  `t6`.`table_name`,
  `t7`.`org_unit`,
  `t7`.`people`,
  COALESCE(`t10`.`covered`, 0) AS `covered`
FROM (
  SELECT DISTINCT
    `table_name`
  FROM `covered_people`
) AS `t6`
CROSS JOIN (
  SELECT
    `org_unit`,
    COUNT(*) AS `people`
  FROM `roster`
  GROUP BY
    1
) AS `t7`
LEFT OUTER JOIN (
  SELECT
    `table_name`,
    `org_unit`,
    COUNT(*) AS `covered`
  FROM (
    SELECT
      `t2`.`table_name`,
      `t2`.`person_id`,
      `t3`.`manager_id`,
      `t3`.`level`,
      `t3`.`function`,
      `t3`.`location`,
      `t3`.`jurisdiction`,
      `t3`.`org_unit`
    FROM `covered_people` AS `t2`
    INNER JOIN `roster` AS `t3`
      ON `t2`.`person_id` = `t3`.`person_id`
  ) AS `t8`
  GROUP BY
    1,
    2
) AS `t10`
  ON `t6`.`table_name` = `t10`.`table_name` AND `t7`.`org_unit` = `t10`.`org_unit`\
""")


def test_sql_of_clocks():
    assert sql("clocks", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'endorsements' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(*) FILTER(WHERE
      "midnight") AS "midnight",
    COUNT(*) FILTER(WHERE
      "weekend") AS "weekend",
    COUNT(*) FILTER(WHERE
      "future") AS "future"
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM "local") = 0
      )
      AND (
        EXTRACT(MINUTE FROM "local") = 0
      )
      AND (
        EXTRACT(SECOND FROM "local") = 0
      ) AS "midnight",
      (
        (
          DAYOFWEEK("local") + 6
        ) % 7
      ) >= 5 AS "weekend",
      "time" > (
        SELECT
          *
        FROM "sealing"
      ) AS "future"
    FROM (
      SELECT
        "time",
        "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT)) AS "local"
      FROM "endorsements"
      WHERE
        NOT "time" IS NULL
    ) AS "t7"
  ) AS "t12"
  UNION ALL
  SELECT
    'learning' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(*) FILTER(WHERE
      "midnight") AS "midnight",
    COUNT(*) FILTER(WHERE
      "weekend") AS "weekend",
    COUNT(*) FILTER(WHERE
      "future") AS "future"
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM "local") = 0
      )
      AND (
        EXTRACT(MINUTE FROM "local") = 0
      )
      AND (
        EXTRACT(SECOND FROM "local") = 0
      ) AS "midnight",
      (
        (
          DAYOFWEEK("local") + 6
        ) % 7
      ) >= 5 AS "weekend",
      "time" > (
        SELECT
          *
        FROM "sealing"
      ) AS "future"
    FROM (
      SELECT
        "time",
        "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT)) AS "local"
      FROM "learning"
      WHERE
        NOT "time" IS NULL
    ) AS "t8"
  ) AS "t13"
  UNION ALL
  SELECT
    'adoptions' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(*) FILTER(WHERE
      "midnight") AS "midnight",
    COUNT(*) FILTER(WHERE
      "weekend") AS "weekend",
    COUNT(*) FILTER(WHERE
      "future") AS "future"
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM "local") = 0
      )
      AND (
        EXTRACT(MINUTE FROM "local") = 0
      )
      AND (
        EXTRACT(SECOND FROM "local") = 0
      ) AS "midnight",
      (
        (
          DAYOFWEEK("local") + 6
        ) % 7
      ) >= 5 AS "weekend",
      "time" > (
        SELECT
          *
        FROM "sealing"
      ) AS "future"
    FROM (
      SELECT
        "time",
        "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT)) AS "local"
      FROM "adoptions"
      WHERE
        NOT "time" IS NULL
    ) AS "t9"
  ) AS "t14"
  UNION ALL
  SELECT
    'messages' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(*) FILTER(WHERE
      "midnight") AS "midnight",
    COUNT(*) FILTER(WHERE
      "weekend") AS "weekend",
    COUNT(*) FILTER(WHERE
      "future") AS "future"
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM "local") = 0
      )
      AND (
        EXTRACT(MINUTE FROM "local") = 0
      )
      AND (
        EXTRACT(SECOND FROM "local") = 0
      ) AS "midnight",
      (
        (
          DAYOFWEEK("local") + 6
        ) % 7
      ) >= 5 AS "weekend",
      "time" > (
        SELECT
          *
        FROM "sealing"
      ) AS "future"
    FROM (
      SELECT
        "time",
        "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT)) AS "local"
      FROM "messages"
      WHERE
        NOT "time" IS NULL
    ) AS "t10"
  ) AS "t15"
  UNION ALL
  SELECT
    'posts' AS "table_name",
    COUNT(*) AS "rows",
    COUNT(*) FILTER(WHERE
      "midnight") AS "midnight",
    COUNT(*) FILTER(WHERE
      "weekend") AS "weekend",
    COUNT(*) FILTER(WHERE
      "future") AS "future"
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM "local") = 0
      )
      AND (
        EXTRACT(MINUTE FROM "local") = 0
      )
      AND (
        EXTRACT(SECOND FROM "local") = 0
      ) AS "midnight",
      (
        (
          DAYOFWEEK("local") + 6
        ) % 7
      ) >= 5 AS "weekend",
      "time" > (
        SELECT
          *
        FROM "sealing"
      ) AS "future"
    FROM (
      SELECT
        "time",
        "time" + TO_MINUTES(CAST(COALESCE("time_offset", 0) AS BIGINT)) AS "local"
      FROM "posts"
      WHERE
        NOT "time" IS NULL
    ) AS "t11"
  ) AS "t16"
) AS "t25"
WHERE
  "rows" > 0\
""")
    assert sql("clocks", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'endorsements' AS `table_name`,
    COUNT(*) AS `rows`,
    SUM(CAST(`midnight` AS BIGINT)) AS `midnight`,
    SUM(CAST(`weekend` AS BIGINT)) AS `weekend`,
    SUM(CAST(`future` AS BIGINT)) AS `future`
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM `local`) = 0
      )
      AND (
        EXTRACT(MINUTE FROM `local`) = 0
      )
      AND (
        EXTRACT(SECOND FROM `local`) = 0
      ) AS `midnight`,
      (
        (
          DAYOFWEEK(`local`) + 5
        ) % 7
      ) >= 5 AS `weekend`,
      `time` > (
        SELECT
          *
        FROM `sealing`
      ) AS `future`
    FROM (
      SELECT
        `time`,
        `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL) AS `local`
      FROM `endorsements`
      WHERE
        NOT `time` IS NULL
    ) AS `t7`
  ) AS `t12`
  UNION ALL
  SELECT
    'learning' AS `table_name`,
    COUNT(*) AS `rows`,
    SUM(CAST(`midnight` AS BIGINT)) AS `midnight`,
    SUM(CAST(`weekend` AS BIGINT)) AS `weekend`,
    SUM(CAST(`future` AS BIGINT)) AS `future`
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM `local`) = 0
      )
      AND (
        EXTRACT(MINUTE FROM `local`) = 0
      )
      AND (
        EXTRACT(SECOND FROM `local`) = 0
      ) AS `midnight`,
      (
        (
          DAYOFWEEK(`local`) + 5
        ) % 7
      ) >= 5 AS `weekend`,
      `time` > (
        SELECT
          *
        FROM `sealing`
      ) AS `future`
    FROM (
      SELECT
        `time`,
        `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL) AS `local`
      FROM `learning`
      WHERE
        NOT `time` IS NULL
    ) AS `t8`
  ) AS `t13`
  UNION ALL
  SELECT
    'adoptions' AS `table_name`,
    COUNT(*) AS `rows`,
    SUM(CAST(`midnight` AS BIGINT)) AS `midnight`,
    SUM(CAST(`weekend` AS BIGINT)) AS `weekend`,
    SUM(CAST(`future` AS BIGINT)) AS `future`
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM `local`) = 0
      )
      AND (
        EXTRACT(MINUTE FROM `local`) = 0
      )
      AND (
        EXTRACT(SECOND FROM `local`) = 0
      ) AS `midnight`,
      (
        (
          DAYOFWEEK(`local`) + 5
        ) % 7
      ) >= 5 AS `weekend`,
      `time` > (
        SELECT
          *
        FROM `sealing`
      ) AS `future`
    FROM (
      SELECT
        `time`,
        `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL) AS `local`
      FROM `adoptions`
      WHERE
        NOT `time` IS NULL
    ) AS `t9`
  ) AS `t14`
  UNION ALL
  SELECT
    'messages' AS `table_name`,
    COUNT(*) AS `rows`,
    SUM(CAST(`midnight` AS BIGINT)) AS `midnight`,
    SUM(CAST(`weekend` AS BIGINT)) AS `weekend`,
    SUM(CAST(`future` AS BIGINT)) AS `future`
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM `local`) = 0
      )
      AND (
        EXTRACT(MINUTE FROM `local`) = 0
      )
      AND (
        EXTRACT(SECOND FROM `local`) = 0
      ) AS `midnight`,
      (
        (
          DAYOFWEEK(`local`) + 5
        ) % 7
      ) >= 5 AS `weekend`,
      `time` > (
        SELECT
          *
        FROM `sealing`
      ) AS `future`
    FROM (
      SELECT
        `time`,
        `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL) AS `local`
      FROM `messages`
      WHERE
        NOT `time` IS NULL
    ) AS `t10`
  ) AS `t15`
  UNION ALL
  SELECT
    'posts' AS `table_name`,
    COUNT(*) AS `rows`,
    SUM(CAST(`midnight` AS BIGINT)) AS `midnight`,
    SUM(CAST(`weekend` AS BIGINT)) AS `weekend`,
    SUM(CAST(`future` AS BIGINT)) AS `future`
  FROM (
    SELECT
      (
        EXTRACT(HOUR FROM `local`) = 0
      )
      AND (
        EXTRACT(MINUTE FROM `local`) = 0
      )
      AND (
        EXTRACT(SECOND FROM `local`) = 0
      ) AS `midnight`,
      (
        (
          DAYOFWEEK(`local`) + 5
        ) % 7
      ) >= 5 AS `weekend`,
      `time` > (
        SELECT
          *
        FROM `sealing`
      ) AS `future`
    FROM (
      SELECT
        `time`,
        `time` + CAST(CONCAT(CAST(COALESCE(`time_offset`, 0) AS BIGINT), ' minutes') AS INTERVAL) AS `local`
      FROM `posts`
      WHERE
        NOT `time` IS NULL
    ) AS `t11`
  ) AS `t16`
) AS `t25`
WHERE
  `rows` > 0\
""")


def test_sql_of_repeated_ids():
    assert sql("repeated_ids", "duckdb") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'messages' AS "table_name",
    COUNT(*) AS "ids",
    COUNT(*) FILTER(WHERE
      "several") AS "several"
  FROM (
    SELECT
      "message_id",
      (
        MIN("sender_id") <> MAX("sender_id")
      ) OR (
        MIN("time") <> MAX("time")
      ) AS "several"
    FROM "messages"
    WHERE
      NOT "message_id" IS NULL
    GROUP BY
      1
  ) AS "t4"
  UNION ALL
  SELECT
    'posts' AS "table_name",
    COUNT(*) AS "ids",
    COUNT(*) FILTER(WHERE
      "several") AS "several"
  FROM (
    SELECT
      "post_id",
      MIN(LOWER("platform")) <> MAX(LOWER("platform")) AS "several"
    FROM "posts"
    WHERE
      NOT "platform" IS NULL
    GROUP BY
      1
  ) AS "t5"
) AS "t8"
WHERE
  "ids" > 0\
""")
    assert sql("repeated_ids", "spark") == snapshot("""\
SELECT
  *
FROM (
  SELECT
    'messages' AS `table_name`,
    COUNT(*) AS `ids`,
    SUM(CAST(`several` AS BIGINT)) AS `several`
  FROM (
    SELECT
      `message_id`,
      (
        MIN(`sender_id`) <> MAX(`sender_id`)
      ) OR (
        MIN(`time`) <> MAX(`time`)
      ) AS `several`
    FROM `messages`
    WHERE
      NOT `message_id` IS NULL
    GROUP BY
      1
  ) AS `t4`
  UNION ALL
  SELECT
    'posts' AS `table_name`,
    COUNT(*) AS `ids`,
    SUM(CAST(`several` AS BIGINT)) AS `several`
  FROM (
    SELECT
      `post_id`,
      MIN(LOWER(`platform`)) <> MAX(LOWER(`platform`)) AS `several`
    FROM `posts`
    WHERE
      NOT `platform` IS NULL
    GROUP BY
      1
  ) AS `t5`
) AS `t8`
WHERE
  `ids` > 0\
""")


def test_sql_of_filled_roster():
    assert sql("filled_roster", "duckdb") == snapshot("""\
SELECT
  COUNT(*) AS "people",
  COUNT(*) FILTER(WHERE
    "org_unit" <> 'unassigned') AS "org_unit",
  COUNT("manager_id") AS "manager_id",
  COUNT("level") AS "level",
  COUNT("function") AS "function",
  COUNT("location") AS "location",
  COUNT("jurisdiction") AS "jurisdiction"
FROM "roster"\
""")
    assert sql("filled_roster", "spark") == snapshot("""\
SELECT
  COUNT(*) AS `people`,
  SUM(CAST(`org_unit` <> 'unassigned' AS BIGINT)) AS `org_unit`,
  COUNT(`manager_id`) AS `manager_id`,
  COUNT(`level`) AS `level`,
  COUNT(`function`) AS `function`,
  COUNT(`location`) AS `location`,
  COUNT(`jurisdiction`) AS `jurisdiction`
FROM `roster`\
""")


def test_sql_of_filled_posts():
    assert sql("filled_posts", "duckdb") == snapshot("""\
SELECT
  COUNT(*) AS "posts",
  COUNT("platform") AS "platform",
  COUNT("kind") AS "kind",
  COUNT("audience") AS "audience",
  COUNT(*) FILTER(WHERE
    NOT COALESCE("reactions", "replies", "shares", "clicks") IS NULL) AS "engagement"
FROM "owned_posts"\
""")
    assert sql("filled_posts", "spark") == snapshot("""\
SELECT
  COUNT(*) AS `posts`,
  COUNT(`platform`) AS `platform`,
  COUNT(`kind`) AS `kind`,
  COUNT(`audience`) AS `audience`,
  SUM(CAST(NOT COALESCE(`reactions`, `replies`, `shares`, `clicks`) IS NULL AS BIGINT)) AS `engagement`
FROM `owned_posts`\
""")


def test_sql_of_filled_messages():
    assert sql("filled_messages", "duckdb") == snapshot("""\
SELECT
  COUNT(*) AS "messages",
  COUNT(*) FILTER(WHERE
    COALESCE("is_reply", FALSE)) AS "replies",
  COUNT("audience_size") AS "audience_size"
FROM "messages"\
""")
    assert sql("filled_messages", "spark") == snapshot("""\
SELECT
  COUNT(*) AS `messages`,
  SUM(CAST(COALESCE(`is_reply`, FALSE) AS BIGINT)) AS `replies`,
  COUNT(`audience_size`) AS `audience_size`
FROM `messages`\
""")
