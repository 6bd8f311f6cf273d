"""What changed between two imports of the same source is named, column by column."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evidence_helpers import Import

from vesica.evidence.drift import changes, former
from vesica.evidence.fingerprint import fingerprint, for_file, shape
from vesica.evidence.sample import Sample
from vesica.store.manifest import ImportManifest, SourceRecord

KINDS = {
    "posts": {
        "post_id": "post id", "person_id": "author", "time": "published at",
        "reactions": "likes", "replies": "comments",
    },
    "roster": {
        "person_id": "Employee ID", "level": "Grade", "department": "Team",
        "location": "Office", "hired_on": "Start",
    },
    "messages": {
        "sender_id": "From", "recipient_id": "To", "time": "Sent", "channel": "Via",
        "message_id": "ID",
    },
}  # fmt: skip


def manifest(kind, sequence=1, name="export.csv", rows=100, dropped=("Mood",), **mapping):
    columns = KINDS[kind] | mapping
    return ImportManifest(
        id=f"{sequence}",
        sequence=sequence,
        source=SourceRecord(
            name=name,
            sha256="0" * 64,
            size=1,
            kind=kind,
            mapping={c: h for c, h in columns.items() if h is not None},
            parser_version="1",
            shapes=dict.fromkeys(columns, "words"),
        ),
        rows_in=rows,
        accepted={},
        quarantined=0,
        excluded={},
        dropped_columns=dict.fromkeys(dropped, 1),
        tables={},
        content_hash="",
        quarantine_hash="",
        imported_at="2026-01-01T00:00:00+00:00",
    )


def retyped(after, column):
    return replace(after, source=replace(after.source, shapes={column: "numbers"}))


CASES = [(kind, column) for kind, columns in KINDS.items() for column in columns]


@pytest.mark.parametrize(("kind", "column"), CASES)
def test_planted_changes_are_named(kind, column):
    before, header = manifest(kind), KINDS[kind][column]
    renamed = changes(before, manifest(kind, 2, **{column: f"{header} total"}))
    assert [(c.what, c.column) for c in renamed] == [("renamed", column)]
    assert f"'{header}' gone, '{header} total' new: mapped as {column}." in renamed[0].text
    gone = changes(before, manifest(kind, 2, **{column: None}))
    assert [(c.what, c.column) for c in gone] == [("gone", column)]
    assert gone[0].text == f"'{header}' is gone: nothing feeds {column} any more."
    back = changes(manifest(kind, 1, **{column: None}), manifest(kind, 2))
    assert [(c.what, c.column) for c in back] == [("new", column)]
    turned = changes(before, retyped(manifest(kind, 2), column))
    assert [(c.what, c.column) for c in turned] == [("retyped", column)]
    assert "held words, and now numbers" in turned[0].text


def test_what_was_never_stored_is_named_as_well():
    before, after = manifest("posts"), manifest("posts", 2, dropped=("Weather",))
    told = {c.what: c.text for c in changes(before, after)}
    assert told["new"] == "'Weather' is new: it is not stored."
    assert told["gone"] == "'Mood' is gone; it was not stored before."


def test_a_header_that_is_there_but_not_mapped_any_more():
    after = manifest("posts", 2, reactions=None, dropped=("Mood", "likes"))
    (change,) = changes(manifest("posts"), after)
    assert change.text == "'likes' is no longer mapped: nothing feeds reactions any more."


def test_spelling_constants_and_date_forms_are_no_change():
    before = manifest("posts", 1, platform="=X", time="Published at")
    after = manifest("posts", 2, platform="=LinkedIn", time="PUBLISHED_AT@dd/mm/yyyy")
    assert changes(before, after) == ()


def test_far_fewer_rows():
    (change,) = changes(manifest("posts", rows=2001), manifest("posts", 2, rows=1000))
    assert (change.what, change.text) == ("fewer rows", "1,000 rows, after 2,001 last time.")
    assert changes(manifest("posts", rows=2000), manifest("posts", 2, rows=1000)) == ()


def test_the_same_source_is_known_by_its_name_or_its_headers():
    may = manifest("posts", 1, name="posts-2026-05.csv")
    june = manifest("posts", 2, name="posts-2026-06 (1).csv")
    other = manifest("posts", 3, name="advocacy.csv")
    strange = replace(
        manifest("posts", 4, name="x.csv", dropped=()),
        source=replace(other.source, name="x.csv", mapping={"post_id": "A", "time": "B"}),
    )
    people = manifest("roster", 5, name="posts-2026-07.csv")
    imports = (may, june, other, strange, people)
    assert former(imports, may) is None
    assert former(imports, june) == may
    assert former(imports, other) == june
    assert former(imports, strange) is None
    assert former(imports, people) is None


def test_fingerprints_do_not_depend_on_order_case_and_signs():
    assert fingerprint(["Post ID", "Likes"]) == fingerprint(["likes", "post_id"])
    assert fingerprint(["Post ID"]) != fingerprint(["Post ID", "Likes"])


def test_the_mapping_of_the_own_source_comes_before_that_of_the_kind():
    columns = {
        "posts": {"time": "When"},
        "posts@aaaa": {"time": "Sent"},
        "roster@aaaa": {"level": "Band"},
    }
    assert for_file(columns, "aaaa") == {"posts": {"time": "Sent"}, "roster": {"level": "Band"}}
    assert for_file(columns, "bbbb") == {"posts": {"time": "When"}}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1", "-20"], "whole numbers"),
        (["1", "2.5"], "numbers"),
        (["2026-01-01", "3/4/2026"], "dates"),
        (["2026-01-01T09:00:00Z"], "times"),
        (["yes", "No"], "yes or no"),
        (["1", "many"], "words"),
        ([""], ""),
    ],
)
def test_what_cells_look_like(cells, told):
    sample = Sample(header=("a",), rows=tuple((c,) for c in cells), skip_lines=1)
    assert shape(sample, "a") == told
    assert shape(sample, "b") == ""


def test_drift_is_said_at_import(tmp_path, take_in: Import):
    head = "post id,author,platform,published at"
    first, second = tmp_path / "posts-1.csv", tmp_path / "posts-2.csv"
    first.write_text(f"{head},likes\n1,e1,X,2026-01-01T09:00:00Z,3\n")
    second.write_text(f"{head},likes total\n2,e1,X,2026-02-01T09:00:00Z,3\n")
    assert take_in(first).drift == ()
    told = take_in(second, column_map={"reactions": "likes total"}).drift
    assert [c.text for c in told] == ["'likes' gone, 'likes total' new: mapped as reactions."]
