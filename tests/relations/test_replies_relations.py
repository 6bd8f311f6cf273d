from __future__ import annotations

import math
from datetime import datetime, timedelta

# a leads b; c and d report to nobody.
PEOPLE = [
    {"person_id": "a"},
    {"person_id": "b", "manager_id": "a"},
    {"person_id": "c"},
    {"person_id": "d"},
]
MONDAY = datetime(2025, 6, 2, 9)


def asked(sender: str, recipient: str, name: str | None = None, hours: float = 0, **more) -> dict:
    return {
        "sender_id": sender,
        "recipient_id": recipient,
        "message_id": name,
        "time": MONDAY + timedelta(hours=hours),
        **more,
    }


def answer(sender: str, recipient: str, to: str | None = None, hours: float = 1) -> dict:
    return asked(sender, recipient, None, hours, is_reply=True, in_reply_to=to)


MESSAGES = [
    asked("a", "c", "m1"),
    asked("a", "c", "m2"),
    asked("a", "c", "m3", is_reply=False),
    asked("a", "b", "m4"),  # own line
    asked("a", "d", "m5", audience_size=26),  # broadcast
    asked("a", "stranger", "m6"),
    asked("c", "d", "m7"),
    answer("c", "a", "m1"),
    answer("c", "a", "m1", 5),  # a second answer to the same message
    answer("d", "a", "m2"),  # not the one who was asked
    answer("b", "a", "m4"),
    answer("d", "c"),  # does not say what it answers
    answer("d", "c", None, 2),
]
EVIDENCE = {"people": PEOPLE, "messages": MESSAGES}


def test_questions_open_a_conversation_outside_the_own_line(run):
    rows = run("questions", EVIDENCE)
    assert [(r["person_id"], r["other_id"]) for r in rows] == [("a", "c")] * 3 + [("c", "d")]


def test_an_answer_counts_once_and_only_from_who_was_asked(run):
    (row,) = run("answered_questions", EVIDENCE)
    assert (row["person_id"], row["other_id"]) == ("a", "c")
    assert row["answered_at"] - row["time"] == timedelta(hours=1)


def test_an_answer_before_the_question_is_none(run):
    messages = [asked("a", "c", "m1", 2), answer("c", "a", "m1", 1)]
    assert run("answered_questions", {"people": PEOPLE, "messages": messages}) == []


def test_replies_received_never_exceed_what_was_asked(run):
    """c answers one of three; of the two loose answers of d to c one at most counts."""
    rows = run("replies_received", EVIDENCE)
    keys = ("person_id", "other_id", "asked", "answered", "delays")
    assert [tuple(r[k] for k in keys) for r in rows] == [
        ("a", "c", 3, 1, 1),
        ("c", "d", 1, 1, 0),
    ]


def test_delays_are_logarithms_with_their_circumstances(run):
    (row,) = run("delays", EVIDENCE)
    assert row["delay_e6"] == round(math.log(3601) * 1e6)
    assert (row["part"], row["weekend"], row["load"], row["channel"]) == (2, False, 0, "unknown")


def test_delays_are_set_against_the_usual_in_the_same_circumstances(run):
    """Two on Monday morning, after 1 h and 3 h, and one on Sunday: against their own means."""
    messages = [
        asked("a", "c", "m1"),
        answer("c", "a", "m1", 1),
        asked("a", "d", "m2"),
        answer("d", "a", "m2", 3),
        asked("c", "d", "m3", -24),
        answer("d", "c", "m3", -4),
    ]
    rows = run("pair_delays", {"people": PEOPLE, "messages": messages})
    half = (math.log(10801) - math.log(3601)) / 2 * 1e6
    found = {(r["person_id"], r["other_id"]): r for r in rows}
    assert abs(found["a", "c"]["delay_e6"] + half) <= 2
    assert abs(found["a", "d"]["delay_e6"] - half) <= 2
    assert found["c", "d"]["delay_e6"] == 0
    assert abs(found["a", "d"]["delay_sq_e6"] - half**2 / 1e6) <= 4


def test_a_busy_day_is_told_from_a_quiet_one(run):
    messages = [asked("d", "c", f"x{i}") for i in range(21)]
    messages += [asked("a", "c", "m1"), answer("c", "a", "m1")]
    (row,) = run("delays", {"people": PEOPLE, "messages": messages})
    assert row["load"] == 2
