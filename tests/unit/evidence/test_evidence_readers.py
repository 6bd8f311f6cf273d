from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, take, written

from vesica.evidence.reader import ALIASES, NAMES


def test_roster_gives_people_keys_names_and_audit_attributes() -> None:
    taken = take(FIXTURES / "roster.csv")
    first, second, *_, last = taken.tables["people"]
    assert first["manager_id"] is None
    assert second["manager_id"] == "E001"
    assert (second["level"], second["jurisdiction"]) == (7, "DE")
    assert last["exit_on"] == date(2025, 3, 31)
    assert taken.tables[ALIASES][1] == {"person_id": "E002", "email": "ben.oduya@example.org"}
    assert taken.tables[NAMES][1] == {"key": "E002", "name": "Ben Oduya"}
    attributes = {(r["attribute"], r["value"]) for r in taken.tables["audit_attributes"]}
    assert ("birth year", "1961") in attributes
    assert ("gender", "Male") in attributes
    assert taken.dropped == {"Notes": 1}
    assert taken.accepted == 4
    assert not {"name", "email", "gender", "birth_date"} & set(first)


@pytest.mark.parametrize(
    "name", ["roster_german.csv", "roster_german_cp1252.csv", "roster_german_utf16.csv"]
)
def test_encodings_give_the_same_roster(name: str) -> None:
    taken = take(FIXTURES / name)
    assert taken.tables[NAMES][0]["name"] == "Jürgen Müller"
    assert taken.tables["people"][1]["hired_on"] == date(2022, 10, 15)
    assert [r["jurisdiction"] for r in taken.tables["people"]] == ["DE", "AT"]


def test_workbook_and_csv_give_the_same_roster() -> None:
    assert take(FIXTURES / "roster.xlsx").tables == take(FIXTURES / "roster.csv").tables


def test_an_address_of_two_people_quarantines_the_second(tmp_path: Path) -> None:
    text = "employee id,email,department\n1,team@example.org,A\n2,TEAM@example.org,A\n"
    text += "1,team@example.org,B\n"
    taken = take(written(tmp_path, text))
    assert [(p["line"], p["reason"]) for p in taken.problems] == [(3, "shared by two people")]
    assert [r["department"] for r in taken.tables["people"]] == ["A", "B"]


def test_a_roster_may_have_addresses_only(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "email,department\na@example.org,A\n,B\n"))
    assert taken.tables["people"][0]["person_id"] == "a@example.org"
    assert [p["reason"] for p in taken.problems] == ["empty"]


def test_age_is_an_audit_attribute_and_tenure_is_not_stored(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "id,age,tenure,level,dept\n1,33.0,9.0,3.0,4.0\n"))
    assert taken.tables["people"] == [{"person_id": "1", "level": 3, "department": "4"}]
    (attribute,) = taken.tables["audit_attributes"]
    assert (attribute["attribute"], attribute["value"]) == ("age", "33")
    assert taken.dropped == {"tenure": 1}


def test_an_unknown_rank_is_left_empty_and_noted(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "id,level,dept\n1,wizard,A\n2,Manager,A\n"))
    assert [r["level"] for r in taken.tables["people"]] == [None, 5]
    assert list(taken.notes.values()) == [1]


def test_handles_in_a_roster_are_only_suggested(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "employee id,department,twitter\n1,A,@ada\n2,A,\n"))
    (account,) = taken.tables["accounts"]
    assert account == {
        "platform": "X",
        "account_id": "ada",
        "person_id": "1",
        "claimed_how": "suggested",
    }


def test_messages_know_replies() -> None:
    rows = take(FIXTURES / "messages.csv").tables["messages"]
    assert [r["is_reply"] for r in rows] == [False, False, True, False]
    assert rows[3]["time"] == datetime(2025, 3, 4, 2, 10)
    assert [r["time_offset"] for r in rows] == [60, 60, 60, 0]


