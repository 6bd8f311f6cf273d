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
