"""Tables of the two databases; the folder ``migrations`` makes the same."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = ["STATE", "VAULT"]

STATE = MetaData()

audit = Table(
    "audit",
    STATE,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_people = Table(
    "audit_people",
    STATE,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False, index=True),
)

ledger = Table(
    "ledger",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
    UniqueConstraint("person_id", "purpose", "action", "time", name="ledger_once"),
)

releases = Table(
    "releases",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("time", BigInteger, nullable=False),
    Column("run_id", Text, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("figures", Text, nullable=False, server_default="{}"),
)

release_people = Table(
    "release_people",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("person_id", Text, unique=True),
)

release_members = Table(
    "release_members",
    STATE,
    Column("digest", Text, primary_key=True),
    Column("members", LargeBinary, nullable=False),
)

release_cells = Table(
    "release_cells",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("release", Integer, ForeignKey("releases.number"), nullable=False, index=True),
    Column("table", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("quantity", Text, nullable=False),
    Column("members", Text, ForeignKey("release_members.digest"), nullable=False),
)
Index("release_cells_by_cell", release_cells.c.table, release_cells.c.cell)

links = Table(
    "links",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("person_id", Text, nullable=False, index=True),
    Column("probability", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
    UniqueConstraint("account_id", "person_id", name="links_once"),
    sqlite_autoincrement=True,
)

accounts = Table(
    "web_accounts",
    STATE,
    Column("name", Text, primary_key=True),
    Column("roles", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("closed", BigInteger),
)

invitations = Table(
    "web_invitations",
    STATE,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)

sessions = Table(
    "web_sessions",
    STATE,
    Column("digest", Text, primary_key=True),
    Column("account", Text, index=True),
    Column("person_id", Text, index=True),
    Column("since", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

tokens = Table(
    "web_tokens",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("closed", BigInteger),
)

sponsors = Table(
    "sponsors",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("leader_id", Text, nullable=False, index=True),
    Column("sponsor_id", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
)

plans = Table(
    "plans",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("parent", Integer),
    Column("time", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("figures", Text, nullable=False),
    sqlite_autoincrement=True,
)

plan_places = Table(
    "plan_places",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("plan", Integer, ForeignKey("plans.number"), nullable=False, index=True),
    Column("person_id", Text, nullable=False, index=True),
    Column("other_id", Text),
    Column("route", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("gain", Float, nullable=False),
    Column("other_gain", Float),
    Column("why", Text, nullable=False),
)

plan_decisions = Table(
    "plan_decisions",
    STATE,
    Column("number", Integer, primary_key=True),
    Column("plan", Integer, ForeignKey("plans.number"), nullable=False, index=True),
    Column("time", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("person_id", Text),
    Column("other_id", Text),
    Column("route", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

VAULT = MetaData()

meta = Table(
    "meta",
    VAULT,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

identities = Table(
    "identities",
    VAULT,
    Column("pseudonym", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
)

aliases = Table(
    "aliases",
    VAULT,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("pseudonym", Text, nullable=False, index=True),
)

names = Table(
    "names",
    VAULT,
    Column("pseudonym", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

codes = Table(
    "codes",
    VAULT,
    Column("pseudonym", Text, primary_key=True),
    Column("selector", Text, nullable=False, unique=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("used", BigInteger),
)

passphrases = Table(
    "passphrases",
    VAULT,
    Column("pseudonym", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("chosen", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("former_ended", BigInteger),
)