def test_several_recipients_in_a_cell_are_one_source_row() -> None:
    taken = take(FIXTURES / "mail_log.csv")
    rows = taken.tables["messages"]
    assert [r["recipient_id"] for r in rows[:2]] == [
        "ben.oduya@example.org",
        "chen.wu@example.org",
    ]
    assert rows[0]["audience_size"] == 2
    assert rows[2]["sender_id"] == "ben.oduya@example.org"
    assert taken.accepted == 2
    assert taken.dropped == {"Subject": 2}


def test_a_mass_mail_names_everybody_once(tmp_path: Path) -> None:
    many = "; ".join(f"Person {n} <person.{n}@example.org>" for n in [*range(40), 0])
    path = written(tmp_path, f'sender,recipient,time\na,"{many};",2025-01-01\na,b,2025-01-01\n')
    taken = take(path)
    rows = taken.tables["messages"]
    assert [r["audience_size"] for r in rows] == [40] * 40 + [None]
    assert len({r["recipient_id"] for r in rows}) == 41
    assert (taken.accepted, taken.problems) == (2, [])


def test_the_kind_of_a_tie_is_in_the_file_or_its_name(tmp_path: Path) -> None:
    edges = "source,target\na,b\n"
    for name, kind in {
        "advice.csv": "advice",
        "who_asks.csv": "who asks",
        "edges.csv": "contact",
    }.items():
        assert take(written(tmp_path, edges, name)).tables["ties"][0]["kind"] == kind
    (first, _) = take(FIXTURES / "edges.tsv").tables["ties"]
    assert (first["kind"], first["weight"]) == ("collaboration", Decimal("0.5"))


def test_an_empty_closed_list_is_no_fault(tmp_path: Path) -> None:
    text = "platform,account_id,person_id,claimed_how\nX,ada,E1,\n"
    (row,) = take(written(tmp_path, text)).tables["accounts"]
    assert row["claimed_how"] is None


@pytest.mark.parametrize("person", ["\\ud800", "\\u0000", "", "\\u200b"])
def test_half_characters_and_nothing_are_no_person(tmp_path: Path, person: str) -> None:
    good = json.dumps(_statement())
    bad = good.replace("mailto:a@example.org", person)
    taken = take(written(tmp_path, f"{good}\n{bad}\n"))
    assert [(p["line"], p["column"]) for p in taken.problems] == [(2, "person_id")]


def test_invisible_characters_do_not_make_another_person(tmp_path: Path) -> None:
    text = "source,target\nE1\u200b,b\n\u202eE1,\u200b\n"
    taken = take(written(tmp_path, text, "advice.csv"))
    assert [r["source_id"] for r in taken.tables["ties"]] == ["E1"]
    assert [(p["line"], p["column"]) for p in taken.problems] == [(3, "target_id")]


def test_posts_keep_counts_and_no_text() -> None:
    taken = take(FIXTURES / "posts.csv")
    assert "text" not in taken.tables["posts"][0]
    assert taken.dropped == {"text": 2}
    assert taken.tables["posts"][1]["in_reply_to"] == "1"


@pytest.mark.parametrize("name", ["nominations_matrix.csv", "nominations_matrix.xlsx"])
def test_a_matrix_is_read_cell_by_cell(name: str) -> None:
    taken = take(FIXTURES / name)
    found = {(r["rater_id"], r["person_id"], r["value"]) for r in taken.tables["endorsements"]}
    assert found == {
        ("E001", "E002", 1),
        ("E002", "E001", 2),
        ("E002", "E003", 1),
        ("E003", "E001", 1),
    }
    assert taken.accepted == 3


def test_a_matrix_can_be_given_its_question(tmp_path: Path) -> None:
    path = written(tmp_path, ",a,b\na,,1\nb,maybe,\nc,1,1\n")
    taken = take(path, columns={"question": "=influence"})
    assert {r["question"] for r in taken.tables["endorsements"]} == {"influence"}
    assert [p["line"] for p in taken.problems] == [3]
    assert taken.accepted == 2


