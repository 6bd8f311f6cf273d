from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from evidence_helpers import FIXTURES, SHARED, take, written

from vesica.errors import FormatNotRecognisedError, SchemaMismatchError, UsageError
from vesica.evidence.registry import kinds, pick, reader, readers
from vesica.evidence.source import Source
from vesica.schema import TABLES

KINDS = {
    "Viva_Person_Query.csv": "viva_person_query",
    "accounts.csv": "accounts",
    "adoptions.csv": "adoptions",
    "advice.csv": "edges",
    "audit_attributes.csv": "audit_attributes",
    "consents.csv": "consents",
    "edges.tsv": "edges",
    "exposures.csv": "exposures",
    "incentives.csv": "incentives",
    "learning.json": "xapi",
    "learning.ndjson": "xapi",
    "mail_log.csv": "messages",
    "measures.csv": "measures",
    "messages.csv": "messages",
    "messages.parquet": "messages",
    "metrics.csv": "metrics",
    "moves.csv": "moves",
    "nominations.csv": "nominations",
    "nominations.xlsx": "nominations",
    "nominations_matrix.csv": "nominations_matrix",
    "nominations_matrix.xlsx": "nominations_matrix",
    "pitches.csv": "pitches",
    "posts.csv": "posts",
    "preferences.csv": "preferences",
    "programmes.csv": "programmes",
    "restrictions.csv": "restrictions",
    "roster.csv": "roster",
    "roster.xlsx": "roster",
    "roster_dated.csv": "roster",
    "roster_french.csv": "roster",
    "roster_german.csv": "roster",
    "roster_german_cp1252.csv": "roster",
    "roster_german_utf16.csv": "roster",
    "roster_spanish.csv": "roster",
    "viva_p2p.csv": "viva_person_to_person",
    "viva_p2g.csv": "viva_person_to_group",
    "viva_g2g.csv": "viva_group_to_group",
    "viva_meetings.csv": "viva_meeting_query",
    "worklytics_aggregates.ndjson": "worklytics_aggregates",
    "worklytics_graph.ndjson": "worklytics_graph",
    "worklytics_graph_split.json": "worklytics_graph",
    "advocacy.csv": "advocacy",
    "scim_users.json": "scim",
    "slack_export": "slack",
    "mattermost.jsonl": "mattermost",
    "mailbox.mbox": "mbox",
    "who_asks.graphml": "graphml",
    "x_archive": "x_archive",
    "mastodon_archive": "mastodon_archive",
    "linkedin_export": "linkedin_export",
    "bluesky.car": "bluesky_repo",
    "reduced.json": "reduced",
}
REAL = {
    "enron/messages.csv": ("messages", 38_388),
    "enron/people.csv": ("roster", 156),
    "krackhardt_hightech/advice.csv": ("edges", 190),
    "krackhardt_hightech/friends.csv": ("edges", 102),
    "krackhardt_hightech/reports.csv": ("edges", 20),
    "krackhardt_hightech/attributes.csv": ("roster", 21),
    "formats/hris/orangehrm_like.csv": ("roster", 1),
    "formats/scim/rfc7643-8.1-user-minimal.json": ("scim", 1),
    "formats/scim/rfc7643-8.2-user-full.json": ("scim", 1),
    "formats/scim/rfc7643-8.3-enterprise_user.json": ("scim", 1),
    "formats/scim/rfc7643-8.4-group.json": ("scim", 1),
    "formats/scim/rfc7644-3.4.2-list_response-partial_attributes.json": ("scim", 2),
    "formats/scim/rfc7644-3.4.3-list_response-post_query.json": ("scim", 2),
    "formats/scim/rfc7644-3.7.1-list_response-circular_reference.json": ("scim", 2),
    "formats/scim/rfc7644-4-list_response-resource_types.json": ("scim", 2),
    "formats/slack_export": ("slack", 5),
    "formats/mattermost/export.jsonl": ("mattermost", 10),
    "formats/xapi/adl_example_statements.jsonl": ("xapi", 12),
    "formats/twitter_archive": ("x_archive", 2),
    "formats/twitter_archive/data/tweets.js": ("x_archive", 2),
    "formats/mastodon_archive": ("mastodon_archive", 4),
    "formats/mastodon_archive/outbox.json": ("mastodon_archive", 4),
    "formats/linkedin_export": ("linkedin_export", 1),
    "formats/linkedin_export/Shares.csv": ("linkedin_export", 1),
    "formats/bluesky/sample_commit_blocks.car": ("bluesky_repo", 1),
}


def test_every_fixture_is_in_the_matrix() -> None:
    assert {p.name for p in FIXTURES.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_fixture_is_recognised_and_taken_in_whole(name: str) -> None:
    taken = take(FIXTURES / name)
    assert taken.kind == KINDS[name]
    assert not taken.problems
    assert taken.accepted > 0


@pytest.mark.parametrize("name", KINDS)
def test_no_other_reader_comes_close(name: str) -> None:
    source = Source(FIXTURES / name, name)
    scores = {r.name: r.sniff(source) for r in readers()}
    best = scores.pop(KINDS[name])
    assert best >= 0.6
    assert max(scores.values()) < best - 0.03


@pytest.mark.parametrize("name", REAL)
def test_real_file_is_recognised(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there; set VESICA_DATA")
    kind, rows = REAL[name]
    taken = take(path)
    assert (taken.kind, taken.rows_in) == (kind, rows)
    assert not taken.problems or kind == "xapi"
    if kind not in {"xapi", "mastodon_archive", "scim", "slack", "mattermost"}:
        assert taken.accepted == rows


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("p2p_data.csv", "viva_person_to_person", 2_014),
        ("pq_data.csv", "viva_person_query", 10_500),
        ("g2g_data.csv", "viva_group_to_group", 150),
        ("p2g_data.csv", "viva_person_to_group", 180),
        ("mt_data.csv", "viva_meeting_query", 612),
    ],
)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_viva_samples_come_in_without_a_mapping(
    name: str, kind: str, rows: int, form: str, tmp_path: Path
) -> None:
    spec = find_spec("vivainsights")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "data" / name
    if form == "parquet":
        table = pacsv.read_csv(path)
        path = tmp_path / "query.parquet"
        pq.write_table(table, path)
    taken = take(path)
    assert (taken.kind, taken.rows_in) == (kind, rows)
    assert taken.accepted > 0
    assert [p["reason"] for p in taken.problems] == (["empty"] if name == "mt_data.csv" else [])


def test_headers_may_be_in_any_order_and_case(tmp_path: Path) -> None:
    path = written(tmp_path, "SENT AT,Recipient,SENDER\n2025-01-01T00:00:00Z,b,a\n")
    assert take(path).kind == "messages"


@pytest.mark.parametrize(
    "text",
    ["a,b,c\n1,2,3\n", "just a sentence\n", '{"some": "thing"}', "person_id\n1\n2\n"],
)
def test_unknown_files_are_named_with_what_they_have(tmp_path: Path, text: str) -> None:
    source = Source(written(tmp_path, text), "mystery.csv")
    with pytest.raises(FormatNotRecognisedError, match=r"mystery\.csv") as caught:
        pick(source)
    assert "--as KIND" in caught.value.hint


def test_every_table_has_a_reader() -> None:
    read = set(TABLES) - {"listings"}  # what full lists of people say; see the roster
    assert read <= set(kinds())
    assert {table for r in readers() for table in r.tables} == read


def test_a_table_is_a_kind() -> None:
    assert reader("people").name == "roster"
    assert reader("ties").name == "edges"
    with pytest.raises(UsageError, match="nonsense"):
        reader("nonsense")


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "sender,recipient,colour\na,b,red\n")
    with pytest.raises(SchemaMismatchError, match="'time'") as caught:
        take(path, "messages")
    assert "--map" in caught.value.hint


def test_a_map_names_existing_columns_and_headers(tmp_path: Path) -> None:
    path = written(tmp_path, "wer,wen,wann\na,b,2025-01-01\n")
    columns = {"sender_id": "wer", "recipient_id": "wen", "time": "wann", "channel": "=letter"}
    (row,) = take(path, "messages", columns).tables["messages"]
    assert (row["sender_id"], row["recipient_id"], row["channel"]) == ("a", "b", "letter")
    with pytest.raises(UsageError, match="no column 'colour'"):
        take(path, "messages", {"colour": "wer"})
    with pytest.raises(SchemaMismatchError, match="'gone'"):
        take(path, "messages", columns | {"time": "gone"})


def test_an_empty_header_leaves_the_column_out(tmp_path: Path) -> None:
    path = written(tmp_path, "sender,recipient,time,channel\na,b,2025-01-01,email\n")
    taken = take(path, "messages", {"channel": ""})
    assert "channel" not in taken.mapping
    assert taken.dropped == {"channel": 1}


def test_examples_are_never_about_a_person() -> None:
    for name in KINDS:
        source = Source(FIXTURES / name, name)
        chosen, _ = pick(source)
        shown = " ".join(
            example for c in chosen.mapping(source, {}).columns for example in c.examples
        )
        for private in ("E00", "example.org", "Ada", "Female", "1961", "p-1", "1001"):
            assert private not in shown