def test_viva_person_query_gives_dated_people_and_measures() -> None:
    taken = take(FIXTURES / "Viva_Person_Query.csv")
    assert taken.tables["people"][0] == {
        "person_id": "p-1",
        "valid_from": date(2025, 2, 3),
        "level": 5,
        "org_unit": "Sales",
    }
    assert len(taken.tables["measures"]) == 8
    assert taken.accepted == 2
    assert taken.dropped == {"Wellbeing": 2}


def test_viva_tie_weight_is_the_sum_of_both_scores() -> None:
    rows = take(FIXTURES / "viva_p2p.csv").tables["ties"]
    assert [(r["kind"], r["weight"]) for r in rows] == [
        ("collaboration", Decimal("0.375")),
        ("collaboration", Decimal("0.5")),
    ]


def _statement(**more: object) -> dict[str, object]:
    return {
        "actor": {"mbox": "mailto:a@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": "https://learn.example.org/1"},
        "timestamp": "2025-01-01T10:00:00Z",
    } | more


@pytest.mark.parametrize(
    ("more", "column", "value"),
    [
        ({}, "mode", "reading"),
        ({"verb": {"id": "http://x/performed"}}, "mode", "doing"),
        ({"verb": {"id": "http://x/hummed"}}, "mode", None),
        ({"object": {"id": "u", "definition": {"type": "http://t/simulation"}}}, "mode", "doing"),
        ({"context": {"extensions": {"https://v/mode": "doing"}}}, "mode", "doing"),
        ({"verb": "http://x/verbs/Read/"}, "verb", "read"),
        ({"result": {"duration": "P1DT1H1M1.4S"}}, "duration_seconds", 90061),
        ({"result": {"duration": "soon"}}, "duration_seconds", None),
        ({"result": {"score": {"scaled": 0.25}}}, "score", Decimal("0.25")),
        ({"actor": {"account": {"name": "E1"}}}, "person_id", "E1"),
        ({"timestamp": None, "stored": "2025-02-01T00:00:00Z"}, "time", datetime(2025, 2, 1)),
    ],
)
def test_statement(tmp_path: Path, more: dict[str, object], column: str, value: object) -> None:
    path = written(tmp_path, json.dumps([_statement(**more)]))
    (row,) = take(path).tables["learning"]
    assert row[column] == value


@pytest.mark.parametrize("form", ["lines", "array", "document", "indented"])
def test_forms_of_json(tmp_path: Path, form: str) -> None:
    bad = _statement(timestamp="never")
    group = _statement(actor={"objectType": "Group", "mbox": "mailto:team@example.org"})
    all_of = [_statement(), bad, group, _statement()]
    text = {
        "lines": "\n".join(json.dumps(s) for s in all_of),
        "array": json.dumps(all_of),
        "document": json.dumps({"statements": all_of, "more": ""}, indent=1),
        "indented": json.dumps(all_of, indent=2),
    }[form]
    taken = take(written(tmp_path, text))
    assert (taken.accepted, taken.excluded) == (2, {"done by a group": 1})
    (problem,) = taken.problems
    assert (problem["column"], problem["reason"]) == ("time", "not a time")
    if form == "lines":
        assert problem["line"] == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"actor": 1, "actor": 2}', "a key occurs twice"),
        ('{"actor": NaN}', "NaN is not a JSON number"),
        ("[" * 70 + "]" * 70, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"actor": ', "not valid JSON at column"),
        ('{"actor": 1} trailing', "something stands behind"),
        ("7", "not a statement"),
    ],
)
def test_json_that_is_not_sound_costs_one_line(tmp_path: Path, line: str, reason: str) -> None:
    good = json.dumps(_statement())
    taken = take(written(tmp_path, f"{good}\n{line}\n{good}\n"))
    (problem,) = taken.problems
    assert problem["line"] == 2
    assert reason in problem["reason"]
    assert taken.accepted == 2
